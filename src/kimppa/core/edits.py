"""The edits that make one sequence another, in time bounded by the sequences' length.

Myers, "An O(ND) difference algorithm and its variations", Algorithmica 1 (1986). The standard
library's SequenceMatcher is cubic where much is repeated.
"""

from collections.abc import Iterator, Sequence

MOST = 300
"""Items gone and new: more than these are one replacement."""
Edit = tuple[str, int, int, int, int]


def edits(old: Sequence[str], new: Sequence[str], most: int = MOST) -> list[Edit]:
    """(kind, from, to, from, to) over both sequences: equal, replace, delete or insert."""
    begin = _common_start(old, new)
    end = _common_start(old[begin:][::-1], new[begin:][::-1])
    a, b = old[begin : len(old) - end], new[begin : len(new) - end]
    inner = [(begin + i, begin + j, length) for i, j, length in _matches(a, b, most)]
    last = (len(old) - end, len(new) - end, end)
    return list(_edits_between([(0, 0, begin), *inner, last]))


def likeness(old: Sequence[str], new: Sequence[str], script: Sequence[Edit]) -> float:
    """The share of both sequences that is equal, 0 to 1."""
    equal = sum(to - start for kind, start, to, _, _ in script if kind == "equal")
    return 2 * equal / (len(old) + len(new)) if old or new else 1.0


def _common_start(old: Sequence[str], new: Sequence[str]) -> int:
    """How many items are the same at the beginning."""
    shorter = min(len(old), len(new))
    return next((n for n in range(shorter) if old[n] != new[n]), shorter)


def _edits_between(blocks: list[tuple[int, int, int]]) -> Iterator[Edit]:
    """The edits around blocks of equal items."""
    i = j = 0
    for a, b, length in blocks:
        if a > i or b > j:
            kind = "replace" if a > i and b > j else "delete" if a > i else "insert"
            yield kind, i, a, j, b
        if length:
            yield "equal", a, a + length, b, b + length
        i, j = a + length, b + length


def _matches(a: Sequence[str], b: Sequence[str], most: int) -> list[tuple[int, int, int]]:
    """Blocks of equal items in order; none where more than `most` items are gone or new."""
    blocks: list[tuple[int, int, int]] = []
    x, y = len(a), len(b)
    for d, ends in reversed(list(enumerate(_steps(a, b, most)))):
        k = x - y
        is_down = _is_down(ends, k, d)
        before = k + 1 if is_down else k - 1
        start = 0 if d == 0 else ends[before] + (not is_down)
        if x > start:
            blocks.append((start, start - k, x - start))
        if d:
            x, y = ends[before], ends[before] - before
    return blocks[::-1]


def _steps(a: Sequence[str], b: Sequence[str], most: int) -> list[dict[int, int]]:
    """For each number of edits, how far each diagonal came before; empty when they are too many."""
    ends = {1: 0}
    steps = []
    for d in range(min(most, len(a) + len(b)) + 1):
        steps.append(dict(ends))
        for k in range(-d + 2 * max(0, d - len(b)), d - 2 * max(0, d - len(a)) + 1, 2):
            x = ends[k + 1] if _is_down(ends, k, d) else ends[k - 1] + 1
            while x < len(a) and x - k < len(b) and a[x] == b[x - k]:
                x += 1
            ends[k] = x
            if x == len(a) and x - k == len(b):
                return steps
    return []


def _is_down(ends: dict[int, int], k: int, d: int) -> bool:
    """Whether a diagonal is reached by an item that is new."""
    return k == -d or (k != d and ends.get(k - 1, -1) < ends.get(k + 1, -1))
