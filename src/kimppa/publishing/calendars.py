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
    first, last = times[0], times[-1]
    span = span_of(first.start, first.end)
    place = (texts.place_name(item, language), texts.street(item), texts.town_name(item, language))
    return Entry(
        uid=f"{outside.item_id(item)}@kimppa",
        summary=texts.marked_title(item, language),
        start=_start(span, first.start),
        end=span.last if span.whole_day else first.end.astimezone(ZONE),
        url=outside.page_url(item),
        description=texts.summary(item, language),
        location=", ".join(filter(None, place)),
        sequence=item.sequence,
        rule=_rule(item.rule, last.start, span) if len(times) > 1 else "",
        left_out=_left_out(item, first, last, span) if len(times) > 1 else (),
        cancelled=item.status == Item.Status.CANCELLED,
    )


def _start(span: Span, start: dt.datetime) -> dt.date | dt.datetime:
    return start.astimezone(ZONE).date() if span.whole_day else start.astimezone(ZONE)


def _rule(rule: str, last: dt.datetime, span: Span) -> str:
    """The rule to its last time: its own COUNT would begin at another time when the first is left
    out.
    """
    parts = recurrence.read(rule)
    kept = [f"{name}={value}" for name, value in parts.items() if name not in ("COUNT", "UNTIL")]
    day = last.astimezone(ZONE)
    until = f"{day:%Y%m%d}" if span.whole_day else f"{last.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
    return ";".join([*kept, f"UNTIL={until}"])


def _left_out(
    item: Item, first: Occurrence, last: Occurrence, span: Span
) -> tuple[dt.date | dt.datetime, ...]:
    """The times of its exceptions; those before the first and after the last say nothing."""
    start, end = first.start.astimezone(ZONE), last.start.astimezone(ZONE).date()
    days = sorted(dt.date.fromisoformat(day) for day in item.exceptions)
    return tuple(
        _start(span, dt.datetime.combine(day, start.time(), ZONE))
        for day in days
        if start.date() < day < end
    )
