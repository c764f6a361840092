"""Rules of repetition: on the wall's clock, bounded, with clear refusals."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kimppa.publishing.recurrence import MOST, RuleError, expand
from tests.examples import drawn

ZONE = ZoneInfo("Europe/Helsinki")
START = dt.datetime(2025, 3, 4, 10, tzinfo=ZONE)
END = dt.datetime(2025, 3, 4, 10, 45, tzinfo=ZONE)


def walls(rule: str, exceptions: tuple[dt.date, ...] = ()) -> list[str]:
    found = expand(START, END, rule, exceptions, ZONE)
    return [one.start.astimezone(ZONE).strftime("%d.%m. %H.%M") for one in found]


def test_without_a_rule_it_is_held_once() -> None:
    assert walls("") == ["04.03. 10.00"]


def test_a_weekly_hour_stays_at_ten_when_clocks_are_moved() -> None:
    found = walls("FREQ=WEEKLY;COUNT=5")
    assert found == [f"{day} 10.00" for day in ("04.03.", "11.03.", "18.03.", "25.03.", "01.04.")]
    times = expand(START, END, "FREQ=WEEKLY;COUNT=5", (), ZONE)
    assert {one.start.hour for one in times} == {8, 7}  # in UTC the hour moves, not on the wall
    assert {one.end - one.start for one in times} == {dt.timedelta(minutes=45)}


def test_a_time_that_the_night_lacks_is_moved_on() -> None:
    start = dt.datetime(2025, 3, 29, 3, 30, tzinfo=ZONE)
    found = expand(start, start + dt.timedelta(hours=1), "FREQ=DAILY;COUNT=2", (), ZONE)
    assert found[1].start.astimezone(ZONE).strftime("%d %H:%M") == "30 04:30"


def test_exceptions_are_left_out() -> None:
    assert walls("FREQ=WEEKLY;COUNT=3", (dt.date(2025, 3, 11),)) == ["04.03. 10.00", "18.03. 10.00"]


def test_until_is_a_day_included_or_a_moment() -> None:
    assert len(walls("FREQ=WEEKLY;UNTIL=20250318")) == 3
    assert len(walls("FREQ=WEEKLY;UNTIL=20250318T075959Z")) == 2  # 9.59.59 on the wall


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("FREQ=DAILY;COUNT=10000", "many"),
        ("FREQ=DAILY;UNTIL=20260301", "many"),
        ("FREQ=SECONDLY;COUNT=5", "frequency"),
        ("FREQ=WEEKLY", "endless"),
        ("FREQ=WEEKLY;UNTIL=20990101", "long"),
        ("FREQ=WEEKLY;UNTIL=20250230", "unread"),
        ("FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30;COUNT=3", "none"),
        ("FREQ=WEEKLY;UNTIL=20250101", "none"),
        ("FREQ=WEEKLY;COUNT=0", "unread"),
        ("FREQ=WEEKLY;BYDAY=XX;COUNT=2", "unread"),
        ("RDATE=20250101", "unread"),
        ("nonsense", "unread"),
        ("FREQ=WEEKLY;COUNT=2;" + "X" * 300, "unread"),
    ],
)
def test_what_cannot_be_is_refused(rule: str, code: str) -> None:
    with pytest.raises(RuleError) as told:
        expand(START, END, rule, (), ZONE)
    assert told.value.code == code


@given(st.text(max_size=60) | st.from_regex(r"FREQ=[A-Z]+;[A-Z]+=[0-9A-Z,]+", fullmatch=True))
@settings(max_examples=drawn(60))
def test_no_rule_breaks_it_or_gives_more_than_may_be(rule: str) -> None:
    try:
        found = expand(START, END, rule, (), ZONE)
    except RuleError:
        return
    assert 1 <= len(found) <= MOST
    assert found == sorted(found, key=lambda one: one.start)
