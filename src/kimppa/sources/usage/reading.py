"""A file of use, whatever it is: looked at, read by its kind, refused whole or taken whole."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from io import SEEK_END
from typing import BinaryIO, Final

from kimppa.documents.spreadsheets import Cell
from kimppa.sources.usage.ekirjasto import is_ekirjasto, read_ekirjasto
from kimppa.sources.usage.grids import LARGEST, Grid, Limits, grids
from kimppa.sources.usage.model import Kind, Period, Usage
from kimppa.sources.usage.problems import Problems, RefusedError

_ABOVE: Final = 30  # rows in which a heading is looked for


def read_usage(
    file: BinaryIO,
    name: str,
    *,
    period: Period | None = None,
    made: dt.date | None = None,
    limits: Limits = LARGEST,
) -> Usage:
    """What the file says. `name` is what it is called, `made` the day on which it was fetched.

    What is wrong stands in `problems`: nothing is raised, but OSError of the disk.
    """
    problems = Problems()
    try:
        usage = _read(file, name, problems, period, made, limits)
    except RefusedError:
        usage = Usage(Kind.TABLE)
    if problems.is_refused:
        usage = replace(usage, rows=0, counts={}, columns=())
    return replace(usage, problems=problems.all())


def _read(
    file: BinaryIO,
    name: str,
    problems: Problems,
    period: Period | None,
    made: dt.date | None,
    limits: Limits,
) -> Usage:
    _check_size(file, problems, limits)
    for grid in grids(file, problems, limits):
        heading = _heading(grid)
        if is_ekirjasto(heading):
            return read_ekirjasto(heading, grid, problems, name=name, period=period, made=made)
    problems.refuse("no-table", start="")
    raise RefusedError


def _check_size(file: BinaryIO, problems: Problems, limits: Limits) -> None:
    size = file.seek(0, SEEK_END)
    file.seek(0)
    if size > limits.size:
        problems.refuse("too-large", limit=max(1, limits.size // 1_000_000))
    elif not size:
        problems.refuse("empty")
    if problems.is_refused:
        raise RefusedError


def _heading(grid: Grid) -> Sequence[Cell]:
    """The first row with something in it."""
    filled = (cells for _row, cells in grid.rows if any(cell not in (None, "") for cell in cells))
    return next(filled, ())
