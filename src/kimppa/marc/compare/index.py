"""What is remembered of every record of a file: some 60 bytes, whatever the record's size.

Two files are compared by these alone; only records that differ are read again.
"""

from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from kimppa.marc.frames import Frames
from kimppa.marc.hashing import Hashes, combine, hash_ranges, hash_texts, mix
from kimppa.marc.identifiers import control_key
from kimppa.marc.tables import Batch, integers, tag_number

RECORDS: Final = pl.Schema(
    {
        "offset": pl.Int64(),  # bytes from the start of the file
        "length": pl.UInt32(),
        "bytes": pl.UInt64(),  # hash of the record as it stands in the file
        "fields": pl.UInt64(),  # of all fields and the leader without lengths, in any order
        "content": pl.UInt64(),  # of the fields that are not numbers and dates of the record itself
        "number": pl.UInt64(),  # of 003 + 001; null without a 001
        "numbers": pl.List(pl.UInt64),  # of every number that names it: its own, those of 035 $a
    }
)
_ITS_OWN: Final = [tag_number(tag) for tag in ("001", "003", "005", "035")]
_LEADER: Final = [5, 6, 7, 8, 9, 17, 18, 19]  # without the lengths and what is always 22 and 4500


def indexed(batch: Batch, owner: str = "") -> pl.DataFrame:
    """The records of a batch (`RECORDS`), in their order. `owner` is the organisation of records
    without a 003."""
    frames = Frames.of(batch)
    fields, content = _contents(frames)
    lengths = integers(batch.records, "length").astype(np.int64)
    own_numbers = _control_numbers(frames, owner)
    hashes = pl.Series(hash_texts(own_numbers))
    table = pl.DataFrame(
        {
            "offset": frames.offsets,
            "length": lengths.astype(np.uint32),
            "bytes": _bytes(batch, frames.offsets, lengths),
            "fields": fields,
            "content": content,
            "number": hashes.zip_with(
                own_numbers.is_not_null(), pl.Series([None], dtype=pl.UInt64)
            ),
        }
    )
    numbers = _numbers(frames, own_numbers)
    return table.join(numbers, on="offset", how="left", maintain_order="left").cast(RECORDS)


def _bytes(batch: Batch, offsets: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]) -> Hashes:
    """Hashes of the records' bytes; those whose bytes are not at hand have a hash of their own."""
    raw = np.frombuffer(batch.raw, np.uint8)
    starts = offsets - batch.raw_offset
    if not len(raw) or not len(starts) or starts[-1] + lengths[-1] > len(raw):
        return mix(offsets.astype(np.uint64) + np.uint64(1))
    return hash_ranges(raw, starts, lengths)


def _control_numbers(frames: Frames, owner: str) -> pl.Series:
    number = frames.control("001").str.strip_chars()
    source = frames.control("003").str.strip_chars("() ").fill_null(owner)
    return control_key("(" + source + ")" + number)


def _numbers(frames: Frames, own_numbers: pl.Series) -> pl.DataFrame:
    references = frames.of_tags(["035"], "a").filter(pl.col("value").str.starts_with("("))
    texts = control_key(references["value"].cast(pl.String))
    places = np.concatenate([np.arange(frames.count), references["rec"].to_numpy()]).astype(
        np.int64
    )
    joined = pl.concat([own_numbers, texts])
    is_present = joined.is_not_null().to_numpy()
    hashes = hash_texts(joined)[is_present]
    rows = pl.DataFrame({"offset": frames.offsets[places[is_present]], "numbers": hashes})
    return rows.group_by("offset").agg(pl.col("numbers").unique())


def _contents(frames: Frames) -> tuple[Hashes, Hashes]:
    """Hashes of each record's fields: all of them, and without the record's own numbers.

    A field's hash is of its tag, indicators and subfields in their order; a record's is the sum
    of its fields', so that the order of fields does not matter.
    """
    leader = frames.leaders[:, _LEADER].astype(np.uint64)
    leader_hashes = combine(*leader.T) if frames.count else np.zeros(0, np.uint64)
    rec, hashes, tags = _fields(frames)
    everything = leader_hashes + _sums(rec, hashes, frames.count)
    foreign = ~np.isin(tags, _ITS_OWN)
    return mix(everything), mix(leader_hashes + _sums(rec[foreign], hashes[foreign], frames.count))


def _fields(
    frames: Frames,
) -> tuple[npt.NDArray[np.int64], Hashes, npt.NDArray[np.int64]]:
    """Of every field its record, hash and tag."""
    fields, subfields = frames.fields, frames.subfields
    head = (
        (fields["tag"].cast(pl.UInt64) * 65536)
        + fields["i1"].cast(pl.UInt64) * 256
        + fields["i2"].cast(pl.UInt64)
    )
    body = hash_texts(fields["value"].cast(pl.String))
    subfield_hashes = combine(
        hash_texts(subfields["value"].cast(pl.String)),
        subfields["code"].cast(pl.UInt64).to_numpy(),
        subfields["sno"].cast(pl.UInt64).to_numpy(),
    )
    place = _places(fields, subfields)
    body = body + _sums(place, subfield_hashes, fields.height)
    return (
        fields["rec"].to_numpy().astype(np.int64),
        combine(head.to_numpy(), body),
        fields["tag"].to_numpy().astype(np.int64),
    )


def _places(fields: pl.DataFrame, subfields: pl.DataFrame) -> npt.NDArray[np.int64]:
    """The row of the field of each subfield; both tables ascend by record and field."""

    def number(table: pl.DataFrame) -> npt.NDArray[np.int64]:
        both = table["rec"].cast(pl.Int64) * 65536 + table["fno"].cast(pl.Int64)
        return both.to_numpy().astype(np.int64)

    return np.searchsorted(number(fields), number(subfields)).astype(np.int64)


def _sums(place: npt.NDArray[np.int64], values: Hashes, count: int) -> Hashes:
    """Sums modulo 2⁶⁴ of the values that have the same place; places ascend."""
    sums = np.zeros(count, np.uint64)
    if len(place):
        first = np.flatnonzero(np.diff(place, prepend=-1))
        sums[place[first]] = np.add.reduceat(values, first)
    return sums
