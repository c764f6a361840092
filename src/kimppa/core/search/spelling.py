"""Names that somebody may have meant: a letter or two missing, swapped or wrong. Pure."""

import heapq
from collections.abc import Iterable

from kimppa.core.search.words import WORD, composed, folded, plain

SHORTEST = 4
LONG = 8  # from this length on, two slips are forgiven
MOST = 3


def suggestions(written: str, names: Iterable[str]) -> list[str]:
    """What was written with each misspelt word as the nearest name has it, the nearest first.

    Empty when no word is near a name, or all are names already.
    """
    parts = _by_plain(names)
    found: dict[str, int] = {}
    for match in WORD.finditer(text := composed(written)):
        word = folded(plain(match[0]))
        if len(word) < SHORTEST or word in parts:
            continue
        for far, name in _nearest(word, parts):
            suggestion = text[: match.start()] + name + text[match.end() :]
            found[suggestion] = min(far, found.get(suggestion, far))
    return sorted(found, key=lambda one: (found[one], one))[:MOST]


def _by_plain(names: Iterable[str]) -> dict[str, str]:
    """The words of the names by their folded form, each as it is written in a name."""
    found: dict[str, str] = {}
    for name in names:
        for match in WORD.finditer(name):
            found.setdefault(folded(plain(match[0])), match[0])
    return found


def _nearest(word: str, parts: dict[str, str]) -> list[tuple[int, str]]:
    allowed = 2 if len(word) >= LONG else 1
    pairs = _pairs(word)
    near = (
        (far, parts[one])
        for one in parts
        if len(one) >= SHORTEST and abs(len(one) - len(word)) <= allowed and pairs & _pairs(one)
        if (far := distance(word, one, allowed)) <= allowed
    )
    return heapq.nsmallest(MOST, near)


def _pairs(word: str) -> set[str]:
    return {word[at : at + 2] for at in range(len(word) - 1)}


def distance(one: str, other: str, most: int) -> int:
    """Letters to add, drop, change or swap with their neighbour; `most` + 1 when it is more."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
