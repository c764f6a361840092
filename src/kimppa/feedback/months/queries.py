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


def _newest_releases(
    releases: Iterable[Release], first_month: Month, last_day: dt.date
) -> dict[Month, Release]:
    """The newest version of each month, whatever language it is titled in."""
    month_by_title: dict[str, Month] = {}
    while first_month.first <= last_day:
        month_by_title |= dict.fromkeys(titles_of(first_month), first_month)
        first_month = first_month.next
    release_by_month: dict[Month, Release] = {}
    for release in releases:
        if month := month_by_title.get(release.title):
            release_by_month.setdefault(month, release)
    return release_by_month


def months() -> list[dict[str, Any]]:
    """Every month since the first feedback, the latest first: what came, and the newest version.

    Three queries.
    """
    count_by_month = {
        Month(moment.year, moment.month): count
        for moment, count in Ticket.objects.order_by()
        .values_list(TruncMonth("arrived_at", tzinfo=clock.ZONE))
        .annotate(count=Count("pk"))
    }
    releases = Release.objects.filter(kind=KIND).defer("facts", "difference").order_by("-version")
    month_rows, today = [], clock.today()
    month = min(count_by_month, default=Month(today.year, today.month))
    release_by_month = _newest_releases(releases.prefetch_related("deliveries"), month, today)
    while month.first <= today:
        month_rows.append(
            {
                "month": month,
                "arrived": count_by_month.get(month, 0),
                "release": release_by_month.get(month),
            }
        )
        month = month.next
    return month_rows[::-1]
