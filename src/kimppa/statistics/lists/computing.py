"""Figures computed from lists of items and loans by a rule set."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from kimppa.statistics.lists.classes import (
    PHYSICAL,
    language_code,
    leaf,
    mapped,
    summed,
    with_columns,
)
from kimppa.statistics.lists.extracts import day, odd_day, require
from kimppa.statistics.lists.gaps import Gap, find_gaps, rows_by_key, undefined_share
from kimppa.statistics.lists.leftout import LeftOut, by_codes, of_items, of_loans
from kimppa.statistics.lists.loans import Lent, Progress, Span, add_up
from kimppa.statistics.lists.ruleset import GROUPS, SAMI, RuleSet

type Counts = dict[str, int]
CONSORTIUM = "consortium"
NO_DAY = dt.date(1900, 1, 1)  # of items that are taken without one: before any year
_SUSPECT_SHARE, _SUSPECT_ROWS = 0.2, 50
_ITEMS = {"item", "branch", "type", "location", "call_number", "language", "acquired"}
_LOANS = {"item", "branch", "kind", "at", "borrower", "group"}


@dataclass(frozen=True, slots=True)
class Computed:
    """Figures by place ("branch:main", "municipality:609", "consortium") and variable.

    With gaps there are none. `suspect_days`: days on which a fifth of the year's withdrawals
    lie, as when an upgrade touches the dates. `renewals` are a part of the loans, and so are
    those that are `nameless`: without a borrower. `codes`: each field and code that the figures
    rest on; `ruleset`: the whole of the rules, as JSON. `accepted`: how many rows are taken as they
    are, by what is wrong in them; `left_out`: what codes leave out.
    """

    year: int
    rules: str
    figures: Mapping[str, Counts] = field(default_factory=dict)
    renewals: Counts = field(default_factory=dict)
    nameless: Counts = field(default_factory=dict)
    gaps: tuple[Gap, ...] = ()
    suspect_days: Mapping[dt.date, int] = field(default_factory=dict)
    outside: int = 0
    undefined: float = 0.0
    codes: tuple[tuple[str, str], ...] = ()
    ruleset: Mapping[str, Any] = field(default_factory=dict)
    accepted: Counts = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()

    def facts(self) -> dict[str, int | float]:
        """What the checks V22, V23 and V29 ask of an extract."""
        return {
            "unmapped": len(self.gaps),
            "undefined_share": round(self.undefined, 4),
            "interlibrary_in_loans": 0,
            "electronic_in_physical": 0,
        }


def compute(
    items: pl.LazyFrame,
    loans: pl.LazyFrame | None,
    rules: RuleSet,
    year: int,
    span: Span | None = None,
    progress: Progress = lambda _rows: None,
) -> Computed:
    """Every figure that the lists give for a year, or for the days of `span`, both included.

    The items are in memory in few bytes each, of the loans only their counts: `progress` is told
    how many have been added up. Raises ExtractError for a missing column.
    """
    span = span or (dt.date(year, 1, 1), dt.date(year, 12, 31))
    require(items, _ITEMS, rules.item_columns, "items")
    if loans is not None:
        require(loans, _LOANS, rules.loan_columns, "loans")
    item_rows = _item_rows(items, rules)
    classed_items = _item_classes(item_rows, rules)
    lent = None
    if loans is not None:
        lent = add_up(_own_loans(loans, rules), classed_items, rules, span, progress)
    gaps = find_gaps(item_rows, lent, rules)
    if any(gap.key not in rules.accepted for gap in gaps):
        return Computed(year, rules.version, gaps=gaps, ruleset=rules.content())
    accepted_rows = rows_by_key(gaps)
    figures = _zeroes(rules, lent is not None)
    own_items = _distinct_items(classed_items.filter("own"))
    _add_stock(figures, own_items, span, rules)
    renewals, nameless = ({}, {}) if lent is None else _add_loans(figures, lent, rules)
    return Computed(
        year=year,
        rules=rules.version,
        ruleset=rules.content(),
        figures=figures,
        renewals=renewals,
        nameless=nameless,
        suspect_days=_suspect_days(own_items, span),
        outside=0 if lent is None else lent.outside - accepted_rows.get("loans-at", 0),
        undefined=undefined_share(item_rows.filter("own"), rules),
        codes=_codes_in_use(item_rows.filter("own"), lent),
        accepted=accepted_rows,
        left_out=(*of_items(item_rows, rules), *of_loans(loans, lent, rules)),
    )


def _distinct_items(own_items: pl.DataFrame) -> pl.DataFrame:
    """Each item once; rows without a number are of different items."""
    return own_items.filter((pl.col("item") == "") | pl.col("item").is_first_distinct())


def _codes_in_use(item_rows: pl.DataFrame, lent: Lent | None) -> tuple[tuple[str, str], ...]:
    """Each field with a code that stands in it, sorted."""
    field_codes = set()
    for frame in (item_rows, *([] if lent is None else [lent.counts])):
        for name in ("branch", "type", "location", "status", "kind", "group"):
            if name in frame.columns:
                field_codes |= {(name, str(code)) for code in frame[name].unique()}
    return tuple(sorted(field_codes))


def _own_loans(loans: pl.LazyFrame, rules: RuleSet) -> pl.LazyFrame:
    """The loans without what is left out, their branches by our codes."""
    return loans.filter(~by_codes(rules)).with_columns(
        pl.col("branch").replace(dict(rules.aliases))
    )


def _item_rows(items: pl.LazyFrame, rules: RuleSet) -> pl.DataFrame:
    """The item list in memory, each code once; those of other branches are not `own`."""
    items = with_columns(items).with_columns(
        (~pl.col("branch").is_in(rules.left_out_branches)).alias("own"),
        pl.col("branch").replace(dict(rules.aliases)),
    )
    column_names = set(items.collect_schema().names())
    if "withdrawn" not in column_names:
        items = items.with_columns(pl.lit("").alias("withdrawn"))
    code_columns = [
        name for name in ("branch", "type", "location", "status") if name in column_names
    ]
    return items.with_columns(pl.col(code_columns).cast(pl.Categorical)).collect(engine="streaming")


def _item_classes(items: pl.DataFrame, rules: RuleSet) -> pl.DataFrame:
    text_by_status = {code: str(is_counted) for code, is_counted in rules.statuses.items()}
    in_collection = (
        mapped("status", text_by_status) == "True"
        if "status" in items.columns
        else pl.lit(value=True)
    )
    return items.select(
        "item",
        "branch",
        "own",
        leaf(rules),
        language_code().is_in(SAMI).alias("sami"),
        day("acquired").fill_null(NO_DAY).alias("acquired"),
        pl.when(~odd_day("withdrawn")).then(day("withdrawn")).alias("withdrawn"),
        in_collection.alias("kept"),
    )


def _zeroes(rules: RuleSet, lent: bool) -> dict[str, Counts]:
    """Zeroes for every place: a branch without loans has lent nothing, not an unknown number."""
    zeroes = summed("KOK", {}) | summed("HAN", {}) | {"KOK_books_sami": 0, "POI_total": 0}
    if lent:
        zeroes |= summed("LAI", {}) | {"KAY_borrowers": 0, "KAU_out": 0}
    town_by_place = {f"branch:{code}": town for code, town in rules.branches.items()}
    town_by_place |= {f"municipality:{town}": town for town in sorted(set(rules.branches.values()))}
    figures = {place_code: dict(zeroes) for place_code in (*town_by_place, CONSORTIUM)}
    if lent and rules.mobile:  # of a municipality without a bookmobile nothing is said
        towns = {rules.branches[code] for code in rules.mobile}
        for place_code in (
            *(place_code for place_code, town in town_by_place.items() if town in towns),
            CONSORTIUM,
        ):
            figures[place_code]["TOI_bus_loans"] = 0
    return figures


def _is_within(name: str, span: Span) -> pl.Expr:
    return pl.col(name).is_between(*span)


def _add_stock(
    figures: dict[str, Counts], classed_items: pl.DataFrame, span: Span, rules: RuleSet
) -> None:
    """To `figures`: the collection on the last day, what was acquired in the time and withdrawn.

    All three are of what belongs to the collection by its status. What has been withdrawn since
    belongs to the first two: the list holds it with its day.
    """
    last_day = span[1]
    collection = classed_items.filter(pl.col("kept") & pl.col("leaf").is_in(list(PHYSICAL)))
    stock = collection.filter(
        (pl.col("acquired") <= last_day)
        & (pl.col("withdrawn").is_null() | (pl.col("withdrawn") > last_day))
    )
    _add_counts(figures, "KOK", _by_class(stock), rules)
    _add_counts(figures, "HAN", _by_class(collection.filter(_is_within("acquired", span))), rules)
    sami_books = stock.filter(
        pl.col("sami") & pl.col("leaf").cast(pl.String).str.starts_with("books")
    )
    withdrawals = collection.filter(_is_within("withdrawn", span))
    for code, items in (("KOK_books_sami", sami_books), ("POI_total", withdrawals)):
        _sum_up(figures, code, items.group_by("branch").len().iter_rows(), rules)


def _by_class(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.group_by("branch", "leaf").agg(pl.len().alias("rows"))


def _add_counts(
    figures: dict[str, Counts], measure: str, class_counts: pl.DataFrame, rules: RuleSet
) -> None:
    """Add the counts of branches to them, to their municipalities and to all."""
    counts_by_place: dict[str, Counts] = {}
    for branch, item_class, count in class_counts.select("branch", "leaf", "rows").iter_rows():
        for place_code in _place_codes(str(branch), rules):
            counts = counts_by_place.setdefault(place_code, {})
            counts[item_class] = counts.get(item_class, 0) + count
    for place_code, counts in counts_by_place.items():
        figures[place_code] |= summed(measure, counts)


def _place_codes(branch: str, rules: RuleSet) -> tuple[str, str, str]:
    """The branch, its municipality and the consortium, as keys of figures."""
    return (f"branch:{branch}", f"municipality:{rules.branches[branch]}", CONSORTIUM)


def _sum_up(
    figures: dict[str, Counts], code: str, branch_counts: Iterable[tuple[str, int]], rules: RuleSet
) -> None:
    for branch, count in branch_counts:
        for place_code in _place_codes(str(branch), rules):
            figures[place_code][code] += count


def _add_loans(figures: dict[str, Counts], lent: Lent, rules: RuleSet) -> tuple[Counts, Counts]:
    """To `figures`: loans by class, of bookmobiles, to other libraries; borrowers at three levels.
    How many loans are renewals, and of how many nobody is told to have borrowed.
    """
    groups = {kind: [g for g, k in rules.groups.items() if k == kind] for kind in GROUPS}
    is_renewal = mapped("kind", rules.kinds) == "renewal"
    counted_loans = lent.countable.filter(pl.col("group").is_in(groups["counted"]))
    _add_counts(figures, "LAI", counted_loans, rules)
    interlibrary = lent.countable.filter(
        pl.col("group").is_in(groups["interlibrary"]) & ~is_renewal
    )
    _sum_up(figures, "KAU_out", _counts_by_branch(interlibrary), rules)
    if rules.mobile:
        mobile_loans = counted_loans.filter(pl.col("branch").is_in(rules.mobile))
        _sum_up(figures, "TOI_bus_loans", _counts_by_branch(mobile_loans), rules)
    _add_borrowers(figures, lent.people, rules)
    count_pair: tuple[Counts, Counts] = (dict.fromkeys(figures, 0), dict.fromkeys(figures, 0))
    for counts, condition in zip(count_pair, (is_renewal, ~pl.col("named")), strict=True):
        for branch, count in _counts_by_branch(counted_loans.filter(condition)):
            for place_code in _place_codes(branch, rules):
                counts[place_code] += count
    return count_pair


def _counts_by_branch(loans: pl.DataFrame) -> Iterable[tuple[str, int]]:
    return loans.group_by("branch").agg(pl.col("rows").sum()).iter_rows()


def _add_borrowers(figures: dict[str, Counts], people: pl.DataFrame, rules: RuleSet) -> None:
    """Distinct borrowers of each place: never a sum."""
    towns = people.select(mapped("branch", rules.branches).alias("branch"), "borrower").unique()
    for kind, frame in (("branch", people), ("municipality", towns)):
        for code, count in frame.group_by("branch").len().iter_rows():
            figures[f"{kind}:{code}"]["KAY_borrowers"] = count
    figures[CONSORTIUM]["KAY_borrowers"] = people["borrower"].n_unique()


def _suspect_days(classed_items: pl.DataFrame, span: Span) -> dict[dt.date, int]:
    withdrawals = classed_items.filter(_is_within("withdrawn", span))
    days = withdrawals.group_by("withdrawn").len().sort("withdrawn")
    withdrawal_count = withdrawals.height
    return {
        day_of: count
        for day_of, count in days.iter_rows()
        if count >= _SUSPECT_ROWS and count > withdrawal_count * _SUSPECT_SHARE
    }


@dataclass(frozen=True, slots=True)
class Losses:
    """Items that a later list of the same year-end lacks: how many, where, and some of them."""

    count: int
    by_branch: Counts
    examples: tuple[str, ...]


def lost_items(first_list: pl.LazyFrame, later_list: pl.LazyFrame, year: int) -> Losses:
    """What a list run later has forgotten of the collection at the year's end."""
    last_day = dt.date(year, 12, 31)

    def in_collection(frame: pl.LazyFrame) -> pl.LazyFrame:
        withdrawn_day = (
            day("withdrawn") if "withdrawn" in frame.collect_schema().names() else pl.lit(None)
        )
        return frame.filter(
            (day("acquired") <= last_day) & (withdrawn_day.is_null() | (withdrawn_day > last_day))
        )

    absent = (
        in_collection(first_list)
        .select("item", "branch")
        .join(in_collection(later_list), on="item", how="anti")
    )
    lost = absent.sort("item").collect(engine="streaming")
    counts = dict(lost.group_by("branch").len().sort("branch").iter_rows())
    return Losses(lost.height, counts, tuple(lost["item"].head(5)))
