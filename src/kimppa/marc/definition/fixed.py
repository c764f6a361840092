"""The check of the leader and the fields of fixed positions."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kimppa.marc.definition.lookups import NO_PART, OBSOLETE, OK, Bytes, Fixed, packed
from kimppa.marc.definition.problems import LEADER, NO_FIELD, Problem
from kimppa.marc.tables import Flag, integers

type Column = npt.NDArray[Any]
type ProblemRows = tuple[
    Problem, Column, Column | int, Column | int, Column | int, Column | int, Column
]


def leader_problems(leaders: Bytes, records: pa.RecordBatch, fixed: Fixed) -> Iterator[ProblemRows]:
    """Leaders of another length, and wrong codes in them."""
    flags = integers(records, "flags")
    rows = np.flatnonzero(flags & Flag.LEADER).astype(np.uint32)
    yield Problem.LENGTH, rows, NO_FIELD, 0, LEADER, 0, np.zeros(len(rows), np.uint32)
    row_numbers = np.arange(len(leaders), dtype=np.uint32)
    lengths = np.full(len(leaders), 24, np.int32)
    parts = np.zeros(len(leaders), np.uint8)
    texts = np.zeros((len(leaders), fixed.width), np.uint8)
    texts[:, :24] = leaders[:, : fixed.width]
    for kind, row, position, detail in _wrong_codes(texts, lengths, parts, fixed):
        yield kind, row_numbers[row], NO_FIELD, position, LEADER, 0, detail


def field(
    leaders: Bytes, fields: dict[str, Column], values: pa.Array, fixed: Fixed
) -> Iterator[ProblemRows]:
    """What is wrong with the fields of one tag: 006, 007 or 008."""
    rows = np.flatnonzero(fields["tag"] == fixed.tag)
    texts, lengths = text_rows(values, in_whole(fields, rows), fixed.width)
    rec, fno = fields["rec"][rows], fields["fno"][rows]
    if len(fixed.parts) == 256:
        parts = fixed.parts[texts[:, 0]]
        without_part = np.flatnonzero(parts == NO_PART)
        first_bytes = texts[without_part, 0]
        yield (
            Problem.POSITION,
            rec[without_part],
            fno[without_part],
            0,
            fixed.tag,
            NO_PART,
            first_bytes,
        )
    else:
        parts = fixed.parts[leaders[rec, 6].astype(np.intp) * 256 + leaders[rec, 7]]
        without_part = np.flatnonzero(parts == NO_PART)
        detail = (
            leaders[rec[without_part], 6] + leaders[rec[without_part], 7].astype(np.uint32) * 256
        )
        yield Problem.TYPE, rec[without_part], fno[without_part], 6, LEADER, NO_PART, detail
    defined = np.flatnonzero(parts != NO_PART)
    texts, lengths, parts = texts[defined], lengths[defined], parts[defined]
    rec, fno = rec[defined], fno[defined]
    wrong = np.flatnonzero(~fixed.lengths[parts, np.minimum(lengths, 65535)])
    yield (
        Problem.LENGTH, rec[wrong], fno[wrong], 0, fixed.tag, parts[wrong], lengths[wrong]
    )  # fmt: skip
    for kind, row, position, detail in _wrong_codes(texts, lengths, parts, fixed):
        yield kind, rec[row], fno[row], position, fixed.tag, parts[row], detail


def in_whole(table: dict[str, Column], rows: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """The rows' places in the whole table, of which `table` may be a part."""
    whole_rows: npt.NDArray[np.intp] = table["row"][rows] if "row" in table else rows
    return whole_rows


def text_rows(
    values: pa.Array, rows: npt.NDArray[np.intp], width: int
) -> tuple[Bytes, npt.NDArray[np.int32]]:
    """The first `width` characters of the chosen texts, a row each, and the texts' lengths.

    Zeros follow a text that is shorter; a character that is not ASCII is one byte above 127.
    """
    buffers = values.buffers()
    views = np.frombuffer(buffers[1] or b"", np.int32).reshape(-1, 4)[values.offset :][rows]
    lengths = views[:, 0].copy()
    characters = np.zeros((len(rows), width), np.uint8)
    inlined_rows = np.flatnonzero(lengths <= 12)
    inlined = min(width, 12)
    characters[inlined_rows, :inlined] = np.ascontiguousarray(views[inlined_rows, 1:4]).view(
        np.uint8
    )[:, :inlined]
    for number, buffer in enumerate(buffers[2:]):
        rows_of_buffer = np.flatnonzero((lengths > 12) & (views[:, 2] == number))
        if len(rows_of_buffer):
            characters[rows_of_buffer] = _windows(
                np.frombuffer(buffer, np.uint8), views[rows_of_buffer, 3], width
            )
    characters[np.arange(width) >= lengths[:, None]] = 0
    _as_characters(values, rows, characters, lengths)
    return characters, lengths


def _windows(buffer: Bytes, starts: npt.NDArray[np.int32], width: int) -> Bytes:
    last = len(buffer) - width
    if last >= 0 and int(starts.max()) <= last:
        windows: Bytes = np.lib.stride_tricks.sliding_window_view(buffer, width)[starts]
        return windows
    characters: Bytes = buffer[
        np.minimum(starts[:, None].astype(np.intp) + np.arange(width), len(buffer) - 1)
    ]
    return characters


def _as_characters(
    values: pa.Array, rows: npt.NDArray[np.intp], target: Bytes, lengths: npt.NDArray[np.int32]
) -> None:
    """Take again, character by character, the rare texts that are not ASCII."""
    width = target.shape[1]
    for row in np.flatnonzero((target > 127).any(axis=1)):
        text = values[int(rows[row])].as_py()
        lengths[row] = len(text)
        characters = text[:width].encode("ascii", "replace").ljust(width, b"\0")
        odd = np.array([ord(character) > 127 for character in text[:width].ljust(width)])
        target[row] = np.where(odd, np.uint8(255), np.frombuffer(characters, np.uint8))


def _wrong_codes(
    texts: Bytes, lengths: npt.NDArray[np.int32], parts: Bytes, fixed: Fixed
) -> Iterator[tuple[Problem, Column, Column, Column]]:
    """Of each wrong code: kind, row, position, what stands there."""
    width = fixed.width
    base = parts.astype(np.uint32) * np.uint32(width * 256)
    places = np.arange(width, dtype=np.uint32) * np.uint32(256)
    verdict = fixed.grid.ravel().take(base[:, None] + places + texts)
    row, column = np.nonzero(verdict != OK)
    is_inside = column < lengths[row]
    row, column = row[is_inside], column[is_inside]
    obsolete = verdict[row, column] == OBSOLETE
    for kind, selection in ((Problem.POSITION, ~obsolete), (Problem.OBSOLETE_POSITION, obsolete)):
        yield kind, row[selection], column[selection], texts[row[selection], column[selection]]
    for wide in fixed.wide:
        codes = texts[:, wide.start : wide.start + wide.width]
        verdicts = wide.tables[wide.which[parts], packed(codes)]
        verdicts = np.where(lengths < wide.start + wide.width, np.uint8(OK), verdicts)
        for kind, verdict_of in ((Problem.POSITION, 0), (Problem.OBSOLETE_POSITION, OBSOLETE)):
            row = np.flatnonzero(verdicts == verdict_of)
            detail = np.zeros(len(row), np.uint32)
            for place in range(wide.width):
                detail |= codes[row, place].astype(np.uint32) << np.uint32(8 * place)
            yield kind, row, np.full(len(row), wide.start), detail
