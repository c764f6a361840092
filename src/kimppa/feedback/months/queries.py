"""The months of feedback and how far their lists have got. Reads."""

from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncMonth

from kimppa.core import clock
from kimppa.core.releases.models import Release
from kimppa.feedback.models import Ticket
from kimppa.feedback.months.month import Month, title_of

KIND = "themes"


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
    rows = Release.objects.filter(kind=KIND).defer("facts", "difference").order_by("-version")
    newest: dict[str, Release] = {}
    for release in rows.prefetch_related("deliveries"):
        newest.setdefault(release.title, release)
    rows_of_months, today = [], clock.today()
    month = min(arrived, default=Month(today.year, today.month))
    while month.first <= today:
        rows_of_months.append(
            {
                "month": month,
                "arrived": arrived.get(month, 0),
                "release": newest.get(title_of(month)),
            }
        )
        month = month.next
    return rows_of_months[::-1]
