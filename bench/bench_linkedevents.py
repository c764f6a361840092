"""Claims: with 50,000 events, 2,000 of them coming, Finna's list of 30 takes at most three times
the processor time of a bare ninja view that reads and tells as many rows in the same run; a feed
is answered from memory at 80 % or more of a bare server's rate.

Peer of the first: a ninja view that counts and reads the same 30 rows of the same tables and tells
their plain columns through a schema, without texts in languages, keywords, places or series.
Peer of the second: as in bench_serving.py. `BENCH_EVENTS` and `BENCH_COMING` for other sizes.
"""

import datetime as dt
import os
import statistics
from pathlib import Path

import pytest
from django.test import RequestFactory
from ninja import NinjaAPI, Schema

from bench.bench_serving import ROUNDS, TARGET, Rounds, bare, demo, server  # noqa: F401  # fixtures
from bench.conftest import measure, tell
from kimppa.core.clock import ZONE
from kimppa.core.consortium.models import Municipality
from kimppa.publishing.linkedevents.api import api
from kimppa.publishing.models import Item, Keyword, Occurrence
from tests.databases import on_postgres
from tests.serving.server import Server

EVENTS = int(os.environ.get("BENCH_EVENTS", "50000"))
COMING = int(os.environ.get("BENCH_COMING", "2000"))
TODAY = "2025-01-14"
FINNA = (
    "publisher=kimppa:consortium&page_size=30&start=2025-01-14&language=fi&sort=start_time"
    "&include=location&super_event_type=none"
)
TEXT = "Kaikille avoin tilaisuus, jossa luetaan ja keskustellaan. " * 8


class Row(Schema):
    id: int
    start: dt.datetime
    end: dt.datetime
    title: str
    text: str
    place: str
    town: str


class Rows(Schema):
    count: int
    items: list[Row]


bare_api = NinjaAPI(urls_namespace="bare-events", docs_url=None, openapi_url=None)


@bare_api.get("/rows", response=Rows)
def rows(request: object) -> dict[str, object]:
    """As many rows, of the same tables, by the same condition and order."""
    at = dt.datetime(2025, 1, 14, tzinfo=ZONE)
    found = Occurrence.objects.filter(
        item__status="published", item__publish_at__lte=at, end__gt=at, whole=False
    )
    shown = found.select_related("item__municipality").order_by("start", "pk")[:30]
    return {
        "count": found.count(),
        "items": [
            {
                "id": one.pk,
                "start": one.start,
                "end": one.end,
                "title": one.item.title_fi,
                "text": one.item.text_fi,
                "place": one.item.place,
                "town": one.item.municipality.name_fi,
            }
            for one in shown
        ],
    }


@pytest.fixture
def events(db: None, settings: pytest.FixtureRequest) -> None:
    settings.KIMPPA_TODAY = TODAY
    towns = [
        Municipality.objects.create(code=f"{n:03}", name_fi=f"Kunta {n}", position=n, source="x")
        for n in range(20)
    ]
    today = dt.datetime(2025, 1, 14, 17, tzinfo=ZONE)
    items = [item(number, towns[number % 20], today) for number in range(EVENTS)]
    Item.objects.bulk_create(items, batch_size=500)
    Occurrence.objects.bulk_create(
        [Occurrence(item=one, start=one.start, end=one.end) for one in items], batch_size=2000
    )
    Keyword.objects.bulk_create(
        [Keyword(item=one, role=role, slug=slug) for one in items
         for role, slug in (("category", "satutunti"), ("audience", "lapset"))],
        batch_size=2000,
    )  # fmt: skip


def item(number: int, town: Municipality, today: dt.datetime) -> Item:
    """Some coming, the rest in the past, an hour and a half each."""
    days = number % 180 if number < COMING else -1 - number % 3000
    start = today + dt.timedelta(days=days)
    return Item(
        title_fi=f"Tapahtuma {number}", title_sv=f"Evenemang {number}", text_fi=TEXT,
        summary_fi=TEXT[:200], municipality=town, place="Tori", start=start,
        end=start + dt.timedelta(minutes=90), status="published",
        publish_at=today - dt.timedelta(days=4000), changed_at=today, source="x",
    )  # fmt: skip


def test_finnas_list(events: None) -> None:
    factory = RequestFactory()
    (ours,) = [
        view.get_view()
        for bound in api._get_bound_routers()
        for route, view in bound.path_operations.items()
        if route.strip("/") == "event"
    ]
    (peer,) = [
        view.get_view()
        for bound in bare_api._get_bound_routers()
        for view in bound.path_operations.values()
    ]
    asked = factory.get(f"/linkedevents/v1/event/?{FINNA}")
    plain = factory.get("/rows")
    assert ours(asked).status_code == peer(plain).status_code == 200
    assert b'"count": %d' % COMING in ours(asked).content
    ours_took, peer_took = measure(lambda: ours(asked), 15), measure(lambda: peer(plain), 15)
    claim = f"Finna's list of 30 among {EVENTS:,} events, {COMING:,} coming"
    tell(claim, ours_took, "a bare ninja view of 30 rows", peer_took)
    assert ours_took.cpu <= 3 * peer_took.cpu


def test_a_feed_from_memory(server: Server, tmp_path: Path) -> None:  # noqa: F811  # the fixture
    if on_postgres():
        pytest.skip("optional: the database is not asked")
    path = "/feeds/fi/events/all.xml"
    page = server.visitor().get(path)
    assert page.status == 200
    size = len(page.body) + sum(len(f"{k}: {v}\r\n") for k, v in page.headers.items())
    with bare(tmp_path, size) as (port, process):
        ours = Rounds(f"{server.url}{path}", server.process.pid)
        peer = Rounds(f"http://127.0.0.1:{port}{path}", process)
        for _round in range(ROUNDS):
            peer.run(tmp_path)
            ours.run(tmp_path)
    ratios = [one.rate / other.rate for one, other in zip(ours.loads, peer.loads, strict=True)]
    ratio = peer.cpu_per_request / ours.cpu_per_request
    print(f"\n{path}, {size:,} bytes, from memory; median of {ROUNDS} rounds in turn")
    print(f"  ours  {ours}\n  peer  {peer}  (bare granian)")
    print(f"  ratio {ratio:.2f} by processor, {statistics.median(ratios):.2f} by the clock")
    assert all(one.failed == 0 for one in [*ours.loads, *peer.loads])
    assert ratio >= TARGET
