"""What a line lacks, by period and municipality, and what was called off."""

import datetime as dt

import pytest
from django.utils import translation

from kimppa.agreement.coverage.covering import cover
from kimppa.agreement.coverage.matrix import CellState, DutyView, Planned, Reach, Row, State, Work
from kimppa.agreement.messages import lacking
from kimppa.agreement.tests.rows import (
    AFTER_YEAR,
    JUNE,
    LATE_NEXT_YEAR,
    PARTIES,
    clause,
    handed,
    one,
)

MEETINGS = DutyView(1, "meetings", "duty", "quarterly")


def held(*months: int) -> Reach:
    return Reach(1, "work", None, sum(1 << month for month in months))


def off(month: int, municipality: int | None = None) -> Reach:
    return Reach(1, "called-off", municipality, 1 << month)


@pytest.mark.parametrize(
    ("duty", "reach", "lack"),
    [
        (MEETINGS, [held(2, 5, 11)], ["Kokousta ei ole kirjattu ajalta heinäkuu–syyskuu."]),
        (MEETINGS, [held(5)], [
            ("Kokousta ei ole kirjattu ajalta tammikuu–maaliskuu, heinäkuu–syyskuu, "
             "lokakuu–joulukuu.")]),
        (MEETINGS, [held(2, 5, 8), *(Reach(1, "work", n, 1 << 11) for n in (1, 2, 4))],
         ["Kokousta ei ole kirjattu ajalta lokakuu–joulukuu: Kunta 3, Kunta 5."]),
        (DutyView(1, "guidance", "duty", "by 05-31, 09-30"), [held(2)],
         ["Työtä ei ole kirjattu 30.9.2024 mennessä."]),
        (DutyView(1, "guidance"), [Reach(1, "work", n, 1 << 3) for n in (1, 2, 3, 4)],
         ["Työtä ei ole kirjattu: Kunta 5."]),
        (DutyView(1, "statistics-units", "deliverable", "by 01-31 +1"), handed(1, 2, 3, 5),
         ["Toimitusta ei ole tehty 31.1.2025 mennessä: Kunta 4."]),
        (DutyView(1, "statistics-units", "deliverable", "half-yearly by 08-31, 01-31 +1"),
         handed(1, 2, 3, 4, 5, period="2024-H1"),
         ["Toimitusta ei ole tehty ajalta heinäkuu–joulukuu."]),
        (MEETINGS, [held(2, 5, 8, 11)], []),
    ],
)  # fmt: skip
def test_a_partly_done_line_says_what_it_lacks(
    duty: DutyView, reach: list[Reach], lack: list[str]
) -> None:
    with translation.override("fi"):
        assert lacking(one(duty, LATE_NEXT_YEAR, reach=reach)) == lack


def test_of_several_duties_each_lack_names_its_topic() -> None:
    teams = DutyView(2, "teams")
    line = clause("5.1", MEETINGS, teams)
    row = cover([line], year=2024, today=AFTER_YEAR, parties=PARTIES, reach=[held(2, 5, 11)])
    with translation.override("fi"):
        assert (
            lacking(row.rows[0])[0]
            == "Johtajien kokoukset: kokousta ei ole kirjattu ajalta heinäkuu–syyskuu."
        )


def row_with(*reach: Reach, today: dt.date = AFTER_YEAR, **more: list) -> Row:
    return one(MEETINGS, today, reach=list(reach), **more)


def test_a_quarter_whose_meeting_was_called_off_is_neither_done_nor_late() -> None:
    row = row_with(held(2, 5, 11), off(9), work=[Work(1, n, "work", 1) for n in (2, 5, 11)])
    assert (row.state, row.label, row.duties[0].open_days) == (State.PARTIAL, "3/4", ())
    assert row.cells[9].state == CellState.CALLED_OFF
    assert {mark.state for mark in row.marks} == {State.PARTIAL}
    with translation.override("fi"):
        assert lacking(row) == ["Peruttu tai siirretty (heinäkuu–syyskuu)."]


def test_what_is_called_off_leaves_the_rest_of_the_year_as_it_is() -> None:
    assert row_with(held(2), off(5), today=JUNE).state == State.ONGOING
    assert row_with(held(2), off(5), today=AFTER_YEAR).state == State.PARTIAL
    assert row_with(off(2), today=JUNE).duties[0].open_days[0] == dt.date(2024, 6, 30)
    assert row_with(held(2, 5), off(8), today=dt.date(2024, 12, 31)).state == State.ONGOING


def test_work_in_the_same_quarter_makes_the_called_off_meeting_good() -> None:
    assert row_with(held(2, 5, 8, 11), off(9)).state == State.DONE


def test_a_meeting_called_off_for_one_municipality_excuses_no_other() -> None:
    others = [Reach(1, "work", n, 1 << 8) for n in (1, 2, 3)]
    row = row_with(held(2, 5, 11), off(9, 4), *others)
    assert row.cells[9].state == CellState.LATE
    with translation.override("fi"):
        assert lacking(row) == ["Kokousta ei ole kirjattu ajalta heinäkuu–syyskuu: Kunta 5."]
    assert row_with(held(2, 5, 11), off(9, 4), off(9, 5), *others).cells[9].state == (
        CellState.CALLED_OFF
    )


def test_where_all_was_called_off_the_line_says_so() -> None:
    yearly = DutyView(1, "meetings", "duty", "yearly")
    row = one(yearly, AFTER_YEAR, reach=[off(9)])
    assert (row.state, row.label, row.next_due) == (State.CALLED_OFF, "", None)
    late = one(
        yearly, AFTER_YEAR, reach=[off(9)], steps=[Planned("1.1", dt.date(2024, 9, 1), done=False)]
    )
    assert late.state == State.LATE


def test_a_delivery_is_not_excused_by_a_word() -> None:
    deliverable = DutyView(1, "statistics-units", "deliverable", "by 01-31 +1")
    assert one(deliverable, LATE_NEXT_YEAR, reach=[off(13)]).state == State.LATE
