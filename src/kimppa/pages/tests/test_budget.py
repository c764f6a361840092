"""No page of the room asks the database more than twelve times, also on the first visit."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conftest import Louna
from kimppa.pages.models import Bringing, Change, Page, Version
from kimppa.pages.tests.conftest import browser

pytestmark = pytest.mark.django_db
MOST = 12


def test_pages_ask_little(pages: Louna) -> None:
    page = Page.objects.get(name="asiakkaalle_kayttosaannot").pk
    change = Change.objects.get(state="proven").pk
    paths = [
        *(reverse(f"pages:{name}") for name in ("home", "new", "changes", "changes-meeting")),
        *(reverse(f"pages:{name}") for name in ("links", "imports", "change-new", "export")),
        *(reverse(f"pages:{name}", args=[page]) for name in ("page", "edit", "settings", "paste")),
        reverse("pages:shown", args=[page, "fi"]),
        reverse("pages:version", args=[Version.objects.latest("pk").pk]),
        reverse("pages:imports-file", args=[Bringing.objects.latest("pk").pk]),
        *(reverse(f"pages:{name}", args=[change]) for name in ("change", "change-edit")),
    ]
    over = {}
    for person in (pages.coordinator, pages.directors["834"]):
        client = browser(person)
        for path in paths:
            cache.clear()  # as a write would: what was remembered no longer holds
            with CaptureQueriesContext(connection) as captured:
                client.get(path)
            asked = [
                query["sql"]
                for query in captured.captured_queries
                if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))
            ]
            if len(asked) > MOST:
                over[path] = len(asked)
    assert over == {}
