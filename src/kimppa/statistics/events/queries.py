"""What happened at the branches in a year. Reads."""

import datetime as dt

from django.db.models import Q
from django.utils import formats

from kimppa.core.consortium.models import Municipality
from kimppa.statistics.models import BranchEvent


def events_of(year: int, municipality: Municipality | None = None) -> list[BranchEvent]:
    """Whatever lasted on any day of the year, by its first day."""
    ends = Q(end__isnull=True) | Q(end__gte=dt.date(year, 1, 1))
    branch_events = BranchEvent.objects.filter(ends, start__lte=dt.date(year, 12, 31))
    if municipality is not None:
        branch_events = branch_events.filter(branch__municipality=municipality)
    return list(branch_events.select_related("branch__municipality"))


def describe(event: BranchEvent) -> str:
    """An event in a sentence that explains a figure."""
    days = formats.date_format(event.start, "j.n.Y") + "–"
    if event.end is not None:
        days += formats.date_format(event.end, "j.n.Y")
    return f"{event.branch}: {event.get_kind_display().lower()} {days}. {event.text}"
