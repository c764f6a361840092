"""What vocabularies say about headings; nothing where none is at hand.

A check is made once for a batch, whatever rules ask of its answer.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from kimppa.marc.rules.kernels.registry import kernel
from kimppa.marc.rules.tags import Tags
from kimppa.marc.rules.view import SubfieldRows, View
from kimppa.marc.tables import Batch, integers, tag_text
from kimppa.marc.vocabularies import checks, classes, names, performance
from kimppa.marc.vocabularies.headings import SUBDIVISIONS, SUBJECTS
from kimppa.marc.vocabularies.terms import Vocabularies, in_use

type Mask = npt.NDArray[np.bool_]
type Check = Callable[[Batch, Vocabularies], pl.DataFrame]

AUTHORITIES: Final = ("finaf", "sample")  # files of agents: Kanto, else the sample of the tests


def _names(batch: Batch, vocabularies: Vocabularies) -> pl.DataFrame:
    at_hand = [authority for authority in AUTHORITIES if authority in vocabularies.names]
    return names(batch, vocabularies, *at_hand[:1])


CHECKS: Final[Mapping[str, Check]] = {check.__name__: check for check in checks.CHECKS} | {
    "classes": classes,
    "names": _names,
    "performance": performance,
}


_SUBJECTS: Final = Tags(tag_text(number) for number in SUBJECTS)
# The small letter of each byte that is one; 0 for bytes of other alphabets, whose letters are two.
_SMALL: Final = np.array([ord(chr(n).lower()) if n < 128 else 0 for n in range(256)], np.uint8)

_STOP, _SPACE = 46, 32


@kernel("subfield")
def vocabulary(rows: SubfieldRows, check: str, problem: str) -> Mask:
    """Subfields of which a check of the vocabularies says this."""
    hits = np.zeros(len(rows), np.bool_)
    at_hand = in_use()
    if at_hand is None or not len(rows):
        return hits
    return _marked(
        rows, rows.view.kept(check, lambda: _problems(rows.view, check, at_hand)), problem
    )


@kernel("subfield")
def heading_twice(rows: SubfieldRows, problem: str) -> Mask:
    """Headings that stand before in the record: term-twice, term-in-two-fields."""
    return _marked(rows, rows.view.kept("heading_twice", lambda: _repeated_texts(rows)), problem)


def _repeated_texts(rows: SubfieldRows) -> pl.DataFrame:
    """What `checks.repeated_terms` says of the records in which a text may stand twice."""
    view = rows.view
    divided = [rows.beside(chr(code)) >= 0 for code in SUBDIVISIONS]
    rows = rows.keep(~np.logical_or.reduce(divided))  # their terms are not whole headings
    suspects = rows.keep(_perhaps_twice(rows))
    term = suspects.column("value").str.strip_chars(" ").str.strip_suffix(".").str.to_lowercase()
    texts = pl.DataFrame({"rec": suspects.rec, "text": term})
    recs = texts.filter(pl.struct("rec", "text").is_duplicated())["rec"].to_numpy()
    if not len(recs):
        return pl.DataFrame(schema=checks.PROBLEMS)
    return checks.repeated_terms(_headings(view, recs), Vocabularies(pl.DataFrame()))


def _perhaps_twice(rows: SubfieldRows) -> Mask:
    """Texts of which the record has another one as long that ends with the same letter.

    A full stop at the end does not count; nor do spaces at either end, which few texts have.
    """
    profile = rows.view.subfields.profile
    offsets, text_bytes = profile.text
    first, last = profile.first.take(rows.index), profile.last.take(rows.index)
    end = offsets.take(rows.index + 1) - (last == _STOP)
    lengths = np.minimum(end - offsets.take(rows.index), 0xFFFF)
    ends = _SMALL.take(text_bytes.take(end - 1, mode="clip")) if len(text_bytes) else lengths
    key = (rows.rec << 24) | (lengths << 8) | ends
    order = np.argsort(key, kind="stable")
    is_same_key = key[order][1:] == key[order][:-1]
    spaced = np.flatnonzero((first == _SPACE) | (last == _SPACE))
    perhaps = _mask_at(len(rows), np.concatenate([order[1:][is_same_key], order[:-1][is_same_key]]))
    return perhaps | _mask_at(rows.view.count, rows.rec.take(spaced)).take(rows.rec)


def _headings(view: View, recs: npt.NDArray[np.int64]) -> Batch:
    """A batch whose subfields are those of a few records' headings; their numbers stay."""
    frame = pl.from_arrow(view.batch.subfields)
    assert isinstance(frame, pl.DataFrame)
    heading = view.subfield_rows(_SUBJECTS)
    headings_of_recs = heading.keep(_mask_at(view.count, recs)[heading.rec])
    (part,) = frame[headings_of_recs.index].rechunk().to_arrow().to_batches()
    return replace(view.batch, subfields=part)


def _mask_at(count: int, places: npt.NDArray[np.int64]) -> Mask:
    marks = np.zeros(count, np.bool_)
    marks[places] = True
    return marks


def _problems(view: View, check: str, at_hand: Vocabularies) -> pl.DataFrame:
    return CHECKS[check](view.batch, at_hand)


def _marked(rows: SubfieldRows, problems: pl.DataFrame, problem: str) -> Mask:
    problems_of_kind = problems.filter(pl.col("problem") == problem)
    if not problems_of_kind.height:
        return np.zeros(len(rows), np.bool_)
    keys = _key(*(problems_of_kind[name].to_numpy() for name in ("rec", "fno", "sno")))
    table = rows.view.batch.subfields
    fno, sno = (integers(table, name)[rows.index] for name in ("fno", "sno"))
    return np.isin(_key(rows.rec, fno, sno), keys)


def _key(
    rec: npt.NDArray[np.generic], fno: npt.NDArray[np.generic], sno: npt.NDArray[np.generic]
) -> npt.NDArray[np.int64]:
    return (rec.astype(np.int64) << 32) | (fno.astype(np.int64) << 16) | sno.astype(np.int64)
