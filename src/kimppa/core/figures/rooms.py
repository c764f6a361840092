"""What rooms tell of figures: which they know, how those were made, and what they come to again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from kimppa.core.area import Area, Text, areas
from kimppa.core.figures.models import Figure


@dataclass(frozen=True, slots=True)
class Derived:
    """How a figure was made: the rule in words, what names and codes meant then (a title with
    pairs), the figures that it is made of, and the command that makes it again.
    """

    rule: Text
    meanings: tuple[tuple[Text, tuple[tuple[str, str], ...]], ...] = ()
    parts: tuple[int, ...] = ()
    command: str = ""


@dataclass(frozen=True, slots=True)
class Remade:
    """What a figure comes to when it is made again: status key and words, and why not the same."""

    state: tuple[str, Text]
    value: Decimal | None = None
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What a room knows of a year's figure: of which variable (its code, "TAP_tot_p") and
    municipality (its id), and on what it rests. Without a `value` the text says what lacks.
    `origin` is that of `Figure`; `basis` is kept with the derivation.
    """

    variable: str
    municipality: int
    value: Decimal | None
    text: str
    url: str = ""
    example: bool = False
    origin: str = Figure.Origin.MEASURED
    basis: Mapping[str, Any] = field(default_factory=dict)


def known_figures(year: int) -> Iterator[tuple[Area, Known]]:
    """What the rooms know of a year's figures, each with its room."""
    for room in areas():
        if room.knows:
            for figure in room.call("knows", year):
                yield room, figure


def derived(figure_pk: int) -> Derived | None:
    """How a figure was made, told by the room whose rule made it."""
    answers = (room.call("derived", figure_pk) for room in areas() if room.derived)
    return next((answer for answer in answers if answer is not None), None)


def remade(figure_pk: int) -> Remade | None:
    """What a figure comes to when its room makes it again from what is kept."""
    answers = (room.call("remade", figure_pk) for room in areas() if room.remade)
    return next((answer for answer in answers if answer is not None), None)
