"""The parts of a year that are in use. Reads."""

from decimal import Decimal

from django.utils import formats

from kimppa.statistics.models import Take
from kimppa.statistics.parts.joins import Part


def part_takes(year: int) -> list[Take]:
    """Files in use that tell of a part of the year, by time."""
    takes = Take.objects.filter(
        year=year, taken_at__isnull=False, undone_at__isnull=True, period_is_year=False
    )
    return list(
        takes.exclude(start=None)
        .select_related("stored", "derivation")
        .order_by("start", "end", "pk")
    )


def parts_of(year: int) -> list[Part]:
    """What they tell."""
    return [_part(take) for take in part_takes(year)]


def _part(take: Take) -> Part:
    assert take.start is not None
    assert take.end is not None
    values = {(place_code, code): Decimal(value) for place_code, code, value in take.part}
    return Part(take.pk, take.system or take.name, (take.start, take.end), values)


def describe(part: Part) -> str:
    """Such as "Mikromarc 1.1.2024–30.6.2024"."""
    days = "–".join(formats.date_format(day, "j.n.Y") for day in part.span)
    return f"{part.name} {days}"
