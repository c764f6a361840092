"""The rules of the coverage matrix."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kimppa.agreement.coverage.covering import cover, together
from kimppa.agreement.coverage.matrix import (
    CellState,
    ClauseView,
    Coverage,
    DutyView,
    Handed,
    Party,
    Reach,
    Row,
    State,
    Work,
)
from kimppa.core.duties.subjects import matching_subject, subject

PARTIES = [Party(n, f"{n:03d}", f"Kunta {n}") for n in range(1, 6)]
JUNE, AFTER_YEAR, LATE_NEXT_YEAR = dt.date(2024, 6, 10), dt.date(2025, 1, 14), dt.date(2025, 6, 1)
FINNA, EKIRJASTO = 7, 8


def clause(number: str, *duties: DutyView) -> ClauseView:
    return ClauseView(number, f"Kohta {number}", number.split(".")[0], "Otsikko", "Lyhyt", duties)


def one(duty: DutyView, today: dt.date = JUNE, **rows: list) -> Row:
    return cover([clause("1.1", duty)], year=2024, today=today, parties=PARTIES, **rows).rows[0]


def handed(*ids: int, slot: int = 13, service: int | None = None) -> list[Handed]:
    return [Handed("statistics-units", service, n, slot) for n in ids]


STATISTICS = DutyView(1, "statistics-units", "deliverable", "by 01-31 +1")


def test_figures_of_the_year_delivered_in_january_fulfil_it_in_the_column_after() -> None:
    row = one(STATISTICS, dt.date(2025, 1, 21), handed=handed(1, 2, 3, 4, 5))
    assert (row.state, row.label) == (State.DONE, "5/5")
    assert row.cells[13].label == "5/5"
    assert row.cells[13].state == CellState.DONE
    assert [mark.state for mark in row.marks] == [State.DONE] * 5
    assert row.next_due is None


def test_a_deliverable_that_one_municipality_lacks_is_partial() -> None:
    row = one(STATISTICS, LATE_NEXT_YEAR, handed=handed(1, 2, 3, 5))
    assert (row.state, row.label) == (State.PARTIAL, "4/5")
    assert row.marks[3].state == State.LATE
    assert row.cells[13].state == CellState.PARTIAL


def test_work_alone_does_not_fulfil_a_deliverable() -> None:
    prepared = [Work("statistics-units", None, 12, "work", 3)]
    assert one(STATISTICS, AFTER_YEAR, work=prepared).state == State.ONGOING
    assert one(STATISTICS, LATE_NEXT_YEAR, work=prepared).state == State.LATE


def test_a_delivery_outside_the_parties_does_not_count() -> None:
    assert one(STATISTICS, AFTER_YEAR, handed=handed(99)).state == State.EMPTY


def test_every_service_that_was_released_must_reach_a_municipality() -> None:
    both = handed(1, 2, 3, 4, 5, service=1) + handed(1, 2, 3, 4, service=2)
    assert one(STATISTICS, AFTER_YEAR, handed=both).label == "4/5"


def test_next_due_is_told_until_it_is_done() -> None:
    assert one(STATISTICS, AFTER_YEAR).next_due == dt.date(2025, 1, 31)
    assert one(STATISTICS, AFTER_YEAR).cells[13].state == CellState.WAITING
    late = one(STATISTICS, LATE_NEXT_YEAR)
    assert (late.state, late.cells[13].state) == (State.LATE, CellState.LATE)


@pytest.mark.parametrize(
    ("due", "slot", "today", "state"),
    [
        ("continuous", 5, JUNE, State.ONGOING),
        ("continuous", 5, AFTER_YEAR, State.DONE),
        ("continuous", 0, JUNE, State.EMPTY),
        ("continuous", 13, AFTER_YEAR, State.EMPTY),
        ("by 09-30", 5, JUNE, State.DONE),
        ("by 05-31", 6, JUNE, State.DONE),
        ("by 03-31 -1", 0, JUNE, State.DONE),
        ("yearly", 5, JUNE, State.DONE),
        ("within 14d", 5, JUNE, State.ONGOING),
    ],
)
def test_a_duty_is_fulfilled_by_work_in_its_window(
    due: str, slot: int, today: dt.date, state: State
) -> None:
    work = [Work("guidance", None, slot, "work", 2)]
    assert one(DutyView(1, "guidance", "duty", due), today, work=work).state == state


@pytest.mark.parametrize(
    ("due", "today", "state"),
    [
        ("continuous", AFTER_YEAR, State.EMPTY),
        ("yearly", JUNE, State.EMPTY),
        ("yearly", AFTER_YEAR, State.LATE),
        ("monthly", dt.date(2024, 1, 31), State.EMPTY),
        ("monthly", JUNE, State.LATE),
    ],
)
def test_without_work_a_duty_is_empty_until_its_day_has_passed(
    due: str, today: dt.date, state: State
) -> None:
    assert one(DutyView(1, "guidance", "duty", due), today).state == state


def test_a_monthly_duty_counts_its_months() -> None:
    monthly = DutyView(1, "guidance", "duty", "monthly")
    full = [Work("guidance", None, month, "work", 1) for month in range(1, 13)]
    assert one(monthly, AFTER_YEAR, work=full).state == State.DONE
    assert one(monthly, AFTER_YEAR, work=full[1:]).label == "11/12"
    assert one(monthly, AFTER_YEAR, work=full[1:]).state == State.PARTIAL
    assert one(monthly, JUNE, work=full[:5]).state == State.ONGOING


def test_a_quarter_with_work_is_not_late_at_its_end() -> None:
    work = [Work("meetings", None, 2, "work", 1)]
    row = one(DutyView(1, "meetings", "duty", "quarterly"), AFTER_YEAR, work=work)
    assert (row.state, row.label) == (State.PARTIAL, "1/4")
    assert [cell.slot for cell in row.cells if cell.state == CellState.LATE] == [6, 9, 12]


@pytest.mark.parametrize(
    ("due", "slots", "label", "late"),
    [
        ("half-yearly", [2, 3], "1/2", [12]),
        ("half-yearly", [2, 9], "2/2", []),
        ("two-monthly", [1, 3, 6, 8, 11], "5/6", [10]),
        ("half-yearly by 08-31, 01-31 +1", [7], "1/2", [13]),
        ("half-yearly by 08-31, 01-31 +1", [8, 13], "2/2", []),
        ("half-yearly by 08-31, 01-31 +1", [9], "1/2", [8]),
        ("by 01-31, 08-31", [5], "1/2", [1]),
        ("monthly by 15", [*range(2, 13), 13], "12/12", []),
    ],
)
def test_each_due_day_needs_work_of_its_own(
    due: str, slots: list[int], label: str, late: list[int]
) -> None:
    work = [Work("guidance", None, slot, "work", 1) for slot in slots]
    row = one(DutyView(1, "guidance", "duty", due), LATE_NEXT_YEAR, work=work)
    assert row.label == label
    assert [cell.slot for cell in row.cells if cell.state == CellState.LATE] == late
    assert (row.state == State.DONE) == (not late)
    assert [day.month % 12 for day in row.duties[0].open_days] == [slot % 12 for slot in late]


def test_a_year_between_asks_nothing() -> None:
    row = one(DutyView(1, "guidance", "duty", "every 2 years from 2023"), LATE_NEXT_YEAR)
    assert (row.state, row.next_due) == (State.EMPTY, None)


def test_a_municipality_has_no_more_than_the_whole_of_a_missed_quarter() -> None:
    duty = DutyView(1, "meetings", "duty", "quarterly")
    work, reach = [Work("meetings", None, 2, "work", 1)], [Reach("meetings", None, "work", None, 4)]
    row = one(duty, AFTER_YEAR, work=work, reach=reach)
    assert {row.state, *(mark.state for mark in row.marks)} == {State.PARTIAL}


def test_no_need_settles_only_what_is_done_as_needed() -> None:
    none = [Work("new-services", None, 12, "no-need", 1)]
    as_needed = DutyView(1, "new-services", "as_needed", "as-needed")
    row = one(as_needed, AFTER_YEAR, work=none)
    assert (row.state, row.cells[12].state) == (State.NO_NEED, CellState.NO_NEED)
    assert one(DutyView(1, "new-services"), AFTER_YEAR, work=none).state == State.EMPTY


def two_feedback_duties() -> list[ClauseView]:
    return [
        clause("1.5", DutyView(1, "feedback", service_id=FINNA)),
        clause("1.10", DutyView(2, "elibrary"), DutyView(3, "feedback", service_id=EKIRJASTO)),
    ]


def counts(coverage: Coverage) -> list[int]:
    return [row.count for row in coverage.rows]


@pytest.mark.parametrize(
    ("service", "expected", "unplaced"),
    [(FINNA, [1, 0], 0), (EKIRJASTO, [0, 1], 0), (None, [1, 0], 0), (99, [0, 0], 1)],
)
def test_work_of_a_service_counts_for_its_own_duty_only(
    service: int | None, expected: list[int], unplaced: int
) -> None:
    work = [Work("feedback", service, 4, "work", 1)]
    coverage = cover(two_feedback_duties(), year=2024, today=JUNE, parties=PARTIES, work=work)
    assert counts(coverage) == expected
    assert coverage.unplaced == unplaced


def test_work_without_a_service_goes_to_the_duties_without_one() -> None:
    clauses = [
        clause("1", DutyView(1, "accessibility", service_id=FINNA)),
        clause("2", DutyView(2, "accessibility")),
    ]
    work = [Work("accessibility", None, 4, "work", 1), Work("accessibility", 55, 5, "work", 1)]
    assert counts(cover(clauses, year=2024, today=JUNE, parties=PARTIES, work=work)) == [0, 2]


def test_hand_written_work_shows_as_such() -> None:
    work = [Work("guidance", None, 4, "work", 3, handwritten=3)]
    row = one(DutyView(1, "guidance"), work=work)
    assert row.handwritten_only
    assert row.cells[4].handwritten == 3


def test_one_clause_with_two_duties_counts_shared_work_once() -> None:
    both = clause("7.1", DutyView(1, "projects"), DutyView(2, "projects", "as_needed"))
    work = [Work("projects", None, 4, "work", 2)]
    row = cover([both], year=2024, today=JUNE, parties=PARTIES, work=work).rows[0]
    assert row.count == 2


def test_a_clause_of_which_half_is_done_is_partial() -> None:
    work = [Work("elibrary", None, 4, "work", 1)]
    row = cover(two_feedback_duties(), year=2024, today=JUNE, parties=PARTIES, work=work).rows[1]
    assert (row.state, row.label) == (State.PARTIAL, "1/2")


def test_marks_tell_which_municipalities_the_work_reached() -> None:
    reach = [
        Reach("guidance", None, "work", 2, 1 << 5),
        Reach("guidance", None, "work", 3, 1 << 0),
        Reach("guidance", None, "work", 4, 1 << 13 | 1 << 12),
    ]
    work = [Work("guidance", None, 5, "work", 1)]
    row = one(DutyView(1, "guidance"), AFTER_YEAR, work=work, reach=reach)
    assert [mark.state for mark in row.marks] == [
        State.EMPTY,
        State.DONE,
        State.EMPTY,
        State.DONE,
        State.EMPTY,
    ]
    everyone = [Reach("guidance", None, "work", None, 1 << 5)]
    row = one(DutyView(1, "guidance"), AFTER_YEAR, work=work, reach=everyone)
    assert {mark.state for mark in row.marks} == {State.DONE}


def test_work_for_all_marks_those_who_were_there() -> None:
    joined = Party(1, "001", "Kesällä tullut", there=sum(1 << slot for slot in range(7, 14)))
    guidance = clause("1.1", DutyView(1, "guidance"))

    def marks(slot: int) -> list[State]:
        covered = cover(
            [guidance],
            year=2024,
            today=AFTER_YEAR,
            parties=[joined, *PARTIES[1:2]],
            work=[Work("guidance", None, slot, "work", 1)],
            reach=[Reach("guidance", None, "work", None, 1 << slot)],
        )
        return [mark.state for mark in covered.rows[0].marks]

    assert marks(5) == [State.EMPTY, State.DONE]
    assert marks(9) == [State.DONE, State.DONE]


works = st.builds(
    Work,
    st.sampled_from(["feedback", "guidance", "projects"]),
    st.sampled_from([None, FINNA, EKIRJASTO]),
    st.integers(0, 13),
    st.sampled_from(["work", "delivery", "no-need"]),
    st.integers(1, 5),
)
duties = st.builds(
    DutyView,
    st.integers(1, 10**6),
    st.sampled_from(["feedback", "guidance", ""]),
    st.sampled_from(["duty", "deliverable", "as_needed"]),
    st.sampled_from(
        [
            *("continuous", "as-needed", "monthly", "quarterly", "yearly", "by 03-31"),
            *("by 01-31 +1", "half-yearly by 08-31, 01-31 +1", "by 01-31, 08-31"),
            *("two-monthly", "every 2 years from 2023"),
        ]
    ),
    st.sampled_from([None, FINNA, EKIRJASTO]),
)
hands = st.builds(
    Handed,
    st.sampled_from(["feedback", "guidance"]),
    st.sampled_from([None, FINNA]),
    st.integers(1, 6),
    st.integers(0, 13),
)
days = st.dates(dt.date(2023, 12, 1), dt.date(2025, 12, 31))


@given(
    st.lists(duties, unique_by=lambda duty: duty.id, max_size=5),
    st.lists(works, max_size=12),
    st.lists(hands, max_size=12),
    days,
)
def test_whatever_stands_the_matrix_answers_and_loses_nothing(
    some: list[DutyView], work: list[Work], given_over: list[Handed], today: dt.date
) -> None:
    clauses = [clause(f"1.{at}", duty) for at, duty in enumerate(some, 1)]
    coverage = cover(clauses, year=2024, today=today, parties=PARTIES, work=work, handed=given_over)
    assert [row.clause for row in coverage.rows] == clauses
    placed = sum(counts(coverage))
    assert placed + coverage.unplaced >= sum(one.count for one in set(work))
    for row in coverage.rows:
        assert len(row.cells) == 14
        assert len(row.marks) == 5
        deliverable = row.duties[0].duty.kind == "deliverable"
        if deliverable:
            done = {mark.state for mark in row.marks} == {State.DONE}
            assert (row.state == State.DONE) == done
        if row.state == State.LATE:
            assert not any(c.state == CellState.DONE and c.reached for c in row.cells)


@given(
    st.lists(duties, unique_by=lambda duty: duty.id, max_size=6),
    st.sampled_from(["feedback", "guidance"]),
    st.sampled_from([None, FINNA, EKIRJASTO, 99]),
)
def test_work_falls_to_the_duties_whose_subject_the_house_says(
    some: list[DutyView], topic: str, service: int | None
) -> None:
    slugs = {None: "", FINNA: "finna", EKIRJASTO: "ekirjasto", 99: "muu"}
    subjects = [subject(d.topic, slugs[d.service_id]) for d in some if d.topic]
    told = matching_subject(topic, slugs[service], subjects)
    clauses = [clause(f"1.{at}", duty) for at, duty in enumerate(some, 1)]
    work = [Work(topic, service, 4, "work", 1)]
    rows = cover(clauses, year=2024, today=JUNE, parties=PARTIES, work=work).rows
    got = {
        subject(d.topic, slugs[d.service_id]) for d, r in zip(some, rows, strict=True) if r.count
    }
    assert got == ({told} if told else set())


@given(st.lists(st.sampled_from(State), max_size=6))
def test_together_never_hides_what_is_late_and_is_done_only_if_all_are(states: list[State]) -> None:
    result = together(states)
    assert (result == State.LATE) == (State.LATE in states)
    if result == State.DONE:
        assert set(states) <= {State.DONE, State.NO_NEED}
