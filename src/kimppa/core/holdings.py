"""What the catalogue has of e-resources, asked of the room that keeps its exports."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kimppa.core.area import areas

if TYPE_CHECKING:
    from kimppa.marc.eresources.adapting import Service
    from kimppa.marc.eresources.holdings import Holding


@dataclass(frozen=True, slots=True)
class Held:
    """The newest export of the catalogue, its day, and the page where it is looked through; its
    records that lead to some services, None while it has not been looked through.
    """

    export: str
    day: dt.date
    url: str
    records: "Sequence[Holding] | None"


def holdings(services: "Sequence[Service]") -> Held | None:
    """What the newest export has of these services; None where no room has an export."""
    rooms = (room for room in areas() if room.holdings)
    answers: Iterator[Held | None] = (room.call("holdings", services) for room in rooms)
    return next(filter(None, answers), None)
