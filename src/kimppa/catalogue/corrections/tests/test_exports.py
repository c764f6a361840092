"""With which exports a plan is carried out and undone: never with one that is too old."""

import datetime as dt
import io
import re
from collections.abc import Callable

import pytest
from django.test import Client
from openpyxl import load_workbook

from conftest import Louna
from kimppa.catalogue.corrections.exports import Loading, too_early
from kimppa.catalogue.corrections.tests.test_plans import answer, asked, loaded_back, page
from kimppa.catalogue.models import Check, Snapshot
from kimppa.catalogue.models.corrections import Plan
from kimppa.catalogue.tests.conftest import made, signed_in

pytestmark = pytest.mark.django_db

type Work = Callable[..., Plan]


LOADED = dt.date(2024, 12, 10)
NOON = dt.datetime(2024, 12, 9, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("export", "taken_on", "added_at", "early"),
    [
        (7, dt.date(2024, 12, 9), NOON, True),
        (7, LOADED, NOON, False),  # it may well have been taken after the loading of that day
        (7, dt.date(2024, 12, 11), NOON, False),
        (7, LOADED, NOON - dt.timedelta(seconds=1), True),
        (3, dt.date(2024, 12, 11), NOON, True),
    ],
)
def test_only_what_is_certainly_older_than_the_loading_is_too_early(
    export: int, taken_on: dt.date, added_at: dt.datetime, early: bool
) -> None:
    loading = Loading(used={3}, day=LOADED, made_at=NOON)
    assert too_early(loading, export, taken_on, added_at) is early


def offered(shown: str, work: str) -> list[str]:
    """The exports that a piece of work is offered with."""
    form = shown.partition(f'id="{work}-export"')[2].partition("</select>")[0]
    return re.findall(r">([^<]+)</option>", form)


def test_no_file_is_made_from_an_export_older_than_the_preview(
    desk: Client, previewed: Plan, brought: Callable[..., Check]
) -> None:
    assert previewed.snapshot is not None
    fresh = brought(made(5), day="5.1.2025").snapshot
    earlier = Snapshot.objects.get(taken_on__lt=previewed.snapshot.taken_on)
    plan = asked(desk, previewed)
    answer(plan)
    path = plan.get_absolute_url()
    for work in ("apply", "dry"):
        assert offered(page(desk, path), work) == [fresh.name, previewed.snapshot.name]
        told = desk.post(f"{path}do/{work}/", {"export": earlier.pk}, follow=True)
        assert "vanhempi kuin esikatselun vienti" in told.content.decode()
    assert not Plan.objects.get(pk=plan.pk).work


def test_nothing_is_undone_by_an_export_from_before_the_loading(
    desk: Client, previewed: Plan, work: Work, examples: Check, brought: Callable[..., Check]
) -> None:
    plan = asked(desk, previewed)
    answer(plan)
    plan = work(plan, "apply", export=examples.snapshot_id)
    path = plan.get_absolute_url()
    assert "niissä ei ole mitään palautettavaa" in page(desk, path)
    told = desk.post(f"{path}do/undo/", {"export": examples.snapshot_id}, follow=True)
    assert "siinä ei ole mitään palautettavaa" in told.content.decode()
    after = loaded_back(plan, brought)
    assert offered(page(desk, path), "undo") == [after.name]


def test_the_file_of_changes_has_the_records_that_its_reader_sees(
    louna: Louna, desk: Client, previewed: Plan
) -> None:
    """Each record once, as its own page of changes says; Ypäjä has none of them."""

    def numbers(client: Client) -> set[object]:
        answer = client.get(f"{previewed.get_absolute_url()}log.xlsx")
        assert "no-store" in answer["Cache-Control"]
        sheet = load_workbook(io.BytesIO(answer.getvalue())).active
        assert sheet is not None
        return {row[0] for row in sheet.iter_rows(min_row=2, values_only=True) if row[0]}

    every = numbers(desk)
    tammela = numbers(signed_in(louna.staff["834"]))
    assert tammela < every
    assert tammela
    assert not numbers(signed_in(louna.readers["981"])) & every
