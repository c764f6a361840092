"""What an extract has that the rules do not know. While there are gaps there are no figures."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from kimppa.statistics.classing import mapped
from kimppa.statistics.extracts import day
from kimppa.statistics.ruleset import RuleSet

OLDEST = 1950  # 1900-01-01 and its like are no days of acquisition


@dataclass(frozen=True, slots=True)
class Gap:
    """A code without a meaning, or a value that cannot be: how many rows, and the first line."""

    table: str
    field: str
    problem: str
    code: str
    rows: int
    line: int


def find_gaps(items: pl.LazyFrame, loans: pl.LazyFrame | None, rules: RuleSet) -> tuple[Gap, ...]:
    """Every gap of an extract, the most frequent first in each field."""
    found = [*_unmapped(items, "items", _item_codes(rules)), *_dates(items, "items", "acquired")]
    found += [*_twice(items), *_dates(items, "items", "withdrawn", empty=True)]
    if loans is not None:
        found += [*_unmapped(loans, "loans", _loan_codes(rules)), *_dates(loans, "loans", "at")]
        if "type" not in loans.collect_schema().names():
            found += _orphans(items, loans)
    return tuple(found)


def _item_codes(rules: RuleSet) -> Mapping[str, set[str]]:
    return {
        "type": set(rules.types),
        "location": set(rules.locations),
        "branch": set(rules.branches),
        "status": set(rules.statuses),
    }


def _loan_codes(rules: RuleSet) -> Mapping[str, set[str]]:
    return {
        "type": set(rules.types),
        "location": set(rules.locations),
        "branch": set(rules.branches),
        "group": set(rules.groups),
        "kind": set(rules.kinds),
    }


def _unmapped(frame: pl.LazyFrame, table: str, known: Mapping[str, set[str]]) -> Iterator[Gap]:
    have = set(frame.collect_schema().names())
    for name, codes in known.items():
        if name in have:
            unknown = ~pl.col(name).is_in(sorted(codes))
            yield from _counted(frame.filter(unknown), table, name, "unmapped")


def _counted(frame: pl.LazyFrame, table: str, name: str, problem: str) -> Iterator[Gap]:
    counts = frame.group_by(name).agg(pl.len().alias("rows"), pl.col("line").min())
    rows = counts.sort(["rows", name], descending=[True, False]).collect(engine="streaming")
    for code, count, line in rows.iter_rows():
        yield Gap(table, name, problem, code, count, line)


def _dates(frame: pl.LazyFrame, table: str, name: str, *, empty: bool = False) -> Iterator[Gap]:
    if name not in frame.collect_schema().names():
        return
    wrong = day(name).is_null() | (day(name).dt.year() < OLDEST)
    if empty:
        wrong = wrong & (pl.col(name) != "")
    yield from _counted(frame.filter(wrong), table, name, "date")


def _twice(items: pl.LazyFrame) -> Iterator[Gap]:
    counts = items.group_by("item").agg(pl.len().alias("rows"), pl.col("line").max())
    rows = counts.filter(pl.col("rows") > 1).sort("line").collect(engine="streaming")
    if rows.height:
        code, _rows, line = rows.row(0)
        yield Gap("items", "item", "twice", code, rows.height, line)


def _orphans(items: pl.LazyFrame, loans: pl.LazyFrame) -> Iterator[Gap]:
    """Loans of items that the list lacks: it must hold the withdrawn ones too."""
    lost = loans.select("line", "item").join(items.select("item"), on="item", how="anti")
    told = lost.select(pl.len(), pl.col("line").min(), pl.col("item").first())
    rows, line, item = told.collect(engine="streaming").row(0)
    if rows:
        yield Gap("loans", "item", "unknown-item", item, rows, line)


def undefined_share(items: pl.LazyFrame, rules: RuleSet) -> float:
    """The share of books without a language or a call number, which are classed by default."""
    books = items.filter(mapped("type", rules.types) == "books")
    bare = (pl.col("call_number") == "") | (
        pl.col("language").is_in(["", "und", "|||"]) & (pl.col("language_041") == "")
    )
    share = books.select(bare.mean()).collect(engine="streaming").item()
    return float(share or 0)
