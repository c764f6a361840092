"""What a year counts is the same whenever in the year it happened, by Helsinki's clock.

The demo's rows of each room are moved to the first half hour of a year, to its middle and to its
last half hour. Its sentences and counts of that year, and of those beside it, stay as they are: no
day is left out at either end, none is counted twice, and no year is asked of another time zone.
"""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import models, transaction

from conftest import Louna
from kimppa.core.area import Area, areas
from kimppa.core.consortium.models import Municipality
from tests.rooms import is_chosen

pytestmark = pytest.mark.django_db

HELSINKI = ZoneInfo("Europe/Helsinki")
YEAR = 2024
FIRST = dt.datetime(YEAR, 1, 1, 0, 30, tzinfo=HELSINKI)
MIDDLE = dt.datetime(YEAR, 7, 1, 12, 0, tzinfo=HELSINKI)
LAST = dt.datetime(YEAR, 12, 31, 23, 30, tzinfo=HELSINKI)
EARLIER = dt.datetime(YEAR - 1, 7, 1, 12, 0, tzinfo=HELSINKI)

# Rooms whose work has a year written in its rows, not a day.
BY_NUMBER = {"agreement", "programme", "report", "statistics"}
# A programme's day stands beside those of its deliveries, and the sentence follows their order. A
# period that begins with the year is told as the whole year's; a cap's month only when it is over.
BY_ORDER = {"Programme", "Period", "CapReading"}
ROOMS = [room for room in areas() if is_chosen(room.slug) and (room.summary or room.counted)]
# Whose answers are asked for beside those of all: the demo's largest library, by its code.
PLACE = "834"
# A day, or a month in words, of the year that is spoken of.
DAY = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}|\b[a-zä]{4,8}kuussa\b")

type Answers = dict[str, object]
type Columns = list["models.Field[Any, Any]"]


def dated(room: Area) -> Iterator[tuple[type[models.Model], Columns]]:
    """The room's tables with days or times, and those columns."""
    for model in apps.get_app_config(room.slug).get_models():
        columns = [f for f in model._meta.local_concrete_fields if isinstance(f, models.DateField)]
        if columns and model.__name__ not in BY_ORDER:
            yield model, columns


def move(model: type[models.Model], columns: Columns, moment: dt.datetime) -> None:
    """Let all that a table says of a time have happened then, in the order of its columns."""
    for row in model._default_manager.all():
        new = {}
        for second, column in enumerate(columns):
            at = moment + dt.timedelta(seconds=second, microseconds=row.pk)
            if getattr(row, column.attname) is not None:
                is_time = isinstance(column, models.DateTimeField)
                new[column.attname] = at if is_time else at.date()
        if new:
            model._default_manager.filter(pk=row.pk).update(**new)


def answers(room: Area) -> Answers:
    """What the room says and counts of the years, of all and of a municipality."""
    cache.clear()
    found: Answers = {}
    for year in (YEAR - 1, YEAR, YEAR + 1):
        if room.counted:
            for code, counted in room.call("counted", list(room.counts), year).items():
                found[f"{year} {code}"] = counted
        for place in (None, Municipality.objects.get(code=PLACE)) if room.summary else ():
            for topic, sentences in room.call("summary", list(room.topics), year, place).items():
                texts = [DAY.sub("…", sentence.text) for sentence in sentences]
                found[f"{year} {place or ''} {topic}"] = texts
    return found


def answers_at(
    room: Area, model: type[models.Model], columns: Columns, moment: dt.datetime
) -> Answers:
    with transaction.atomic():
        move(model, columns, moment)
        found = answers(room)
        transaction.set_rollback(True)
    return found


@pytest.mark.every_database
@pytest.mark.parametrize("area", ROOMS, ids=lambda area: area.slug)
def test_a_year_begins_and_ends_at_midnight_in_helsinki(every_room: Louna, area: Area) -> None:
    matters = False
    for model, columns in dated(area):
        middle = answers_at(area, model, columns, MIDDLE)
        for moment in (FIRST, LAST):
            edge = answers_at(area, model, columns, moment)
            differing = {
                key: (middle.get(key), edge.get(key))
                for key in middle.keys() | edge.keys()
                if middle.get(key) != edge.get(key)
            }
            assert not differing, (model.__name__, moment.isoformat())
        matters = matters or answers_at(area, model, columns, EARLIER) != middle
    assert matters or area.slug in BY_NUMBER, "the demo has nothing that the room counts by a day"
