"""Findings known again over exports: new, as before, fixed, accepted, returned."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Louna
from kimppa.catalogue.actions.settings import set_codes
from kimppa.catalogue.history.queries import spread
from kimppa.catalogue.models import Check, RuleCount
from kimppa.catalogue.models.history import Life, PlaceLife
from kimppa.catalogue.queries import Part, read_codes
from kimppa.catalogue.tests.conftest import STRAY, kept, record, signed_in, text_of
from kimppa.catalogue.tests.conftest import brought as brought
from kimppa.core.consortium.models import Branch
from kimppa.jobs.worker import Worker
from tests.remembered import remembered

RULE = "title-stray-colon"
RIGHT = STRAY.replace("Sota :", "Sota")


def file_of(*faulty: int) -> bytes:
    """Four records of Tammela, of which these have the fault."""
    return b"".join(record(STRAY if n in faulty else RIGHT, n) for n in (101, 102, 103, 104))


def states(check: Check) -> dict[str, int]:
    rows = Life.objects.filter(check_of=check, rule__slug=RULE)
    return dict(rows.values_list("state", "findings"))


@pytest.fixture
def brought_twice(brought: Callable[..., Check], instance: Path) -> list[Check]:
    """102 is mended between the exports, and 103 broken."""

    def make() -> list[int]:
        first = brought(file_of(101, 102), "10.1.2024", "a.mrc")
        return [first.pk, brought(file_of(101, 103), "10.1.2025", "b.mrc").pk]

    return [Check.objects.get(pk=pk) for pk in remembered("louna, brought twice", instance, make)]


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
    client.get("/")  # the first page of a session notes that somebody is there
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
    assert "10.1.2025 0 – 0 0 0 0 0 0" in page  # Ypäjä has no records in these exports


def of(*codes: str, faulty: bool = True) -> str:
    """A record of these branches."""
    items = "".join(f"852    $a{code}$b1\n" for code in codes)
    return (STRAY if faulty else RIGHT).replace("852    $atam$b1\n", items)


@pytest.fixture
def latest(brought: Callable[..., Check], instance: Path) -> Check:
    """The second of two exports. 201 of Tammela is mended; 202 of Tammela and Ypäjä is as before;
    203 of both has gone with its fault; 204 of Ypäjä and 205 of an unknown code are new; 206 of
    nobody is as before; 207 has moved from Ypäjä to Tammela with its fault."""
    old = [(of("tam"), 201), (of("tam", "ypä"), 202), (of("tam", "ypä"), 203), (of(), 206)]
    new = [
        (of("tam", faulty=False), 201), (of("tam", "ypä"), 202), (of("ypä"), 204),
        (of("zzz"), 205), (of(), 206), (of("tam"), 207),
    ]  # fmt: skip

    def bring() -> Check:
        brought(b"".join(record(*one) for one in [*old, (of("ypä"), 207)]), "10.1.2024", "a.mrc")
        return brought(b"".join(record(*one) for one in new), "10.1.2025", "b.mrc")

    return kept("findings of branches", instance, bring)


def lived(check: Check, **place: str) -> dict[str, int]:
    rows = PlaceLife.objects.filter(life__check_of=check, life__rule__slug=RULE, **place)
    return dict(rows.values_list("life__state", "findings"))


def test_each_branch_knows_what_became_of_its_findings(latest: Check) -> None:
    assert states(latest) == {"new": 2, "open": 3, "fixed": 2}
    assert lived(latest, branch__code="tam") == {"open": 2, "fixed": 2}
    assert lived(latest, branch__code="ypä") == {"new": 1, "open": 1, "fixed": 1}
    assert lived(latest, municipality__code="834") == {"open": 2, "fixed": 2}
    assert lived(latest, code="zzz") == {"new": 1}


def test_the_branches_add_up_to_the_whole(latest: Check) -> None:
    branches = list(read_codes().branches.values())
    for shown in (branches, [one for one in branches if one.code == "ypä"]):
        found = spread(latest, Part(), shown)
        for state in Life.State.values:
            told = sum(states.get(state, 0) for _branch, states in found.branches)
            told += found.elsewhere.get(state, 0) + found.several[state]
            assert told == found.whole.get(state, 0), state
    assert found.several["open"] < 0
    now = sum(found.whole.get(state, 0) for state in ("new", "returned", "accepted", "open"))
    assert now == sum(RuleCount.objects.filter(check_of=latest).values_list("findings", flat=True))


def test_the_page_tells_the_branches_with_their_sum(
    louna: Louna, latest: Check, django_assert_max_num_queries
) -> None:
    client = signed_in(louna.coordinator)
    client.get("/")  # the first page of a session notes that somebody is there
    with django_assert_max_num_queries(12):
        page = text_of(client.get("/catalogue/"))
    assert "Usealle laskettu, vähennetään" in page
    assert "Muut toimipisteet ja tietueet" in page
    with django_assert_max_num_queries(12):
        rule = text_of(client.get(f"/catalogue/rules/{RULE}/?toimipiste=ypä"))
    assert "10.1.2025 2 1 000,0 2 1 1 0 0 1" in rule
    trend = text_of(client.get("/catalogue/trend/?toimipiste=ypä"))
    assert "Mitä havainnoille tapahtui" in trend


def test_a_director_sees_the_own_branch_and_not_another(louna: Louna, latest: Check) -> None:
    client = signed_in(louna.directors["981"])
    own = text_of(client.get("/catalogue/?kunta=981"))
    assert re.search(r"Korjattu [1-9]", own)
    every = text_of(client.get("/catalogue/?kunta=kaikki"))
    assert "Muut toimipisteet ja tietueet" in every
    assert "Tammela" not in every[every.index("Viennin 10.1.2024") :]


def test_a_removed_export_leaves_the_later_one_compared_with_the_one_before(
    louna: Louna, brought: Callable[..., Check], brought_twice: list[Check]
) -> None:
    third = brought(file_of(101, 102) + record(RIGHT, 105), "12.1.2025", "c.mrc")
    assert states(third) == {"open": 1, "returned": 1, "fixed": 1}
    middle = brought_twice[1].snapshot_id
    client = signed_in(louna.coordinator)
    assert client.post(f"/catalogue/snapshots/{middle}/remove/").status_code == 302
    Worker().drain()
    assert states(third) == {"open": 2}


def test_a_code_given_to_a_branch_takes_its_findings_along(louna: Louna, latest: Check) -> None:
    set_codes(by=louna.coordinator, branches={"zzz": Branch.objects.get(code="tam")}, passed=())
    Worker().drain()
    assert lived(latest, branch__code="tam") == {"open": 2, "fixed": 2, "new": 1}
    assert lived(latest, code="zzz") == {}
