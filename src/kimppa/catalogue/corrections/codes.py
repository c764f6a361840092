"""Tables of codes: read from a file, and compared with what stands in the records. Pure."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from kimppa.documents.csvfile import read_csv
from kimppa.documents.spreadsheets import SpreadsheetError
from kimppa.documents.xlsx import read_xlsx
from kimppa.marc.reading import grouped, read
from kimppa.marc.rules.profiles import owners
from kimppa.marc.rules.view import View

MOST: Final = 5000  # different codes that are kept; more is no table of codes

UNKNOWN, UNUSED, CONFLICTING, FINE = "unknown", "unused", "conflicting", "fine"
LONGEST: Final = 60  # of a code in the records
_UNSEEN: Final = re.compile(r"[\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class CodesFile:
    """The heading that was taken off, and the codes with their names."""

    heading: tuple[str, str]
    codes: tuple[tuple[str, str], ...]

    @property
    def too_long(self) -> str:
        """A text of the first column that can be no code; empty when there is none."""
        return next((code for code, _name in self.codes if len(code) > LONGEST), "")


def read_codes(name: str, data: bytes) -> CodesFile:
    """The codes of a CSV or .xlsx file, the same line once. Raises SpreadsheetError."""
    heading, *rows = _table_rows(name, data) or [()]
    pairs = (_pair(row) for row in rows)
    return CodesFile(_pair(heading), tuple(dict.fromkeys(pair for pair in pairs if pair[0])))


def _table_rows(name: str, data: bytes) -> list[Iterable[Any]]:
    if name.lower().endswith(".csv"):
        table = read_csv(data)
        return [table.header, *table.rows]
    sheet = next((page for page in read_xlsx(data) if page.rows and not page.hidden), None)
    if sheet is None:
        raise SpreadsheetError("no_rows")
    sheet.refuse_formulas()
    return list(sheet.rows)


def _pair(cells: Iterable[Any]) -> tuple[str, str]:
    """The first two cells as texts; Excel's 1.0 is the code 1."""
    texts = ["" if cell is None else _UNSEEN.sub(" ", str(cell)).strip() for cell in cells]
    code, name, *_rest = *texts, "", ""
    return code, name


def newest_change(path: Path, until: dt.date) -> str:
    """The newest date of change (005) in an export, as yyyymmdd; "" where none tells one.

    One that is later than the day `until` is a slip of the keyboard.
    """
    newest_date, last_date = "", f"{until:%Y%m%d}"
    for batch in read(path):
        view = View(batch)
        stamps = view.records.column("f005").cast(pl.String).str.slice(0, 8)
        dates = stamps.filter(stamps.str.contains(r"^[0-9]{8}$") & (stamps <= last_date))
        newest_date = max(newest_date, str(dates.max() or ""))
        view.release()
    return newest_date


def count_codes(path: Path, place: str, progress: Callable[[int, int], object]) -> dict[str, int]:
    """In how many records each text stands in a subfield (852b)."""
    uses: Counter[str] = Counter()
    total = path.stat().st_size
    for batch in grouped(read(path)):
        table = owners(batch, ((place[:3], place[3]),))
        uses.update(dict(table.group_by("owner").len().iter_rows()))
        progress(min(batch.raw_offset + len(batch.raw), total), total)
    return dict(uses.most_common(MOST))


@dataclass(frozen=True, slots=True)
class CodeUse:
    """One code: its names in each system that has it, how often it is used, what is odd."""

    code: str
    names: tuple[tuple[str, str], ...]  # (system, name)
    used: int | None
    state: str


def compare(
    tables: Iterable[tuple[str, Iterable[tuple[str, str]]]], usage: Mapping[str, int] | None
) -> list[CodeUse]:
    """Codes of several systems beside each other and beside what the records use.

    Unknown: in the records and in no table. Unused: in a table and in no record. Conflicting: a
    code with two names.
    """
    names: dict[str, list[tuple[str, str]]] = {}
    for system, pairs in tables:
        for code, name in pairs:
            names.setdefault(code, []).append((system, name))
    codes = [*names, *(code for code in usage or () if code not in names)]
    return [_code_use(code, tuple(names.get(code, ())), usage) for code in codes]


def _code_use(
    code: str, names: tuple[tuple[str, str], ...], usage: Mapping[str, int] | None
) -> CodeUse:
    count = None if usage is None else usage.get(code, 0)
    if not names:
        return CodeUse(code, names, count, UNKNOWN)
    if len({name.strip().casefold() for _system, name in names}) > 1:
        return CodeUse(code, names, count, CONFLICTING)
    return CodeUse(code, names, count, UNUSED if count == 0 else FINE)
