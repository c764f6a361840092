"""Reading the register, remembered until something is written."""

from kimppa.core.consortium.models import Municipality
from kimppa.core.memo import remember


def every_municipality() -> tuple[Municipality, ...]:
    """All that are or have been here, in their order; no query until something is written."""
    return remember("municipalities", make=lambda: tuple(Municipality.objects.all()))
