"""Which codes stand in the records, and how they agree with a table of codes. Pure."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from kimppa.marc.reading import grouped, read
from kimppa.marc.rules.profiles import owners
from kimppa.marc.rules.view import View

MOST: Final = 5000  # different codes that are kept; more is no table of codes

UNKNOWN, UNUSED, CONFLICTING, FINE = "unknown", "unused", "conflicting", "fine"


def newest_change(path: Path, until: dt.date) -> str:
    """The newest date of change (005) in an export, as yyyymmdd; "" where none tells one.

    One that is later than the day `until` is a slip of the keyboard.
    """
    newest, last = "", f"{until:%Y%m%d}"
    for batch in read(path):
        view = View(batch)
        stamps = view.records.column("f005").cast(pl.String).str.slice(0, 8)
        dates = stamps.filter(stamps.str.contains(r"^[0-9]{8}$") & (stamps <= last))
        newest = max(newest, str(dates.max() or ""))
        view.release()
    return newest


def used(path: Path, place: str, progress: Callable[[int, int], object]) -> dict[str, int]:
    """In how many records each text stands in a subfield (852b)."""
    found: Counter[str] = Counter()
    total = path.stat().st_size
    for batch in grouped(read(path)):
        table = owners(batch, ((place[:3], place[3]),))
        found.update(dict(table.group_by("owner").len().iter_rows()))
        progress(min(batch.raw_offset + len(batch.raw), total), total)
    return dict(found.most_common(MOST))


@dataclass(frozen=True, slots=True)
class Line:
    """One code: its names in each system that has it, how often it is used, what is odd."""

    code: str
    names: tuple[tuple[str, str], ...]  # (system, name)
    used: int | None
    state: str


def compared(
    tables: Iterable[tuple[str, Iterable[tuple[str, str]]]], usage: Mapping[str, int] | None
) -> list[Line]:
    """Codes of several systems beside each other and beside what the records use.

    Unknown: in the records and in no table. Unused: in a table and in no record. Conflicting: a
    code with two names.
    """
    names: dict[str, list[tuple[str, str]]] = {}
    for system, codes in tables:
        for code, name in codes:
            names.setdefault(code, []).append((system, name))
    codes_met = [*names, *(one for one in usage or () if one not in names)]
    return [_line(code, tuple(names.get(code, ())), usage) for code in codes_met]


def _line(code: str, names: tuple[tuple[str, str], ...], usage: Mapping[str, int] | None) -> Line:
    count = None if usage is None else usage.get(code, 0)
    if not names:
        return Line(code, names, count, UNKNOWN)
    if len({name.strip().casefold() for _system, name in names}) > 1:
        return Line(code, names, count, CONFLICTING)
    return Line(code, names, count, UNUSED if count == 0 else FINE)
