"""Codes of 008 and 041 against their lists; groups of codes; years that have not come."""

from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from kimppa.marc.columns import mask, plain
from kimppa.marc.definition.loading import codelists
from kimppa.marc.rules.kernels.registry import kernel
from kimppa.marc.rules.tags import Tags
from kimppa.marc.rules.view import FieldRows, SubfieldRows

type Mask = npt.NDArray[np.bool_]

# Groups of 008 by kind of material: the first position, and the one after the last.
GROUPS: Final = {
    "book": ((18, 22), (24, 28)),
    "serial": ((25, 28),),
    "map": ((18, 22), (33, 35)),
    "music": ((24, 30), (30, 32)),
}
_KINDS: Final = {"a": "book", "t": "book", "e": "map", "f": "map"} | dict.fromkeys("cdij", "music")
_LANGUAGES: Final = Tags(["041"])
_WHOLE: Final = 40  # characters of an 008
_AHEAD: Final = 3  # years that something may be announced before it comes
_ENTERED: Final = r"^\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01]).2\d{3}"
_CENTURY: Final = 60  # records were first entered in the sixties
_SPACE, _FILL, _LAST = 32, ord("|"), 255


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
    return _unknown(rows.column("value").str.slice(35, 3), "languages")


@kernel("subfield")
def language_unknown(rows: SubfieldRows) -> Mask:
    """Texts of three letters that are no language."""
    return _unknown(rows.column("value").str.to_lowercase(), "languages")


@kernel("field")
def country_unknown(rows: FieldRows) -> Mask:
    """008/15–17 that is no country, and not blank or filled."""
    return _unknown(rows.column("value").str.slice(15, 3), "countries")


@kernel("subfield")
def sami_alone(rows: SubfieldRows) -> Mask:
    """Codes of Sámi languages without smi in a subfield with the same code of the field."""
    view = rows.view
    everything = view.subfield_rows(_LANGUAGES)
    smi = everything.keep(mask(everything.column("value") == "smi"))
    have = set(zip(view.field_of[smi.index].tolist(), view.codes[smi.index].tolist(), strict=True))
    mine = zip(view.field_of[rows.index].tolist(), view.codes[rows.index].tolist(), strict=True)
    return np.array([one not in have for one in mine], np.bool_)


@kernel("field")
def year_in_future(rows: FieldRows) -> Mask:
    """008/07–10 that is years after the date on which the record was entered (008/00–05)."""
    values = rows.column("value")
    some = np.flatnonzero(mask(values.str.contains(_ENTERED) & ~values.str.starts_with("000101")))
    few = values.gather(some)
    entered = few.str.slice(0, 2).cast(pl.Int32)
    entered = entered + pl.Series(np.where(entered.to_numpy() > _CENTURY, 1900, 2000))
    found = np.zeros(len(rows), np.bool_)
    found[some] = (few.str.slice(7, 4).cast(pl.Int32) > entered + _AHEAD).to_numpy()
    return found


@kernel("field")
def groups_unsorted(rows: FieldRows) -> Mask:
    """Groups of codes in 008 with a blank before a code, or codes out of order."""
    offsets, data = plain(rows.column("value"))
    whole = np.diff(offsets) == _WHOLE
    found = np.zeros(len(rows), np.bool_)
    if not whole.any():
        return found
    places = np.flatnonzero(whole)
    signs = data[offsets[:-1][places][:, None] + np.arange(_WHOLE)]
    kinds = _kinds(rows)[places]
    for kind, groups in GROUPS.items():
        mine = np.flatnonzero(kinds == kind)
        for start, end in groups:
            part = signs[mine, start:end]
            ordered = np.where(part == _SPACE, _LAST, part)
            wrong = (ordered[:, 1:] < ordered[:, :-1]).any(axis=1)
            found[places[mine[wrong & ~(part == _FILL).any(axis=1)]]] = True
    return found


def _kinds(rows: FieldRows) -> npt.NDArray[np.str_]:
    leaders = (rows.column("type") + rows.column("level")).to_frame("pair")
    pairs = leaders["pair"].unique().to_list()
    named = {pair: group_kind(f"      {pair}") for pair in pairs}
    made = leaders.select(pl.col("pair").replace_strict(named, return_dtype=pl.String))
    return made.to_series().to_numpy().astype(np.str_)


def _unknown(codes: pl.Series, name: str) -> Mask:
    """Which codes are in no list, blanks and fill characters left out."""
    counted = codes.unique().drop_nulls()
    wrong = [
        one
        for one in counted.to_list()
        if one.strip(" |^#") and one.rstrip(" ^#") not in _known(name)
    ]
    return mask(codes.is_in(wrong)) if wrong else np.zeros(len(codes), np.bool_)


@cache
def _known(name: str) -> frozenset[str]:
    return frozenset(code.rstrip() for code in codelists()[name])
