"""Where records, fields and subfields stand: found from the delimiters of a whole piece at once.

A directory is not followed, only verified against the delimiters. If every entry says the length
and the start that the delimiters show, reading by delimiters and reading by the directory are
provably the same, and no loop over records is needed. Records for which it is not so are named.
"""

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kimppa.marc.tables import FIELD, RECORD, Flag, words

type Bytes = npt.NDArray[np.uint8]
type Ints = npt.NDArray[np.int64]
type Bools = npt.NDArray[np.bool_]

PADDING = 64  # bytes after the text, so that wide loads stay inside
PAD = b"\r\n\t \0\x1a"  # what may stand between records and belong to none
BOM = b"\xef\xbb\xbf"  # and before the first
SMALLEST = 26  # a leader, an empty directory's terminator and the record's own
LONGEST = 99_999
LEADER = 24
ENTRY = 12
_BLOCK = 256 * 1024

# A leader that begins with blanks in the place of the record's length, or of its first digits.
_BLANK_LENGTH = re.compile(
    rb"(?:[ \0]{5}|[ \0]{4}\d|[ \0]{3}\d\d|[ \0]{2}\d{3}|[ \0]\d{4})"
    rb"[a-z][\x20-\x7e]{4}[\d ]{7}[\x20-\x7e]{3}[\d ]{2}"
)

_IS_PAD = np.zeros(256, dtype=np.bool_)
_IS_PAD[np.frombuffer(PAD, np.uint8)] = True


@dataclass(slots=True)
class Frames:
    """The records of a piece: `pos` and `kind` are all its delimiters; the rest is a row a record.

    A record is `text[starts:ends]`, its terminator included, and `pads` bytes after it. Its field
    terminators are `ft[first:first + count]`, indices into `pos`. `flags` gather what is wrong.
    """

    text: Bytes
    size: int
    pos: Ints
    kind: Bytes
    ft: Ints
    starts: Ints
    ends: Ints
    pads: Ints
    first: Ints
    count: Ints
    last: Ints  # the index of the record's terminator in `pos`
    whole: Bools  # no record terminator inside, and one at the end
    flags: npt.NDArray[np.int64]
    leaders: Bytes  # (records, 24)


@dataclass(slots=True)
class Layout:
    """Fields as pairs of delimiters: a field is `text[start:end]`, what stands between the
    delimiters with the numbers `opening` and `closing`."""

    record: Ints
    field_number: Ints
    tag: npt.NDArray[np.uint16]
    control: Bools
    opening: Ints
    closing: Ints
    start: Ints
    end: Ints

    def only(self, rows: Ints) -> "Layout":
        """The fields with these numbers, in their order."""
        return Layout(
            self.record[rows],
            self.field_number[rows],
            self.tag[rows],
            self.control[rows],
            self.opening[rows],
            self.closing[rows],
            self.start[rows],
            self.end[rows],
        )


def delimiters(text: Bytes) -> tuple[Ints, Bytes]:
    """The places of all 0x1D, 0x1E and 0x1F, and which of them stands there.

    A block at a time: what is thought on the way stays in the cache, and no pages are asked for.
    """
    shifted, is_delimiter = np.empty(_BLOCK, np.uint8), np.empty(_BLOCK, np.bool_)
    places = []
    for block_start in range(0, len(text), _BLOCK):
        part = text[block_start : block_start + _BLOCK]
        np.subtract(part, RECORD, out=shifted[: len(part)])
        np.less(shifted[: len(part)], 3, out=is_delimiter[: len(part)])
        places.append(np.flatnonzero(is_delimiter[: len(part)]) + block_start)
    pos = np.concatenate(places) if places else np.zeros(0, np.int64)
    return pos, text[pos]


def frames(text: Bytes, size: int) -> Frames:
    """Cut `text[:size]` into records; `text` is longer by PADDING, whose first byte is changed
    if no terminator ends the last record."""
    pos, kind = delimiters(text[:size])
    ends = pos[kind == RECORD] + 1
    lead = _lead(text, size)
    tail = int(ends[-1]) if len(ends) else lead
    tail += _pad_length(text, tail, size)
    open_end = tail < size or not len(ends)
    if open_end:  # the last record has no terminator: one is thought to stand after it
        text[size] = RECORD
        pos, kind = np.append(pos, size), np.append(kind, np.uint8(RECORD))
        ends = np.append(ends, size)
    last = np.flatnonzero(kind == RECORD)
    pads = _pads(text, ends, size)
    starts = np.concatenate([np.full(1, lead), (ends + pads)[:-1]])[: len(ends)]
    is_whole = np.ones(len(ends), dtype=np.bool_)
    if open_end:
        is_whole[-1] = False
    ft = np.flatnonzero(kind == FIELD)
    high = np.searchsorted(ft, last)
    first = np.concatenate([np.zeros(1, np.int64), high[:-1]])[: len(ends)]
    result_frames = Frames(
        text, size, pos, kind, ft, starts, ends, pads, first, high - first, last, is_whole,
        np.zeros(len(ends), np.int64), _leaders(text, starts),
    )  # fmt: skip
    return _scraps_joined(result_frames)


