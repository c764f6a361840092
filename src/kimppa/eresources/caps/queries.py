"""Reading caps: how much has been used of each, and on which day it is full."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from kimppa.eresources.models import Cap, CapReading, Period
from kimppa.eresources.terms.pace import Use, month_of
from kimppa.eresources.terms.shares import Span


def caps_of(licence_ids: Iterable[int]) -> Mapping[int, list[Cap]]:
    """The caps of licences, each licence's in the order of their days: one query."""
    caps: dict[int, list[Cap]] = defaultdict(list)
    for cap in Cap.objects.filter(licence__in=list(licence_ids)).select_related("decision"):
        caps[cap.licence_id].append(cap)
    return caps


def readings_of(licence_ids: Iterable[int]) -> Mapping[int, list[CapReading]]:
    """The readings of licences in the order of their days: one query, none without licences."""
    id_list, readings = list(licence_ids), defaultdict(list)
    for reading in CapReading.objects.filter(licence__in=id_list) if id_list else ():
        readings[reading.licence_id].append(reading)
    return readings


def in_force(caps: Sequence[Cap], day: dt.date) -> Cap | None:
    return next((cap for cap in reversed(caps) if cap.since <= day), None)


def span_of_cap(cap: Cap, periods: Iterable[Period], day: dt.date) -> Span | None:
    """The month, or the period of the agreement, that a day belongs to."""
    if cap.length == Cap.Length.MONTH:
        return month_of(day)
    period = next((period for period in periods if period.is_on(day)), None)
    return Span(period.start, period.end) if period else None


def use_on(
    caps: Sequence[Cap],
    readings: Sequence[CapReading],
    periods: Sequence[Period],
    day: dt.date,
) -> Use | None:
    """The use of the cap of a day by the latest reading of its span; None without one."""
    cap = in_force(caps, day)
    span = span_of_cap(cap, periods, day) if cap else None
    if cap is None or span is None:
        return None
    readings_in_span = [reading for reading in readings if span.first <= reading.day <= day]
    if not readings_in_span:
        return None
    period = next((period for period in periods if period.is_on(day)), None)
    step = Decimal(1)
    if cap.unit == Cap.Unit.EUROS and period and period.unit_price:
        step = period.unit_price
    return Use(cap.amount, readings_in_span[-1].used, readings_in_span[-1].day, span, step)
