"""Reading the links of the pages."""

import datetime as dt

from django.db.models import Q, QuerySet

from kimppa.core import clock
from kimppa.pages.linking.gathering import addresses
from kimppa.pages.linking.models import Link
from kimppa.pages.models import Page

FRESH = dt.timedelta(days=31)  # a link that works again is told for so long


def broken() -> QuerySet[Link]:
    """Those that have been found broken, and not seen to work since."""
    return Link.objects.filter(broken_since__isnull=False, mended_at__isnull=True)


def worth_telling(page: Page) -> list[Link]:
    """The page's links that are broken, or have come to work again of late; those that its texts
    no longer have are left out.
    """
    lately = Q(mended_at__gte=clock.now() - FRESH)
    rows = list(broken() | Link.objects.filter(lately))
    now = addresses([page]) if rows else {}
    return sorted((row for row in rows if row.address in now), key=lambda row: row.mended)
