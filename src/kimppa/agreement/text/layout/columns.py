"""Columns of a plain text: two texts side by side, and tables that were copied. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_SEGMENT = re.compile(r"\S+(?: \S+)*")
_LEFTMOST, _RIGHTMOST = 18, 100
_FEWEST_LINES = 10
_FEWEST_ROWS = 3
_LONE_MARKER = re.compile(
    r"\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-zåäöA-ZÅÄÖ]|[ivxIVX]{1,5})[.):]?\)?|[-–—•*·§]|\d{1,3} §"
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its cells, and the positions of the lines that hold it."""

    cells: tuple[str, ...]
    lines: tuple[int, ...]


def gutter(raw: Sequence[str]) -> int | None:
    """Where the right one of two texts side by side begins; None when there is one text."""
    lines = [line for line in raw if line.strip()]
    if len(lines) < _FEWEST_LINES:
        return None
    lines_with_gap = [line for line in lines if "  " in line.strip()]
    if len(lines_with_gap) * 5 < len(lines) * 2:
        return None
    best_column, most_lines = None, 0
    for column in range(_LEFTMOST, _RIGHTMOST):
        lines_with_both = [
            line for line in lines_with_gap if _has_gap(line, column) and line[column:].strip()
        ]
        clear = sum(1 for line in lines if not line[column - 2 : column].strip())
        if len(lines_with_both) * 5 < len(lines) * 2 or clear * 20 < len(lines) * 18:
            continue
        if len(lines_with_both) > most_lines and _are_sentences(lines_with_both, column):
            best_column, most_lines = column, len(lines_with_both)
    return best_column


def _has_gap(line: str, column: int) -> bool:
    """Whether words begin at a column with two spaces, and other words, before it."""
    words = line[column : column + 1].strip() and line[:column].strip()
    return bool(words) and line[column - 2 : column] == "  "


def _are_sentences(lines: Sequence[str], column: int) -> bool:
    """Whether both sides go on from line to line, as the cells of a table do not."""
    right_count = sum(1 for line in lines if line[column].islower())
    left_count = sum(1 for line in lines if line.lstrip()[0].islower())
    return min(right_count, left_count) * 5 >= len(lines)


def rows(raw: Sequence[str]) -> list[Row]:
    """The rows of the tables in a text."""
    return [*_rows_by_signs(raw), *_rows_by_spaces(raw)]


def _rows_by_signs(raw: Sequence[str]) -> list[Row]:
    """Lines whose cells are parted by tabs or bars; two cells need a neighbour with as many."""
    cells: dict[int, tuple[str, ...]] = {}
    for index, line in enumerate(raw):
        sign = "|" if line.count("|") > 1 else "\t" if "\t" in line.strip() else ""
        if sign:
            parts = [" ".join(part.split()) for part in line.strip().strip(sign).split(sign)]
            parts = [part for part in parts if part] if sign == "\t" and "\t\t" in line else parts
            if len(parts) > 1 and any(parts) and not _LONE_MARKER.fullmatch(parts[0]):
                cells[index] = tuple(parts)
    return [
        Row(parts, (index,))
        for index, parts in cells.items()
        if len(parts) > 2
        or len(cells.get(index - 1, ())) == len(parts)
        or len(cells.get(index + 1, ())) == len(parts)
    ]


def _rows_by_spaces(raw: Sequence[str]) -> list[Row]:
    table: list[Row] = []
    block: list[int] = []
    segments = [_segments(line) if "\t" not in line and "|" not in line else [] for line in raw]
    for index in range(len(raw) + 1):
        line_segments = segments[index] if index < len(raw) else []
        is_cell = block and line_segments and not _is_numbered(raw[index])
        if len(line_segments) > 1 or (is_cell and _goes_on(line_segments[0], segments, block)):
            block.append(index)
            continue
        if (
            not line_segments
            and index < len(raw)
            and not raw[index].strip()
            and block
            and index - block[-1] == 1
        ):
            continue  # one blank line between the rows
        table += _rows_of(block, segments)
        block = []
    return table


def _goes_on(
    segment: tuple[int, str], segments: Sequence[list[tuple[int, str]]], block: Sequence[int]
) -> bool:
    """Whether a line of one segment goes on from a cell of the rows above."""
    start, text = segment
    if any(column == start for column, _ in segments[block[-1]][1:]):
        return True
    starts = {column for index in block for column, _ in segments[index]}
    return len(block) > 1 and start in starts and (start > min(starts) or text[0].islower())


def _segments(line: str) -> list[tuple[int, str]]:
    """(column, text) of what stands apart by two spaces or more, without a number in front."""
    table = [(match.start(), match[0]) for match in _SEGMENT.finditer(line.expandtabs(4))]
    return table[1:] if _is_numbered(line) else table


def _is_numbered(line: str) -> bool:
    """Whether a number stands in front of a line, which begins something then."""
    first_segment = _SEGMENT.search(line)
    return first_segment is not None and bool(_LONE_MARKER.fullmatch(first_segment[0]))


def _rows_of(block: list[int], segments: Sequence[list[tuple[int, str]]]) -> list[Row]:
    """The rows of a block of lines; none when its columns do not stand under each other."""
    full_lines = [index for index in block if len(segments[index]) > 1]
    if len(full_lines) < _FEWEST_ROWS:
        return []
    starts = _columns([segments[index] for index in full_lines])
    if len(starts) < 2:
        return []
    aligned = [
        index
        for index in full_lines
        if all(_column(start, starts) >= 0 for start, _ in segments[index][1:])
    ]
    if len(aligned) < _FEWEST_ROWS or len(aligned) * 4 < len(full_lines) * 3:
        return []
    table: list[tuple[list[list[str]], list[int]]] = []
    for index in block:
        cells = {max(0, _column(start, starts)): text for start, text in segments[index]}
        begins = 0 in cells and not (table and cells[0][0].islower())
        if begins or not table:
            table.append(([[] for _ in starts], []))
        for column, text in cells.items():
            table[-1][0][column].append(text)
        table[-1][1].append(index)
    return [Row(tuple(" ".join(cell) for cell in cells), tuple(lines)) for cells, lines in table]


def _columns(lines: Sequence[list[tuple[int, str]]]) -> list[int]:
    """The columns at which cells begin in a good part of the lines."""
    counts: dict[int, int] = {}
    for line in lines:
        for start, _ in line:
            counts[start] = counts.get(start, 0) + 1
    return sorted(start for start, count in counts.items() if count * 3 >= len(lines))


def _column(start: int, starts: Sequence[int]) -> int:
    return next((index for index, column in enumerate(starts) if abs(column - start) <= 1), -1)
