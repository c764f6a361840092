"""Codes of 008 and 041 against their lists; groups of codes; years that have not come."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from kimppa.marc.columns import grid, mask, offsets_and_bytes
from kimppa.marc.definition.loading import codelists
from kimppa.marc.rules.kernels.registry import kernel
from kimppa.marc.rules.tags import Tags
from kimppa.marc.rules.view import FieldRows, SubfieldRows

type Mask = npt.NDArray[np.bool_]
type Numbers = npt.NDArray[np.int16]

# Groups of 008 by kind of material: the first position, and the one after the last.
GROUPS: Final = {
    "book": ((18, 22), (24, 28)),
    "serial": ((25, 28),),
    "map": ((18, 22), (33, 35)),
    "music": ((24, 30), (30, 32)),
}
SAMI: Final = ("sme", "smn", "sms", "sma", "smj")
_KINDS: Final = {"a": "book", "t": "book", "e": "map", "f": "map"} | dict.fromkeys("cdij", "music")
_LANGUAGES: Final = Tags(["041"])
_WHOLE: Final = 40  # characters of an 008
_AHEAD: Final = 10  # years that something may be announced before it comes
_DATED: Final = 11  # characters with the date of entry and the first date
_CENTURY: Final = 60  # records were first entered in the sixties
_SPACE, _CARET, _FILL, _LAST = 32, ord("^"), ord("|"), 255
_NONE: Final = 255
# What may stand before the name of a language in a note on the language of the text itself.
_LANGUAGE_WORDS: Final = re.compile(r"^(?:teksti|(?:text |tal )?(?:på|in)|text|puhuttu) ")
# Languages that are called by the name of another one too.
_KIN: Final = {
    "gre": ("grc",),
    "eng": ("enm", "ang"),
    "fre": ("frm", "fro"),
    "ger": ("gmh", "goh", "gsw", "nds"),
    "nor": ("nob", "nno", "non"),
    "smi": SAMI,
    "per": ("peo", "pal"),
    "chi": ("cmn", "yue"),
    "srp": ("hbs", "scr", "scc"),
    "hrv": ("hbs", "scr", "scc"),
}
_VAGUE: Final = re.compile(r"mul|und|zxx|mis")  # codes that a name may stand beside


def group_kind(leader: str) -> str:
    """What groups the 008 of a record with this leader has; "" for none.

    >>> group_kind("00000cam"), group_kind("00000cas")
    ('book', 'serial')
    """
    if leader[6:7] == "a" and leader[7:8] in {"b", "i", "s"}:
        return "serial"
    return _KINDS.get(leader[6:7], "")


@kernel("field")
def language_unknown_008(rows: FieldRows) -> Mask:
    """008/35–37 that is no language, and not blank or filled."""
    return _unknown_at(rows, 35, "languages")


@kernel("subfield")
def language_unknown(rows: SubfieldRows) -> Mask:
    """Texts of three letters that are no language."""
    return _unknown(rows.column("value").str.to_lowercase(), "languages")


@kernel("field")
def country_unknown(rows: FieldRows) -> Mask:
    """008/15–17 that is no country, and not blank or filled."""
    return _unknown_at(rows, 15, "countries")


@kernel("subfield")
def sami_alone(rows: SubfieldRows) -> Mask:
    """Codes of Sámi languages without smi in a subfield with the same code of the field."""
    view = rows.view
    everything = view.subfield_rows(_LANGUAGES)
    smi = everything.keep(mask(everything.column("value") == "smi"))
    smi_pairs = set(
        zip(view.field_of[smi.index].tolist(), view.codes[smi.index].tolist(), strict=True)
    )
    pairs = zip(view.field_of[rows.index].tolist(), view.codes[rows.index].tolist(), strict=True)
    return np.array([pair not in smi_pairs for pair in pairs], np.bool_)


@kernel("field")
def year_in_future(rows: FieldRows) -> Mask:
    """008/07–10 that is years after the date on which the record was entered (008/00–05)."""
    text = offsets_and_bytes(rows.column("value"))
    dated_rows = np.flatnonzero(np.diff(text[0]) >= _DATED)
    signs = grid(text, dated_rows, _DATED)
    from_2000 = np.flatnonzero(signs[:, 7] == ord("2"))  # no year before 2000 is to come
    digits = (signs[from_2000].T - np.uint8(ord("0"))).astype(np.int16)
    year, month, day = (10 * digits[place] + digits[place + 1] for place in (0, 2, 4))
    entered = year + np.where(year > _CENTURY, 1900, 2000)
    first = 2000 + 100 * digits[8] + 10 * digits[9] + digits[10]
    dated = (np.delete(digits, 6, axis=0) <= 9).all(axis=0) & ~_is_no_date(year, month, day)
    hits = np.zeros(len(rows), np.bool_)
    hits[dated_rows[from_2000]] = dated & (first > entered + _AHEAD)
    return hits


def _is_no_date(year: Numbers, month: Numbers, day: Numbers) -> Mask:
    """What is no date, and 000101, which programs write where they know none."""
    none = (year == 0) & (month == 1) & (day == 1)
    hits: Mask = (month < 1) | (month > 12) | (day < 1) | (day > 31) | none
    return hits


@kernel("field")
def groups_unsorted(rows: FieldRows) -> Mask:
    """Groups of codes in 008 with a blank (Aleph writes ^) before a code, or codes out of order."""
    text = offsets_and_bytes(rows.column("value"))
    places = np.flatnonzero(np.diff(text[0]) == _WHOLE)
    signs = grid(text, places, _WHOLE)
    hits = np.zeros(len(rows), np.bool_)
    if not len(places):
        return hits
    leaders = rows.view.records.leaders[rows.rec[places]]
    kinds = _kinds().take(leaders[:, 6].astype(np.uint16) << 8 | leaders[:, 7])
    for kind, groups in enumerate(GROUPS.values()):
        rows_of_kind = np.flatnonzero(kinds == kind)
        for start, end in groups:
            part = np.ascontiguousarray(signs[rows_of_kind, start:end].T)
            comparable = np.where((part == _SPACE) | (part == _CARET), np.uint8(_LAST), part)
            wrong = (comparable[1:] < comparable[:-1]).any(axis=0)
            hits[places[rows_of_kind[wrong & ~(part == _FILL).any(axis=0)]]] = True
    return hits


@cache
def _kinds() -> npt.NDArray[np.uint8]:
    """By LDR/06–07, two bytes as one number, which of GROUPS a record has; 255 for none."""
    kinds = np.full(65536, _NONE, np.uint8)
    for type_ in _KINDS:
        for level in range(128):
            kind = group_kind(f"      {type_}{chr(level)}")
            kinds[ord(type_) << 8 | level] = list(GROUPS).index(kind)
    return kinds


@kernel("field")
def year_elsewhere(rows: FieldRows) -> Mask:
    """The first of the fields of records in none of which the year of 008/07–10 stands."""
    years = rows.column("f008").str.slice(7, 4)
    without_year = np.flatnonzero(~_contains(rows.column("sub_c"), years))
    doubtful_fields = rows.at(np.flatnonzero(np.isin(rows.rec, rows.rec[without_year])))
    has_year = _contains(
        doubtful_fields.column("text"), doubtful_fields.column("f008").str.slice(7, 4)
    )
    frame = pl.DataFrame({"rec": doubtful_fields.rec, "there": has_year})
    is_first_without_year = ~pl.col("there").any().over("rec") & pl.col("rec").is_first_distinct()
    hits = np.zeros(len(rows), np.bool_)
    hits[
        np.isin(
            rows.index, doubtful_fields.index[mask(frame.select(is_first_without_year).to_series())]
        )
    ] = True
    return hits


def _contains(texts: pl.Series, parts: pl.Series) -> Mask:
    frame = pl.DataFrame({"text": texts, "part": parts})
    return mask(frame.select(pl.col("text").str.contains(pl.col("part"), literal=True)).to_series())


@kernel("subfield")
def language_elsewhere(rows: SubfieldRows) -> Mask:
    """Texts that name one language, which is no code of the record's 041 or 008."""
    codes = [_language_of(text) for text in rows.column("value").to_list()]
    places = [place for place, code in enumerate(codes) if code]
    hits = np.zeros(len(rows), np.bool_)
    if not places:
        return hits
    named_rows = rows.at(np.array(places))
    codes_by_rec: defaultdict[int, str] = defaultdict(str)
    # A title is in a language of the text, a note may be about the original too.
    coded = rows.view.subfield_rows(
        _LANGUAGES, "" if 546 in rows.numbers("tag") else "abdefgijpqrt"
    )
    coded = coded.keep(np.isin(coded.rec, named_rows.rec))
    for rec, code in zip(coded.rec.tolist(), coded.column("value").to_list(), strict=True):
        codes_by_rec[rec] += f" {code}"
    for place, rec, tongue in zip(
        places, named_rows.rec.tolist(), named_rows.column("lang").to_list(), strict=True
    ):
        record_codes = f"{codes_by_rec[rec]} {tongue or ''}".strip(" |")
        kin = (codes[place], *_KIN.get(codes[place], ()))
        hits[place] = (
            bool(record_codes)
            and not _VAGUE.search(record_codes)
            and not any(code in record_codes for code in kin)
        )
    return hits


