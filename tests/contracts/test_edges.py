"""What pages, files and the API show of a day is the same whenever on that day it happened.

The demo's rows of each room are moved to the first half hour of a year, by Helsinki's clock, when
UTC still has the year and the month before, and to its first morning. On New Year's Day and on the
day before it all that the room shows is the same of both, but for the time of day.
"""

import datetime as dt
import difflib
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import models, transaction
from django.test import Client
from django.urls import get_resolver

from conftest import Louna
from kimppa.config.api.openapi import document
from kimppa.core import clock
from kimppa.core.area import Area, areas
from kimppa.core.consortium.models import Person
from kimppa.core.yearclock.actions import subscribe
from tests.contracts.test_own_rows import text_of
from tests.contracts.test_stained_rows import Opened, opened, pages
from tests.contracts.test_years import HELSINKI, move
from tests.journeys.crawl import addresses
from tests.rooms import is_chosen, room_of
from tests.tokens import secret_of

pytestmark = pytest.mark.django_db

EDGE = dt.datetime(2025, 1, 1, 0, 30, tzinfo=HELSINKI)
MORNING = dt.datetime(2025, 1, 1, 10, 0, tzinfo=HELSINKI)
EVENINGS = (
    dt.datetime(2024, 12, 31, 20, 0, tzinfo=HELSINKI),
    dt.datetime(2025, 1, 1, 20, 0, tzinfo=HELSINKI),
)
# A moment for programs, a time of day for people, and what a page has anew each time.
TIME = re.compile(
    r"\d{4}-\d\d-\d\dT[\d:.]+Z|\d{8}T\d{6}Z?|\b\d{1,2}[.:]\d\d([.:]\d\d)?\b(?!\.)"
    r'|width="[\d.]+"|nonce="[^"]*"|name="(csrfmiddlewaretoken|stamp)" value="[^"]*"'
)
HOME = {"desk": "core"}  # where the tables are that it shows
# Of the machine's own time, or never changed.
LEFT = {"releases", "signin", "throttle", "tokens", "webhooks"}
OWN = re.compile("/(me|sign-in|calendar)/")  # with keys of the moment


def timed(room: Area) -> Iterator[tuple[type[models.Model], "list[models.Field[Any, Any]]"]]:
    """The room's tables with times, and those columns."""
    for model in apps.get_app_config(HOME.get(room.slug, room.slug)).get_models():
        columns = [
            field
            for field in model._meta.local_concrete_fields
            if isinstance(field, models.DateTimeField)
        ]
        if columns and not LEFT & set(model.__module__.split(".")):
            yield model, columns


def places(room: Area, person: Person) -> Iterator[Opened]:
    """The room's pages and files without arguments, its lists of the API, and the calendar."""
    client = Client(headers={"Accept-Language": "fi"})
    client.force_login(person)
    paths = [path for path in addresses(get_resolver().url_patterns) if room_of(path) == room.slug]
    yield from pages(client, [path for path in sorted(paths) if not OWN.match(path)])
    secret = secret_of(person)
    for path in document()["paths"]:
        if "{" not in path and room_of(path) == room.slug:
            yield from opened(Client(), path, Authorization=f"Bearer {secret}")
    if room.due:
        for _path, answer in opened(Client(), f"/calendar/{subscribe(by=person).token}.ics"):
            yield "calendar", answer


def shown_at(room: Area, person: Person, moment: dt.datetime) -> dict[str, str]:
    """What the room shows when all its rows are of that moment, by the address."""
    with transaction.atomic():
        for model, columns in timed(room):
            move(model, columns, moment)
        cache.clear()
        shown = {path: TIME.sub("…", text_of(page)) for path, page in places(room, person)}
        transaction.set_rollback(True)
    return shown


def change(edge: str, morning: str) -> list[str]:
    """The first pieces of text in which two answers differ."""
    pieces = (re.split(r"[\n<]", text) for text in (edge, morning))
    return [line[:90] for line in difflib.unified_diff(*pieces, lineterm="", n=0)][3:6]


@pytest.mark.parametrize(
    "area", [room for room in areas() if room.urls and is_chosen(room.slug)], ids=lambda a: a.slug
)
def test_a_day_begins_at_midnight_in_helsinki(
    every_room: Louna, area: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    for evening in EVENINGS:
        monkeypatch.setattr(clock, "now", lambda evening=evening: evening)
        with clock.standing_on(evening.date()):
            edge, morning = (
                shown_at(area, every_room.coordinator, moment) for moment in (EDGE, MORNING)
            )
        differing = {
            path: change(edge[path], morning.get(path, ""))
            for path in edge
            if edge[path] != morning.get(path)
        }
        assert differing == {}, f"seen on {evening:%-d.%-m.%Y}, at 0.30 and at 10.00"
