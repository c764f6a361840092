"""The request for active customers. Reads."""

from kimppa.statistics.models import (
    Enquiry,
)


def enquiry_of(year: int) -> Enquiry | None:
    """The year's request for active customers."""
    return Enquiry.objects.filter(year=year).first()
