"""Events as entries of a calendar (RFC 5545).

An entry keeps its UID for the life of its event, and a change gives it a greater SEQUENCE, so that
whoever has it sees it move. A series is one entry with a rule, as a time's own UID could not stay
the same when the series moves.
"""

import datetime as dt
from collections.abc import Sequence

from kimppa.core.clock import ZONE
from kimppa.core.yearclock.ical import Entry
from kimppa.publishing import outside, recurrence, texts
from kimppa.publishing.models import Item, Occurrence
from kimppa.publishing.spans import Span, span_of


def entry_of(item: Item, times: Sequence[Occurrence], language: str) -> Entry:
    """An event with its times, in order, at least one; what is called off says so."""
    first_time, last_time = times[0], times[-1]
    span = span_of(first_time.start, first_time.end)
    place = (texts.place_name(item, language), texts.street(item), texts.town_name(item, language))
    return Entry(
        uid=f"{outside.item_id(item)}@kimppa",
        summary=texts.marked_title(item, language),
        start=_start(span, first_time.start),
        end=span.last if span.whole_day else first_time.end.astimezone(ZONE),
        url=outside.page_url(item),
        description=texts.summary(item, language),
        location=", ".join(filter(None, place)),
        sequence=item.sequence,
        rule=_rule(item.rule, last_time.start, span) if len(times) > 1 else "",
        left_out=_excepted_starts(item, first_time, last_time, span) if len(times) > 1 else (),
        cancelled=item.status == Item.Status.CANCELLED,
    )


def _start(span: Span, start: dt.datetime) -> dt.date | dt.datetime:
    return start.astimezone(ZONE).date() if span.whole_day else start.astimezone(ZONE)


def _rule(rule: str, last_start: dt.datetime, span: Span) -> str:
    """The rule to its last time: its own COUNT would begin at another time when the first is left
    out.
    """
    parts = recurrence.read(rule)
    pieces = [f"{name}={value}" for name, value in parts.items() if name not in ("COUNT", "UNTIL")]
    day = last_start.astimezone(ZONE)
    until = f"{day:%Y%m%d}" if span.whole_day else f"{last_start.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
    return ";".join([*pieces, f"UNTIL={until}"])


def _excepted_starts(
    item: Item, first_time: Occurrence, last_time: Occurrence, span: Span
) -> tuple[dt.date | dt.datetime, ...]:
    """The times of its exceptions; those before the first and after the last say nothing."""
    start, end = first_time.start.astimezone(ZONE), last_time.start.astimezone(ZONE).date()
    excepted_days = sorted(dt.date.fromisoformat(day) for day in item.exceptions)
    return tuple(
        _start(span, dt.datetime.combine(day, start.time(), ZONE))
        for day in excepted_days
        if start.date() < day < end
    )
