"""What the migrations make of rows that an earlier version wrote."""

import datetime as dt
from functools import cache
from importlib import import_module
from typing import Any

import pytest
from django.apps.registry import Apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from conftest import Louna
from kimppa.core import clock
from kimppa.core.duties.models import Duty
from kimppa.core.evidence.models import Evidence
from kimppa.core.releases.models import Delivery, Release
from tests.lines import make_lines

pytestmark = pytest.mark.django_db

SETTLING = import_module("kimppa.core.migrations.0016_settle_lines")
SHORTFALL = import_module("kimppa.core.migrations.0018_shortfall_codes")


@cache
def apps() -> Apps:
    """The models as the migrations see them: there a release may be changed."""
    loader = MigrationLoader(connection, replace_migrations=False)
    return loader.project_state(("core", "0018_shortfall_codes")).apps


def work(topic: str, kind: str = "work", **values: Any) -> Evidence:
    """A piece of work that counts for no line yet."""
    return Evidence.objects.create(
        topic=topic, kind=kind, title="Työ", date=dt.date(2024, 5, 5), slot=5,
        agreement_year=2024, recorded_at=clock.now(), for_all=True, **values,
    )  # fmt: skip


def settled(*rows: Evidence) -> list[tuple[Duty | None, str]]:
    SETTLING.settle(apps(), None)
    for row in rows:
        row.refresh_from_db()
    return [(row.duty, row.placing) for row in rows]


def test_old_work_counts_for_the_only_line_of_its_topic_and_else_asks(louna: Louna) -> None:
    (one,) = make_lines(2024, "teams")
    make_lines(2024, "guidance", "guidance")
    assert settled(work("teams"), work("guidance"), work("events")) == [
        (one, "only"),
        (None, "open"),
        (None, "outside"),
    ]


def test_an_old_delivery_is_of_the_deliverable_of_its_span(louna: Louna) -> None:
    whole, half, needed = make_lines(2024, *["statistics-units"] * 3)
    rules = {whole: ("deliverable", "by 01-31 +1"), half: ("deliverable", "half-yearly")}
    for line, (kind, due) in rules.items():
        Duty.objects.filter(pk=line.pk).update(kind=kind, due=due)
    Duty.objects.filter(pk=needed.pk).update(kind="as_needed", due="as-needed")
    rows = [
        work("statistics-units", "delivery", period="2024"),
        work("statistics-units", "delivery"),
        work("statistics-units", "no-need"),
    ]
    assert settled(*rows) == [(whole, "kind"), (None, "open"), (needed, "kind")]


def release(louna: Louna, **values: Any) -> Release:
    return Release.objects.create(
        **{
            "kind": "report", "agreement_year": 2024, "topic": "report", "title": "Raportti",
            "facts": "{}", "frozen_at": clock.now(), "frozen_by": "P", **values,
        }
    )  # fmt: skip


def test_an_old_version_that_all_got_is_one_piece_of_work(louna: Louna) -> None:
    rows = []
    for code in ("834", "981"):
        town = louna.municipalities[code]
        version = release(louna, municipality=town, provisional=code == "981")
        delivery = Delivery.objects.create(
            release=version,
            municipality=town,
            recipient_name="J",
            delivered_at=clock.now(),
            expires_at=clock.now(),
        )
        origin = {"area": "desk", "object_id": f"delivery-{delivery.pk}"}
        rows.append(work("report", "delivery", **origin))
    SETTLING.mark_deliveries(apps(), None)
    first, second = [Evidence.objects.get(pk=row.pk) for row in rows]
    assert (first.kind, first.period, first.same_as) == ("delivery", "2024", None)
    assert (second.kind, second.same_as) == ("provisional", first)


def test_an_old_sheets_shortfall_is_said_in_its_readers_language(louna: Louna) -> None:
    words = {"Vajaa: 45/109 lukua": "45/109", "Not whole: 61 of 84 figures": "61/84", "": ""}
    rows = [release(louna, title=text or "Ehjä", incomplete=text) for text in words]
    SHORTFALL.codes(apps(), None)
    assert [Release.objects.get(pk=row.pk).incomplete for row in rows] == list(words.values())