def _leaders(text: Bytes, starts: Ints) -> Bytes:
    return np.ascontiguousarray(words(text, "V24")[starts]).view(np.uint8).reshape(-1, LEADER)


def _lead(text: Bytes, size: int) -> int:
    """How many bytes stand before the first record: what a file begins with may be padding.
    Where there is nothing else it is told as bytes that could not be read."""
    mark = len(BOM) if text[: len(BOM)].tobytes() == BOM else 0
    length = mark + _pad_length(text, mark, size)
    return length - _blanks(text, length, length - mark) if length < size else 0


def _blanks(text: Bytes, start: int, most: int) -> int:
    """How many of the blanks before `start` are the leader's: a record's length may be blank."""
    for blanks in range(1, min(most, 5) + 1):
        if _BLANK_LENGTH.match(text[start - blanks : start - blanks + LEADER].tobytes()):
            return blanks
    return 0


def _pad_length(text: Bytes, start: int, size: int) -> int:
    """How many bytes from `start` belong to no record."""
    step = 64
    position = start
    while position < size:
        occupied = np.flatnonzero(~_IS_PAD[text[position : min(position + step, size)]])
        if len(occupied):
            return position + int(occupied[0]) - start
        position, step = position + step, step * 4
    return size - start


def _pads(text: Bytes, ends: Ints, size: int) -> Ints:
    pads = np.zeros(len(ends), np.int64)
    rows = np.flatnonzero(_IS_PAD[text[ends]])
    for _step in range(4):  # line feeds, mostly
        rows = rows[ends[rows] + pads[rows] < size]
        rows = rows[_IS_PAD[text[ends[rows] + pads[rows]]]]
        pads[rows] += 1
    for row in rows:
        pads[row] = _pad_length(text, int(ends[row]), size)
    begins = ends + pads
    for row in np.flatnonzero((pads > 0) & (text[begins + 4] - np.uint8(48) > 9)):
        pads[row] -= _blanks(text, int(begins[row]), int(pads[row]))
    if len(ends):
        pads[-1] = size - ends[-1]
    return pads


def _scraps_joined(frames: Frames) -> Frames:
    """Runs of pieces too short for any record are one piece: junk full of 0x1D stays cheap."""
    scrap = frames.ends - frames.starts < SMALLEST
    again = scrap[1:] & scrap[:-1]
    if not again.any():
        return frames
    begins = np.concatenate([[True], ~again])
    closes = np.concatenate([~again, [True]])
    rows = np.flatnonzero(begins)
    return Frames(
        frames.text, frames.size, frames.pos, frames.kind, frames.ft,
        frames.starts[begins], frames.ends[closes], frames.pads[closes],
        frames.first[begins], np.add.reduceat(frames.count, rows), frames.last[closes],
        (frames.whole & begins & closes)[closes],
        frames.flags[begins], frames.leaders[begins],
    )  # fmt: skip


def layout(frames: Frames) -> tuple[Layout, Bools]:
    """The fields of the records whose directory is proved right, and which records those are.

    Raises no error; what is wrong with the others is added to `frames.flags`. Of good records
    LENGTH may be flagged.
    """
    well = _well_built(frames)
    rows = np.flatnonzero(well)
    if not len(rows):
        return _nothing(), well
    number = frames.count[rows] - 1
    begin = np.cumsum(number) - number
    local = np.repeat(np.arange(len(rows)), number)
    rec = local if len(rows) == len(well) else rows[local]
    count = np.arange(len(rec))
    fno = count - begin[local]
    place = count + (frames.first[rows] - begin)[local]
    boundaries = frames.pos[frames.ft]
    start, end = boundaries[place] + 1, boundaries[place + 1]
    entry = ENTRY * count + (frames.starts[rows] + LEADER - ENTRY * begin)[local]
    head = words(frames.text, "<u4")[entry]
    declared, digits = _nine_digits(words(frames.text, "<u8")[entry + 4], head >> np.uint32(24))
    base = boundaries[frames.first[rows]] + 1
    stated = (end - start + 1) * 100_000 + (start - base[local])
    wrong = np.flatnonzero((declared != stated) | ~digits)
    tag, control = tags(head)
    fields = Layout(rec, fno, tag, control, frames.ft[place], frames.ft[place + 1], start, end)
    if len(wrong):
        _mark(frames, rec[wrong[~digits[wrong]]], Flag.DIGITS)
        _reordered(frames, fields, declared, stated, rec[wrong])
    return fields, well & (frames.flags & ~Flag.LENGTH == 0)


def _nothing() -> Layout:
    none = np.zeros(0, np.int64)
    return Layout(none, none, none.astype(np.uint16), none > 0, none, none, none, none)


