"""The year clock has each duty once, with its days; late first, then the next, then the done."""

import datetime as dt
from dataclasses import replace

from kimppa.core.area import Due, Group
from kimppa.desk.yearclock.rows import clock_rows, days_of, late_before, months_of

TODAY = dt.date(2025, 3, 10)
LINE = Group("5.1 Kokoukset", "/5.1/")


def monthly(month: int, *, done: bool) -> Due:
    day = dt.date(2025, month, 28)
    title = f"5.1 Kokoukset ({month})"
    return Due(
        day, title, "/5.1/", "meetings", done=done, clause="5.1", group=LINE, room="agreement"
    )


def test_a_monthly_duty_is_one_row_with_its_twelve_days() -> None:
    (row,) = clock_rows([monthly(month, done=month < 3) for month in range(1, 13)], TODAY)
    assert (row.title, row.url, len(row.dues)) == ("5.1 Kokoukset", "/5.1/", 12)
    assert row.next is not None
    assert row.next.date == dt.date(2025, 3, 28)
    states = dict(row.states(TODAY, 2025))
    assert [states[month] for month in (1, 3, 12)] == ["done", "due", "planned"]


def test_what_is_late_comes_first_and_what_is_done_last() -> None:
    def due(title: str, month: int, *, done: bool = False) -> Due:
        return Due(dt.date(2025, month, 1), title, f"/{title}/", "events", done=done)

    rows = clock_rows(
        [due("later", 9), due("done", 1, done=True), due("late", 2), due("next", 4)], TODAY
    )
    assert [(row.title, row.late) for row in rows] == [
        ("late", 1),
        ("next", 0),
        ("later", 0),
        ("done", 0),
    ]


def test_a_step_a_sheet_and_a_task_of_a_line_stand_in_its_row() -> None:
    line = replace(monthly(3, done=False), title="5.1 Kokoukset")
    step = replace(line, title="Kutsut lähetetty ajoissa", group=None, room="programme", url="/p/")
    task = Due(line.date, "Lähetä kutsut ajoissa", "/t/", "meetings", room="desk")
    (row,) = clock_rows([line, step, task], TODAY)
    assert row.title == "5.1 Kokoukset"
    assert [due.title for due in row.dues] == ["Lähetä kutsut ajoissa"]


def test_what_is_late_from_last_year_has_no_month_of_this_one() -> None:
    old = Due(dt.date(2024, 12, 31), "Vanha", "/", "events")
    (row,) = rows = clock_rows([old], TODAY)
    assert row.late == 1
    assert row.states(TODAY, 2025) == []
    assert not any(month.states for month in months_of(rows, TODAY, 2025))
    assert late_before(rows, 2025) == 1


def test_the_months_count_done_late_and_to_come() -> None:
    days = [monthly(1, done=True), monthly(2, done=False), monthly(3, done=False)]
    first, second, third, *_rest = months_of(clock_rows(days, TODAY), TODAY, 2025)
    assert (first.done_count, second.late, third.coming) == (1, 1, 1)


def test_the_months_count_a_duty_once_however_many_days_it_has() -> None:
    line = replace(monthly(1, done=False), title="5.1 Kokoukset", date=dt.date(2025, 3, 31))
    sheets = [
        replace(line, title=f"Taulukko {number}", group=None, room=room, url=f"/{number}/")
        for number, room in enumerate(("statistics", "programme"))
    ]
    rows = clock_rows([line, *sheets, monthly(3, done=False)], TODAY)
    march = months_of(rows, TODAY, 2025)[2]
    assert (len(rows), march.late, march.coming, march.done_count) == (1, 0, 1, 0)


def test_what_is_late_is_late_in_the_month_since_which_it_is() -> None:
    rows = clock_rows([monthly(month, done=False) for month in (1, 2, 3)], TODAY)
    months = months_of(rows, TODAY, 2025)
    assert [month.late for month in months[:3]] == [1, 0, 0]
    assert months[2].coming == 1
    assert sum(month.late for month in months) + late_before(rows, 2025) == len(
        [row for row in rows if row.late]
    )


def test_a_day_has_a_duty_once_whatever_rooms_tell_of_it() -> None:
    rows = clock_rows(
        [
            Due(dt.date(2025, 3, 31), title, f"/{room}/", "eresources", room=room, clause="4.2")
            for title, room in (("Luvut toimitettu", "programme"), ("Pyydä luvut", "eresources"))
        ],
        TODAY,
    )
    (only,) = days_of(rows, 2025)
    assert only.date == dt.date(2025, 3, 31)
