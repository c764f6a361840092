"""What stands on a page of a PDF: rows of words, columns of text, tables. By their places alone.

Words with a word's space between them are a run, the runs at one height a row. Where rows one
under another leave the same gap free, there are columns: of text, when all of them hold long
lines, and then one is read after the other; else of a table, whose rows are read one by one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from statistics import median

from kimppa.agreement.files.pdfwords import Word
from kimppa.agreement.text.layout.markers import markers

GAP = 0.7
"""What is wider than this parts runs, in heights of a letter."""
_SAME_ROW, _BESIDE = 0.45, 1.0
_LABEL_GAP, _NUMBER_GAP = 6.0, 3.0
_NARROWEST = 0.4
_APART, _TEXT_APART = 1.12, 2.2
"""How much farther than usual rows of a table stand apart, and paragraphs at most."""
_LINE = "____"
_LATEST = 12
"""So many rows above show where the columns of a table are."""
_FAR = 3.0
"""What stands farther under a table or columns than so many lines is no part of them."""
_SAME, _CLOSEST = 2.0, 0.35
"""Points within which places are the same; how near a word stands to the column before."""
_MOST = 0.75
_FEWEST_LINES, _FEWEST_LETTERS, _FULL = 5, 16, 0.55


@dataclass(slots=True)
class Run:
    """Words beside each other."""

    words: list[Word]
    start: float
    end: float
    base: float
    size: float

    @property
    def text(self) -> str:
        """The words with a space between."""
        return " ".join(word.text for word in self.words)


@dataclass(slots=True)
class Row:
    """Runs at one height, from the left."""

    runs: list[Run]
    base: float
    size: float

    @property
    def start(self) -> float:
        """Where its first run begins."""
        return self.runs[0].start

    @property
    def end(self) -> float:
        """Where its last run ends."""
        return max(run.end for run in self.runs)


@dataclass(slots=True)
class Block:
    """Rows of one kind, from the top; `gaps` are what parts their columns, none in plain text."""

    rows: list[Row] = field(default_factory=list)
    gaps: list[tuple[float, float]] = field(default_factory=list)

    def column(self, run: Run) -> int:
        """Which column a run begins in."""
        middle = min(run.start + run.size, run.end)
        return sum(1 for start, end in self.gaps if middle > (start + end) / 2)


def rows_of(words: Iterable[Word]) -> list[Row]:
    """The rows from the top of the page."""
    rows: list[list[Word]] = []
    anchor = 0.0
    for word in sorted(words, key=lambda word: (-word.base, word.start)):
        if rows and anchor - word.base < _SAME_ROW * max(word.size, rows[-1][0].size):
            rows[-1].append(word)
        else:
            rows.append([word])
            anchor = word.base
    return _side_by_side([_row(row) for row in rows])


def _row(words: list[Word]) -> Row:
    words.sort(key=lambda word: word.start)
    parts = [[words[0]]]
    for earlier_word, word in pairwise(words):
        if word.start - earlier_word.end > GAP * max(earlier_word.size, word.size):
            parts.append([word])
        else:
            parts[-1].append(word)
    runs = _with_labels([_run(part) for part in parts])
    tallest = max(runs, key=lambda run: run.size)
    return Row(runs, tallest.base, tallest.size)


def _run(words: list[Word]) -> Run:
    tallest = max(words, key=lambda word: word.size)
    return Run(words, words[0].start, words[-1].end, tallest.base, tallest.size)


def _with_labels(runs: list[Run]) -> list[Run]:
    """Join a number or bullet with the text that it stands before."""
    if len(runs) < 2:
        return runs
    label, text_run = runs[0], runs[1]
    readings = [marker for marker in markers(label.text) if not marker.rest]
    if not readings:
        return runs
    bare = readings[0].family == "1"
    widest = (_NUMBER_GAP if bare else _LABEL_GAP) * label.size
    if text_run.start - label.end > widest or (bare and not text_run.text[0].isalpha()):
        return runs
    return [_run(label.words + text_run.words), *runs[2:]]


def _side_by_side(rows: list[Row]) -> list[Row]:
    """Join rows of columns that do not stand at quite the same height."""
    joined_rows: list[Row] = []
    for row in rows:
        row_above = joined_rows[-1] if joined_rows else None
        size = max(row.size, row_above.size) if row_above else 0.0
        if (
            row_above
            and row_above.base - row.base < _BESIDE * size
            and _is_apart(row_above, row, GAP * size)
        ):
            runs = sorted(row_above.runs + row.runs, key=lambda run: run.start)
            joined_rows[-1] = Row(runs, row_above.base, size)
        else:
            joined_rows.append(row)
    return joined_rows


def _is_apart(row_above: Row, row: Row, gap: float) -> bool:
    return all(
        a.end + gap < b.start or b.end + gap < a.start for a in row_above.runs for b in row.runs
    )


def blocks_of(rows: Sequence[Row], leading: float) -> list[Block]:
    """The rows in blocks, in the order of the page."""
    blocks: list[Block] = []
    for row in rows:
        latest_block = blocks[-1] if blocks else None
        if latest_block and latest_block.gaps:
            is_far = latest_block.rows[-1].base - row.base > _FAR * leading * row.size
            gaps = [] if is_far else _left_free(latest_block, row)
            if gaps:
                latest_block.rows.append(row)
                latest_block.gaps = gaps
                continue
        if len(row.runs) > 1:
            gaps = [(a.end, b.start) for a, b in pairwise(row.runs)]
            rows_above = _right_column_above(latest_block, row, leading) if latest_block else []
            blocks.append(Block([*rows_above, row], gaps))
        elif latest_block and not latest_block.gaps:
            latest_block.rows.append(row)
        else:
            blocks.append(Block([row]))
    parts = [part for block in blocks if block.rows for part in _trimmed(block, leading)]
    return _joined(parts)


def _right_column_above(block: Block, row: Row, leading: float) -> list[Row]:
    """Take from plain text the rows over this one where only a right column has begun yet."""
    rows_above: list[Row] = []
    start, row_below = row.runs[0].end, row
    while block.rows and not block.gaps:
        last_row = block.rows[-1]
        is_near = last_row.base - row_below.base < _APART * leading * row_below.size
        if not is_near or len(last_row.runs) > 1 or last_row.start < start:
            break
        rows_above.insert(0, block.rows.pop())
        row_below = last_row
    return rows_above


def _left_free(block: Block, row: Row) -> list[tuple[float, float]]:
    """What a row leaves of the gaps: none when it ends them; a cell over several columns does not,
    if another cell of the row stands in a column.
    """
    remains, crossed = [], 0
    for start, end in block.gaps:
        gap_start = max([start, *(run.end for run in row.runs if run.start < start)])
        gap_end = min([end, *(run.start for run in row.runs if run.end > end)])
        is_inside = any(run.start >= start and run.end <= end for run in row.runs)
        if gap_end - gap_start < _NARROWEST * row.size or is_inside:
            crossed += 1
            remains.append((start, end))
        else:
            remains.append((gap_start, gap_end))
    ends = crossed == len(block.gaps) or (
        crossed and not _is_in_columns(row, block.rows[-_LATEST:])
    )
    return [] if ends else remains


def _is_in_columns(row: Row, rows: Sequence[Row]) -> bool:
    """Whether a run of the row begins or ends where one of the other rows does."""
    return any(
        abs(run.start - cell.start) < _SAME or abs(run.end - cell.end) < _SAME
        for run in row.runs[1:]
        for other_row in rows
        for cell in other_row.runs[1:]
    )


def _trimmed(block: Block, leading: float) -> list[Block]:
    """The block, and apart from it rows under it that stand alone and may be plain text."""
    if not block.gaps:
        return [block]
    end = len(block.rows)
    while end > 1 and len(block.rows[end - 1].runs) == 1:
        end -= 1
    farthest = _TEXT_APART if is_text(block) else _APART
    while end < len(block.rows):
        row_above, row = block.rows[end - 1], block.rows[end]
        if row_above.base - row.base > farthest * leading * row.size:
            break
        end += 1
    rest_blocks = [Block(block.rows[end:])] if end < len(block.rows) else []
    return [Block(block.rows[:end], block.gaps), *rest_blocks]


def _joined(blocks: list[Block]) -> list[Block]:
    """Blocks whose gaps are only wide spaces as plain text, and plain text in one block."""
    joined_blocks: list[Block] = []
    for block in blocks:
        for row in block.rows:
            row.runs = [part for run in row.runs for part in _at_columns(run, block.gaps)]
        gaps = [] if _is_for_signatures(block) else _supported(block)
        if not gaps and joined_blocks and not joined_blocks[-1].gaps:
            joined_blocks[-1].rows += block.rows
        else:
            joined_blocks.append(replace(block, gaps=gaps))
    return joined_blocks


def _is_for_signatures(block: Block) -> bool:
    """Whether the block holds lines to sign on: those are beside each other, but no table."""
    return any(run.text.startswith(_LINE) for row in block.rows for run in row.runs)


def _at_columns(run: Run, gaps: Sequence[tuple[float, float]]) -> list[Run]:
    """The run cut where a word begins a column although little more than a space is before it."""
    starts = [end for _, end in gaps if run.start < end - _SAME < end < run.end]
    parts = [[run.words[0]]] if starts else [run.words]
    for earlier_word, word in pairwise(run.words if starts else []):
        is_apart = word.start - earlier_word.end > _CLOSEST * word.size
        if is_apart and any(abs(word.start - start) < _SAME for start in starts):
            parts.append([word])
        else:
            parts[-1].append(word)
    return [_run(words) for words in parts] if len(parts) > 1 else [run]


def _supported(block: Block) -> list[tuple[float, float]]:
    """The gaps after which runs of two rows or more begin or end alike, or have one middle."""
    margin = max(row.end for row in block.rows)
    supported_gaps = []
    ends_of_columns = [start for start, _ in block.gaps[1:]] + [margin]
    for gap, end in zip(block.gaps, ends_of_columns, strict=False):
        runs_after = [run for row in block.rows if (run := _run_between(gap[1], end, row))]
        # Lines of a paragraph end alike at its margin: there only figures make a column.
        ends = [run.end for run in runs_after if run.end < margin - _SAME or _has_digit(run.text)]
        if (
            _alike([run.start for run in runs_after])
            or (len(ends) * 2 > len(runs_after) and _alike(ends))
            or _alike([(run.start + run.end) / 2 for run in runs_after])
        ):
            supported_gaps.append(gap)
    return supported_gaps


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))


def _run_between(start: float, end: float, row: Row) -> Run | None:
    """The run that a row has in a column when it has one before it too."""
    return next((run for run in row.runs[1:] if start - 1 <= run.start < end), None)


def _alike(positions: list[float]) -> bool:
    """Whether two places or more, and most of all, are the same."""
    most_near = max(
        (sum(abs(o - position) < _SAME for o in positions) for position in positions[:20]),
        default=0,
    )
    return most_near >= max(2, len(positions) * _MOST)


def columns_of(rows: Sequence[Row], block: Block) -> list[list[Row]]:
    """The rows cut into those of each column of the block."""
    columns: list[list[Row]] = [[] for _ in range(len(block.gaps) + 1)]
    for row in rows:
        for column, runs in groupby(row.runs, key=block.column):
            run = _run([word for run in runs for word in run.words])
            columns[column].append(Row([run], run.base, run.size))
    return columns


def is_text(block: Block) -> bool:
    """Whether there are columns that all hold long lines, as those of a page set in columns."""
    return bool(block.gaps) and all(_is_full(column) for column in columns_of(block.rows, block))


def _is_full(column: list[Row]) -> bool:
    if len(column) < _FEWEST_LINES:
        return False
    width = max(row.end for row in column) - min(row.start for row in column)
    letters = median(len(row.runs[0].text) for row in column)
    filled = median(row.end - row.start for row in column)
    return letters >= _FEWEST_LETTERS and filled >= _FULL * width


def table_rows(block: Block, leading: float) -> list[list[Row]]:
    """The rows of words that make one row of the table each."""
    distances = [(above.base - below.base) / below.size for above, below in pairwise(block.rows)]
    parted = any(distance > _APART * leading for distance in distances)
    wrapped = any(distance <= _APART * leading for distance in distances)
    groups = [[block.rows[0]]]
    for row, distance in zip(block.rows[1:], distances, strict=True):
        begins = (
            distance > _APART * leading if parted and wrapped else parted or _begins(block, row)
        )
        if begins:
            groups.append([row])
        else:
            groups[-1].append(row)
    return groups


def _begins(block: Block, row: Row) -> bool:
    """Whether a row of a table set without space between its rows begins here."""
    return (
        len(row.runs) > 1 and block.column(row.runs[0]) == 0 and not row.runs[0].text[0].islower()
    )
