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
    frames = geometry.frames(piece.text, piece.size)
    layout, good = geometry.layout(frames)
    parts = assemble.subfields_of(frames.text, frames.pos, layout)
    good &= _contents_good(frames, layout, parts, good)
    if good.all():
        batch = _clean(piece, frames, layout, parts, start)
    else:
        batch = _mended(piece, frames, layout, good, start)
    _account(batch, piece.size - int(frames.starts[0]))
    return batch


def _account(batch: Batch, size: int) -> None:
    length = np.frombuffer(batch.records["length"].buffers()[1], np.uint32)[: len(batch)]
    pad = np.frombuffer(batch.records["pad"].buffers()[1], np.uint32)[: len(batch)]
    total = int(length.sum(dtype=np.int64) + pad.sum(dtype=np.int64))
    if total != size:
        raise AssertionError(f"{total} of {size} bytes from {batch.raw_offset} on accounted for")


def _contents_good(frames: Frames, layout: Layout, parts: Subfields, good: Bools) -> Bools:
    """Which records have fields with indicators and codes and are UTF-8; flags the others."""
    indicators, codes = assemble.broken_fields(frames.text, frames.pos, layout, parts)
    if indicators.any():
        frames.flags[np.unique(layout.record[indicators])] |= Flag.INDICATORS
    if len(codes):
        frames.flags[np.unique(layout.record[codes])] |= Flag.CODE
    fine: Bools = frames.flags & (Flag.INDICATORS | Flag.CODE) == 0
    rows = np.flatnonzero(good)
    if len(rows):
        broken = not_utf8(frames.text, frames.starts[rows], frames.ends[rows])
        frames.flags[rows[broken]] |= Flag.UTF8
        fine[rows[broken]] = False
    undeclared = np.flatnonzero(good & fine & (frames.leaders[:, 9] != _UTF8_TOLD))
    for row in undeclared[
        _any_escape(frames.text, frames.starts[undeclared], frames.ends[undeclared])
    ]:
        fine[row] = False
    return fine


def _any_escape(text: Bytes, starts: Ints, ends: Ints) -> Bools:
    """Which of the records have an escape sequence of MARC-8."""
    if not len(starts):
        return np.zeros(0, dtype=np.bool_)
    places = np.flatnonzero(text[: int(ends[-1])] == ESCAPE)
    has_escape: Bools = np.searchsorted(places, ends) > np.searchsorted(places, starts)
    return has_escape


def _clean(piece: Piece, frames: Frames, layout: Layout, parts: Subfields, start: int) -> Batch:
    fields, subfields = assemble.tables(piece.text, layout, parts)
    state = np.zeros(len(frames.starts), np.int64)
    records = assemble.record_table(
        frames.starts + piece.offset,
        frames.ends - frames.starts,
        frames.pads,
        frames.flags,
        state,
        frames.leaders,
    )
    raw = memoryview(piece.text)[: piece.size]
    return Batch(records, fields, subfields, (), start, raw, piece.offset)


def _mended(piece: Piece, frames: Frames, layout: Layout, good: Bools, start: int) -> Batch:
    """A batch in which the bad records are mended one by one, the good ones as they were."""
    text = memoryview(piece.text)
    bad_spans = spans(text, frames, ~good)
    outcomes = [_mend(bytes(text[span.start : span.end]), span.flags) for span in bad_spans]
    sound = np.flatnonzero(good)
    starts = np.concatenate([frames.starts[sound], [span.start for span in bad_spans]])
    order = np.argsort(starts)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    new_number = np.full(len(good), -1, np.int64)
    new_number[sound] = rank[: len(sound)]
    layout = layout.only(np.flatnonzero(good[layout.record]))
    layout.record = new_number[layout.record]
    read = [(n, outcome) for n, outcome in enumerate(outcomes) if isinstance(outcome, Mended)]
    recs = [int(rank[len(sound) + n]) for n, _outcome in read]
    longer, pos, added_layout = assemble.appended(
        piece.text, piece.size, frames.pos, recs, [outcome.fields for _n, outcome in read]
    )
    layout = assemble.merged(layout, added_layout)
    parts = assemble.subfields_of(longer, pos, layout)
    fields, subfields = assemble.tables(longer, layout, parts)
    records = _records(piece, frames, sound, bad_spans, outcomes, order)
    quarantined = tuple(
        Quarantined(piece.offset + span.start, record_bytes, outcome, control_number(record_bytes))
        for span, outcome in zip(bad_spans, outcomes, strict=True)
        if isinstance(outcome, str)
        for record_bytes in [bytes(text[span.start : span.end])]
    )
    raw = memoryview(longer)[: piece.size]
    return Batch(records, fields, subfields, quarantined, start, raw, piece.offset)


def _mend(record_bytes: bytes, flags: Flag) -> Mended | str:
    try:
        return mend(record_bytes, flags)
    except HopelessError as error:
        return str(error)


def _records(
    piece: Piece,
    frames: Frames,
    sound: Ints,
    bad_spans: list[Span],
    outcomes: list[Mended | str],
    order: Ints,
) -> object:
    """The record table of good records and mended ones, in the order of the file."""
    flags, states, leaders = [], [], []
    for span, outcome in zip(bad_spans, outcomes, strict=True):
        if isinstance(outcome, Mended):
            flags.append(int(outcome.flags))
            states.append(State.REPAIRED if outcome.flags & ~_WARNINGS else State.GOOD)
            leaders.append(outcome.leader)
        else:
            flags.append(int(span.flags))
            states.append(State.QUARANTINED)
            leader = bytes(piece.text[span.start : min(span.end, span.start + 24)])
            leaders.append(leader.ljust(24))
    bad_places = np.array(
        [(span.start, span.end - span.start, span.pad) for span in bad_spans], np.int64
    )
    heads = np.frombuffer(b"".join(leaders), np.uint8).reshape(-1, 24)

    def both(good_column: Ints, bad_column: object) -> Ints:
        joined: Ints = np.concatenate([good_column[sound], np.asarray(bad_column, np.int64)])[order]
        return joined

    return assemble.record_table(
        both(frames.starts, bad_places[:, 0]) + piece.offset,
        both(frames.ends - frames.starts, bad_places[:, 1]),
        both(frames.pads, bad_places[:, 2]),
        both(frames.flags, flags),
        both(np.zeros(len(frames.starts), np.int64), states),
        np.concatenate([frames.leaders[sound], heads])[order],
    )
