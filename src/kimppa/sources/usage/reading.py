"""A file of use, whatever it is: looked at, read by its kind, refused whole or taken whole."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from io import SEEK_END
from typing import BinaryIO, Final

from kimppa.documents.spreadsheets import Cell
from kimppa.sources.usage.cells import text_of
from kimppa.sources.usage.counter.jsonreport import read_json
from kimppa.sources.usage.counter.tabular import is_counter, read_tabular
from kimppa.sources.usage.ekirjasto import IDENTIFIER, is_ekirjasto, read_ekirjasto
from kimppa.sources.usage.grids import LARGEST, Grid, Limits, grids
from kimppa.sources.usage.model import Kind, Period, Usage
from kimppa.sources.usage.problems import Problems, RefusedError
from kimppa.sources.usage.tables import Role, read_table

_START: Final = 4_000  # bytes that decide whether it is JSON or a web page
_MARK: Final = b"\xef\xbb\xbf"
_QUOTED_JSON: Final = (b'"{', b'"[')


def read_usage(
    file: BinaryIO,
    name: str,
    *,
    period: Period | None = None,
    made: dt.date | None = None,
    roles: Mapping[str, Role] | None = None,
    limits: Limits = LARGEST,
) -> Usage:
    """What the file says. `name` is what it is called, `made` the day on which it was fetched;
    `period` and `roles` are what somebody has said of a file that does not tell them itself.

    What is wrong stands in `problems`: nothing is raised, but OSError of the disk.
    """
    problems = Problems()
    usage = Usage(Kind.TABLE)
    try:
        _check_size(file, problems, limits)
        if _is_json(file, problems):
            usage = read_json(file, problems)
        else:
            usage = _read_tables(file, name, problems, period, made, roles, limits)
    except RefusedError:
        pass
    if problems.is_refused:
        usage = replace(usage, rows=0, counts={}, columns=())
    return replace(usage, problems=problems.all())


def lent_titles(file: BinaryIO) -> frozenset[str]:
    """The identifiers of the titles in E-kirjasto's export of loans, as they stand in it; nothing
    of another file.
    """
    for grid in grids(file, Problems(), LARGEST):
        first_row = _first(grid)
        if first_row and is_ekirjasto(first_row[1]):
            heading = [text_of(cell) for cell in first_row[1]]
            columns = [index for index, title in enumerate(heading) if title == IDENTIFIER]
            return frozenset(
                text_of(cells[column]) for _row, cells in grid.rows for column in columns
            )
    return frozenset()


def _check_size(file: BinaryIO, problems: Problems, limits: Limits) -> None:
    size = file.seek(0, SEEK_END)
    file.seek(0)
    if size > limits.size:
        problems.refuse("too-large", limit=max(1, limits.size // 1_000_000))
    elif not size:
        problems.refuse("empty")
    if problems.is_refused:
        raise RefusedError


def _is_json(file: BinaryIO, problems: Problems) -> bool:
    """By the first letter. Raises RefusedError for a web page."""
    start = file.read(_START).removeprefix(_MARK).lstrip()
    file.seek(0)
    if start.startswith(b"<"):
        problems.refuse("web-page")
        raise RefusedError
    return start[:1] in (b"{", b"[") or start.startswith(_QUOTED_JSON)


def _read_tables(
    file: BinaryIO,
    name: str,
    problems: Problems,
    period: Period | None,
    made: dt.date | None,
    roles: Mapping[str, Role] | None,
    limits: Limits,
) -> Usage:
    """The first sheet with something in it, or that of a known kind."""
    table = None
    for grid in grids(file, problems, limits):
        first_row = _first(grid)
        if first_row is None:
            continue
        _row, cells = first_row
        if is_counter(cells):
            return read_tabular(first_row, grid, problems)
        if is_ekirjasto(cells):
            return read_ekirjasto(first_row, grid, problems, name=name, period=period, made=made)
        table = table or (first_row, grid)
    if table is None:
        problems.refuse("empty")
        raise RefusedError
    return read_table(*table, problems, roles=roles, period=period)


def _first(grid: Grid) -> tuple[int, Sequence[Cell]] | None:
    """The first row with something in it."""
    filled = ((r, cells) for r, cells in grid.rows if any(c not in (None, "") for c in cells))
    return next(filled, None)
