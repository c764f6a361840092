"""With which exports a plan is carried out and undone: never with one that is too old."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from kimppa.catalogue.corrections.tests.test_plans import answer, asked, loaded_back, page
from kimppa.catalogue.models import Check, Snapshot
from kimppa.catalogue.models.corrections import Plan
from kimppa.catalogue.tests.conftest import made

pytestmark = pytest.mark.django_db

type Work = Callable[..., Plan]


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
