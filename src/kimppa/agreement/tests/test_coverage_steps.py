"""The programme's steps in the coverage matrix."""

import datetime as dt
from dataclasses import replace

from kimppa.agreement.coverage.matrix import DutyView, Planned, Reach, Row, State, Work
from kimppa.agreement.tests.rows import AFTER_YEAR, JUNE, one


def test_a_step_on_the_dutys_own_day_is_one_thing_with_it() -> None:
    yearly = DutyView(1, "accessibility", "duty", "by 12-31")
    work, day = [Work(1, 5, "work", 1)], dt.date(2024, 12, 31)

    def row(today: dt.date, *steps: Planned) -> Row:
        return one(yearly, today, work=work, steps=steps)

    pages, site = Planned("1.1", day, done=False), Planned("1.1", dt.date(2024, 9, 30), done=True)
    late = row(AFTER_YEAR, site, pages)
    assert (late.state, late.label, late.open_steps) == (State.PARTIAL, "1/2", (pages,))
    assert {mark.state for mark in late.marks} == {State.PARTIAL}
    assert (row(JUNE, pages).state, row(AFTER_YEAR, pages).state) == (State.ONGOING, State.PARTIAL)
    assert row(AFTER_YEAR, replace(pages, done=True)).state == State.DONE


def test_a_delivery_does_what_a_step_says_of_its_day() -> None:
    drafted = Planned("1.1", dt.date(2024, 3, 31), done=False)
    reach = [Reach(1, "delivery", None, 1 << 3)]
    duty = DutyView(1, "programme", "deliverable", "by 03-31")
    assert one(duty, AFTER_YEAR, reach=reach, steps=[drafted]).state == State.DONE


def test_a_line_is_not_done_before_the_programmes_steps() -> None:
    duty, day = DutyView(1, "meetings", "duty", "yearly"), dt.date(2024, 9, 30)
    work, reach = [Work(1, 5, "work", 1)], [Reach(1, "work", None, 1 << 5)]

    def row(today: dt.date, *done: bool) -> Row:
        steps = [Planned("1.1", day, done=ok) for ok in done]
        return one(duty, today, work=work, reach=reach, steps=steps)

    assert (row(JUNE, True, False).state, row(JUNE, True, False).label) == (State.ONGOING, "2/3")
    late = row(AFTER_YEAR, True, False)
    assert (late.state, late.label, late.marks[0].state) == (State.PARTIAL, "2/3", State.PARTIAL)
    assert row(AFTER_YEAR, True, True).state == State.DONE
