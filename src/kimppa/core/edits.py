"""The edits that make one sequence another, in time bounded by the sequences' length.

Myers, "An O(ND) difference algorithm and its variations", Algorithmica 1 (1986). The standard
library's SequenceMatcher is cubic where much is repeated.
"""

from collections.abc import Iterator, Sequence

MOST = 300
"""Items gone and new: more than these are one replacement."""
Edit = tuple[str, int, int, int, int]


def edits(old_parts: Sequence[str], new_parts: Sequence[str], most: int = MOST) -> list[Edit]:
    """(kind, from, to, from, to) over both sequences: equal, replace, delete or insert."""
    begin = _common_start(old_parts, new_parts)
    end = _common_start(old_parts[begin:][::-1], new_parts[begin:][::-1])
    old_middle, new_middle = (
        old_parts[begin : len(old_parts) - end],
        new_parts[begin : len(new_parts) - end],
    )
    inner_blocks = [
        (begin + i, begin + j, length)
        for i, j, length in _equal_blocks(old_middle, new_middle, most)
    ]
    end_block = (len(old_parts) - end, len(new_parts) - end, end)
    return list(_edits_between([(0, 0, begin), *inner_blocks, end_block]))


def likeness(old_parts: Sequence[str], new_parts: Sequence[str], script: Sequence[Edit]) -> float:
    """The share of both sequences that is equal, 0 to 1."""
    equal_count = sum(to - start for kind, start, to, _, _ in script if kind == "equal")
    return 2 * equal_count / (len(old_parts) + len(new_parts)) if old_parts or new_parts else 1.0


def _common_start(old_parts: Sequence[str], new_parts: Sequence[str]) -> int:
    """How many items are the same at the beginning."""
    shorter_length = min(len(old_parts), len(new_parts))
    return next((n for n in range(shorter_length) if old_parts[n] != new_parts[n]), shorter_length)


def _edits_between(blocks: list[tuple[int, int, int]]) -> Iterator[Edit]:
    """The edits around blocks of equal items."""
    old_end = new_end = 0
    for old_start, new_start, length in blocks:
        if old_start > old_end or new_start > new_end:
            kind = (
                "replace"
                if old_start > old_end and new_start > new_end
                else "delete"
                if old_start > old_end
                else "insert"
            )
            yield kind, old_end, old_start, new_end, new_start
        if length:
            yield "equal", old_start, old_start + length, new_start, new_start + length
        old_end, new_end = old_start + length, new_start + length


def _equal_blocks(
    old_parts: Sequence[str], new_parts: Sequence[str], most_edits: int
) -> list[tuple[int, int, int]]:
    """Blocks of equal items in order; none where more than `most_edits` parts are gone or new."""
    blocks: list[tuple[int, int, int]] = []
    old_end, new_end = len(old_parts), len(new_parts)
    for edit_count, end_by_diagonal in reversed(
        list(enumerate(_steps(old_parts, new_parts, most_edits)))
    ):
        diagonal = old_end - new_end
        is_down = _is_down(end_by_diagonal, diagonal, edit_count)
        diagonal_before = diagonal + 1 if is_down else diagonal - 1
        start = 0 if edit_count == 0 else end_by_diagonal[diagonal_before] + (not is_down)
        if old_end > start:
            blocks.append((start, start - diagonal, old_end - start))
        if edit_count:
            old_end, new_end = (
                end_by_diagonal[diagonal_before],
                end_by_diagonal[diagonal_before] - diagonal_before,
            )
    return blocks[::-1]


def _steps(
    old_parts: Sequence[str], new_parts: Sequence[str], most_edits: int
) -> list[dict[int, int]]:
    """For each number of edits, how far each diagonal came before; empty when they are too many."""
    end_by_diagonal = {1: 0}
    steps = []
    for edit_count in range(min(most_edits, len(old_parts) + len(new_parts)) + 1):
        steps.append(dict(end_by_diagonal))
        for diagonal in range(
            -edit_count + 2 * max(0, edit_count - len(new_parts)),
            edit_count - 2 * max(0, edit_count - len(old_parts)) + 1,
            2,
        ):
            old_end = (
                end_by_diagonal[diagonal + 1]
                if _is_down(end_by_diagonal, diagonal, edit_count)
                else end_by_diagonal[diagonal - 1] + 1
            )
            while (
                old_end < len(old_parts)
                and old_end - diagonal < len(new_parts)
                and old_parts[old_end] == new_parts[old_end - diagonal]
            ):
                old_end += 1
            end_by_diagonal[diagonal] = old_end
            if old_end == len(old_parts) and old_end - diagonal == len(new_parts):
                return steps
    return []


def _is_down(end_by_diagonal: dict[int, int], diagonal: int, edit_count: int) -> bool:
    """Whether a diagonal is reached by an item that is new."""
    return diagonal == -edit_count or (
        diagonal != edit_count
        and end_by_diagonal.get(diagonal - 1, -1) < end_by_diagonal.get(diagonal + 1, -1)
    )
