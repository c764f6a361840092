"""The rules of the coverage matrix."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kimppa.agreement.coverage.covering import cover, joint_state
from kimppa.agreement.coverage.matrix import (
    CellState,
    DutyView,
    Party,
    Planned,
    Reach,
    Row,
    State,
    Work,
)
from kimppa.agreement.tests.rows import (
    AFTER_YEAR,
    JUNE,
    LATE_NEXT_YEAR,
    PARTIES,
    clause,
    handed,
    one,
    reached,
)

FINNA, EKIRJASTO = 7, 8
STATISTICS = DutyView(1, "statistics-units", "deliverable", "by 01-31 +1")


def test_figures_of_the_year_delivered_in_january_fulfil_it_in_the_column_after() -> None:
    row = one(STATISTICS, dt.date(2025, 1, 21), reach=handed(1, 2, 3, 4, 5))
    assert (row.state, row.label) == (State.DONE, "5/5")
    assert row.cells[13].label == "5/5"
    assert row.cells[13].state == CellState.DONE
    assert [mark.state for mark in row.marks] == [State.DONE] * 5
    assert row.next_due is None


def test_a_deliverable_that_one_municipality_lacks_is_partial() -> None:
    row = one(STATISTICS, LATE_NEXT_YEAR, reach=handed(1, 2, 3, 5))
    assert (row.state, row.label) == (State.PARTIAL, "4/5")
    assert row.marks[3].state == State.LATE
    assert row.cells[13].state == CellState.PARTIAL


def test_a_deliverable_on_its_way_is_ongoing_until_its_day() -> None:
    row = one(STATISTICS, AFTER_YEAR, reach=handed(1, 2, 3, 5))
    assert (row.state, row.label) == (State.ONGOING, "4/5")


def test_work_and_what_was_only_provisional_do_not_fulfil_a_deliverable() -> None:
    for kind in ("work", "provisional"):
        prepared = [Work(1, 12, kind, 3)]
        assert one(STATISTICS, AFTER_YEAR, work=prepared).cells[12].state == CellState.ONGOING
        assert one(STATISTICS, AFTER_YEAR, work=prepared).state == State.ONGOING
        assert one(STATISTICS, LATE_NEXT_YEAR, work=prepared).state == State.LATE


def test_a_delivery_outside_the_parties_does_not_count() -> None:
    assert one(STATISTICS, AFTER_YEAR, reach=handed(99)).label == ""


HALF_YEARS = DutyView(1, "statistics-units", "deliverable", "half-yearly by 08-31, 01-31 +1")


def test_figures_of_the_year_are_no_half_years() -> None:
    whole = one(HALF_YEARS, LATE_NEXT_YEAR, reach=handed(1, 2, 3, 4, 5, period="2024"))
    assert (whole.state, whole.label) == (State.LATE, "")
    first = handed(1, 2, 3, 4, 5, slot=8, period="2024-H1")
    assert one(HALF_YEARS, LATE_NEXT_YEAR, reach=first).label == "1/2"
    second = handed(1, 2, 3, 4, 5, period="2024-H2")
    assert one(HALF_YEARS, LATE_NEXT_YEAR, reach=first + second).state == State.DONE
    assert one(STATISTICS, LATE_NEXT_YEAR, reach=first).state == State.LATE


def test_one_delivery_by_hand_answers_one_half_year() -> None:
    halves = DutyView(1, "statistics-units", "deliverable", "half-yearly by 07-31, 01-31 +1")
    row = one(halves, LATE_NEXT_YEAR, reach=handed(1, 2, 3, 4, 5, slot=7))
    assert (row.state, row.label) == (State.PARTIAL, "1/2")


def test_who_joined_in_july_is_not_asked_for_the_spring() -> None:
    joined = Party(1, "001", "Kesällä tullut", there=sum(1 << slot for slot in range(7, 14)))
    quarters = DutyView(1, "eresource-usage", "deliverable", "quarterly")
    own = [Reach(1, "delivery", 1, (1 << 9) + (1 << 12))]
    row = cover(
        [clause("1.1", quarters)], year=2024, today=LATE_NEXT_YEAR, parties=[joined], reach=own
    ).rows[0]
    assert (row.state, row.marks[0].state) == (State.DONE, State.DONE)
    assert row.duties[0].label == "2/2"


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
        ("continuous", 0, JUNE, State.ONGOING),
        ("continuous", 13, AFTER_YEAR, State.LATE),
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
    work = [Work(1, slot, "work", 2)]
    assert one(DutyView(1, "guidance", "duty", due), today, work=work).state == state


@pytest.mark.parametrize(
    ("due", "today", "state"),
    [
        ("continuous", JUNE, State.ONGOING),
        ("continuous", AFTER_YEAR, State.LATE),
        ("yearly", JUNE, State.ONGOING),
        ("yearly", AFTER_YEAR, State.LATE),
        ("monthly", dt.date(2024, 1, 31), State.ONGOING),
        ("monthly", JUNE, State.LATE),
    ],
)
def test_without_work_a_duty_is_ongoing_until_its_day_has_passed(
    due: str, today: dt.date, state: State
) -> None:
    assert one(DutyView(1, "guidance", "duty", due), today).state == state


@pytest.mark.parametrize("due", ["yearly", "continuous", "by 10-31"])
def test_work_in_one_municipality_of_twenty_is_not_done(due: str) -> None:
    twenty = [Party(n, f"{n:03d}", f"Kunta {n}") for n in range(1, 21)]
    mended = clause("1.1", DutyView(1, "catalogue-integrity", "duty", due))

    def row(reach: list[Reach], today: dt.date) -> Row:
        work = [Work(1, 5, "work", len(reach))]
        return cover([mended], year=2024, today=today, parties=twenty, work=work, reach=reach).rows[
            0
        ]

    one_town = row(reached(7), AFTER_YEAR)
    assert (one_town.state, one_town.label) == (State.PARTIAL, "1/20")
    assert [m.state for m in one_town.marks].count(State.LATE) == 19
    assert row(reached(7), JUNE).state == State.ONGOING
    assert row(reached(*range(1, 21)), AFTER_YEAR).state == State.DONE


def test_what_is_done_as_needed_is_done_where_it_was_needed() -> None:
    work, reach = [Work(1, 5, "work", 1)], reached(2)
    for duty in (DutyView(1, "guidance", "as_needed", "as-needed"),
                 DutyView(1, "feedback", "duty", "within 14d")):  # fmt: skip
        row = one(duty, AFTER_YEAR, work=work, reach=reach)
        assert {row.state, *(mark.state for mark in row.marks)} == {State.DONE}
        own = cover(
            [clause("1.1", duty)], year=2024, today=AFTER_YEAR, parties=PARTIES[:1], elsewhere=work
        ).rows[0]
        assert (own.state, own.count) == (State.DONE, 0)


def test_a_monthly_duty_counts_its_months() -> None:
    monthly = DutyView(1, "guidance", "duty", "monthly")
    full = [Work(1, month, "work", 1) for month in range(1, 13)]
    assert one(monthly, AFTER_YEAR, work=full).state == State.DONE
    assert one(monthly, AFTER_YEAR, work=full[1:]).label == "11/12"
    assert one(monthly, AFTER_YEAR, work=full[1:]).state == State.PARTIAL
    assert one(monthly, JUNE, work=full[:5]).state == State.ONGOING


def test_a_quarter_with_work_is_not_late_at_its_end() -> None:
    work = [Work(1, 2, "work", 1)]
    row = one(DutyView(1, "meetings", "duty", "quarterly"), AFTER_YEAR, work=work)
    assert (row.state, row.label) == (State.PARTIAL, "1/4")
    assert [cell.slot for cell in row.cells if cell.state == CellState.LATE] == [6, 9, 12]


@pytest.mark.parametrize(
    ("due", "slots", "label", "late"),
    [
        ("half-yearly", [2, 3], "1/2", [12]),
        ("half-yearly", [2, 9], "", []),
        ("two-monthly", [1, 3, 6, 8, 11], "5/6", [10]),
        ("half-yearly by 08-31, 01-31 +1", [7], "1/2", [13]),
        ("half-yearly by 08-31, 01-31 +1", [8, 13], "", []),
        ("half-yearly by 08-31, 01-31 +1", [9], "1/2", [8]),
        ("by 01-31, 08-31", [5], "1/2", [1]),
        ("monthly by 15", [*range(2, 13), 13], "", []),
    ],
)
def test_each_due_day_needs_work_of_its_own(
    due: str, slots: list[int], label: str, late: list[int]
) -> None:
    work = [Work(1, slot, "work", 1) for slot in slots]
    row = one(DutyView(1, "guidance", "duty", due), LATE_NEXT_YEAR, work=work)
    assert row.label in (label, f"{len(slots)}/{len(slots)}")
    assert [cell.slot for cell in row.cells if cell.state == CellState.LATE] == late
    assert (row.state == State.DONE) == (not late)
    assert [day.month % 12 for day in row.duties[0].open_days] == [slot % 12 for slot in late]


def test_a_year_between_asks_nothing() -> None:
    row = one(DutyView(1, "guidance", "duty", "every 2 years from 2023"), LATE_NEXT_YEAR)
    assert (row.state, row.next_due) == (State.NOT_ASKED, None)


def test_a_municipality_has_no_more_than_the_whole_of_a_missed_quarter() -> None:
    row = one(
        DutyView(1, "meetings", "duty", "quarterly"), AFTER_YEAR, work=[Work(1, 2, "work", 1)]
    )
    assert {row.state, *(mark.state for mark in row.marks)} == {State.PARTIAL}


def test_no_need_settles_only_what_is_done_as_needed() -> None:
    none = [Work(1, 12, "no-need", 1)]
    as_needed = DutyView(1, "new-services", "as_needed", "as-needed")
    row = one(as_needed, AFTER_YEAR, work=none)
    assert (row.state, row.cells[12].state) == (State.NO_NEED, CellState.NO_NEED)
    assert one(DutyView(1, "new-services"), AFTER_YEAR, work=none).state == State.LATE


def test_work_counts_for_its_own_duty_and_for_no_other() -> None:
    clauses = [
        clause("1.5", DutyView(1, "feedback", service_id=FINNA)),
        clause("1.10", DutyView(2, "elibrary"), DutyView(3, "feedback", service_id=EKIRJASTO)),
    ]
    work = [Work(1, 4, "work", 2), Work(3, 4, "work", 1), Work(None, 4, "work", 5, unsettled=3)]
    coverage = cover(clauses, year=2024, today=JUNE, parties=PARTIES, work=work)
    assert [row.count for row in coverage.rows] == [2, 1]
    assert (coverage.unplaced, coverage.unsettled) == (2, 3)


def test_hand_written_work_shows_as_such() -> None:
    row = one(DutyView(1, "guidance"), work=[Work(1, 4, "work", 3, handwritten=3)])
    assert row.handwritten_only
    assert row.cells[4].handwritten == 3


def test_a_clause_of_which_half_is_done_is_partial() -> None:
    both = clause("1.10", DutyView(2, "elibrary"), DutyView(3, "feedback", service_id=EKIRJASTO))
    work, reach = [Work(2, 4, "work", 1)], [Reach(2, "work", None, 1 << 4)]
    row = cover([both], year=2024, today=AFTER_YEAR, parties=PARTIES, work=work, reach=reach).rows[
        0
    ]
    assert (row.state, row.label) == (State.PARTIAL, "1/2")


def test_marks_tell_which_municipalities_the_work_reached() -> None:
    reach = [*reached(2, slot=5), *reached(3, slot=0), *reached(4, slot=12)]
    row = one(DutyView(1, "guidance"), AFTER_YEAR, work=[Work(1, 5, "work", 1)], reach=reach)
    assert [mark.state for mark in row.marks] == [
        State.LATE, State.DONE, State.LATE, State.DONE, State.LATE,
    ]  # fmt: skip
    everyone = one(DutyView(1, "guidance"), AFTER_YEAR, work=[Work(1, 5, "work", 1)])
    assert {mark.state for mark in everyone.marks} == {State.DONE}


def test_nothing_is_asked_of_the_time_before_a_municipality_joined() -> None:
    joined = Party(1, "001", "Kesällä tullut", there=sum(1 << slot for slot in range(7, 14)))

    def row(slot: int) -> Row:
        return cover(
            [clause("1.1", DutyView(1, "guidance"))],
            year=2024,
            today=AFTER_YEAR,
            parties=[joined, *PARTIES[1:2]],
            work=[Work(1, slot, "work", 1)],
            reach=[Reach(1, "work", None, 1 << slot)],
        ).rows[0]

    assert [mark.state for mark in row(5).marks] == [State.NOT_ASKED, State.DONE]
    assert [mark.state for mark in row(9).marks] == [State.DONE, State.DONE]
    assert {row(5).state, row(9).state} == {State.DONE}


works = st.builds(
    Work,
    st.sampled_from([1, 2, 3, 99, None]),
    st.integers(0, 13),
    st.sampled_from(["work", "delivery", "no-need", "provisional"]),
    st.integers(1, 5),
)
duties = st.builds(
    DutyView,
    st.integers(1, 3),
    st.sampled_from(["feedback", "guidance", ""]),
    st.sampled_from(["duty", "deliverable", "as_needed"]),
    st.sampled_from(
        [
            *("continuous", "as-needed", "monthly", "quarterly", "yearly", "by 03-31"),
            *("by 01-31 +1", "half-yearly by 08-31, 01-31 +1", "by 01-31, 08-31"),
            *("two-monthly", "every 2 years from 2023", "within 14d"),
        ]
    ),
)
reaches = st.builds(
    Reach,
    st.integers(1, 3),
    st.sampled_from(["work", "delivery", "no-need"]),
    st.sampled_from([None, 1, 2, 3, 4, 5, 6]),
    st.integers(1, (1 << 14) - 1),
    st.sampled_from(["", "2024", "2024-H1", "2024-05"]),
)
days = st.dates(dt.date(2023, 12, 1), dt.date(2025, 12, 31))
planned = st.builds(
    Planned, st.sampled_from(["1.1", "1.2"]), days, st.booleans(),
    st.none() | st.frozensets(st.integers(1, 5), min_size=1),
)  # fmt: skip


@given(
    st.lists(duties, unique_by=lambda duty: duty.id, max_size=3),
    st.lists(works, max_size=12),
    st.lists(reaches, max_size=12),
    st.lists(planned, max_size=3),
    days,
)
def test_whatever_stands_the_matrix_answers_and_counts_each_piece_once(
    some: list[DutyView],
    work: list[Work],
    reach: list[Reach],
    steps: list[Planned],
    today: dt.date,
) -> None:
    clauses = [clause(f"1.{at}", duty) for at, duty in enumerate(some, 1)]
    coverage = cover(
        clauses, year=2024, today=today, parties=PARTIES, work=work, reach=reach, steps=steps
    )
    assert [row.clause for row in coverage.rows] == clauses
    placed = sum(row.count for row in coverage.rows)
    assert placed + coverage.unplaced == sum(pieces.count for pieces in work)
    for row in coverage.rows:
        assert len(row.cells) == 14
        assert len(row.marks) == 5
        marks = {mark.state for mark in row.marks}
        if row.duties[0].duty.kind == "deliverable" and row.state == State.DONE:
            assert marks <= {State.DONE, State.NOT_ASKED}
        if row.state == State.LATE:
            assert not row.duties[0].fulfilled
        if row.state == State.DONE:
            assert not any(step.clause == row.clause.number and not step.done for step in steps)


@given(st.lists(st.sampled_from(State), max_size=6))
def test_together_never_hides_what_is_late_and_is_done_only_if_all_are(states: list[State]) -> None:
    result = joint_state(states)
    asked = [state for state in states if state is not State.NOT_ASKED]
    past = {State.LATE, State.PARTIAL}
    settled = {State.DONE, State.NO_NEED}
    rest_called_off = set(asked) - settled == {State.CALLED_OFF} and bool(settled & set(asked))
    assert (result in past) == (bool(past & set(asked)) or rest_called_off)
    if result == State.DONE:
        assert set(asked) <= settled
    assert (result == State.NOT_ASKED) == (not asked)
