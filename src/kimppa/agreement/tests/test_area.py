"""What the room answers through its Area."""

import datetime as dt

from django.test import Client
from pytest_django import Settings

from kimppa.agreement.area import due, resolve
from kimppa.agreement.coverage.queries import coverage_of
from kimppa.agreement.models import Agreement
from kimppa.core import demo
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.duties.models import Duty
from kimppa.core.evidence.actions import record_evidence
from kimppa.core.evidence.models import Evidence
from kimppa.core.permissions import SYSTEM
from kimppa.core.releases.actions import Subject, deliver, freeze
from kimppa.core.search.queries import Narrowing, find


def person(role: str) -> Person:
    return next(one for one in demo.people() if one.role == role)


def january(who: Person) -> dict[str, bool]:
    found = due(dt.date(2025, 1, 1), dt.date(2025, 1, 31), who)
    return {one.title.split()[0]: one.done for one in found}


def test_duties_fall_due_after_the_year(roles: dict[str, Client]) -> None:
    assert january(person("coordinator")) == dict.fromkeys(
        ("2.1", "2.2", "2.3", "4.2", "6.2"), False
    )


def test_a_delivery_is_done_for_the_municipality_that_got_it(roles: dict[str, Client]) -> None:
    director = person("director")
    subject = Subject("statistics", 2024, "statistics-units", "Tilastot 2024")
    release = freeze(by=SYSTEM, subject=subject, facts={"n": 1}, files=[])
    deliver(by=SYSTEM, release=release, recipients=[(director.municipality, director)])
    assert january(director)["2.1"]
    assert not january(person("coordinator"))["2.1"]


def test_a_quarter_is_done_by_work_in_it(roles: dict[str, Client]) -> None:
    spring = list(due(dt.date(2024, 3, 1), dt.date(2024, 3, 31), person("coordinator")))
    meetings = next(one for one in spring if one.topic == "meetings")
    assert meetings.done
    assert meetings.date == dt.date(2024, 3, 31)


def test_a_duty_of_two_days_stands_twice_each_with_its_own_months(
    roles: dict[str, Client],
) -> None:
    Duty.objects.filter(topic="guidance").update(due="half-yearly by 08-31, 01-31 +1")
    Evidence.objects.filter(topic="guidance").delete()
    record_evidence(by=SYSTEM, topic="guidance", title="Opastus", date=dt.date(2024, 2, 2))
    days = [
        (one.date.isoformat(), one.title.partition(" (")[2], one.done)
        for one in due(dt.date(2024, 1, 1), dt.date(2025, 12, 31), person("coordinator"))
        if one.topic == "guidance"
    ]
    assert days == [
        ("2024-08-31", "tammikuu–kesäkuu)", True),
        ("2025-01-31", "heinäkuu–joulukuu)", False),
    ]


def test_a_quarter_whose_meeting_was_called_off_is_neither_done_nor_late(
    roles: dict[str, Client],
) -> None:
    def quarters() -> list[tuple[int, bool]]:
        days = due(dt.date(2024, 1, 1), dt.date(2024, 12, 31), person("coordinator"))
        return [(one.date.month, one.done) for one in days if one.topic == "meetings"]

    Evidence.objects.filter(topic="meetings").delete()
    for month, title in (
        (2, "Kokous"),
        (5, "Kokous"),
        (9, "Syyskuun kokous peruttiin"),
        (11, "Kokous"),
    ):
        kind = "called-off" if month == 9 else "work"
        day = dt.date(2024, month, 4)
        record_evidence(by=SYSTEM, topic="meetings", title=title, date=day, kind=kind)
    assert quarters() == [(3, True), (6, True), (12, True)]
    row = next(row for row in coverage_of(2024).rows if row.clause.number == "5.1")
    assert (row.state, row.duties[0].label, row.count) == ("partial", "3/4", 3)
    assert row.cells[9].state == "called-off"


def test_what_has_no_day_is_due_when_its_year_has_ended_without_it(
    roles: dict[str, Client], settings: Settings
) -> None:
    def undone() -> list[tuple[str, dt.date]]:
        days = due(dt.date(2024, 1, 1), dt.date(2025, 12, 31), person("coordinator"))
        return [(one.clause, one.date) for one in days if one.topic == "teams" and not one.done]

    Evidence.objects.filter(topic="teams").delete()
    assert undone() == [("5.2", dt.date(2024, 12, 31))]
    settings.KIMPPA_TODAY = "2024-12-30"
    assert undone() == []
    settings.KIMPPA_TODAY = "2025-01-14"
    record_evidence(by=SYSTEM, topic="teams", title="Kanavat", date=dt.date(2024, 2, 2))
    assert undone() == []


def test_search_finds_clauses_by_their_words(roles: dict[str, Client]) -> None:
    found = find("cineast pääkäyttäjä", person("staff"))
    assert [hit.url for one in found.groups for hit in one.hits] == ["/agreement/2024/clauses/1.9/"]


def test_a_draft_is_answered_only_to_those_who_may_see_it(draft: Client) -> None:
    key = str(Agreement.objects.get().pk)
    assert resolve([key], person("director"))[key].state == "draft"
    assert resolve([key], person("reader")) == {}
    clauses = Narrowing(kind="agreement.clause")
    assert find("cineast", person("director"), clauses).count == 1
    assert find("cineast", person("reader"), clauses).count == 0


def test_the_matrix_of_one_municipality_counts_its_own_work(roles: dict[str, Client]) -> None:

    own, other = Municipality.objects.get(code="981"), Municipality.objects.get(code="061")
    before = coverage_of(2024, own).rows[1].count, coverage_of(2024, other).rows[1].count
    record_evidence(
        by=SYSTEM,
        topic="migration",
        title="Käynti",
        date=dt.date(2024, 5, 2),
        municipalities=[own],
    )
    after = coverage_of(2024, own).rows[1].count, coverage_of(2024, other).rows[1].count
    assert after == (before[0] + 1, before[1])
