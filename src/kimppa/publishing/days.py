"""Days as public pages show them: a block for the eye, the whole date in words for the ear."""

import datetime as dt
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kimppa.core.clock import ZONE
from kimppa.core.language import active_language
from kimppa.documents.numbers import month_name
from kimppa.publishing.messages import weekday
from kimppa.publishing.spans import Span, span_of


@dataclass(frozen=True, slots=True)
class Day:
    """A day in the active language: `weekday` "ke", `number` 5, `month` "helmi"; `words` and
    `hours` say it whole: "keskiviikkona 5. helmikuuta 2025", "klo 17.30–19.00".
    """

    weekday: str
    number: int
    month: str
    words: str
    hours: str = ""


def day_of(start: dt.datetime, end: dt.datetime | None = None) -> Day:
    """The day on which something begins; with its end also the hours, or when it ends."""
    local_start = start.astimezone(ZONE)
    return Day(
        weekday=weekday(local_start),
        number=local_start.day,
        month=month_name(local_start.month, active_language(), short=True),
        words=_words(local_start),
        hours=_hours(span_of(start, end)) if end else "",
    )


def _words(day: dt.date) -> str:
    return f"{_on_weekday(day)} {date_format(day)}"


def _hours(span: Span) -> str:
    words = {"from": span.begins, "day": _words(span.last), "to": span.ends}
    if span.first == span.last:
        return _("all day") if span.whole_day else _("at %(from)s–%(to)s") % words
    return (
        _("– %(day)s") % words if span.whole_day else _("at %(from)s – %(day)s at %(to)s") % words
    )


def _on_weekday(day: dt.date) -> str:
    return (
        pgettext("on the day", "Monday"),
        pgettext("on the day", "Tuesday"),
        pgettext("on the day", "Wednesday"),
        pgettext("on the day", "Thursday"),
        pgettext("on the day", "Friday"),
        pgettext("on the day", "Saturday"),
        pgettext("on the day", "Sunday"),
    )[day.weekday()]
