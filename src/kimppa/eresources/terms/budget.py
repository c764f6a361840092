"""A budget line: what was decided, moved, ordered and bound, and what is left. Pure."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """Euros of one line of a year."""

    decided: Decimal
    moved: Decimal = Decimal(0)
    ordered: Decimal = Decimal(0)
    invoiced: Decimal = Decimal(0)
    bound: Decimal = Decimal(0)

    @property
    def available(self) -> Decimal:
        """What may be used after the moves."""
        return self.decided + self.moved

    @property
    def free(self) -> Decimal:
        """What is left; negative when more was ordered."""
        return self.available - self.used

    @property
    def used(self) -> Decimal:
        """What titles have been ordered for, and what agreements have cost or will cost."""
        return self.ordered + self.invoiced + self.bound


def together(lines: Collection[Line]) -> Line:
    """The sums of several lines."""
    names = [field.name for field in fields(Line)]
    return Line(*(sum((getattr(line, name) for line in lines), Decimal(0)) for name in names))
