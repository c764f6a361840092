"""Items into the classes of the statistics, as expressions over a table of texts."""

from collections.abc import Callable, Mapping, Sequence

import polars as pl

from kimppa.statistics.lists.ruleset import RuleSet

CLASS_COLUMNS = ("type", "location", "call_number", "language", "language_041")
LEAVES = (
    *(
        f"books_{lang}_{leaf}"
        for lang in ("fin", "swe", "oth")
        for leaf in ("fic_adu", "fic_chi", "non_adu", "non_chi")
    ),
    *("scores", "music", "audio_oth", "video", "other"),
    *("serials", "electronic", "excluded"),
)
LEAF = pl.Enum(LEAVES)
PHYSICAL = LEAVES[:-3]


def mapped(name: str, meanings: Mapping[str, str]) -> pl.Expr:
    """A column's codes as their meanings; null for a code that is not mapped."""
    return (
        pl.col(name)
        .cast(pl.String)
        .replace_strict(dict(meanings), default=None, return_dtype=pl.String)
    )


def with_columns(frame: pl.LazyFrame) -> pl.LazyFrame:
    """The frame with every column of a class; those that it lacks are empty."""
    names_present = set(frame.collect_schema().names())
    empty_columns = [pl.lit("").alias(name) for name in CLASS_COLUMNS if name not in names_present]
    return frame.with_columns(empty_columns)


def within(name: str, ranges: Sequence[tuple[str, str]]) -> pl.Expr:
    """Whether a column's text is in any of some ranges, by as many letters as each has."""
    condition = pl.lit(value=False)
    for low, high in ranges:
        is_above = pl.col(name).str.slice(0, len(low)) >= low
        condition |= is_above & (pl.col(name).str.slice(0, len(high)) <= high)
    return condition


def language_code() -> pl.Expr:
    """008/35-37, else the first code of 041."""
    code_008 = pl.col("language").str.to_lowercase()
    return (
        pl.when(code_008.is_in(["", "und", "|||", "   "]))
        .then(pl.col("language_041").str.to_lowercase().str.slice(0, 3))
        .otherwise(code_008)
    )


def language(rules: RuleSet) -> pl.Expr:
    """fin, swe or oth."""
    code = language_code()
    return (
        pl.when(code.is_in(rules.finnish)).then(pl.lit("fin"))
        .when(code.is_in(rules.swedish)).then(pl.lit("swe"))
        .otherwise(pl.lit("oth"))
    )  # fmt: skip


def leaf(rules: RuleSet) -> pl.Expr:
    """The one class to which an item belongs; null when a code of it is not mapped."""
    material = mapped("type", rules.types)
    fiction = within("call_number", rules.fiction)
    genre = pl.when(fiction).then(pl.lit("fic")).otherwise(pl.lit("non"))
    age = mapped("location", {code: v[:3] for code, v in rules.locations.items()})
    book = pl.format("books_{}_{}_{}", language(rules), genre, age)
    recording = (
        pl.when(within("call_number", rules.music))
        .then(pl.lit("music"))
        .otherwise(pl.lit("audio_oth"))
    )
    return (
        pl.when(material == "books").then(book)
        .when(material == "recordings").then(recording)
        .when(material == "celia").then(pl.lit(rules.celia))
        .otherwise(material)
        .cast(LEAF)
        .alias("leaf")
    )  # fmt: skip


def summed(measure: str, counts: Mapping[str, int]) -> dict[str, int]:
    """The classes of the form from counts by leaf; every class is there, if only as 0."""
    sums = {
        f"{measure}_{code}": sum(
            counts.get(item_class, 0) for item_class in LEAVES if belongs(item_class)
        )
        for code, belongs in _CLASSES.items()
    }
    return {f"{measure}_total": sum(sums[f"{measure}_{code}"] for code in _WHOLE)} | sums


_CLASSES: Mapping[str, Callable[[str], bool]] = {
    "books": lambda name: name.startswith("books"),
    "books_fin": lambda name: name.startswith("books_fin"),
    "books_swe": lambda name: name.startswith("books_swe"),
    "books_oth": lambda name: name.startswith("books_oth"),
    "fic_adu": lambda name: name.endswith("fic_adu"),
    "fic_chi": lambda name: name.endswith("fic_chi"),
    "non_adu": lambda name: name.endswith("non_adu"),
    "non_chi": lambda name: name.endswith("non_chi"),
    "scores": lambda name: name == "scores",
    "music": lambda name: name == "music",
    "audio_oth": lambda name: name == "audio_oth",
    "video": lambda name: name == "video",
    # Loans of serials count, in other material; serials themselves are no collection.
    "other": lambda name: name in ("other", "serials"),
}
_WHOLE = ("books", "scores", "music", "audio_oth", "video", "other")
