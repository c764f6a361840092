"""Each piece of work counts for one line, or asks which."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given
from hypothesis import strategies as st

from conftest import Louna
from kimppa.core.consortium.models import Service
from kimppa.core.duties.models import Duty
from kimppa.core.duties.rules import parse
from kimppa.core.duties.spans import answered, span
from kimppa.core.evidence.actions import correct_evidence, record_evidence
from kimppa.core.evidence.lines import (
    ask_line_again,
    choices_for,
    choose_line,
    open_work_alike,
    settle_year,
)
from kimppa.core.evidence.models import Evidence, LineChoice
from kimppa.core.evidence.settling import Line, Piece, candidates, likeness, settle
from kimppa.core.permissions import SYSTEM
from tests.lines import make_lines

JANUARY = "by 01-31 +1"
HALF = "half-yearly by 08-31, 01-31 +1"


@pytest.mark.parametrize(
    ("rule", "period", "due"),
    [
        (HALF, "2024", []),
        (HALF, "2024-H1", ["2024-08-31"]),
        (HALF, "2024-H2", ["2025-01-31"]),
        (JANUARY, "2024", ["2025-01-31"]),
        (JANUARY, "2024-H1", []),
        (JANUARY, "2024-12", []),
        ("by 08-31", "2024-H1", ["2024-08-31"]),
        ("by 08-31", "2024", []),
        ("by 08-31, 01-31 +1", "2024-H1", ["2024-08-31"]),
        ("by 08-31, 01-31 +1", "2024", ["2025-01-31"]),
        ("monthly", "2024-05", ["2024-05-31"]),
        ("quarterly", "2024-Q2", ["2024-06-30"]),
        ("yearly", "2024", ["2024-12-31"]),
    ],
)
def test_a_delivery_answers_the_days_that_ask_for_its_span(
    rule: str, period: str, due: list[str]
) -> None:
    assert [one.due.isoformat() for one in answered(parse(rule), 2024, period)] == due


@pytest.mark.parametrize("text", ["", "2024-13", "2024-H3", "vuosi 2024", "2024-01-01"])
def test_what_is_no_span_is_none(text: str) -> None:
    assert span(text) is None


def line(pk: int, topic: str = "feedback", service: int | None = None, **values: str) -> Line:
    return Line(pk, 2024, values.pop("clause", f"1.{pk}"), topic, service, **values)


@pytest.mark.parametrize(
    ("service", "settled"),
    [(7, (1, "only")), (8, (2, "only")), (None, (1, "only")), (99, (None, "outside"))],
)
def test_work_of_a_service_counts_for_its_own_line_only(
    service: int | None, settled: tuple[int | None, str]
) -> None:
    lines = [line(1, service=7), line(2, service=8)]
    assert settle(Piece("feedback", service), lines, {}) == settled


def test_a_delivery_is_settled_by_its_kind_and_span_and_work_asks() -> None:
    lines = [line(1, kind="deliverable", due=HALF), line(2, kind="deliverable", due=JANUARY)]

    def of(kind: str, period: str = "") -> tuple[int | None, str]:
        return settle(Piece("feedback", kind=kind, period=period), lines, {})

    assert of("delivery", "2024") == (2, "kind")
    assert of("delivery", "2024-H1") == (1, "kind")
    assert of("delivery") == of("work") == of("delivery", "2024-05") == (None, "open")


def test_what_a_person_or_the_programme_said_comes_before_kind() -> None:
    lines = [line(1, kind="as_needed"), line(2)]
    piece = Piece("feedback", like="soitto", kind="no-need")
    assert settle(piece, lines, {}) == (1, "kind")
    assert settle(piece, lines, {("feedback", None, "soitto"): 2}) == (2, "choice")
    assert settle(Piece("feedback", clauses=("1.2",)), lines, {}) == (2, "plan")


pieces = st.builds(
    Piece,
    st.sampled_from(["feedback", "guidance"]),
    st.sampled_from([None, 7, 8]),
    st.sampled_from(["work", "delivery", "no-need", "provisional"]),
    st.sampled_from(["", "2024", "2024-H1", "2024-05"]),
)
some_lines = st.lists(
    st.builds(
        line,
        st.integers(1, 9),
        st.sampled_from(["feedback", "guidance"]),
        st.sampled_from([None, 7, 8]),
        kind=st.sampled_from(["duty", "deliverable", "as_needed"]),
        due=st.sampled_from([HALF, JANUARY, "continuous", "monthly"]),
    ),
    unique_by=lambda one: one.id,
    max_size=5,
)


@given(pieces, some_lines)
def test_a_piece_counts_for_a_candidate_or_for_none(piece: Piece, lines: list[Line]) -> None:
    duty, placing = settle(piece, lines, {})
    possible = {one.id for one in candidates(piece.topic, piece.service_id, lines)}
    assert (duty in possible) if duty else placing in ("open", "outside")
    assert (placing == "outside") == (not possible)
    if len(possible) == 1:
        assert duty in possible


def test_the_next_like_it_is_known_without_numbers() -> None:
    assert likeness("", "", "Kuukausikokous 3/2024") == likeness("", "", "Kuukausikokous 4/2024")
    assert likeness("", "", "Tietosuojaseloste") != likeness("", "", "Asiakkaiden poisto")
    assert likeness("feedback", "month-1", "x") == likeness("feedback", "month-22", "y")


@pytest.fixture
def two(louna: Louna) -> list[Duty]:
    """Two clauses of one topic and no service."""
    return make_lines(2025, "guidance", "guidance")


def log(louna: Louna, title: str, **values: Any) -> Evidence:
    day = dt.date(2025, 1, 10)
    return record_evidence(by=louna.coordinator, topic="guidance", title=title, date=day, **values)


def test_work_of_two_lines_of_one_topic_asks_and_counts_for_none(
    louna: Louna, two: list[Duty]
) -> None:
    work = log(louna, "Seloste päivitettiin")
    assert (work.duty, work.placing) == (None, "open")
    assert choices_for(work) == two
    assert list(Evidence.objects.unsettled()) == [work]


def test_a_choice_settles_those_like_it_now_and_later(louna: Louna, two: list[Duty]) -> None:
    first, other = log(louna, "Opastus 1/2025"), log(louna, "Opastus 2/2025")
    strange = log(louna, "Aivan muuta")
    assert list(open_work_alike(first)) == [other]
    choose_line(by=louna.coordinator, evidence=first, duty=two[1])
    later = log(louna, "Opastus 3/2025")
    other.refresh_from_db()
    settled = {row.title: (row.duty, row.placing) for row in [first, other, later, strange]}
    assert settled == {
        first.title: (two[1], "person"),
        other.title: (two[1], "choice"),
        later.title: (two[1], "choice"),
        strange.title: (None, "open"),
    }


def test_a_choice_is_taken_back(louna: Louna, two: list[Duty]) -> None:
    work = log(louna, "Opastus")
    choose_line(by=louna.coordinator, evidence=work, duty=two[0])
    ask_line_again(by=louna.coordinator, evidence=work)
    assert (work.duty, work.placing) == (None, "open")
    assert log(louna, "Opastus").placing == "open"


def test_taking_a_choice_back_leaves_the_same_choice_of_another_service(
    louna: Louna, two: list[Duty]
) -> None:
    finna = Service.objects.create(slug="own-finna", name_fi="Oma Finna")
    work = log(louna, "Opastus")
    choose_line(by=louna.coordinator, evidence=work, duty=two[0])
    LineChoice.objects.create(
        duty=two[0], topic="guidance", service=finna, like=LineChoice.objects.get().like
    )
    ask_line_again(by=louna.coordinator, evidence=work)
    assert [choice.service for choice in LineChoice.objects.all()] == [finna]


def test_next_years_line_of_the_same_words_remembers_the_choice(louna: Louna) -> None:
    old = make_lines(2024, "guidance", "guidance", text="Opastetaan vuonna 2024")
    new = make_lines(2025, "guidance", "guidance", text="Opastetaan vuonna 2025")
    Duty.objects.filter(pk__in=[old[0].pk, new[0].pk]).update(text="Neuvonta 2020")
    day = dt.date(2024, 5, 5)
    work = record_evidence(by=SYSTEM, topic="guidance", title="Kurssi", date=day)
    choose_line(by=louna.coordinator, evidence=work, duty=old[0])
    assert log(louna, "Kurssi").duty == new[0]


def test_changed_duties_settle_anew_and_keep_what_a_person_chose(
    louna: Louna, two: list[Duty]
) -> None:
    chosen, open_work = log(louna, "Valittu"), log(louna, "Avoin")
    choose_line(by=louna.coordinator, evidence=chosen, duty=two[1])
    two[0].delete()
    settle_year(2025)
    open_work.refresh_from_db()
    assert (open_work.duty, open_work.placing) == (two[1], "only")
    two[1].delete()
    settle_year(2025)
    for work in (chosen, open_work):
        work.refresh_from_db()
        assert (work.duty, work.placing) == (None, "outside")


def test_work_that_its_room_records_again_keeps_its_line(louna: Louna, two: list[Duty]) -> None:
    values: dict[str, Any] = {"by": SYSTEM, "topic": "guidance", "date": dt.date(2025, 1, 3)}
    work = record_evidence(title="Kurssi", origin=("desk", "course-1"), **values)
    choose_line(by=louna.coordinator, evidence=work, duty=two[1])
    again = record_evidence(title="Kurssi, toinen osa", origin=("desk", "course-1"), **values)
    assert (again.pk, again.duty) == (work.pk, two[1])


def test_a_corrected_topic_forgets_the_line(louna: Louna, two: list[Duty]) -> None:
    teams = make_lines(2025, "teams")[0]
    work = log(louna, "Tiimin siivous", duty=two[0])
    assert work.placing == "person"
    correct_evidence(by=louna.coordinator, evidence=work, topic="teams")
    assert work.duty == teams


def test_who_may_choose_a_line(louna: Louna, two: list[Duty]) -> None:
    own = record_evidence(
        by=louna.staff["834"],
        topic="guidance",
        title="Oma",
        municipalities=[louna.municipalities["834"]],
    )
    choose_line(by=louna.staff["834"], evidence=own, duty=two[0])
    of_a_room = record_evidence(by=SYSTEM, topic="guidance", title="x", origin=("desk", "a-1"))
    for person in (louna.staff["834"], louna.readers["981"]):
        with pytest.raises(PermissionDenied):
            choose_line(by=person, evidence=of_a_room, duty=two[0])
    other = make_lines(2024, "guidance")[0]
    with pytest.raises(ValidationError):
        choose_line(by=louna.coordinator, evidence=of_a_room, duty=other)
