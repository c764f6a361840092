"""What vocabularies say about the headings of a batch.

Each check is a function `(batch, vocabularies) -> table` of PROBLEMS: what is wrong, where (record,
field, subfield of the batch), what to put there instead when that is known, and among how many
replacements somebody must choose. Only vocabularies at hand are asked.
"""

from collections.abc import Callable
from typing import Final

import polars as pl

from kimppa.marc.tables import Batch
from kimppa.marc.vocabularies.headings import headings, subfields
from kimppa.marc.vocabularies.terms import (
    NAMESPACE,
    SUCCESSORS,
    WITHOUT_LANGUAGE,
    Vocabularies,
)

PROBLEMS: Final = {
    "problem": pl.String,
    "rec": pl.UInt32,
    "fno": pl.UInt16,
    "sno": pl.UInt16,
    "replacement": pl.String,
    "choices": pl.UInt16,  # 0: nothing to put there; 1: the replacement; more: it is to be chosen
}
Check = Callable[[Batch, Vocabularies], pl.DataFrame]
_PLACE = ("rec", "fno")
_LANGUAGES: Final = ["fin", "swe", "eng", "sme", "smn", "sms"]


def problems(rows: pl.DataFrame, problem: str | pl.Expr, sno: str, new: str = "") -> pl.DataFrame:
    """Rows as PROBLEMS, with the place of one subfield and the column of the replacement."""
    replacement = pl.col(new) if new else pl.lit(None, pl.String)
    return rows.select(
        (pl.lit(problem) if isinstance(problem, str) else problem).alias("problem"),
        *_PLACE,
        pl.col(sno).alias("sno"),
        replacement.alias("replacement"),
        replacement.is_not_null().cast(pl.UInt16).alias("choices"),
    ).cast(PROBLEMS)  # type: ignore[arg-type]


def linked(batch: Batch, vocabularies: Vocabularies) -> pl.DataFrame:
    """Headings whose $0 is a URI of a vocabulary at hand, with what is known of the concept.

    known: whether the vocabulary has it; vocabulary (of the namespace), deprecated, replaced_by;
    uri with http where the record has https, and written: the URI as the record has it.
    """
    if _last and _last[0][0] is batch and _last[0][1] is vocabularies:
        return _last[0][2]
    links = _linked(batch, vocabularies)
    _last[:] = [(batch, vocabularies, links)]
    return links


_last: list[tuple[Batch, Vocabularies, pl.DataFrame]] = []


def _linked(batch: Batch, vocabularies: Vocabularies) -> pl.DataFrame:
    rows = headings(batch).filter(pl.col("uri").is_not_null() & pl.col("term").is_not_null())
    rows = rows.with_columns(
        pl.col("uri").alias("written"), pl.col("uri").str.replace("^https://", "http://")
    )
    spaces = rows.with_columns(pl.col("uri").str.extract(NAMESPACE).alias("namespace"))
    linked_rows = spaces.join(vocabularies.namespaces, on="namespace", how="inner")
    concepts = _labels_of_concepts(vocabularies.concepts, linked_rows).select(
        "uri", "deprecated", "replaced_by", pl.lit(value=True).alias("known")
    )
    return linked_rows.join(concepts, on="uri", how="left").with_columns(
        pl.col("known").fill_null(value=False)
    )


