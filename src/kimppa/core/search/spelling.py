"""Names that somebody may have meant: a letter or two missing, swapped or wrong. Pure."""

import heapq
from collections.abc import Iterable

from kimppa.core.search.lexemes import WORD, compose, normalise, without_marks

SHORTEST = 4
LONG = 8  # from this length on, two slips are forgiven
MOST = 3


def suggestions(query: str, names: Iterable[str]) -> list[str]:
    """The query with one misspelt word replaced by a near name, the nearest first.

    Empty when no word is near a name, or all are names already.
    """
    parts = _by_plain(names)
    distances: dict[str, int] = {}
    for match in WORD.finditer(text := compose(query)):
        word = without_marks(normalise(match[0]))
        if len(word) < SHORTEST or word in parts:
            continue
        for gap, name in _nearest(word, parts):
            suggestion = text[: match.start()] + name + text[match.end() :]
            distances[suggestion] = min(gap, distances.get(suggestion, gap))
    return sorted(distances, key=lambda candidate: (distances[candidate], candidate))[:MOST]


def _by_plain(names: Iterable[str]) -> dict[str, str]:
    """The words of the names by their folded form, each as it is written in a name."""
    words: dict[str, str] = {}
    for name in names:
        for match in WORD.finditer(name):
            words.setdefault(without_marks(normalise(match[0])), match[0])
    return words


def _nearest(word: str, parts: dict[str, str]) -> list[tuple[int, str]]:
    allowed = 2 if len(word) >= LONG else 1
    pairs = _pairs(word)
    near = (
        (gap, parts[candidate])
        for candidate in parts
        if len(candidate) >= SHORTEST
        and abs(len(candidate) - len(word)) <= allowed
        and pairs & _pairs(candidate)
        if (gap := distance(word, candidate, allowed)) <= allowed
    )
    return heapq.nsmallest(MOST, near)


def _pairs(word: str) -> set[str]:
    return {word[at : at + 2] for at in range(len(word) - 1)}


def distance(first: str, second: str, most: int) -> int:
    """Letters to add, drop, change or swap with their neighbour; `most` + 1 when it is more."""
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, 1):
        before, last, row = row, before, [i]
        for j, b in enumerate(second, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == second[j - 2] and first[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
