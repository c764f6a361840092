"""Fields beside each other in a record: the same twice, one inside another, links of $8."""

from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from kimppa.marc.rules.kernels.registry import kernel
from kimppa.marc.rules.tags import Tags
from kimppa.marc.rules.texts import mask
from kimppa.marc.rules.view import FieldRows, SubfieldRows
from kimppa.marc.tables import is_control

type Index = npt.NDArray[np.int64]
type Mask = npt.NDArray[np.bool_]

_LONG: Final = (1 << 20) - 1


@kernel("field")
def without_content(rows: FieldRows) -> Mask:
    """Control fields without a text, data fields without a subfield."""
    starts = rows.view.subfield_starts
    bare = starts[rows.index + 1] == starts[rows.index]
    tags = rows.table.tag[rows.index]
    control = np.isin(tags, [tag for tag in rows.table.places if is_control(tag)])
    found: Mask = bare & ~control
    where = np.flatnonzero(control)
    values = rows.table.value.gather(rows.index[where]).fill_null("")
    found[where] = mask(values.str.strip_chars() == "")
    return found


@kernel("field")
def same_again(rows: FieldRows) -> Mask:
    """Fields that stand earlier in the record with the same indicators and subfields."""
    starts, ends = _spans(rows)
    # Only fields of the same tag and the same number of bytes can be the same.
    some = np.flatnonzero(_twice(_key(rows, np.minimum(ends - starts, _LONG))))
    found = np.zeros(len(rows), np.bool_)
    if len(some):
        alike = FieldRows(rows.view, rows.index[some])
        columns = alike.frame(["tag", "i1", "i2", "text", "value"])
        text = pl.col("text") + pl.col("value").fill_null("")
        keys = columns.select("tag", "i1", "i2", text=text).with_columns(rec=alike.rec)
        found[some] = ~mask(keys.select(pl.struct(pl.all()).is_first_distinct()).to_series())
    return found


@kernel("field")
def inferior(rows: FieldRows) -> Mask:
    """Fields all of whose subfields another field of the record has too, which has more.

    Only fields whose first $a are alike are compared.
    """
    found = np.zeros(len(rows), np.bool_)
    keys = _key(rows, _beginning(rows))
    places = np.flatnonzero(_twice(keys))
    if not len(places):
        return found
    some = FieldRows(rows.view, rows.index[places])
    subfields, offsets = some.subfields()
    codes = rows.view.codes[subfields].tolist()
    values = rows.view.subfields.value.gather(subfields).to_list()
    pairs = list(zip(codes, values, strict=True))
    for group in _groups(keys[places]):
        sets = [frozenset(pairs[offsets[n] : offsets[n + 1]]) for n in group]
        for n, mine in zip(group, sets, strict=True):
            found[places[n]] = bool(mine) and any(mine < other for other in sets)
    return found


@kernel("field")
def carrier_without_medium(rows: FieldRows) -> Mask:
    """338 whose code belongs to a medium that no 337 of the record names.

    The first letter of a carrier's code is its medium's, only film reels (m) are projected (g).
    """
    media = rows.view.subfield_rows(Tags(["337"]), "b")
    there = pl.DataFrame({"rec": media.rec, "medium": media.column("value")}).unique()
    medium = rows.column("sub_b").str.slice(0, 1).replace("m", "g")
    asked = pl.DataFrame({"rec": rows.rec, "medium": medium})
    joined = asked.join(
        there.with_columns(answered=True), ["rec", "medium"], "left", maintain_order="left"
    )
    known = np.zeros(rows.view.count, np.bool_)
    known[media.rec] = True  # a missing 337 is another rule's business
    coded = mask(medium.is_in(list("cegnpshv")))
    return mask(joined["answered"].is_null()) & known[rows.rec] & coded


@kernel("subfield")
def lone_link(rows: SubfieldRows) -> Mask:
    """$8 link numbers that no other field of the record has."""
    frame = pl.DataFrame(
        {
            "rec": rows.rec,
            "fno": rows.view.field_of[rows.index],
            "link": rows.column("value").str.extract(r"^(\d+)"),
        }
    )
    counted = frame.select(pl.col("fno").n_unique().over("rec", "link") == 1).to_series()
    return mask(counted & frame["link"].is_not_null())


def _spans(rows: FieldRows) -> tuple[Index, Index]:
    """Where the bytes of each field's subfields begin and end."""
    offsets = rows.view.subfields.profile.text[0]
    starts = rows.view.subfield_starts
    return offsets[starts[rows.index]], offsets[starts[rows.index + 1]]


def _beginning(rows: FieldRows) -> Index:
    """A number made of the length and the first bytes of each field's first $a."""
    offsets, data = rows.view.subfields.profile.text
    first = rows.view.first(ord("a"))[rows.index]
    starts, length = offsets[first], offsets[first + 1] - offsets[first]
    if not len(data):
        return np.zeros(len(rows), np.int64)
    sign = data[np.minimum(starts, len(data) - 1)].astype(np.int64)
    last = data[np.minimum(starts + np.maximum(length - 1, 0), len(data) - 1)]
    return np.where(first < 0, 0, (length * 31 + sign) * 31 + last) & _LONG


def _key(rows: FieldRows, number: Index) -> Index:
    """A record, a tag and a number below `_LONG` as one number."""
    tags = rows.table.tag[rows.index].astype(np.int64)
    found: Index = (rows.rec << 36) | (tags << 20) | number
    return found


def _twice(keys: Index) -> Mask:
    """Which of the numbers stand there more than once."""
    order = np.argsort(keys)
    same = keys[order][1:] == keys[order][:-1]
    twice = np.zeros(len(keys), np.bool_)
    twice[order] = np.append(same, False) | np.append(False, same)
    return twice


def _groups(keys: Index) -> list[list[int]]:
    """Places that have the same number."""
    groups: dict[int, list[int]] = {}
    for place, key in enumerate(keys.tolist()):
        groups.setdefault(key, []).append(place)
    return list(groups.values())
