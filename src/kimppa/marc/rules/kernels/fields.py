"""Fields beside each other in a record: the same twice, one inside another, links of $8."""

import numpy as np
import numpy.typing as npt
import polars as pl

from kimppa.marc.columns import mask, take
from kimppa.marc.rules.kernels.registry import kernel
from kimppa.marc.rules.tags import Tags
from kimppa.marc.rules.view import FieldRows, SubfieldRows
from kimppa.marc.tables import is_control

type Index = npt.NDArray[np.int64]
type Mask = npt.NDArray[np.bool_]


@kernel("field")
def without_content(rows: FieldRows) -> Mask:
    """Control fields without a text, data fields without a subfield."""
    starts = rows.view.subfield_starts
    hits: Mask = starts[rows.index + 1] == starts[rows.index]
    # Control fields have no subfields: of them those that begin with a space or nothing.
    control = np.zeros(65536, np.bool_)
    control[[tag for tag in rows.table.places if is_control(tag)]] = True
    hits &= ~control[rows.numbers("tag")]
    suspects = np.zeros(rows.table.length, np.bool_)
    suspects[rows.table.profile.rows("empty")] = True
    some = np.flatnonzero(suspects[rows.index])
    values = take(rows.table.value, rows.index[some])
    hits[some] = mask(values.str.strip_chars() == "")
    return hits


@kernel("field")
def same_again(rows: FieldRows) -> Mask:
    """Fields that stand earlier in the record with the same indicators and subfields."""
    offsets = rows.view.subfields.profile.text[0]
    starts = rows.view.subfield_starts
    places = np.flatnonzero(rows.view.repeated.take(rows.index))
    some = rows.at(places)
    texts = offsets.take(starts.take(some.index)), offsets.take(starts.take(some.index + 1))
    sized = np.flatnonzero(_is_repeated(_sizes(some, *texts)))
    places, some = places.take(sized), some.at(sized)
    twice = _is_repeated(_keys(some, *(offsets_of.take(sized) for offsets_of in texts)))
    places, alike = places[twice], some.keep(twice)
    hits = np.zeros(len(rows), np.bool_)
    if len(places):
        columns = alike.frame(["tag", "i1", "i2", "text", "value"])
        text = pl.col("text") + pl.col("value").fill_null("")
        frame = columns.select("tag", "i1", "i2", text=text).with_columns(rec=alike.rec)
        hits[places] = ~mask(frame.select(pl.struct(pl.all()).is_first_distinct()).to_series())
    return hits


@kernel("field")
def inferior(rows: FieldRows) -> Mask:
    """Fields all of whose subfields another field of the record has too, which has more.

    Only fields with the same indicators whose first $a are alike are compared.
    """
    places = np.flatnonzero(rows.view.repeated.take(rows.index))
    some = rows.at(places)
    first = some.first("a")
    offsets, starts = rows.view.subfields.profile.text[0], rows.view.subfield_starts
    begin, end = offsets.take(first), np.where(first < 0, 0, offsets.take(first + 1))
    counts = starts.take(some.index + 1) - starts.take(some.index)
    sized = np.flatnonzero(_unlike(_sizes(some, begin, end), counts))
    places, some = places.take(sized), some.at(sized)
    keys = _keys(some, begin.take(sized), end.take(sized))
    unlike = _unlike(keys, counts.take(sized))
    places, keys, some = places[unlike], keys[unlike], some.keep(unlike)
    subfields, spans = some.subfields()
    codes = rows.view.codes[subfields].tolist()
    values = take(rows.view.subfields.value, subfields).to_list()
    pairs = list(zip(codes, values, strict=True))
    hits = np.zeros(len(rows), np.bool_)
    for group in _groups(keys):
        sets = [frozenset(pairs[spans[n] : spans[n + 1]]) for n in group]
        for n, mine in zip(group, sets, strict=True):
            hits[places[n]] = bool(mine) and any(mine < field_set for field_set in sets)
    return hits


