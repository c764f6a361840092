"""The next step of a clause is the most pressing one, and none when all is done."""

import datetime as dt

import pytest

from kimppa.agreement.coverage.covering import cover
from kimppa.agreement.coverage.matrix import ClauseView, DutyView, Party, Reach, Work
from kimppa.core.area import Sentence
from kimppa.desk.home.lines import StepKind, most_urgent, next_step, sections

PARTIES = (Party(1, "701", "Kunta 1"), Party(2, "702", "Kunta 2"))
TODAY = dt.date(2025, 1, 14)


def clause(*duties: DutyView, number: str = "1.1") -> ClauseView:
    section = number.partition(".")[0]
    return ClauseView(number, "Teksti", section, f"Osa {section}", f"Osa {section}", duties)


def row_of(*duties: DutyView, **done: object):
    return cover([clause(*duties)], year=2024, today=TODAY, parties=PARTIES, **done).rows[0]


DELIVERABLE = DutyView(1, "report", "deliverable", "by 01-31 +1", subject="report")
DUTY = DutyView(2, "teams", "duty", "yearly", subject="teams")
NEED = DutyView(3, "guidance", "as_needed", "as-needed", subject="guidance")


def test_an_undelivered_thing_is_to_be_delivered_by_its_day() -> None:
    step = next_step(row_of(DELIVERABLE))
    assert step is not None
    assert (step.kind, step.due) == (StepKind.DELIVER, dt.date(2025, 1, 31))


def test_who_is_still_without_is_named() -> None:
    step = next_step(row_of(DELIVERABLE, reach=[Reach(1, "delivery", 1, 1 << 13)]))
    assert step is not None
    assert (step.kind, step.missing) == (StepKind.DELIVER_REST, ("Kunta 2",))


def test_what_is_delivered_to_all_has_no_next_step() -> None:
    reach = [Reach(1, "delivery", party, 1 << 13) for party in (1, 2)]
    assert next_step(row_of(DELIVERABLE, reach=reach)) is None


def test_a_late_duty_is_to_be_done_and_recorded() -> None:
    step = next_step(row_of(DUTY))
    assert step is not None
    assert step.kind is StepKind.RECORD


def test_as_needed_asks_for_the_work_or_for_a_word_that_there_was_no_need() -> None:
    step = next_step(row_of(NEED))
    assert step is not None
    assert step.kind is StepKind.RECORD_NEED
    assert next_step(row_of(NEED, work=[Work(3, 12, "no-need", 1)])) is None


def test_of_two_duties_the_dated_one_comes_first() -> None:
    step = next_step(row_of(NEED, DELIVERABLE))
    assert step is not None
    assert step.topic == "report"


@pytest.mark.parametrize("number", ["1.1", "12.3"])
def test_lines_stand_under_their_section_with_their_sentences(number: str) -> None:
    coverage = cover([clause(DUTY, number=number)], year=2024, today=TODAY, parties=PARTIES)
    shown = sections(coverage, {2: [Sentence("Tiimi siivottiin.", example=True)]})
    assert [section.number for section in shown] == [number.partition(".")[0]]
    assert shown[0].lines[0].sentences[0].text == "Tiimi siivottiin."
    assert shown[0].lines[0].example


def test_what_is_late_is_taken_up_before_what_is_due_later() -> None:
    clauses = [clause(DELIVERABLE, number="2.1"), clause(DUTY), clause(NEED, number="3.1")]
    coverage = cover(clauses, year=2024, today=TODAY, parties=PARTIES)
    first = most_urgent(sections(coverage, {}))
    assert first is not None
    assert first.row.clause.number == "1.1"
    coverage = cover(clauses[:1], year=2024, today=TODAY, parties=PARTIES)
    then = most_urgent(sections(coverage, {}))
    assert then is not None
    assert then.row.clause.number == "2.1"
