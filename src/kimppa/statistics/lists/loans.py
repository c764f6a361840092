"""A list of loans added up batch by batch: what stays in memory is the counts, not the rows."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

import polars as pl

from kimppa.statistics.lists.classes import LEAF, PHYSICAL, leaf, with_columns
from kimppa.statistics.lists.extracts import batches, day, odd_day
from kimppa.statistics.lists.ruleset import RuleSet

type Span = tuple[dt.date, dt.date]
type Progress = Callable[[int], None]
"""Told how many rows have been seen; may end the work by raising."""
LENDABLE = (*PHYSICAL, "serials")
_NOBODY = r"(?i)^(?:[0\s*?.\x{2013}\x{2014}-]*|null|none|nil|nan|n/?a|\\n)$"
"""What systems write where a loan has no borrower: nothing, noughts, dashes, NULL."""


@dataclass(frozen=True, slots=True)
class Lent:
    """What a list of loans gives.

    `counts`: rows and the first line by every code, class, whether within the time and whether
    it is told who borrowed. `people`: each borrower once at each branch, of the loans that count.
    `odd`: days that cannot be. `orphans`: loans of items that the list of items lacks.
    `unclassed`: loans of items that have no class.
    """

    counts: pl.DataFrame
    people: pl.DataFrame
    odd: pl.DataFrame
    orphans: pl.DataFrame
    unclassed: pl.DataFrame

    @property
    def outside(self) -> int:
        """Rows of other times."""
        return int(self.counts.filter(~pl.col("within"))["rows"].sum())

    @property
    def countable(self) -> pl.DataFrame:
        """The counts of loans within the time of what may be lent."""
        return self.counts.filter(pl.col("within") & pl.col("leaf").is_in(list(LENDABLE)))


def add_up(
    loans: pl.LazyFrame, item_classes: pl.DataFrame, rules: RuleSet, span: Span, progress: Progress
) -> Lent:
    """The list added up in one reading. A loan's class is of its own columns, else of its item."""
    prepared_loans, code_columns = _loan_rows(loans, item_classes, rules, span)
    counted_groups = [group for group, kind in rules.groups.items() if kind == "counted"]
    tallies = _LoanTotals([*code_columns, "leaf", "within", "named"], counted_groups)
    for batch in batches(prepared_loans, ordered=False):
        tallies.add(batch)
        progress(tallies.rows_read)
    return tallies.lent(prepared_loans)


def _loan_rows(
    loans: pl.LazyFrame, classed: pl.DataFrame, rules: RuleSet, span: Span
) -> tuple[pl.LazyFrame, list[str]]:
    """What is asked of each loan, and which of its columns are codes.

    A loan's own columns give its class when there are all of them, else its item does: a type
    without a language would make every book Finnish.
    """
    has_classes = {"type", "location", "call_number", "language"} <= set(
        loans.collect_schema().names()
    )
    if has_classes:
        loans = with_columns(loans)
    codes = ["branch", "kind", "group", *(["type", "location"] if has_classes else [])]
    loan_rows = loans.select(
        "line",
        "item",
        *codes,
        day("at").is_between(*span).fill_null(value=False).alias("within"),
        pl.when(odd_day("at")).then(pl.col("at")).alias("odd"),
        pl.col("borrower").hash().alias("borrower"),
        (~nobody("borrower")).alias("named"),
        *([leaf(rules)] if has_classes else []),
    )
    if has_classes:
        no_text = pl.lit(None, dtype=pl.String)
        return loan_rows.with_columns(no_text.alias("lost"), no_text.alias("unclassed")), codes
    # Of two rows of an item the consortium's own gives the class.
    classes = classed.sort("own", descending=True).unique("item", keep="first").lazy()
    classes = classes.select("item", "leaf", pl.lit(value=True).alias("listed"))
    loan_rows = loan_rows.join(classes, on="item", how="left")
    is_orphan, has_no_class = pl.col("listed").is_null(), pl.col("leaf").is_null()
    if "loans-item" in rules.accepted:
        other_leaf = pl.lit("other", dtype=LEAF)
        loan_rows = loan_rows.with_columns(
            pl.when(is_orphan).then(other_leaf).otherwise(pl.col("leaf")).alias("leaf")
        )
    return loan_rows.with_columns(
        pl.when(is_orphan).then(pl.col("item")).alias("lost"),
        pl.when(~is_orphan & has_no_class).then(pl.col("item")).alias("unclassed"),
    ), codes


def nobody(name: str) -> pl.Expr:
    """Whether a borrower's id is blank or stands for nobody."""
    return pl.col(name).str.contains(_NOBODY)


@dataclass(slots=True)
class _LoanTotals:
    """What has been added up so far."""

    keys: list[str]
    patrons: list[str]
    rows_read: int = 0
    counts: list[pl.DataFrame] = field(default_factory=list)
    people: list[pl.DataFrame] = field(default_factory=list)
    odd: list[pl.DataFrame] = field(default_factory=list)
    orphans: list[pl.DataFrame] = field(default_factory=list)
    unclassed: list[pl.DataFrame] = field(default_factory=list)
    apart: int = 1_000_000  # pairs of branch and borrower that may wait to be made one

    def add(self, batch: pl.DataFrame) -> None:
        """Add some rows."""
        self.rows_read += batch.height
        self.counts.append(_counted_rows(batch, self.keys))
        is_counted = pl.col("within") & pl.col("group").is_in(self.patrons)
        is_counted &= pl.col("leaf").is_in(list(LENDABLE)) & pl.col("named")
        self.people.append(batch.filter(is_counted).select("branch", "borrower").unique())
        for name, pieces in self._gap_lists():
            if batch[name].null_count() < batch.height:
                pieces.append(_counted_rows(batch.filter(pl.col(name).is_not_null()), [name]))
        self._make_one()

    def _gap_lists(self) -> tuple[tuple[str, list[pl.DataFrame]], ...]:
        return ("odd", self.odd), ("lost", self.orphans), ("unclassed", self.unclassed)

    def _make_one(self) -> None:
        """Make the pairs one table once they have doubled: the work stays linear."""
        pair_count = sum(frame.height for frame in self.people)
        if pair_count > self.apart:
            self.people = [pl.concat(self.people).unique()]
            self.apart = max(self.apart, 2 * self.people[0].height)

    def lent(self, loans: pl.LazyFrame) -> Lent:
        """All together; `loans` tell the types of a list without rows."""
        empty_batch = pl.DataFrame(schema=loans.collect_schema())
        self.add(empty_batch)
        return Lent(
            _summed_counts(self.counts, self.keys),
            pl.concat(self.people).unique(),
            *(
                _summed_counts([_counted_rows(empty_batch, [name]), *pieces], [name])
                for name, pieces in self._gap_lists()
            ),
        )


def _counted_rows(frame: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    return frame.group_by(keys).agg(pl.len().cast(pl.Int64).alias("rows"), pl.col("line").min())


def _summed_counts(counts: list[pl.DataFrame], keys: list[str]) -> pl.DataFrame:
    return pl.concat(counts).group_by(keys).agg(pl.col("rows").sum(), pl.col("line").min())
