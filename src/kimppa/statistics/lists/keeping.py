"""Lists of items and loans: kept without names, then computed by the remembered codes. Reads."""

import datetime as dt
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from kimppa.core.consortium.models import Branch
from kimppa.core.files.actions import path_of
from kimppa.core.memo import remember
from kimppa.statistics.lists import codes
from kimppa.statistics.lists.computing import Computed, compute
from kimppa.statistics.lists.extracts import ExtractError, headings, open_extract
from kimppa.statistics.models import Take
from kimppa.statistics.reading import known
from kimppa.statistics.variables.catalogue import catalogue


class ColumnsError(ExtractError):
    """A list in which a column is missing: which, and what headings it has."""

    def __init__(self, table: str, missing: list[str], found: list[str]) -> None:
        super().__init__(f"{table}: no column {', '.join(missing)}")
        self.table, self.missing, self.found = table, missing, found


@dataclass(frozen=True, slots=True)
class Kept:
    """A list as it is kept: known columns only, with our headings, and its rows."""

    content: bytes
    rows: int


def slim(content: bytes, table: str, learned: Mapping[str, str]) -> Kept:
    """A list with the columns that are needed. Borrowers get numbers drawn at random.

    The rest, such as names, is not kept. Raises ColumnsError and ExtractError.
    """
    with tempfile.TemporaryDirectory() as folder:
        path, spare, out = (Path(folder) / name for name in ("list", "spare", "kept"))
        path.write_bytes(content)
        found = headings(path, spare=spare)
        columns = codes.columns_of(table, found, learned)
        if lacking := codes.missing(table, columns):
            raise ColumnsError(table, lacking, found)
        try:
            frame = open_extract(path, columns, spare=spare).drop("line")
            if "borrower" in columns:
                frame = _numbered(frame)
            frame.sink_csv(out, separator=";")
        except pl.exceptions.PolarsError as error:
            raise ExtractError(str(error).partition("\n")[0]) from error
        kept = out.read_bytes()
    return Kept(kept, max(0, kept.count(b"\n") - 1))


def _numbered(loans: pl.LazyFrame) -> pl.LazyFrame:
    """Each borrower by a number that tells nothing of them; the order of the rows stays."""
    people = loans.select("borrower").unique().collect(engine="streaming")
    drawn = people.sample(fraction=1, shuffle=True).with_row_index("number", offset=1)
    numbered = loans.join(drawn.lazy(), on="borrower", how="left", maintain_order="left")
    return numbered.with_columns(pl.col("number").alias("borrower")).drop("number")


def computed(take: Take) -> Computed:
    """What the lists of a file give with the codes as they are remembered now."""
    return remember("statistics-lists", take.pk, make=lambda: _computed(take))


def _computed(take: Take) -> Computed:
    learned = known.learned()
    aliases = codes.meanings(learned)
    towns = dict(Branch.objects.values_list("code", "municipality__code"))
    span = (take.start, take.end) if take.start and take.end else None
    with tempfile.TemporaryDirectory() as folder:
        items = _open(take.stored.sha256, "items", aliases, Path(folder) / "items")
        loans = None
        if take.loans is not None:
            loans = _open(take.loans.sha256, "loans", aliases, Path(folder) / "loans")
        here = _branches(items) | (set() if loans is None else _branches(loans))
        rules = codes.rules_of(learned, {c: town for c, town in towns.items() if c in here})
        return compute(items, loans, rules, take.year, span)


def _open(
    sha256: str, table: str, aliases: Mapping[str, Mapping[str, str]], spare: Path
) -> pl.LazyFrame:
    """A kept list, its branches by our codes, without what is left out."""
    own = {name: name for name in codes.COLUMNS[table]}
    frame = open_extract(path_of(sha256), own, spare=spare)
    have = set(frame.collect_schema().names())
    for field in codes.LEFT_OUT:
        gone = [code for code, target in aliases[field].items() if not target]
        if field in have and gone:
            frame = frame.filter(~pl.col(field).is_in(gone))
    known = {code: target.removeprefix("branch:") for code, target in aliases["branch"].items()}
    return frame.with_columns(pl.col("branch").replace(known)) if known else frame


def _branches(frame: pl.LazyFrame) -> set[str]:
    return set(frame.select("branch").unique().collect(engine="streaming")["branch"])


def figures(take: Take, found: Computed) -> list[tuple[str, str, int]]:
    """Place, variable and value: branches, and of municipalities what is no sum.

    Without a list of loans nothing is told of them.
    """
    told = []
    for place, counts in found.figures.items():
        kind, _, _code = place.partition(":")
        for code, value in counts.items():
            if kind == "branch" or (kind == "municipality" and not catalogue()[code].additive):
                told.append((place, code, value))
    return told


def facts(take: Take, found: Computed) -> dict[str, object]:
    """What the checks may know from the lists, kept with the file."""
    renewals = {p: n for p, n in found.renewals.items() if p.startswith("municipality:")}
    lent = {p: found.figures[p]["LAI_total"] for p in renewals}
    days = {day.isoformat(): count for day, count in found.suspect_days.items()}
    return {**found.facts(), "renewals": renewals, "loans": lent, "suspect_days": days}


def suspect(found: Computed) -> list[tuple[dt.date, int]]:
    """Days on which a fifth of the withdrawals lie."""
    return sorted(found.suspect_days.items())
