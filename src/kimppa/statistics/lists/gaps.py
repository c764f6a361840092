"""What an extract has that the rules do not know. While there are gaps there are no figures."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from kimppa.statistics.lists.classing import mapped
from kimppa.statistics.lists.extracts import day
from kimppa.statistics.lists.ruleset import RuleSet

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


def find_gaps(
    items: pl.DataFrame, loans: pl.DataFrame | None, raw: pl.LazyFrame | None, rules: RuleSet
) -> tuple[Gap, ...]:
    """Every gap of the tables in memory, the most frequent first in each field.

    `raw` are the loans as they stand in the file: asked only for the texts of odd dates.
    """
    found = [*_unmapped(items, "items", _item_codes(rules))]
    found += _odd(items.lazy(), "items", "acquired", empty=False)
    found += _odd(items.lazy(), "items", "withdrawn", empty=True)
    found += _twice(items)
    if loans is not None and raw is not None:
        found += _unmapped(loans, "loans", _loan_codes(rules))
        if loans["odd"].any():
            found += _odd(raw, "loans", "at", empty=False)
        if "lost" in loans.columns and loans["lost"].any():
            found += _orphans(loans, raw)
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


def _unmapped(frame: pl.DataFrame, table: str, known: Mapping[str, set[str]]) -> Iterator[Gap]:
    for name, codes in known.items():
        if name in frame.columns:
            counts = frame.group_by(name).agg(pl.len().alias("rows"), pl.col("line").min())
            counts = counts.with_columns(pl.col(name).cast(pl.String))
            unknown = counts.filter(~pl.col(name).is_in(sorted(codes)))
            yield from _told(unknown, table, name, "unmapped")


def _told(counts: pl.DataFrame, table: str, name: str, problem: str) -> Iterator[Gap]:
    rows = counts.sort(["rows", name], descending=[True, False])
    for code, count, line in rows.select(name, "rows", "line").iter_rows():
        yield Gap(table, name, problem, code, count, line)


def odd_day(name: str) -> pl.Expr:
    """Whether a text is no day, or one of before there were databases."""
    return day(name).is_null() | (day(name).dt.year() < OLDEST)


def _odd(frame: pl.LazyFrame, table: str, name: str, *, empty: bool) -> Iterator[Gap]:
    """Days that cannot be; an empty text is one of them unless it may be empty."""
    wrong = odd_day(name) & (pl.col(name) != "") if empty else odd_day(name)
    counts = frame.filter(wrong).group_by(name).agg(pl.len().alias("rows"), pl.col("line").min())
    yield from _told(counts.collect(engine="streaming"), table, name, "date")


def _twice(items: pl.DataFrame) -> Iterator[Gap]:
    double = items.select("line", "item").filter(pl.col("item").is_duplicated())
    if double.height:
        again = double.filter(~pl.col("item").is_first_distinct()).sort("line")
        code = again["item"][0]
        yield Gap("items", "item", "twice", code, again.height, int(again["line"][0]))


def _orphans(loans: pl.DataFrame, raw: pl.LazyFrame) -> Iterator[Gap]:
    """Loans of items that the list lacks: it must hold the withdrawn ones too."""
    lost = loans.filter(pl.col("lost"))["line"]
    line = int(lost.min())  # type: ignore[arg-type]  # a number: there is a row
    item = raw.filter(pl.col("line") == line).select("item").collect(engine="streaming").item()
    yield Gap("loans", "item", "unknown-item", item, lost.len(), line)


def undefined_share(items: pl.DataFrame, rules: RuleSet) -> float:
    """The share of books without a language or a call number, which are classed by default."""
    books = items.filter(mapped("type", rules.types) == "books")
    bare = (pl.col("call_number") == "") | (
        pl.col("language").is_in(["", "und", "|||"]) & (pl.col("language_041") == "")
    )
    share = books.select(bare.mean()).item()
    return float(share or 0)
