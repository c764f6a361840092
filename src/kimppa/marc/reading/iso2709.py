"""ISO 2709, the form in which library systems exchange MARC records."""

from collections.abc import Iterator

import numpy as np

from kimppa.marc.reading import assemble, geometry
from kimppa.marc.reading.assemble import Subfields
from kimppa.marc.reading.characters import ESCAPE, not_utf8
from kimppa.marc.reading.geometry import Bools, Bytes, Frames, Ints, Layout
from kimppa.marc.reading.mending import HopelessError, Mended, control_number, mend
from kimppa.marc.reading.pieces import PIECE, Fill, Piece, pieces
from kimppa.marc.reading.spans import Span, spans
from kimppa.marc.tables import Batch, Flag, Quarantined, State

_WARNINGS = Flag.LENGTH | Flag.MARC8  # flags that leave a record good
_UTF8_TOLD = ord("a")


def batches(fill: Fill, offset: int = 0, start: int = 0, size: int = PIECE) -> Iterator[Batch]:
    """The records of a stream that begins at byte `offset` of the file with record `start`, a
    batch for each piece of about `size` bytes."""
    for piece in pieces(fill, offset, size):
        batch = parsed(piece, start)
        start += len(batch)
        yield batch


def parsed(piece: Piece, start: int = 0) -> Batch:
    """One piece as a batch. Every byte is accounted for: sum(length + pad) is the piece's size,
    less the padding that a file may begin with."""
    found = geometry.frames(piece.text, piece.size)
    laid, good = geometry.layout(found)
    parts = assemble.subfields_of(found.text, found.pos, laid)
    good &= _contents_good(found, laid, parts, good)
    if good.all():
        batch = _clean(piece, found, laid, parts, start)
    else:
        batch = _mended(piece, found, laid, good, start)
    _account(batch, piece.size - int(found.starts[0]))
    return batch


def _account(batch: Batch, size: int) -> None:
    length = np.frombuffer(batch.records["length"].buffers()[1], np.uint32)[: len(batch)]
    pad = np.frombuffer(batch.records["pad"].buffers()[1], np.uint32)[: len(batch)]
    total = int(length.sum(dtype=np.int64) + pad.sum(dtype=np.int64))
    if total != size:
        raise AssertionError(f"{total} of {size} bytes from {batch.raw_offset} on accounted for")


def _contents_good(found: Frames, laid: Layout, parts: Subfields, good: Bools) -> Bools:
    """Which records have fields with indicators and codes and are UTF-8; flags the others."""
    indicators, codes = assemble.broken_fields(found.text, found.pos, laid, parts)
    if indicators.any():
        found.flags[np.unique(laid.rec[indicators])] |= Flag.INDICATORS
    if len(codes):
        found.flags[np.unique(laid.rec[codes])] |= Flag.CODE
    fine: Bools = found.flags & (Flag.INDICATORS | Flag.CODE) == 0
    rows = np.flatnonzero(good)
    if len(rows):
        broken = not_utf8(found.text, found.starts[rows], found.ends[rows])
        found.flags[rows[broken]] |= Flag.UTF8
        fine[rows[broken]] = False
    other = np.flatnonzero(good & fine & (found.leaders[:, 9] != _UTF8_TOLD))
    for row in other[_any_escape(found.text, found.starts[other], found.ends[other])]:
        fine[row] = False
    return fine


def _any_escape(text: Bytes, starts: Ints, ends: Ints) -> Bools:
    """Which of the records have an escape sequence of MARC-8."""
    if not len(starts):
        return np.zeros(0, dtype=np.bool_)
    places = np.flatnonzero(text[: int(ends[-1])] == ESCAPE)
    there: Bools = np.searchsorted(places, ends) > np.searchsorted(places, starts)
    return there


def _clean(piece: Piece, found: Frames, laid: Layout, parts: Subfields, start: int) -> Batch:
    fields, subfields = assemble.tables(piece.text, laid, parts)
    state = np.zeros(len(found.starts), np.int64)
    records = assemble.record_table(
        found.starts + piece.offset,
        found.ends - found.starts,
        found.pads,
        found.flags,
        state,
        found.leaders,
    )
    raw = memoryview(piece.text)[: piece.size]
    return Batch(records, fields, subfields, (), start, raw, piece.offset)


def _mended(piece: Piece, found: Frames, laid: Layout, good: Bools, start: int) -> Batch:
    """A batch in which the bad records are mended one by one, the good ones as they were."""
    text = memoryview(piece.text)
    found_spans = spans(text, found, ~good)
    results = [_mend(bytes(text[one.start : one.end]), one.flags) for one in found_spans]
    kept = np.flatnonzero(good)
    starts = np.concatenate([found.starts[kept], [one.start for one in found_spans]])
    order = np.argsort(starts)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    new_number = np.full(len(good), -1, np.int64)
    new_number[kept] = rank[: len(kept)]
    laid = laid.only(np.flatnonzero(good[laid.rec]))
    laid.rec = new_number[laid.rec]
    read = [(n, one) for n, one in enumerate(results) if isinstance(one, Mended)]
    recs = [int(rank[len(kept) + n]) for n, _one in read]
    longer, pos, added = assemble.appended(
        piece.text, piece.size, found.pos, recs, [one.fields for _n, one in read]
    )
    laid = assemble.merged(laid, added)
    parts = assemble.subfields_of(longer, pos, laid)
    fields, subfields = assemble.tables(longer, laid, parts)
    records = _records(piece, found, kept, found_spans, results, order)
    quarantined = tuple(
        Quarantined(piece.offset + span.start, data, one, control_number(data))
        for span, one in zip(found_spans, results, strict=True)
        if isinstance(one, str)
        for data in [bytes(text[span.start : span.end])]
    )
    raw = memoryview(longer)[: piece.size]
    return Batch(records, fields, subfields, quarantined, start, raw, piece.offset)


def _mend(data: bytes, flags: Flag) -> Mended | str:
    try:
        return mend(data, flags)
    except HopelessError as error:
        return str(error)


def _records(
    piece: Piece,
    found: Frames,
    kept: Ints,
    found_spans: list[Span],
    results: list[Mended | str],
    order: Ints,
) -> object:
    """The record table of good records and mended ones, in the order of the file."""
    flags, states, leaders = [], [], []
    for span, one in zip(found_spans, results, strict=True):
        if isinstance(one, Mended):
            flags.append(int(one.flags))
            states.append(State.REPAIRED if one.flags & ~_WARNINGS else State.GOOD)
            leaders.append(one.leader)
        else:
            flags.append(int(span.flags))
            states.append(State.QUARANTINED)
            data = bytes(piece.text[span.start : min(span.end, span.start + 24)])
            leaders.append(data.ljust(24))
    added = np.array([(one.start, one.end - one.start, one.pad) for one in found_spans], np.int64)
    heads = np.frombuffer(b"".join(leaders), np.uint8).reshape(-1, 24)

    def both(one: Ints, two: object) -> Ints:
        joined: Ints = np.concatenate([one[kept], np.asarray(two, np.int64)])[order]
        return joined

    return assemble.record_table(
        both(found.starts, added[:, 0]) + piece.offset,
        both(found.ends - found.starts, added[:, 1]),
        both(found.pads, added[:, 2]),
        both(found.flags, flags),
        both(np.zeros(len(found.starts), np.int64), states),
        np.concatenate([found.leaders[kept], heads])[order],
    )
