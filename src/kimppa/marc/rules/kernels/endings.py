"""How subfields end: the mark before the next subfield, the mark at the end of the field.

The last signs of a text are looked at as bytes, once.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

from kimppa.marc.rules.kernels.registry import kernel
from kimppa.marc.rules.table import byte_mask
from kimppa.marc.rules.view import FieldRows, SubfieldRows, View

type Mask = npt.NDArray[np.bool_]
type Bytes = npt.NDArray[np.uint8]
type Index = npt.NDArray[np.int64]

SPACED: Final = ":;=/+"  # marks that have a space before them
_CLOSED: Final = byte_mask('.?!)]-"')
_SPACE: Final = 32
_NINE: Final = ord("9")


@kernel("subfield", first=True)
def mark_missing(rows: SubfieldRows, marks: Mapping[str, str]) -> Mask:
    """Texts without the mark that the next subfield wants: `marks = { b = ":;=", c = "/" }`."""
    following = rows.view.following[rows.index]
    last, penultimate, _ = endings(rows.view, rows)
    hits = np.zeros(len(rows), np.bool_)
    for code, signs in marks.items():
        right = byte_mask(signs)[last]
        spaced = byte_mask("".join(sign for sign in signs if sign in SPACED))[last]
        right &= ~spaced | (penultimate == _SPACE)
        hits |= (following == ord(code)) & ~right
    hits &= last != 0
    return hits


@kernel("subfield", first=True)
def end_open(rows: SubfieldRows) -> Mask:
    """Last texts of a field that end neither with a full stop nor with what does as well."""
    last, _, third = endings(rows.view, rows)
    closed = _CLOSED[last] | ((last >= 128) & (third == 0xE2))  # … ” and the like
    hits: Mask = _is_last(rows) & ~closed & (last != 0)
    return hits


@kernel("subfield", first=True)
def end_stopped(rows: SubfieldRows, mark: str = ".") -> Mask:
    """Last texts of a field that end with a mark."""
    is_candidate = _last_of_field(rows, mark)
    last, _, _ = endings(rows.view, rows.keep(is_candidate))
    is_candidate[is_candidate] = byte_mask(mark)[last]
    return is_candidate


@kernel("subfield", first=True)
def end_doubled(rows: SubfieldRows) -> Mask:
    """Last texts of a field that end with two full stops, not three."""
    is_candidate = _last_of_field(rows, ".")
    last, penultimate, third = endings(rows.view, rows.keep(is_candidate))
    stop = ord(".")
    is_candidate[is_candidate] = (last == stop) & (penultimate == stop) & (third != stop)
    return is_candidate


def _last_of_field(rows: SubfieldRows, mark: str) -> Mask:
    """The last texts of fields that end with a mark or with a space, which can stand behind it."""
    ends = byte_mask(f"{mark} ").take(rows.view.subfields.profile.last.take(rows.index))
    hits: Mask = _is_last(rows) & ends
    return hits


def _is_last(rows: SubfieldRows) -> Mask:
    """The last texts of fields: no links, sources or owners (0–9), which have no marks."""
    last: Mask = rows.view.following.take(rows.index) == 0
    last[last] = rows.view.codes.take(rows.index[last]) > _NINE
    return last


@kernel("field", first=True)
def unpaired(rows: FieldRows, signs: str) -> Mask:
    """Fields in which the two signs are not equally many; with one sign, an odd number of it."""
    paired_subfields = rows.view.subfields.profile.rows("paired")
    places = np.full(rows.view.fields.length, -1, np.int64)
    places[rows.index] = np.arange(len(rows))
    field = places[rows.view.field_of[paired_subfields]]
    paired_subfields, field = paired_subfields[field >= 0], field[field >= 0]
    texts = rows.view.subfields.value.gather(paired_subfields)
    total = np.zeros(len(rows), np.int64)
    np.add.at(total, field, texts.str.count_matches(signs[0], literal=True).to_numpy().astype(int))
    if len(signs) == 1:
        odd: Mask = total % 2 == 1
        return odd
    closing = texts.str.count_matches(signs[1], literal=True).to_numpy().astype(int)
    np.add.at(total, field, -closing)
    hits: Mask = total != 0
    return hits


def endings(view: View, rows: SubfieldRows) -> tuple[Bytes, Bytes, Bytes]:
    """The last three bytes of each text, spaces at its end left out; 0 where there is none."""
    last, penultimate, third = view.kept("endings", lambda: _Endings(view)).of(rows.index)
    return last, penultimate, third


class _Endings:
    """The ends of texts, looked at when somebody first asks for a text's."""

    def __init__(self, view: View) -> None:
        self._offsets, self._data = view.subfields.profile.text
        self._seen = np.zeros(view.subfields.length, np.bool_)
        self._bytes = np.zeros((3, view.subfields.length), np.uint8)

    def of(self, rows: Index) -> Bytes:
        """(3, n) bytes: the last one of each text, the one before it, the third from the end."""
        new_rows = rows.compress(~self._seen.take(rows))
        if len(new_rows) and len(self._data):
            self._look(new_rows)
        self._seen[new_rows] = True
        ending_bytes: Bytes = self._bytes.take(rows, axis=1)
        return ending_bytes

    def _look(self, rows: Index) -> None:
        start, end = self._offsets.take(rows), self._offsets.take(rows + 1)
        spaces = np.flatnonzero(self._data.take(end - 1, mode="clip") == _SPACE)
        while len(spaces):
            spaces = spaces[end[spaces] > start[spaces]]
            spaces = spaces[self._data[end[spaces] - 1] == _SPACE]
            end[spaces] -= 1
        size = end - start
        for back, row_bytes in enumerate(self._bytes, 1):
            byte = self._data.take(end - back, mode="clip")
            byte *= size >= back
            row_bytes[rows] = byte
