"""Claim: no page of the desk takes 300 ms of processor time, nor ten times a bare page that lists
as many rows. The first home after a write, when nothing is remembered of 100,000 pieces of work and
2,000 open tasks, takes at most 60 times it.

Peer: the desk's own frame around a table of as many rows with three columns, which asks nothing of
the database but the frame.
"""

import re
from dataclasses import dataclass

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, RequestFactory

from bench.conftest import measure, tell
from kimppa.core.consortium.models import Person
from kimppa.ui import pages as ui
from tests.budgets.consortium import Generated

pytestmark = pytest.mark.django_db

PAGES = ("/year-clock/", "/tasks/", "/figures/", "/audit/", "/people/", "/publishing/", "/report/")
LONGEST = 300.0  # milliseconds
_ROW = re.compile(r"<tr|<li|<summary")


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    place: str
    count: int


def bare_page(person: Person, rows: int) -> HttpResponse:
    request = RequestFactory().get("/")
    request.user, request.session = person, {}  # type: ignore[assignment]  # as the frame asks them
    columns = [ui.Column(name, name.title()) for name in ("name", "place", "count")]
    lines = [Line(f"Line {number}", "Everywhere", number) for number in range(rows)]
    table = ui.Table(request, columns=columns, rows=lines, page_length=rows)
    return ui.table_page(request, table, title="Lines")


def rows_of(page: str) -> int:
    return max(len(_ROW.findall(page.partition("<main")[2])), 1)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_costs_little_more_than_its_rows(large: Generated, path: str) -> None:
    client = Client()
    client.force_login(large.coordinator)
    answer = client.get(path, follow=True)
    assert answer.status_code == 200
    rows = rows_of(answer.text)
    ours = measure(lambda: client.get(path, follow=True))
    peer = measure(lambda: bare_page(large.coordinator, rows))
    tell(f"{path}, {rows} rows", ours, "a bare page of as many rows", peer)
    assert ours.cpu < LONGEST
    assert ours.cpu < 10 * peer.cpu


def test_the_first_home_after_a_write(large: Generated) -> None:
    client = Client()
    client.force_login(large.coordinator)
    path = f"/?vuosi={large.year}"
    rows = rows_of(client.get(path).text)

    def first() -> None:
        cache.clear()
        client.get(path)

    ours = measure(first)
    peer = measure(lambda: bare_page(large.coordinator, rows))
    tell(f"the first home after a write, {rows} rows", ours, "a bare page of as many rows", peer)
    assert ours.cpu < 60 * peer.cpu
