"""What an extract has that the rules do not know. While there are gaps there are no figures."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from kimppa.statistics.lists.classes import mapped
from kimppa.statistics.lists.extracts import odd_day
from kimppa.statistics.lists.loans import Lent
from kimppa.statistics.lists.ruleset import RuleSet

MOST = 1000  # different codes of a field that are told


@dataclass(frozen=True, slots=True)
class Gap:
    """A code without a meaning, or a value that cannot be: how many rows, and the first line."""

    table: str
    field: str
    problem: str
    code: str
    rows: int
    line: int

    @property
    def key(self) -> str:
        """Under which it may be accepted: `ruleset.ACCEPTABLE`."""
        return f"{self.table}-{self.field}" if self.problem != "unmapped" else ""


def rows_by_key(gaps: Iterable[Gap]) -> dict[str, int]:
    """How many rows are wrong in each way that may be accepted."""
    row_counts: dict[str, int] = {}
    for gap in gaps:
        if gap.key:
            row_counts[gap.key] = row_counts.get(gap.key, 0) + gap.rows
    return row_counts


def find_gaps(items: pl.DataFrame, loans: Lent | None, rules: RuleSet) -> tuple[Gap, ...]:
    """Every gap of the items and of the loans, the most frequent first in each field."""
    own_items = items.filter("own")
    items_used = own_items if loans is None else _items_used(items, loans)
    gaps = [
        *_unmapped(items_used.with_columns(pl.lit(1).alias("rows")), "items", _item_codes(rules))
    ]
    gaps += _odd_days(own_items.lazy(), "acquired", empty=False)
    gaps += _odd_days(own_items.lazy(), "withdrawn", empty=True)
    gaps += _repeated_items(own_items)
    if loans is not None:
        gaps += _unmapped(loans.counts, "loans", _loan_codes(rules))
        gaps += _gaps_of(loans.odd, "loans", "at", "date", column="odd")
        gaps += _orphans(loans.orphans)
    return tuple(gaps)


def _items_used(items: pl.DataFrame, loans: Lent) -> pl.DataFrame:
    """The consortium's own items, and of others' those that were lent here and have no class."""
    lent_here = pl.col("item").is_in(loans.unclassed["unclassed"].implode())
    return items.filter(pl.col("own") | lent_here)


def _item_codes(rules: RuleSet) -> Mapping[str, set[str]]:
    return {
        "type": set(rules.types),
        "location": set(rules.locations),
        "branch": {*rules.branches, *rules.left_out_branches},
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


def _unmapped(
    frame: pl.DataFrame, table: str, codes_by_column: Mapping[str, set[str]]
) -> Iterator[Gap]:
    for name, codes in codes_by_column.items():
        if name in frame.columns:
            counts = frame.group_by(name).agg(pl.col("rows").sum(), pl.col("line").min())
            counts = counts.with_columns(pl.col(name).cast(pl.String))
            unknown_counts = counts.filter(~pl.col(name).is_in(sorted(codes)))
            yield from _gaps_of(unknown_counts, table, name, "unmapped")


def _gaps_of(
    counts: pl.DataFrame, table: str, name: str, problem: str, column: str = ""
) -> Iterator[Gap]:
    column = column or name
    top_counts = counts.sort(["rows", column], descending=[True, False]).head(MOST)
    for code, count, line in top_counts.select(column, "rows", "line").iter_rows():
        yield Gap(table, name, problem, code, count, line)


def _odd_days(frame: pl.LazyFrame, name: str, *, empty: bool) -> Iterator[Gap]:
    """Days that cannot be; an empty text is one of them unless it may be empty."""
    is_odd = odd_day(name) & (pl.col(name) != "") if empty else odd_day(name)
    counts = frame.filter(is_odd).group_by(name).agg(pl.len().alias("rows"), pl.col("line").min())
    yield from _gaps_of(counts.collect(engine="streaming"), "items", name, "date")


def _repeated_items(items: pl.DataFrame) -> Iterator[Gap]:
    duplicates = items.select("line", "item").filter(pl.col("item").is_duplicated())
    if duplicates.height:
        repeats = duplicates.filter(~pl.col("item").is_first_distinct()).sort("line")
        code = repeats["item"][0]
        yield Gap("items", "item", "twice", code, repeats.height, int(repeats["line"][0]))


def _orphans(loans: pl.DataFrame) -> Iterator[Gap]:
    """Loans of items that the list lacks: it must hold the withdrawn ones too."""
    if loans.height:
        first_row = loans.sort("line").row(0, named=True)
        row_count = int(loans["rows"].sum())
        yield Gap("loans", "item", "unknown-item", first_row["lost"], row_count, first_row["line"])


def undefined_share(items: pl.DataFrame, rules: RuleSet) -> float:
    """The share of books without a language or a call number, which are classed by default."""
    books = items.filter(mapped("type", rules.types) == "books")
    bare = (pl.col("call_number") == "") | (
        pl.col("language").is_in(["", "und", "|||"]) & (pl.col("language_041") == "")
    )
    share = books.select(bare.mean()).item()
    return float(share or 0)
