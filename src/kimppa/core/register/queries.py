"""Reading the register, remembered until something is written."""

import datetime as dt

from kimppa.core.consortium.models import Municipality
from kimppa.core.memo import remember


def every_municipality() -> tuple[Municipality, ...]:
    """All that are or have been here, in their order; no query until something is written."""
    return remember("municipalities", make=lambda: tuple(Municipality.objects.all()))


def in_force(first_year: int, last_year: int) -> tuple[Municipality, ...]:
    """Those in force on some day of a span of years, in their order; read likewise."""
    start, end = dt.date(first_year, 1, 1), dt.date(last_year, 12, 31)
    return tuple(
        municipality
        for municipality in every_municipality()
        if (municipality.valid_from or start) <= end and (municipality.valid_to or end) >= start
    )
