"""In what state a page is in a language. Plain rules: no database, no clock."""

import calendar
import datetime as dt
from enum import StrEnum


class State(StrEnum):
    """The worst first."""

    MISSING = "missing"  # wanted in the language, not written
    STALE = "stale"  # the Finnish text has changed since it was translated
    DUE = "due"  # nobody has looked at it for too long
    FINE = "fine"


def state_of(*, number: int, base: int, follows: int, due: dt.date | None, today: dt.date) -> State:
    """The state of a text: `number` is its version, 0 when it is not written.

    `base` is the version of the Finnish text, 0 for the Finnish text itself; `follows` the one it
    was translated from.
    """
    if number == 0:
        return State.MISSING
    if follows < base:
        return State.STALE
    if due is not None and due <= today:
        return State.DUE
    return State.FINE


LOOK = "katsottava"  # the filter of the pages that are to be looked at
SOON = dt.timedelta(days=62)  # as far ahead as the list of what to do looks


def look_by(due: dt.date, today: dt.date) -> str:
    """Whether a text's day is past, soon, or neither."""
    if due < today:
        return "myohassa"
    return "tulossa" if due <= today + SOON else ""


def next_check(last: dt.date, months: int) -> dt.date:
    """The day some months later; the month's last day when it has no such day."""
    year, month = divmod(last.year * 12 + last.month - 1 + months, 12)
    return dt.date(year, month + 1, min(last.day, calendar.monthrange(year, month + 1)[1]))
