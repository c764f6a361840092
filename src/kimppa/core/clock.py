"""One clock: every rule about dates asks here, so that a demo or a test can set the day.

What people are told of the consortium's matters is of this clock's day: what is due and done, the
audit log, when a letter was written and sent, a version frozen and delivered. What is technical is
of real time: what a link, session, token or limit lasts, the sign-in log, tries and their pauses,
signatures, backups, liveness, and what other programs are told on the wire.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from kimppa.core import home

ZONE = ZoneInfo("Europe/Helsinki")

_day: ContextVar[dt.date | None] = ContextVar("standing", default=None)


def day_file() -> Path:
    """Where an instance whose day can be stepped (the demo) keeps it."""
    return home.path("today")


def today() -> dt.date:
    """The consortium's date: `KIMPPA_TODAY`, else the instance's own day, else the real one.

    Raises ImproperlyConfigured when the set day is not an ISO 8601 date.
    """
    if day := _day.get():
        return day
    text = settings.KIMPPA_TODAY or _own_day()
    if not text:
        return dt.datetime.now(ZONE).date()
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise ImproperlyConfigured(
            f"KIMPPA_TODAY must be a date like 2025-01-14: {text}"
        ) from error


def now() -> dt.datetime:
    """The moment, aware, in Helsinki: the real time of day on the consortium's date.

    A time of day that the date lacks (the hour that March skips) is moved on as clocks are.
    """
    real_now = dt.datetime.now(ZONE)
    day = today()
    if day == real_now.date():
        return real_now
    return dt.datetime.combine(day, real_now.time(), ZONE).astimezone(dt.UTC).astimezone(ZONE)


@contextmanager
def standing_on(day: dt.date) -> Iterator[None]:
    """Set the day for the block: demo data are made as of past days."""
    token = _day.set(day)
    try:
        yield
    finally:
        _day.reset(token)


def is_set() -> bool:
    """Whether the day is set by hand instead of being the real one."""
    return bool(settings.KIMPPA_TODAY or _own_day())


def set_day(day: dt.date) -> None:
    """Set the instance's own day."""
    file = day_file()
    spare = file.with_suffix(".new")
    spare.write_text(day.isoformat(), encoding="ascii")
    spare.replace(file)


def _own_day() -> str:
    try:
        return day_file().read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""
