"""What several rooms have due of one piece of work stands once."""

import datetime as dt
from dataclasses import replace

from kimppa.core import verbs
from kimppa.core.area import Due
from kimppa.desk.yearclock.matters import matters

DAY = dt.date(2025, 1, 31)
LINE = Due(DAY, "2.1 Tilastot", "/a", "statistics", clause="2.1", room="agreement")
LINE = replace(LINE, since=dt.date(2024, 1, 1))
STEP = Due(DAY, "Luvut toimitettu", "/p", "statistics", clause="2.1", room="programme")
SHEET = Due(DAY, "Tilastot kirjastoille", "/s", "statistics", clause="2.1", room="statistics")
TASK = Due(DAY, "Pyydä luvut toimittajan tuesta", "/t", "statistics", room="desk")


def test_a_sheet_its_step_and_its_line_are_one_and_the_room_that_does_it_stands() -> None:
    assert matters([LINE, STEP, SHEET]) == [SHEET]
    assert matters([STEP, LINE]) == [STEP]


def test_what_is_done_does_not_hide_what_is_open() -> None:
    done = replace(SHEET, done=True)
    assert matters([LINE, done]) == [LINE, done]


def test_a_line_is_told_by_an_earlier_step_of_its_time() -> None:
    early = replace(STEP, date=dt.date(2024, 11, 30))
    assert matters([LINE, early]) == [early]
    before = replace(STEP, date=dt.date(2023, 11, 30))
    assert matters([LINE, before]) == [before, LINE]


def test_two_steps_of_one_line_are_two() -> None:
    other = replace(STEP, title="Luvut pyydetty", url="/p2")
    assert len(matters([STEP, other, LINE])) == 2


def test_a_task_and_a_step_of_the_same_words_are_one_within_a_week() -> None:
    step = replace(STEP, title="Luvut pyydetty toimittajan tuesta", clause="")
    assert matters([step, TASK]) == [TASK]
    later = replace(step, date=DAY + dt.timedelta(days=8))
    assert len(matters([later, TASK])) == 2


def test_a_task_of_one_library_does_not_hide_what_all_should_get() -> None:
    own = replace(TASK, municipality="103", date=DAY)
    other = replace(TASK, municipality="834", room="feedback")
    assert len(matters([own, other])) == 2


def test_a_step_on_the_day_of_a_delivery_asks_nothing_once_that_is_done() -> None:
    done = replace(LINE, done=True, verb=verbs.DELIVER)
    assert matters([done, STEP]) == [done]
    earlier = replace(STEP, date=dt.date(2024, 11, 30))
    assert matters([done, earlier]) == [earlier, done]


def test_a_step_that_is_not_done_stands_beside_its_line_that_is() -> None:
    done = replace(LINE, done=True, verb=verbs.LOG)
    assert STEP in matters([done, STEP])
