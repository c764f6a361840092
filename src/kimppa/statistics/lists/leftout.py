"""What is left out of the figures because a code says so: told, so that nobody takes a list for the
whole of what was counted."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from kimppa.statistics.lists.loans import Lent
from kimppa.statistics.lists.ruleset import NOT_COUNTED, SERIALS, RuleSet


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Rows of a list that do not count by a code; `code` is empty where the class of the item says
    so. `meaning` is one of `codes.MEANINGS`, empty for what is left out as a whole."""

    table: str
    field: str
    code: str
    meaning: str
    rows: int


def by_codes(rules: RuleSet) -> pl.Expr:
    """Whether a loan is of a branch or an event that is left out."""
    is_left_out = pl.col("branch").is_in(rules.left_out_branches)
    return is_left_out | pl.col("kind").is_in(rules.left_out_kinds)


def of_items(items: pl.DataFrame, rules: RuleSet) -> Iterator[LeftOut]:
    """Items of other branches, and of the own ones what is no collection by type or status."""
    yield from _rows(items.filter(~pl.col("own")), "items", "branch", {})
    own_items = items.filter("own")
    types = {c: to for c, to in rules.types.items() if to in (*NOT_COUNTED, SERIALS)}
    statuses = {
        code: "not-counted" for code, is_counted in rules.statuses.items() if not is_counted
    }
    for name, meanings in (("type", types), ("status", statuses)):
        if name in own_items.columns:
            coded_items = own_items.filter(pl.col(name).cast(pl.String).is_in(list(meanings)))
            yield from _rows(coded_items, "items", name, meanings)


def of_loans(loans: pl.LazyFrame | None, lent: Lent | None, rules: RuleSet) -> Iterator[LeftOut]:
    """Loans of other branches, events that are no loans, groups and material that do not count."""
    if loans is None or lent is None:
        return
    if rules.left_out_branches or rules.left_out_kinds:
        codes = loans.filter(by_codes(rules)).select("branch", "kind").collect(engine="streaming")
        is_foreign = pl.col("branch").is_in(rules.left_out_branches)
        yield from _rows(codes.filter(is_foreign), "loans", "branch", {})
        yield from _rows(codes.filter(~is_foreign), "loans", "kind", {})
    loans_within = lent.counts.filter("within")
    groups = {code: to for code, to in rules.groups.items() if to == "excluded"}
    is_excluded = pl.col("group").is_in(list(groups))
    yield from _counts(loans_within.filter(is_excluded), "loans", "group", groups)
    leaf = pl.col("leaf").cast(pl.String)
    for meaning in NOT_COUNTED:
        rows = int(loans_within.filter(~is_excluded & (leaf == meaning))["rows"].sum())
        if rows:
            yield LeftOut("loans", "type", "", meaning, rows)


def _rows(
    frame: pl.DataFrame, table: str, name: str, meanings: dict[str, str]
) -> Iterator[LeftOut]:
    yield from _counts(frame.with_columns(pl.lit(1).alias("rows")), table, name, meanings)


def _counts(
    frame: pl.DataFrame, table: str, name: str, meanings: dict[str, str]
) -> Iterator[LeftOut]:
    counts = frame.group_by(pl.col(name).cast(pl.String)).agg(pl.col("rows").sum())
    for code, rows in counts.sort(["rows", name], descending=[True, False]).iter_rows():
        yield LeftOut(table, name, code, meanings.get(code, ""), rows)
