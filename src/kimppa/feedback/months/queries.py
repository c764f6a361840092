"""The months of feedback and how far their lists have got. Reads."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncMonth

from kimppa.core import clock
from kimppa.core.releases.models import Release
from kimppa.feedback.models import Ticket
from kimppa.feedback.months.month import Month, titles_of

KIND = "themes"


def _newest(releases: Iterable[Release], first: Month, last: dt.date) -> dict[Month, Release]:
    """The newest version of each month, whatever language it is titled in."""
    by_title: dict[str, Month] = {}
    while first.first <= last:
        by_title |= dict.fromkeys(titles_of(first), first)
        first = first.next
    newest: dict[Month, Release] = {}
    for release in releases:
        if month := by_title.get(release.title):
            newest.setdefault(month, release)
    return newest


def months() -> list[dict[str, Any]]:
    """Every month since the first feedback, the latest first: what came, and the newest version.

    Three queries.
    """
    arrived = {
        Month(at.year, at.month): count
        for at, count in Ticket.objects.order_by()
        .values_list(TruncMonth("arrived_at", tzinfo=clock.ZONE))
        .annotate(count=Count("pk"))
    }
    releases = Release.objects.filter(kind=KIND).defer("facts", "difference").order_by("-version")
    rows_of_months, today = [], clock.today()
    month = min(arrived, default=Month(today.year, today.month))
    newest = _newest(releases.prefetch_related("deliveries"), month, today)
    while month.first <= today:
        rows_of_months.append(
            {
                "month": month,
                "arrived": arrived.get(month, 0),
                "release": newest.get(month),
            }
        )
        month = month.next
    return rows_of_months[::-1]