@lru_cache(maxsize=10_000)
def _language_of(text: str) -> str:
    """The code of the only language that a text names; "" for any other text."""
    bare = _LANGUAGE_WORDS.sub("", text.casefold().strip(" .,[]()")).strip()
    names = _language_names()
    return next((names[form] for form in (bare, *_stems(bare)) if form in names), "")


def _stems(word: str) -> Iterator[str]:
    for ending in ("nkielinen", "ksi", "språkig"):
        if word.endswith(ending):
            yield word.removesuffix(ending)


@cache
def _language_names() -> Mapping[str, str]:
    return {
        name.casefold(): code.value
        for code in codelists()["languages"].values()
        for name in code.label
        if not code.obsolete
    }


def _unknown_at(rows: FieldRows, place: int, name: str) -> Mask:
    """Which texts have three characters there that are in no list."""
    characters = rows.characters("value")
    if not characters:
        return _unknown(rows.column("value").str.slice(place, 3), name)
    return characters.cut(place, 3).where(lambda codes: pl.Series(_unknown(codes, name)))


def _unknown(codes: pl.Series, name: str) -> Mask:
    """Which codes are in no list, blanks and fill characters left out."""
    distinct = codes.unique().drop_nulls()
    wrong = [
        code
        for code in distinct.to_list()
        if code.strip(" |^#") and code.rstrip(" ^#") not in _codes_of(name)
    ]
    return mask(codes.is_in(wrong)) if wrong else np.zeros(len(codes), np.bool_)


@cache
def _codes_of(name: str) -> frozenset[str]:
    return frozenset(code.rstrip() for code in codelists()[name])
