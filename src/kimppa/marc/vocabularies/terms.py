"""The terms of all vocabularies, ready to be joined with subfields; those at hand in a process."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Final

import polars as pl
import pyarrow as pa

from kimppa.marc.vocabularies.skos import read

# Retired vocabularies and the $2 that took their place.
SUCCESSORS = {
    "ysa": "yso/fin", "allars": "yso/swe", "musa": "yso/fin", "cilla": "yso/swe",
    "kaunokki": "kauno/fin", "bella": "kauno/swe",
}  # fmt: skip
WITHOUT_LANGUAGE = ("seko",)  # vocabularies whose $2 names no language
NAMESPACE = r"^(.*[/#:])"

NUMBER = r"(\d{9})$"


def bare_name(name: pl.Expr) -> pl.Expr:
    """A name without its commas, full stops and doubled blanks."""
    return name.str.replace_all(r"[., ]+", " ").str.strip_chars(" ")


def successors(replaced: dict[str, list[str]]) -> dict[str, list[str]]:
    """Where replacements lead in the end: those of each key that are no keys themselves.

    >>> successors({"a": ["b"], "b": ["c", "d"], "x": ["x"]})
    {'a': ['c', 'd'], 'b': ['c', 'd'], 'x': []}
    """
    ends = {}
    for uri, first in replaced.items():
        visited, stack, successors_of = {uri}, list(first), set()
        while stack:
            concept = stack.pop()
            if concept not in replaced:
                successors_of.add(concept)
            elif concept not in visited:
                visited.add(concept)
                stack.extend(replaced[concept])
        ends[uri] = sorted(successors_of)
    return ends


@dataclass(frozen=True)
class Vocabularies:
    """Every term, a row a label, as `skos.TERMS` has them."""

    terms: pl.DataFrame

    @classmethod
    def of(cls, *tables: pa.Table) -> "Vocabularies":
        """From tables that `skos.read` gave."""
        return cls(_frame(pa.concat_tables(tables)))

    @classmethod
    def load(cls, *paths: Path) -> "Vocabularies":
        """From Parquet files that `skos.convert` wrote, or from SKOS files themselves."""
        parquet = [path for path in paths if path.suffix == ".parquet"]
        frames = [pl.read_parquet(path) for path in parquet]
        if sources := [path for path in paths if path not in parquet]:
            frames.append(_frame(read(*sources)))
        return cls(pl.concat(frames, how="vertical_relaxed"))

    @cached_property
    def concepts(self) -> pl.DataFrame:
        """A row a concept: uri, vocabulary, notation, deprecated, replaced_by.

        replaced_by are the concepts in use that one comes to in the end, sorted; where a
        replacement was itself replaced, the way is followed.
        """
        rows = self.terms.group_by("uri").agg(
            pl.col("vocabulary").first(),
            pl.col("notation").drop_nulls().first(),
            pl.col("deprecated").any(),
            pl.col("replaced_by").explode().drop_nulls().unique().sort(),
        )
        obsolete = rows.filter("deprecated")
        ends = successors(
            dict(zip(obsolete["uri"], obsolete["replaced_by"].to_list(), strict=True))
        )
        end_table = pl.DataFrame(
            {"uri": list(ends), "ends": list(ends.values())},
            schema={"uri": pl.String, "ends": pl.List(pl.String)},
        )
        return rows.join(end_table, on="uri", how="left").select(
            "uri",
            "vocabulary",
            "notation",
            "deprecated",
            pl.coalesce("ends", "replaced_by").alias("replaced_by"),
        )

    @cached_property
    def preferred(self) -> pl.DataFrame:
        """Preferred labels: uri, vocabulary, lang, label; of one language the first."""
        rows = self.terms.filter(pl.col("kind") == "pref")
        return rows.select("uri", "vocabulary", "lang", "label").unique(
            ["uri", "lang"], keep="first", maintain_order=True
        )

    @cached_property
    def current(self) -> pl.DataFrame:
        """Labels of concepts in use, for finding the concept of a text.

        vocabulary, lang, label, uri and preferred; one row for each label: a preferred one hides
        an alternative one, and `several` says that other concepts have it too.
        """
        alive = self.concepts.filter(~pl.col("deprecated")).select("uri")
        rows = self.terms.filter(pl.col("kind").is_in(["pref", "alt"])).join(
            alive, on="uri", how="semi"
        )
        ranked = rows.select(
            "vocabulary", "lang", "label", "uri", (pl.col("kind") == "pref").alias("preferred")
        ).unique(maintain_order=True)
        is_best = pl.col("preferred") == pl.col("preferred").max().over(
            "vocabulary", "lang", "label"
        )
        return (
            ranked.filter(is_best)
            .group_by("vocabulary", "lang", "label", maintain_order=True)
            .agg(
                pl.col("uri").first(),
                pl.col("preferred").first(),
                (pl.col("uri").n_unique() > 1).alias("several"),
            )
        )

    @cached_property
    def agents(self) -> pl.DataFrame:
        """Labels of concepts whose URI ends in nine digits, as authority numbers do.

        vocabulary, number, kind, label, bare (see `bare`).
        """
        number = pl.col("uri").str.extract(NUMBER).alias("number")
        rows = self.terms.select("vocabulary", number, "kind", "label").drop_nulls()
        return rows.with_columns(bare_name(pl.col("label").str.normalize("NFC")).alias("bare"))

    @cached_property
    def namespaces(self) -> pl.DataFrame:
        """namespace and vocabulary of what is at hand: only there a URI can be missing."""
        spaces = self.concepts.select(
            pl.col("uri").str.extract(NAMESPACE).alias("namespace"), "vocabulary"
        )
        return spaces.unique("namespace", keep="first", maintain_order=True)

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(self.concepts["vocabulary"].to_list())

    @cached_property
    def bilingual(self) -> frozenset[str]:
        """The vocabularies that have preferred labels in Finnish and in Swedish."""
        langs = self.preferred.group_by("vocabulary").agg(pl.col("lang").unique())
        return frozenset(
            name for name, languages in langs.iter_rows() if {"fin", "swe"} <= set(languages)
        )

    def label(self, uri: str, lang: str) -> str | None:
        """The preferred label of a concept in a language, or None."""
        labels = self.preferred.filter((pl.col("uri") == uri) & (pl.col("lang") == lang))
        return str(labels["label"][0]) if labels.height else None


def _frame(table: pa.Table) -> pl.DataFrame:
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    return frame


_IN_USE: ContextVar[Vocabularies | None] = ContextVar("vocabularies in use", default=None)
SAMPLE: Final = Path(str(files("kimppa.marc.vocabularies") / "data" / "sample.ttl"))


def in_use() -> Vocabularies | None:
    """The vocabularies at hand; None for none, and then nothing is said of any."""
    return _IN_USE.get()


@contextmanager
def using(vocabularies: Vocabularies | None) -> Iterator[None]:
    """Have these at hand, or leave those that are."""
    token = _IN_USE.set(vocabularies if vocabularies is not None else _IN_USE.get())
    try:
        yield
    finally:
        _IN_USE.reset(token)


@lru_cache(maxsize=4)
def loaded(paths: tuple[Path, ...]) -> Vocabularies | None:
    """Vocabularies read once in a process; None for no paths."""
    return Vocabularies.load(*paths) if paths else None