@kernel("field")
def carrier_without_medium(rows: FieldRows) -> Mask:
    """338 whose code belongs to a medium that no 337 of the record names.

    The first letter of a carrier's code is its medium's, only film reels (m) are projected (g).
    """
    media = rows.view.subfield_rows(Tags(["337"]), "b")
    there = pl.DataFrame({"rec": media.rec, "medium": media.column("value")}).unique()
    medium = rows.column("sub_b").str.slice(0, 1).replace("m", "g")
    pairs = pl.DataFrame({"rec": rows.rec, "medium": medium})
    joined = pairs.join(
        there.with_columns(answered=True), ["rec", "medium"], "left", maintain_order="left"
    )
    has_media = np.zeros(rows.view.count, np.bool_)
    has_media[media.rec] = True  # a missing 337 is another rule's business
    coded = mask(medium.is_in(list("cegnpshv")))
    return mask(joined["answered"].is_null()) & has_media[rows.rec] & coded


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
    alone = frame.select(pl.col("fno").n_unique().over("rec", "link") == 1).to_series()
    return mask(alone & frame["link"].is_not_null())


def _sizes(rows: FieldRows, starts: Index, ends: Index) -> Index:
    """A number for each field that is the same for the same record, tag, indicators and length."""
    return _numbered(rows, _mixed(rows, starts, ends))


def _keys(rows: FieldRows, starts: Index, ends: Index) -> Index:
    """A number for each field that is the same for the same record, tag, indicators and bytes.

    Of the bytes only their number and four of them count, so that few others have the same one.
    """
    data = rows.view.subfields.profile.text[1]
    mixed = _mixed(rows, starts, ends)
    for part in range(4) if len(data) else ():
        at = starts + np.maximum(ends - starts - 1, 0) * part // 3
        mixed = mixed * 263 + data[np.minimum(at, len(data) - 1)]
    return _numbered(rows, mixed)


def _mixed(rows: FieldRows, starts: Index, ends: Index) -> Index:
    mixed = rows.numbers("i1").astype(np.int64) * 131 + rows.numbers("i2")
    keys: Index = mixed * 1009 + np.maximum(ends - starts, 0)
    return keys


def _numbered(rows: FieldRows, mixed: Index) -> Index:
    tags = rows.numbers("tag").astype(np.int64)
    keys: Index = (rows.rec << 36) | (tags << 20) | ((mixed ^ (mixed >> 20)) & 0xFFFFF)
    return keys


def _is_repeated(keys: Index) -> Mask:
    """Which of the numbers stand there more than once."""
    return _unlike(keys, None)


def _unlike(keys: Index, counts: Index | None) -> Mask:
    """Which of the numbers stand there more than once, with more than one count beside them."""
    order = np.argsort(keys, kind="stable")  # quick, for they are nearly in order
    ordered = keys.take(order)
    starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])) if len(keys) else order
    sizes = np.diff(np.append(starts, len(keys)))
    differing = sizes > 1
    if counts is not None and len(keys):
        least = np.minimum.reduceat(counts[order], starts)
        differing &= least < np.maximum.reduceat(counts[order], starts)
    marked = np.zeros(len(keys), np.bool_)
    marked[order] = np.repeat(differing, sizes)
    return marked


def _groups(keys: Index) -> list[list[int]]:
    groups: dict[int, list[int]] = {}
    for place, key in enumerate(keys.tolist()):
        groups.setdefault(key, []).append(place)
    return list(groups.values())


@kernel("field")
def same_as_heading(rows: FieldRows) -> Mask:
    """References (4XX) with the text of the heading (1XX)."""
    headings = rows.view.field_rows(Tags(["1XX"]))
    bare = pl.col("text").str.replace_all(r"\$[0-9w][^$]*|[\s.,]+", " ").str.strip_chars()
    have = pl.DataFrame({"rec": headings.rec, "text": headings.column("text")}).with_columns(bare)
    mine = pl.DataFrame({"rec": rows.rec, "text": rows.column("text")}).with_columns(bare)
    there = have.unique().with_columns(there=True)
    joined = mine.join(there, ["rec", "text"], "left", maintain_order="left")
    return mask(joined["there"])
