"""How subfields end: the mark before the next subfield, the mark at the end of the field.

The last signs of all texts of a batch are looked at as bytes, once.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

from kimppa.marc.rules.kernels.registry import kernel
from kimppa.marc.rules.view import FieldRows, SubfieldRows, View, among

type Mask = npt.NDArray[np.bool_]
type Bytes = npt.NDArray[np.uint8]

SPACED: Final = ":;=/+"  # marks that have a space before them
_CLOSED: Final = among('.?!)]-"')
_SPACE: Final = 32


@kernel("subfield", first=True)
def mark_missing(rows: SubfieldRows, marks: Mapping[str, str]) -> Mask:
    """Texts without the mark that the next subfield wants: `marks = { b = ":;=", c = "/" }`."""
    following = rows.view.following[rows.index]
    last, before, _ = endings(rows.view, rows)
    found = np.zeros(len(rows), np.bool_)
    for code, signs in marks.items():
        right = among(signs)[last]
        spaced = among("".join(one for one in signs if one in SPACED))[last]
        right &= ~spaced | (before == _SPACE)
        found |= (following == ord(code)) & ~right
    found &= last != 0
    return found


@kernel("subfield", first=True)
def end_open(rows: SubfieldRows) -> Mask:
    """Last texts of a field that end neither with a full stop nor with what does as well."""
    last, _, third = endings(rows.view, rows)
    closed = _CLOSED[last] | ((last >= 128) & (third == 0xE2))  # … ” and the like
    found: Mask = (rows.view.following[rows.index] == 0) & ~closed & (last != 0)
    return found


@kernel("subfield", first=True)
def end_stopped(rows: SubfieldRows, mark: str = ".") -> Mask:
    """Last texts of a field that end with a mark."""
    last, _, _ = endings(rows.view, rows)
    found: Mask = (rows.view.following[rows.index] == 0) & among(mark)[last]
    return found


@kernel("subfield", first=True)
def end_doubled(rows: SubfieldRows) -> Mask:
    """Last texts of a field that end with two full stops, not three."""
    last, before, third = endings(rows.view, rows)
    stop = ord(".")
    twice = (last == stop) & (before == stop) & (third != stop)
    found: Mask = (rows.view.following[rows.index] == 0) & twice
    return found


@kernel("field")
def unpaired(rows: FieldRows, signs: str) -> Mask:
    """Fields in which the two signs are not equally many; with one sign, an odd number of it."""
    some = rows.view.subfields.profile.rows("paired")
    places = np.full(rows.view.fields.length, -1, np.int64)
    places[rows.index] = np.arange(len(rows))
    field = places[rows.view.field_of[some]]
    some, field = some[field >= 0], field[field >= 0]
    few = rows.view.subfields.value.gather(some)
    total = np.zeros(len(rows), np.int64)
    np.add.at(total, field, few.str.count_matches(signs[0], literal=True).to_numpy().astype(int))
    if len(signs) == 1:
        odd: Mask = total % 2 == 1
        return odd
    others = few.str.count_matches(signs[1], literal=True).to_numpy().astype(int)
    np.add.at(total, field, -others)
    found: Mask = total != 0
    return found


def endings(view: View, rows: SubfieldRows) -> tuple[Bytes, Bytes, Bytes]:
    """The last three bytes of each text, spaces at its end left out; 0 where there is none."""
    last, before, third = view.kept("endings", lambda: _endings(view))
    return last[rows.index], before[rows.index], third[rows.index]


def _endings(view: View) -> tuple[Bytes, Bytes, Bytes]:
    profile = view.subfields.profile
    offsets, data = profile.text
    if not len(data):
        none = np.zeros(view.subfields.length, np.uint8)
        return none, none, none
    start, end = offsets[:-1], offsets[1:].copy()
    spaces = np.flatnonzero(profile.last == _SPACE)
    while len(spaces):
        end[spaces] -= 1
        inside = spaces[end[spaces] > start[spaces]]
        spaces = inside[data[end[inside] - 1] == _SPACE]
    size = end - start
    last, before, third = (
        np.where(size >= back, data.take(end - back, mode="clip"), np.uint8(0))
        for back in (1, 2, 3)
    )
    return last, before, third
