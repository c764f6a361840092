"""The next step of a clause is the most pressing one, and none when all is done."""

import datetime as dt

import pytest
from django.utils import translation

from kimppa.agreement.coverage.covering import cover
from kimppa.agreement.coverage.matrix import ClauseView, DutyView, Party, Planned, Reach, Work
from kimppa.agreement.coverage.naming import short_names
from kimppa.core.area import Sentence
from kimppa.core.topics import SHORT_LENGTH, TOPICS, short_label
from kimppa.desk.home.lines import (
    Line,
    StepKind,
    by_urgency,
    months_of,
    next_step,
    sections,
)
from kimppa.desk.home.rows import lacks
from kimppa.documents.charts import strip

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
    shown = sections(coverage, {2: [Sentence("Tiimi siivottiin.")]})
    assert [section.number for section in shown] == [number.partition(".")[0]]
    assert shown[0].lines[0].sentences[0].text == "Tiimi siivottiin."


def test_the_late_come_first_then_by_the_next_day() -> None:
    clauses = [clause(DELIVERABLE, number="2.1"), clause(DUTY), clause(NEED, number="3.1")]
    coverage = cover(clauses, year=2024, today=TODAY, parties=PARTIES)
    numbers = [line.row.clause.number for line in by_urgency(sections(coverage, {}))]
    assert numbers.index("1.1") < numbers.index("2.1")


def test_a_strip_marks_what_is_late_and_what_is_to_come() -> None:
    late = months_of(row_of(DUTY), TODAY, 2024)
    assert [at for at, month in enumerate(late) if month.late] == [12]
    assert months_of(row_of(DELIVERABLE), TODAY, 2024)[13].due
    assert not any(month.late for month in months_of(row_of(DUTY), dt.date.min, 2024))


def test_lines_have_short_names_and_none_the_name_of_another() -> None:
    other = [
        DutyView(4, "other", service="Kuljetukset", subject="other"),
        DutyView(5, "other", subject="other"),
    ]
    lines = [
        clause(DUTY, number="1.1"),
        clause(DUTY, number="1.2"),
        clause(DELIVERABLE, number="1.3"),
        *(clause(duty, number=f"2.{at}") for at, duty in enumerate(other)),
    ]
    names = short_names(lines)
    assert names["1.3"] == "Vuosiraportti"
    assert names["2.0"] == "Kuljetukset"
    assert names["1.1"] == names["2.1"] == "Teksti"


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_short_names_are_short(language: str) -> None:
    with translation.override(language):
        long = [name for topic in TOPICS if len(name := short_label(topic)) > SHORT_LENGTH]
    assert not long


def test_what_is_late_of_a_line_is_named_with_its_day() -> None:
    quarterly = DutyView(5, "meetings", "duty", "quarterly", subject="meetings")
    reach = [Reach(5, "work", None, 1 << 2 | 1 << 5 | 1 << 11)]
    row = row_of(
        quarterly,
        reach=reach,
        steps=[
            Planned("1.1", dt.date(2024, 11, 30), done=False, title="Kysely"),
            Planned("1.1", dt.date(2025, 5, 31), done=False, title="Yhteenveto"),
        ],
    )
    with translation.override("fi"):
        assert lacks(Line(row, (), None), TODAY) == (
            "Kokousta ei ole kirjattu ajalta heinäkuu–syyskuu."
            " Tekemättä: Kysely 30.11.2024 mennessä. Seuraavaksi: Yhteenveto 31.5.2025 mennessä."
        )


def test_what_was_due_after_the_year_and_is_past_is_late_in_the_strip() -> None:
    row = row_of(DELIVERABLE)
    coming = months_of(row, TODAY, 2024)[-1]
    assert (coming.late, coming.due) == (False, True)
    june = months_of(row, dt.date(2025, 6, 9), 2024)
    assert (june[-1].late, june[-1].due) == (True, False)
    svg = strip(june[0], june[1:-1], june[-1], "fi")
    assert "vuoden jälkeen myöhässä" in svg
    assert "s-late" in svg
    assert "s-due" not in svg
