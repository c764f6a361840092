"""No page of the room asks the database more than thirteen times, however much there is."""

from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import Louna
from kimppa.core.consortium.models import Branch
from kimppa.publishing import demo, queries
from kimppa.publishing.models import EventSource
from kimppa.publishing.tests.conftest import Make, signed_in
from kimppa.publishing.tests.test_branches import CLOSED, directory
from tests.remembered import remembered

MOST = 13


@pytest.fixture
def busy(louna: Louna, instance: Path) -> Louna:
    """Louna with the demo's events and a closed library."""

    def make() -> None:
        demo.load()
        directory(louna, CLOSED)

    remembered("louna, events", instance, make)
    return louna


@pytest.mark.on_sqlite
@pytest.mark.parametrize(
    "path",
    [
        "", "month/?kuukausi=2025-02", "balance/?vuosi=2024", "last-year/", "branches/", "finna/",
        "imports/", "sources/", "source", "links/", "item", "edit",
    ],
)  # fmt: skip
def test_a_page_of_the_desk_asks_little(
    busy: Louna, make: Make, tammela: Branch, path: str
) -> None:
    item = make(branch=tammela, joint=True, rule="FREQ=WEEKLY;COUNT=9", categories=("satutunti",))
    addresses = {
        "source": EventSource.objects.get().get_absolute_url(),
        "item": item.get_absolute_url(),
        "edit": f"{item.get_absolute_url()}edit/",
    }
    asked = count(signed_in(busy.coordinator), addresses.get(path, f"/publishing/{path}"))
    assert asked <= MOST


@pytest.mark.on_sqlite
@pytest.mark.parametrize(
    "path",
    [
        "/tapahtumat/", "/tapahtumat/?kunta=834", "/naytto/tam/", "/upotus/fi/all/", "/sitemap.xml",
        "/feeds/fi/events/all.xml", "/feeds/fi/events/all.ics", "/feeds/sv/news/branch-tam.xml",
        "/linkedevents/v1/event/?page_size=30&start=2025-01-14",
        "/linkedevents/v1/place/", "/linkedevents/v1/keyword/",
    ],
)  # fmt: skip
def test_a_public_page_asks_little(busy: Louna, path: str) -> None:
    assert count(Client(), path) <= MOST


def count(client: Client, path: str) -> int:
    """The queries that an address takes when nothing is remembered."""
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    plain = [one["sql"] for one in captured.captured_queries]
    return sum(not sql.startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")) for sql in plain)


@pytest.mark.every_database
def test_the_same_title_is_alike_in_capitals_too(make: Make) -> None:
    first, shouted = make("Äitien ilta", kind="news"), make("ÄITIEN ILTA", kind="news")
    assert (queries.items_alike(first), queries.items_alike(shouted)) == ([shouted], [first])
