"""Small marks in rows: months, municipalities, examples and sources."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from kimppa.documents.numbers import month_name
from kimppa.ui.numbers import language
from kimppa.ui.status import STATUSES, drawing


@dataclass(frozen=True, slots=True)
class Dot:
    """One column of the coverage matrix: `state` is a status key, `count` the pieces of work."""

    state: str = "empty"
    count: int = 0
    url: str = ""


@dataclass(frozen=True, slots=True)
class MunicipalityMark:
    name: str
    state: str = "empty"
    url: str = ""


@dataclass(frozen=True, slots=True)
class ShownDot:
    label: str
    title: str
    short: str
    dot: Dot


@dataclass(frozen=True, slots=True)
class ShownMark:
    mark: MunicipalityMark
    letters: str
    word: str
    colour: str
    path: str


def dots(cells: Sequence[Any]) -> list[ShownDot]:
    """Fourteen dots with their months; a cell is a `Dot`, a count, a status key or None.

    Raises ValueError for another number of cells.
    """
    if len(cells) != 14:
        raise ValueError(f"month dots need 14 cells, these are {len(cells)}")
    return [
        _shown_dot(title, short, _dot(cell))
        for (title, short), cell in zip(_columns(), cells, strict=True)
    ]


def municipality_marks(marks: Sequence[Any]) -> list[ShownMark]:
    """The marks to show; each is a `MunicipalityMark` or a (name, state) pair."""
    return [
        _mark(mark if isinstance(mark, MunicipalityMark) else MunicipalityMark(*mark))
        for mark in marks
    ]


def is_example(row: Any) -> bool:
    """Whether a row (or a dict of one, or the answer itself) is made up."""
    if isinstance(row, Mapping):
        return bool(row.get("example"))
    return row if isinstance(row, bool) else bool(getattr(row, "example", False))


def source_of(row: Any) -> str:
    """The named source of a row, or an empty text."""
    if isinstance(row, str):
        return row
    source = row.get("source") if isinstance(row, Mapping) else getattr(row, "source", "")
    return str(source or "")


def _columns() -> list[tuple[str, str]]:
    names = [month_name(month, language()) for month in range(1, 13)]
    months = [(name, name[0].upper()) for name in names]
    return [(_("before the year"), "‹"), *months, (_("after the year"), "›")]


def _dot(cell: Any) -> Dot:
    if isinstance(cell, Dot):
        return cell
    if isinstance(cell, int):
        return Dot("done", cell) if cell else Dot()
    return Dot(cell) if cell else Dot()


def _shown_dot(title: str, short: str, dot: Dot) -> ShownDot:
    word = str(STATUSES[dot.state].word).lower()
    words = f"{title}: {word}" + (f" ({dot.count})" if dot.count else "")
    return ShownDot(words, title, short, dot)


def _mark(mark: MunicipalityMark) -> ShownMark:
    status = STATUSES[mark.state]
    return ShownMark(mark, mark.name[:2], str(status.word), status.colour, drawing(mark.state))
