"""Two wordings of a text side by side, word by word, with the years told apart."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kimppa.core.edits import edits

SAME, YEAR, REPLACED = "same", "year", "replaced"
_ADDED, _REMOVED = "added", "removed"
# Not the number of an act (1492/2016).
_YEAR_WORD = re.compile(r"(?<![\d/])(?:19|20)\d\d(?!\d)")
# Years this near to the agreement's year move on with it; others are history.
_NEAR = 3
_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
_WORD = re.compile(r"\w+")
# Finnish and Swedish words differ in their endings; this many letters tell them apart.
_STEM = 6


@dataclass(frozen=True, slots=True)
class Span:
    """A run of words: the old texts of all spans make the old wording, the new ones the new."""

    kind: str
    """same, year (moved on with the agreement), replaced, added, removed"""
    old: str
    new: str


def years_in(text: str) -> list[int]:
    """The years named in a text."""
    return [int(year) for year in _YEAR_WORD.findall(text)]


def mask(text: str, year: int | None) -> str:
    """The text with the years near the agreement's year written as distances from it."""
    return _YEAR_WORD.sub(lambda match: _distance(match[0], year), text)


def _distance(token: str, year: int | None) -> str:
    if year is None or abs(int(token) - year) > _NEAR:
        return token
    return f"\x00{int(token) - year:+d}"


def stems(text: str) -> list[str]:
    """The beginnings of the words, small letters, numbers of years left out."""
    words = (word.lower() for word in _WORD.findall(text))
    return [word[:_STEM] for word in words if not _YEAR_WORD.fullmatch(word)]


def spans(
    old: str, new: str, old_year: int | None = None, new_year: int | None = None
) -> tuple[Span, ...]:
    """The differences of two wordings of a text that belong to agreements of these years."""
    if old == new:
        return (Span(SAME, old, new),) if old else ()
    old_tokens, new_tokens = _TOKEN.findall(old), _TOKEN.findall(new)
    return tuple(_join_neighbours(_pairs(old_tokens, new_tokens, old_year, new_year)))


def _pairs(
    old_tokens: list[str], new_tokens: list[str], old_year: int | None, new_year: int | None
) -> Iterator[Span]:
    for tag, i, j, k, m in edits(
        _mask_tokens(old_tokens, old_year), _mask_tokens(new_tokens, new_year)
    ):
        if tag == "equal":
            for a, b in zip(old_tokens[i:j], new_tokens[k:m], strict=True):
                yield Span(SAME if a == b else YEAR, a, b)
            continue
        removed_text, added_text = "".join(old_tokens[i:j]), "".join(new_tokens[k:m])
        kind = REPLACED if removed_text and added_text else _ADDED if added_text else _REMOVED
        yield Span(SAME if removed_text == added_text else kind, removed_text, added_text)


def _mask_tokens(tokens: list[str], year: int | None) -> list[str]:
    """Each token masked, unless it follows a stroke."""
    return [
        token if index and tokens[index - 1] == "/" else mask(token, year)
        for index, token in enumerate(tokens)
    ]


def _join_neighbours(parts: Iterator[Span]) -> list[Span]:
    """Neighbours of one kind made one; a lone space between two replaced runs joins them."""
    joined_spans: list[Span] = []
    for part in parts:
        whole_span = part
        if _is_parted_by_space(joined_spans, part):
            space, first_span = joined_spans.pop(), joined_spans.pop()
            old, new = first_span.old + space.old + part.old, first_span.new + space.new + part.new
            whole_span = Span(REPLACED, old, new)
        if joined_spans and joined_spans[-1].kind == whole_span.kind != YEAR:
            last_span = joined_spans.pop()
            whole_span = Span(
                whole_span.kind, last_span.old + whole_span.old, last_span.new + whole_span.new
            )
        joined_spans.append(whole_span)
    return joined_spans


def _is_parted_by_space(spans: list[Span], part: Span) -> bool:
    if len(spans) < 2 or part.kind != REPLACED or spans[-2].kind != REPLACED:
        return False
    return spans[-1].kind == SAME and not spans[-1].old.strip()