def _well_built(frames: Frames) -> Bools:
    """Records with a leader, a directory of whole entries, and as many fields as entries."""
    length, length_told = _number(frames.leaders[:, :5])
    base, base_told = _number(frames.leaders[:, 12:17])
    size = frames.ends - frames.starts
    frames.flags[~(length_told & (length == size))] |= Flag.LENGTH
    framed = frames.whole & (size >= SMALLEST) & (size <= LONGEST) & (frames.count > 0)
    if not len(frames.ft):
        return np.zeros(len(size), dtype=np.bool_)
    # The first field terminator ends the directory and is the first delimiter of the record.
    top = len(frames.ft) - 1
    opening = frames.ft[np.minimum(frames.first, top)]
    closing = frames.ft[np.clip(frames.first + frames.count - 1, 0, top)]
    previous = np.concatenate([np.full(1, -1), frames.last[:-1]])
    directory = frames.pos[opening] - frames.starts - LEADER
    framed &= (opening == previous + 1) & (closing == frames.last - 1)
    framed &= frames.pos[closing] == frames.ends - 2
    framed &= directory == ENTRY * (frames.count - 1)
    framed &= base_told & (base == directory + LEADER + 1)
    framed &= (frames.leaders < 0x80).all(axis=1)
    return framed


def _number(digits: Bytes) -> tuple[Ints, Bools]:
    """Five digits as a number, and whether they are digits."""
    values = digits - np.uint8(48)
    return values.astype(np.int64) @ np.array([10_000, 1_000, 100, 10, 1]), (values < 10).all(
        axis=1
    )


def _nine_digits(
    eight: npt.NDArray[np.uint64], first: npt.NDArray[np.uint32]
) -> tuple[Ints, Bools]:
    """The number that a digit and eight more spell, and whether all are digits: eight at once."""
    value = eight ^ np.uint64(0x3030303030303030)
    odd = (value + np.uint64(0x7676767676767676)) | value
    digits = (odd & np.uint64(0x8080808080808080)) == 0
    value = (value * np.uint64(10) + (value >> np.uint64(8))) & np.uint64(0x00FF00FF00FF00FF)
    value = (value * np.uint64(100) + (value >> np.uint64(16))) & np.uint64(0x0000FFFF0000FFFF)
    value = (value * np.uint64(10_000) + (value >> np.uint64(32))) & np.uint64(0xFFFFFFFF)
    top = first.astype(np.int64) - 48
    digits &= (top >= 0) & (top < 10)
    return top * 100_000_000 + value.astype(np.int64), digits


def _mark(frames: Frames, rows: Ints, flag: Flag) -> None:
    frames.flags[np.unique(rows)] |= flag


def _reordered(frames: Frames, fields: Layout, declared: Ints, actual: Ints, wrong: Ints) -> None:
    """A directory may name fields in another order than they stand: compare it sorted by start.

    Where that is all, the fields are put in the directory's order; else MISMATCH is flagged.
    """
    records = np.unique(wrong)
    rows = np.flatnonzero(np.isin(fields.record, records))
    rec = fields.record[rows]
    order = np.lexsort((declared[rows] % 100_000, rec))  # directory rows in the order of the data
    agrees = declared[rows][order] == actual[rows]
    mismatched = np.unique(rec[~agrees])
    frames.flags[mismatched] |= Flag.MISMATCH
    fine = ~np.isin(rec, mismatched)
    target = rows[order[fine]]
    source = rows[fine]
    for column in (fields.opening, fields.closing, fields.start, fields.end):
        column[target] = column[source]


def tags(head: npt.NDArray[np.uint32]) -> tuple[npt.NDArray[np.uint16], Bools]:
    """The numbers of tags given as three bytes (lowest first), as `tables.tag_number` gives
    them, and whether each is a control field's."""
    value = (head & np.uint32(0xFFFFFF)) ^ np.uint32(0x303030)
    odd = ((value + np.uint32(0x767676)) | value) & np.uint32(0x808080)
    number = (value & np.uint32(0xFF)) * np.uint32(100)
    number += ((value >> np.uint32(8)) & np.uint32(0xFF)) * np.uint32(10) + (value >> np.uint32(16))
    number = number.astype(np.uint16)
    lettered = np.flatnonzero(odd)
    if len(lettered):
        bytes_of = [((head[lettered] >> np.uint32(n)) & np.uint32(0xFF)) for n in (0, 8, 16)]
        number[lettered] = _other_tags(bytes_of)
    return number, (number < 10) | (number == _FMT)


def _letters() -> npt.NDArray[np.int64]:
    worth = np.full(256, -1, np.int64)
    for value, letter in enumerate(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"):
        worth[letter] = value
        worth[bytes([letter]).lower()[0]] = value
    return worth


_WORTH = _letters()
_FMT = 1000 + (5 * 36 + 12) * 36 + 19


def _other_tags(places: list[npt.NDArray[np.uint32]]) -> npt.NDArray[np.uint16]:
    first, second, third = (_WORTH[place] for place in places)
    number = 1000 + (first * 36 + second) * 36 + third
    return np.where((first < 0) | (second < 0) | (third < 0), 65_535, number).astype(np.uint16)
