"""What is aimed at in a year, told beside the figure that it is of."""

from decimal import Decimal
from typing import NamedTuple

from kimppa.core.area import areas


class Target(NamedTuple):
    """At least (or at most) so many of what `unit` names."""

    topic: str
    value: Decimal
    unit: str
    at_most: bool = False


def targets(year: int) -> list[Target]:
    """What the rooms aim at in a year."""
    return [target for room in areas() if room.targets for target in room.call("targets", year)]
