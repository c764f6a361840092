"""336–338: terms that are not those of their codes, and codes that there are not.

Almost every field is one of few that are right, so those are known by one look-up; the others are
few and are asked one by one.
"""

from collections.abc import Callable
from functools import cache

import numpy as np
import numpy.typing as npt
import polars as pl

from kimppa.marc.columns import mask, take_or_null
from kimppa.marc.definition import carriers
from kimppa.marc.rules.kernels.registry import kernel
from kimppa.marc.rules.tags import Tags
from kimppa.marc.rules.view import SubfieldRows, View

type Mask = npt.NDArray[np.bool_]
_LANGUAGES = ("fin", "swe")
_TAGS = Tags(["336", "337", "338"])


@kernel("subfield")
def term_of_other_code(rows: SubfieldRows) -> Mask:
    """$a that is no term of the code in $b, in any language."""
    return _check_terms(
        rows, lambda _language, tag, code, term: not carriers.is_term(tag, code, term)
    )


@kernel("subfield")
def term_of_other_language(rows: SubfieldRows) -> Mask:
    """$a that is the code's term in another language than that of cataloguing."""
    return _check_terms(rows, _foreign)


@kernel("subfield")
def rda_code_unknown(rows: SubfieldRows) -> Mask:
    """$b that is no code of its list."""
    values, tags = rows.column("value"), rows.numbers("tag")
    hits = np.zeros(len(rows), np.bool_)
    for tag in carriers.LISTS:
        hits |= (tags == int(tag)) & ~mask(values.is_in(list(carriers.terms(tag))))
    return hits


def _foreign(language: str, tag: str, code: str, term: str) -> bool:
    return language in _LANGUAGES and not carriers.in_language(tag, code, term, language)


def _check_terms(rows: SubfieldRows, is_wrong: Callable[[str, str, str, str], bool]) -> Mask:
    view = rows.view
    hits = np.zeros(len(rows), np.bool_)
    odd_rows = np.flatnonzero(view.mask("33X not as usual", lambda: _odd_terms(view))[rows.index])
    terms = _terms(rows.keep(_mask_at(len(rows), odd_rows)))
    for place, (language, tag, code, term) in zip(odd_rows.tolist(), terms, strict=True):
        if code in carriers.terms(tag):
            hits[place] = is_wrong(language, tag, code, term)
    return hits


def _mask_at(count: int, places: npt.NDArray[np.int64]) -> Mask:
    marks = np.zeros(count, np.bool_)
    marks[places] = True
    return marks


def _terms(rows: SubfieldRows) -> list[tuple[str, str, str, str]]:
    """Language of cataloguing, tag, code ($b, "" for none) and term of each $a."""
    frame = rows.frame(["desc", "tag", "value"]).with_columns(
        code=take_or_null(rows.view.subfields.value, rows.beside("b"))
    )
    terms = frame.select("desc", "tag", "code", pl.col("value").str.strip_chars())
    return [
        (language or "", tag, (code or "").strip(), term)
        for language, tag, code, term in terms.iter_rows()
    ]


def _odd_terms(view: View) -> Mask:
    """The $a of 336–338 that are not a term of their code in the language of the record."""
    rows = view.subfield_rows(_TAGS, "a")
    codes = rows.beside("b")
    frame = rows.frame(["desc", "tag", "value"]).with_columns(
        code=take_or_null(view.subfields.value, codes)
    )
    usual = frame.select(_number()).to_series().is_in(_usual().implode())
    hits = np.zeros(view.subfields.length, np.bool_)
    hits[rows.index[~mask(usual)]] = True
    return hits


def _number() -> pl.Expr:
    """A number that is the same for the same field, language, code and term."""
    parts = [pl.col(name).hash(seed=n) for n, name in enumerate(("tag", "desc", "code", "value"))]
    return parts[0] ^ parts[1] ^ parts[2] ^ parts[3]


@cache
def _usual() -> pl.Series:
    usual = [
        (tag, language, code, by_language[language])
        for tag in carriers.LISTS
        for code, by_language in carriers.terms(tag).items()
        for language in _LANGUAGES
    ]
    frame = pl.DataFrame(usual, ["tag", "desc", "code", "value"], orient="row")
    return frame.select(_number()).to_series()
