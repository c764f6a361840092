"""A paper of 100 MB for a meeting is refused before anything of it is kept."""

import tracemalloc

from django.core.wsgi import get_wsgi_application

from conftest import Louna
from kimppa.config import settings
from kimppa.core import clock
from kimppa.core.permissions import SYSTEM
from kimppa.meetings.agenda.actions import add_item
from kimppa.meetings.models import Attachment
from kimppa.meetings.tests.test_agenda import meeting_on
from kimppa.operations.front.limits import Limits
from kimppa.operations.tests.test_limits import MEGABYTE, Source
from kimppa.operations.tests.wsgi import ask


def test_an_attachment_of_100_mb_is_refused_with_the_limit_and_little_memory(louna: Louna) -> None:
    item = add_item(by=SYSTEM, meeting=meeting_on(clock.today()), title="Naxos")
    limit = settings.KIMPPA_MAX_UPLOAD_MB
    site, paper = Limits(get_wsgi_application(), megabytes=limit), Source(100 * MEGABYTE)
    body = {"CONTENT_LENGTH": str(paper.size), "CONTENT_TYPE": "multipart/form-data; boundary=b",
            "wsgi.input": paper}  # fmt: skip
    tracemalloc.start()
    answer = ask(site, f"/meetings/items/{item.pk}/attach/", "POST", **body)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert answer.status == 413
    assert f"enintään {limit} Mt" in answer.body.decode()
    assert peak < 5 * MEGABYTE
    assert not Attachment.objects.exists()
