"""Findings known again over exports: new, as before, fixed, accepted, returned."""

import re
from collections.abc import Callable

import pytest

from conftest import Louna
from kimppa.catalogue.lives.models import Life
from kimppa.catalogue.models import Check
from kimppa.catalogue.tests.conftest import STRAY, record, signed_in, text_of
from kimppa.catalogue.tests.conftest import brought as brought

RULE = "title-stray-colon"
RIGHT = STRAY.replace("Sota :", "Sota")


def file_of(*faulty: int) -> bytes:
    """Four records of Tammela, of which these have the fault."""
    return b"".join(record(STRAY if n in faulty else RIGHT, n) for n in (101, 102, 103, 104))


def states(check: Check) -> dict[str, int]:
    rows = Life.objects.filter(check_of=check, rule__slug=RULE)
    return dict(rows.values_list("state", "findings"))


@pytest.fixture
def brought_twice(brought: Callable[..., Check]) -> list[Check]:
    """102 is mended between the exports, and 103 broken."""
    first = brought(file_of(101, 102), "10.1.2024", "a.mrc")
    return [first, brought(file_of(101, 103), "10.1.2025", "b.mrc")]


def test_findings_live_from_export_to_export(
    brought: Callable[..., Check], brought_twice: list[Check]
) -> None:
    assert [states(one) for one in brought_twice] == [
        {"new": 2},
        {"new": 1, "open": 1, "fixed": 1},
    ]
    third = brought(file_of(101, 102) + record(RIGHT, 105), "12.1.2025", "c.mrc")
    assert states(third) == {"open": 1, "returned": 1, "fixed": 1}


def test_an_export_that_comes_late_changes_the_later_ones(
    brought: Callable[..., Check], brought_twice: list[Check]
) -> None:
    brought(file_of(103), "10.6.2024", "between.mrc")
    assert states(brought_twice[1]) == {"open": 1, "returned": 1}


def test_what_may_stand_is_accepted_in_the_next_export(
    louna: Louna, brought: Callable[..., Check]
) -> None:
    first = brought(file_of(101, 102), "10.1.2024", "a.mrc")
    client = signed_in(louna.coordinator)
    page = client.get(f"/catalogue/checks/{first.pk}/records/0/?vika={RULE}")
    spot = page.context["looked_at"].spot
    given = {"rule": RULE, "fno": spot.fno, "at": spot.at, "kind": "accepted", "note": "Näin"}
    assert client.post(f"/catalogue/checks/{first.pk}/records/0/judge/", given).status_code == 302
    second = brought(file_of(101, 102, 104), "10.1.2025", "b.mrc")
    assert states(second) == {"accepted": 1, "new": 1, "open": 1}


def test_pages_tell_what_became_of_findings(
    louna: Louna, brought_twice: list[Check], django_assert_max_num_queries
) -> None:
    client = signed_in(louna.coordinator)
    client.get("/catalogue/work/")  # what every page reads once and remembers
    with django_assert_max_num_queries(12):
        home = text_of(client.get("/catalogue/"))
    assert "Viennin 10.1.2024 jälkeen" in home
    assert re.search(r"Korjattu [1-9]", home)
    with django_assert_max_num_queries(12):
        rule = text_of(client.get(f"/catalogue/rules/{RULE}/"))
    assert "10.1.2025 2 500,0 2 1 1 0 0 1" in rule
    assert "10.1.2024 2 500,0 2 2 0 0 0 0" in rule
    assert "Mitä havainnoille tapahtui" in text_of(client.get("/catalogue/trend/"))


def test_new_findings_are_listed_by_themselves(louna: Louna, brought_twice: list[Check]) -> None:
    client = signed_in(louna.coordinator)
    page = text_of(client.get(f"/catalogue/rules/{RULE}/findings/?elo=new"))
    assert "(FI-MELINDA)000000103" in page
    assert "(FI-MELINDA)000000101" not in page


def test_a_reader_sees_no_figures_of_all_together(louna: Louna, brought_twice: list[Check]) -> None:
    page = text_of(signed_in(louna.readers["981"]).get(f"/catalogue/rules/{RULE}/"))
    assert "500,0" not in page
