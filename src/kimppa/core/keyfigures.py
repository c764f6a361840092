"""Key figures of a year with pictures, which the rooms give for the first page of a report."""

from collections.abc import Sequence
from dataclasses import dataclass

from kimppa.core.area import areas
from kimppa.core.consortium.models import Municipality
from kimppa.documents.blocks import Picture


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A figure as a card tells it, in the active language; the least `rank` comes first.

    `number` is empty where the year's figure is missing: then `words` say what is. A figure that
    is split or not final says so in `lines`. `source` is a sentence on how it was made, `span` how
    many sixths of the width its pictures need.
    """

    rank: int
    title: str
    number: str
    words: str
    lines: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    span: int = 2
    source: str = ""
    example: bool = False


def key_figures(year: int, municipalities: Sequence[Municipality]) -> dict[str, list[KeyFigure]]:
    """What the rooms give for the whole consortium ("") and for each of the municipalities by its
    code. Each room is asked once.
    """
    figures_by_code: dict[str, list[KeyFigure]] = {
        code: [] for code in ("", *(m.code for m in municipalities))
    }
    for room in areas():
        if room.key_figures:
            for code, room_figures in room.call("key_figures", year, municipalities).items():
                figures_by_code[code].extend(room_figures)
    return {
        code: sorted(key_figures, key=lambda key_figure: key_figure.rank)
        for code, key_figures in figures_by_code.items()
    }
