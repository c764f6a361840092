"""Indicators that count the characters left out in sorting: articles by the language of the text.

The language is the first of 041 $a (or $d), else that of 008; Finnish has no articles.
"""

from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from kimppa.marc.columns import mask, take_or_null
from kimppa.marc.definition import articles
from kimppa.marc.rules.kernels.registry import kernel
from kimppa.marc.rules.tags import Tags
from kimppa.marc.rules.view import FieldRows, View

type Mask = npt.NDArray[np.bool_]

# Where the count stands: in the first indicator of these, else in the second.
_FIRST: Final = frozenset({130, 630, 730, 740})
_WORDS: Final = sorted({word for words in articles.ARTICLES.values() for word in words})
_BEGINS: Final = f"(?i)^{articles.BEFORE}({'|'.join(_WORDS)})"
_ZERO, _NINE = 48, 57


@kernel("field")
def article_not_counted(rows: FieldRows) -> Mask:
    """Titles that begin with an article of their language, and 0 as indicator."""
    zero = np.flatnonzero(counts(rows) == _ZERO)
    zero_titles = rows.keep(_mask_at(len(rows), zero))
    begins = np.flatnonzero(mask(zero_titles.column("sub_a").str.contains(_BEGINS)))
    titles = zero_titles.column("sub_a").gather(begins).to_list()
    languages = language(rows.view).gather(zero_titles.rec[begins]).to_list()
    hits = np.zeros(len(rows), np.bool_)
    hits[zero[begins]] = [
        articles.article(title, tongue or "") > 0
        for title, tongue in zip(titles, languages, strict=True)
    ]
    return hits


@kernel("field")
def article_of_original(rows: FieldRows) -> Mask:
    """Original titles that begin with an article of their language (041 $h), and 0 as indicator."""
    originals = rows.view.subfield_rows(Tags(["041"]), "h")
    tongues = dict(zip(originals.rec.tolist(), originals.column("value").to_list(), strict=True))
    begins = mask(rows.column("sub_a").str.contains(_BEGINS)) & (counts(rows) == _ZERO)
    places = np.flatnonzero(begins)
    titles = rows.column("sub_a").gather(places).to_list()
    hits = np.zeros(len(rows), np.bool_)
    hits[places] = [
        articles.article(title, tongues.get(rec, "")) > 0
        for title, rec in zip(titles, rows.rec[places].tolist(), strict=True)
    ]
    return hits


@kernel("field")
def translated(rows: FieldRows) -> Mask:
    """Titles with a language that are not the record's own title (245), where 041 tells of no
    language of an original ($h, $k, $n)."""
    with_language = np.flatnonzero(rows.first("l") >= 0)
    translated_titles = rows.at(with_language)
    originals = rows.view.subfield_rows(Tags(["041"]), "hkn")
    titles = rows.view.field_rows(Tags(["245"]))
    title_by_rec = dict(zip(titles.rec.tolist(), titles.column("sub_a").to_list(), strict=True))
    pairs = zip(
        translated_titles.rec.tolist(), translated_titles.column("sub_a").to_list(), strict=True
    )
    another = np.array(
        [_bare(title) != _bare(title_by_rec.get(rec)) for rec, title in pairs], np.bool_
    )
    hits = np.zeros(len(rows), np.bool_)
    hits[with_language] = another & ~np.isin(translated_titles.rec, originals.rec)
    return hits


def _bare(title: str | None) -> str:
    return (title or "").strip(" .,:;/=").casefold()


@kernel("field")
def article_not_there(rows: FieldRows) -> Mask:
    """Titles that do not begin with an article as long as the indicator says."""
    signs = counts(rows)
    places = np.flatnonzero((signs > _ZERO) & (signs <= _NINE))
    counted_titles = rows.keep(_mask_at(len(rows), places))
    hits = np.zeros(len(rows), np.bool_)
    pairs = zip(
        counted_titles.column("sub_a").to_list(), (signs[places] - _ZERO).tolist(), strict=True
    )
    hits[places] = [bool(title) and not articles.could_be(title, count) for title, count in pairs]
    return hits


def counts(rows: FieldRows) -> npt.NDArray[np.int64]:
    """The indicator that counts, as a byte."""
    first = np.isin(rows.numbers("tag"), list(_FIRST))
    indicators: npt.NDArray[np.int64] = np.where(first, rows.numbers("i1"), rows.numbers("i2"))
    return indicators.astype(np.int64)


def language(view: View) -> pl.Series:
    """The language of each record's text."""
    rows = view.subfield_rows(Tags(["041"]), "ad")
    places = np.full(view.count, -1, np.int64)
    places[rows.rec[::-1]] = rows.index[::-1]
    from_041 = take_or_null(view.subfields.value, places)
    frame = pl.DataFrame({"told": from_041, "lang": view.records.column("lang")})
    return frame.select(pl.coalesce("told", "lang")).to_series()


def _mask_at(count: int, places: npt.NDArray[np.int64]) -> Mask:
    marks = np.zeros(count, np.bool_)
    marks[places] = True
    return marks
