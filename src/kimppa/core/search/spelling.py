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
        for gap, name in _nearest_words(word, parts):
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


def _nearest_words(word: str, parts: dict[str, str]) -> list[tuple[int, str]]:
    """(edits, word) pairs, the fewest edits first."""
    most_edits = 2 if len(word) >= LONG else 1
    pairs = _pairs(word)
    near_words = (
        (gap, parts[candidate])
        for candidate in parts
        if len(candidate) >= SHORTEST
        and abs(len(candidate) - len(word)) <= most_edits
        and pairs & _pairs(candidate)
        if (gap := distance(word, candidate, most_edits)) <= most_edits
    )
    return heapq.nsmallest(MOST, near_words)


def _pairs(word: str) -> set[str]:
    return {word[index : index + 2] for index in range(len(word) - 1)}


def distance(word: str, other_word: str, most: int) -> int:
    """Letters to add, drop, change or swap with their neighbour; `most` + 1 when it is more."""
    row_before: list[int] = []
    row = list(range(len(other_word) + 1))
    for line, letter in enumerate(word, 1):
        row_before, row_before_last, row = row, row_before, [line]
        for column, other_letter in enumerate(other_word, 1):
            cost = min(
                row_before[column] + 1,
                row[column - 1] + 1,
                row_before[column - 1] + (letter != other_letter),
            )
            if (
                line > 1
                and column > 1
                and letter == other_word[column - 2]
                and word[line - 2] == other_letter
            ):
                cost = min(cost, row_before_last[column - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
