"""Files of a year. Reads."""

from django.db.models import QuerySet

from kimppa.statistics.models import (
    Take,
)


def takes(year: int) -> QuerySet[Take]:
    """Files of a year, the newest first; what was only looked at is left out."""
    return Take.objects.filter(year=year, taken_at__isnull=False)