def _labels_of_concepts(table: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """What a table of the vocabularies says of the concepts of these rows, which are few."""
    return table.join(rows.select("uri").unique(), on="uri", how="semi")


def unknown_uris(batch: Batch, vocabularies: Vocabularies) -> pl.DataFrame:
    """unknown-uri: $0 leads to no concept; the replacement is the URI that the term has.

    uri-misspelled: https where the vocabulary's own URIs have http.
    """
    rows = linked(batch, vocabularies)
    terms = vocabularies.current.filter(~pl.col("several")).select(
        "vocabulary", "lang", pl.col("label").alias("term"), pl.col("uri").alias("new")
    )
    unknown_links = rows.filter(~pl.col("known"))
    with_terms = unknown_links.join(terms, on=["vocabulary", "lang", "term"], how="left")
    secure = rows.filter(pl.col("known") & (pl.col("uri") != pl.col("written")))
    return pl.concat(
        [
            problems(with_terms, "unknown-uri", "uri_sno", "new"),
            problems(secure, "uri-misspelled", "uri_sno", "uri"),
        ]
    )


def wrong_labels(batch: Batch, vocabularies: Vocabularies) -> pl.DataFrame:
    """The term is not the concept's preferred label in the language of $2.

    alternative-label, label-of-other-language or label-not-preferred; the replacement is the
    preferred label. source-of-other-language: the record has the concept in that language
    already, so that it is $2 that is wrong. Concepts no longer in use are left to `deprecated`.
    """
    rows = linked(batch, vocabularies).filter(
        pl.col("known") & pl.col("plain") & ~pl.col("deprecated") & pl.col("lang").is_not_null()
    )
    right_labels = _labels_of_concepts(vocabularies.preferred, rows).select(
        "uri", "lang", pl.col("label").alias("new")
    )
    joined = rows.join(right_labels, on=["uri", "lang"], how="inner").with_columns(
        (pl.col("term") == pl.col("new").str.strip_suffix(".")).alias("right")
    )
    joined = joined.with_columns(
        pl.col("right").any().over("rec", "tag", "uri", "lang").alias("has")
    )
    wrong = joined.filter(~pl.col("right"))
    wrong = wrong.filter(pl.col("term").str.normalize("NFC") != pl.col("new"))
    labelled = wrong.join(_labels(wrong, vocabularies), on=["uri", "term"], how="left")
    foreign = pl.col("of").is_not_null() & (pl.col("of") != pl.col("lang"))
    swapped = labelled.filter(foreign.fill_null(value=False) & pl.col("has")).with_columns(
        (pl.col("vocabulary") + "/" + pl.col("of")).alias("new")
    )
    wrong_terms = labelled.filter(~(foreign.fill_null(value=False) & pl.col("has")))
    problem = (
        pl.when(foreign)
        .then(pl.lit("label-of-other-language"))
        .when(pl.col("kind").is_not_null())
        .then(pl.lit("alternative-label"))
        .otherwise(pl.lit("label-not-preferred"))
    )
    return pl.concat(
        [
            problems(wrong_terms, problem, "term_sno", "new"),
            problems(swapped, "source-of-other-language", "source_sno", "new"),
        ]
    )


def _labels(rows: pl.DataFrame, vocabularies: Vocabularies) -> pl.DataFrame:
    """What kind of label, in what language, the terms of these rows are of their concepts.

    uri, term, kind, of, and in: all the languages in which the term is a label.
    """
    labels = _labels_of_concepts(vocabularies.terms, rows).rename({"label": "term"})
    return (
        labels.filter(pl.col("term").is_not_null())
        .group_by("uri", "term", maintain_order=True)
        .agg(
            pl.col("kind").first(),
            pl.col("lang").first().alias("of"),
            pl.col("lang").drop_nulls().unique().sort().alias("in"),
        )
    )


def unlinked_terms(batch: Batch, vocabularies: Vocabularies) -> pl.DataFrame:
    """Headings with $2 of a vocabulary at hand and no URI.

    uri-missing: the term is a preferred label, the replacement its URI; alternative-label: the
    replacement is the preferred label; unknown-label: no label of the vocabulary at all.
    """
    rows = headings(batch).filter(
        pl.col("uri").is_null()
        & pl.col("plain")
        & pl.col("lang").is_not_null()
        & pl.col("name").is_in(vocabularies.names)
    )
    labels = vocabularies.current.rename({"label": "term", "vocabulary": "name", "uri": "found"})
    joined = rows.join(labels, on=["name", "lang", "term"], how="left")
    single = joined.filter(pl.col("preferred") & ~pl.col("several"))
    alternatives = joined.filter(~pl.col("preferred")).join(
        vocabularies.preferred.select(
            pl.col("uri").alias("found"), "lang", pl.col("label").alias("new")
        ),
        on=["found", "lang"],
        how="left",
    )
    several = alternatives.with_columns(pl.when(~pl.col("several")).then("new").alias("new"))
    return pl.concat(
        [
            problems(single, "uri-missing", "term_sno", "found"),
            problems(several, "alternative-label", "term_sno", "new"),
            problems(_retired_labels(joined, vocabularies), "deprecated", "term_sno"),
            problems(_no_labels(joined, vocabularies), "unknown-label", "term_sno"),
        ]
    )


def _retired(vocabularies: Vocabularies) -> pl.DataFrame:
    return vocabularies.terms.filter(pl.col("deprecated")).select(
        pl.col("vocabulary").alias("name"), "lang", pl.col("label").alias("term")
    )


def _retired_labels(joined: pl.DataFrame, vocabularies: Vocabularies) -> pl.DataFrame:
    without_concept = joined.filter(pl.col("found").is_null())
    return without_concept.join(_retired(vocabularies), on=["name", "lang", "term"], how="semi")


def _no_labels(joined: pl.DataFrame, vocabularies: Vocabularies) -> pl.DataFrame:
    without_concept = joined.filter(pl.col("found").is_null())
    unknown_terms = without_concept.join(
        _retired(vocabularies), on=["name", "lang", "term"], how="anti"
    )
    labels = vocabularies.current.rename({"label": "term", "vocabulary": "name"})
    composed = unknown_terms.with_columns(pl.col("term").str.normalize("NFC"))
    return composed.join(labels, on=["name", "lang", "term"], how="anti")


def deprecated(batch: Batch, vocabularies: Vocabularies) -> pl.DataFrame:
    """deprecated: the concept of $0 is no longer in use.

    The replacement is the URI of its successor; with several, all of them between blanks, and
    `choices` says how many.
    """
    rows = linked(batch, vocabularies).filter(pl.col("deprecated"))
    obsolete = rows.select(
        pl.lit("deprecated").alias("problem"),
        *_PLACE,
        pl.col("uri_sno").alias("sno"),
        pl.when(pl.col("replaced_by").list.len() > 0)
        .then(pl.col("replaced_by").list.join(" "))
        .alias("replacement"),
        pl.col("replaced_by").list.len().alias("choices"),
    )
    return obsolete.cast(PROBLEMS)  # type: ignore[arg-type]


def wrong_sources(batch: Batch, vocabularies: Vocabularies) -> pl.DataFrame:
    """$2 against the URI: source-misspelled, source-of-other-vocabulary, source-missing.

    The replacement is the vocabulary of the URI with the language in which the term is one of its
    labels, when it is in one language only.
    """
    rows = linked(batch, vocabularies).filter(pl.col("known"))
    same_name = pl.col("name") == pl.col("vocabulary")
    in_language = pl.col("lang").is_in(_LANGUAGES).fill_null(value=False)
    fine = pl.col("source").is_in([*SUCCESSORS, *WITHOUT_LANGUAGE]).fill_null(value=False)
    wrong = rows.filter(
        (pl.col("source").is_null() | ~same_name | ~in_language).fill_null(value=True) & ~fine
    )
    wrong = wrong.join(_labels(wrong, vocabularies), on=["uri", "term"], how="left")
    spelled = pl.col("source").str.to_lowercase().str.starts_with(pl.col("vocabulary"))
    wrong = wrong.with_columns(
        pl.when(pl.col("in").list.len() == 1)
        .then(pl.col("vocabulary") + "/" + pl.col("in").list.first())
        .alias("new"),
        pl.coalesce("source_sno", "term_sno").alias("source_sno"),
    )
    problem = (
        pl.when(pl.col("source").is_null())
        .then(pl.lit("source-missing"))
        .when(spelled)
        .then(pl.lit("source-misspelled"))
        .otherwise(pl.lit("source-of-other-vocabulary"))
    )
    return problems(wrong, problem, "source_sno", "new")


def retired_sources(batch: Batch, vocabularies: Vocabularies) -> pl.DataFrame:
    """source-retired: a heading of YSA, Allärs, Musa, Cilla, Kaunokki or Bella.

    The replacement is the URI in the vocabulary that took its place, when the term is a preferred
    label of one concept there.
    """
    rows = headings(batch).filter(pl.col("source").is_in(list(SUCCESSORS)))
    with_successor = rows.with_columns(
        pl.col("source").replace_strict(SUCCESSORS).alias("to")
    ).with_columns(
        pl.col("to").str.extract(r"^(\w+)").alias("vocabulary"),
        pl.col("to").str.extract(r"(\w+)$").alias("lang"),
    )
    with_concept = with_successor.drop("uri").join(
        _certain(vocabularies), on=["vocabulary", "lang", "term"], how="left"
    )
    with_concept = with_concept.with_columns(pl.when("plain").then("new").alias("new"))
    return problems(with_concept, "source-retired", "source_sno", "new")


def _certain(vocabularies: Vocabularies) -> pl.DataFrame:
    """Preferred labels of one concept only: vocabulary, lang, term, new (its URI)."""
    return vocabularies.current.filter(pl.col("preferred") & ~pl.col("several")).select(
        "vocabulary", "lang", pl.col("label").alias("term"), pl.col("uri").alias("new")
    )


def uncontrolled_terms(batch: Batch, vocabularies: Vocabularies) -> pl.DataFrame:
    """uncontrolled-term: a word of 653 that is a preferred label of YSO; replacement: its URI."""
    words = subfields(batch, 653).filter(pl.col("code") == ord("a"))
    terms = _certain(vocabularies).filter(pl.col("vocabulary") == "yso").unique("term", keep="none")
    rows = words.with_columns(pl.col("value").str.strip_chars(" .").alias("term"))
    return problems(rows.join(terms, on="term", how="inner"), "uncontrolled-term", "sno", "new")


def missing_pairs(batch: Batch, vocabularies: Vocabularies) -> pl.DataFrame:
    """pair-missing: a Finnish heading without its Swedish one, or the other way round.

    The replacement is the label that is missing; only where the concept has it, and no heading
    of the record has that label, whatever else may be wrong with that heading.
    """
    rows = linked(batch, vocabularies).filter(
        pl.col("known")
        & ~pl.col("deprecated")
        & pl.col("lang").is_in(["fin", "swe"])
        & pl.col("vocabulary").is_in(vocabularies.bilingual)
    )
    have = rows.select("rec", "tag", "uri", pl.col("lang").alias("other"))
    sides = rows.with_columns(
        pl.when(pl.col("lang") == "fin").then(pl.lit("swe")).otherwise(pl.lit("fin")).alias("other")
    ).unique(["rec", "tag", "uri", "lang"], keep="first", maintain_order=True)
    unpaired = sides.join(have, on=["rec", "tag", "uri", "other"], how="anti")
    labels = _labels_of_concepts(vocabularies.preferred, unpaired).select(
        "uri", pl.col("lang").alias("other"), pl.col("label").alias("new")
    )
    lacking = unpaired.join(labels, on=["uri", "other"], how="inner")
    elsewhere = lacking.join(_terms(batch), on=["rec", "new"], how="inner").filter(
        pl.col("fno") != pl.col("at")
    )
    lacking = lacking.join(elsewhere, on=["rec", "fno"], how="anti")
    return problems(lacking, "pair-missing", "term_sno", "new")


def _terms(batch: Batch) -> pl.DataFrame:
    """The terms of headings and words of 653, and the field they are in: rec, at, new."""
    words = subfields(batch, 653).filter(pl.col("code") == ord("a"))
    return pl.concat(
        [
            headings(batch).select("rec", pl.col("fno").alias("at"), pl.col("term").alias("new")),
            words.select("rec", pl.col("fno").alias("at"), pl.col("value").alias("new")),
        ]
    )


_LISTED: Final = [ord(sign) for sign in "012356"]


def repeated_terms(batch: Batch, vocabularies: Vocabularies) -> pl.DataFrame:
    """The same term of the same language in another field of the record before this one.

    term-twice in fields with one tag, term-in-two-fields in others (650 and 655, 648 and 388).
    """
    term = pl.col("term").str.to_lowercase()
    rows = headings(batch).filter(pl.col("plain") & pl.col("term").is_not_null())
    filled_columns = [pl.coalesce(name, pl.lit("")).alias(f"{name}_") for name in ("uri", "lang")]
    # A list that the indicator names has its own terms: LCSH, children's headings, MeSH …
    list_of_term = pl.when(pl.col("i2").is_in(_LISTED)).then("i2").otherwise(0).alias("list")
    rows = rows.with_columns(term, *filled_columns, list_of_term)
    first = pl.col("tag").first().over("rec", "term", "uri_", "lang_", "list")
    count = pl.int_range(pl.len()).over("rec", "term", "uri_", "lang_", "list")
    again = rows.with_columns(first.alias("before"), count.alias("count")).filter(
        pl.col("count") > 0
    )
    problem = (
        pl.when(pl.col("tag") == pl.col("before"))
        .then(pl.lit("term-twice"))
        .otherwise(pl.lit("term-in-two-fields"))
    )
    return problems(again, problem, "term_sno")


CHECKS: Final[tuple[Check, ...]] = (
    unknown_uris,
    wrong_labels,
    unlinked_terms,
    deprecated,
    wrong_sources,
    retired_sources,
    uncontrolled_terms,
    missing_pairs,
    repeated_terms,
)
