"""Which lines of an annex take the place of earlier ones. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace

from kimppa.agreement.text.paper import PaperLine, Role

_REPLACES = re.compile(
    r"\b(?:korvataan|korvaa|korvautuu|kumotaan|muutetaan|muuttuu|kuuluu jatkossa|kuuluu seuraavasti"
    r"|uusi sanamuoto|ersätts|ersätter|ändras|lyder i fortsättningen|lyder|får lydelsen"
    r"|is replaced|replaces)\b",
    re.IGNORECASE,
)
_ADDS = re.compile(
    r"\b(?:lisätään|täydennetään|lisäys|tillfogas|läggs|lägga till|tillägg|added)\b", re.IGNORECASE
)
_CHANGES = re.compile(r"muuto|ändring", re.IGNORECASE)
_ANNEX = re.compile(r"liite|bilaga|annex|muutos|lisäys|ändring|tillägg", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\d.,])(\d{1,2}(?:\.\d{1,2}){0,3})(?![\d,]|\.\d)")
_WORD = re.compile(r"[^\W\d_]{4,}")
_STEM = 6
_LONGEST_REFERENCE = 90
_SHORTEST_TEXT = 60
# Points: a stem in common, the section that is named, the very number that is named.
_ALIKE, _SECTION_NAMED, _NUMBER_NAMED = 3, 2, 10
_COMMON_STEMS = """
kohta kohdan korvat korvaa kunnan kunta kaupun seuraa tämä jatkos vuoden mennes kirjas liite
sopimu punkt punkte bilaga ersätt följan avtale kommun biblio senast
"""
_COMMON = frozenset(_COMMON_STEMS.split())


def with_replacements(lines: Sequence[PaperLine]) -> tuple[PaperLine, ...]:
    """The lines, those of annexes that take an earlier one's place saying so."""
    new_lines = list(lines)
    start = next(
        (index for index, line in enumerate(new_lines) if index and _begins_annex(line)),
        len(new_lines),
    )
    heading = announcement = ""
    for index in range(start, len(new_lines)):
        line = new_lines[index]
        if line.role is Role.HEADING:
            heading, announcement = f"{line.label} {line.text}", ""
            continue
        if not line.obliges:
            announcement = (
                line.text
                if _REPLACES.search(line.text) or _ADDS.search(line.text)
                else announcement
            )
        announces = _REPLACES.search(line.text) and len(line.text) > _SHORTEST_TEXT
        if not (line.obliges or announces):
            continue
        context = f"{announcement} {line.text}"
        if not _may_replace(context, heading):
            continue
        replaced_index = _replaced(
            line, f"{heading} {context[:_LONGEST_REFERENCE]}", new_lines[:start]
        )
        if replaced_index is None:
            continue
        line = replace(line, role=Role.DUTY, why="replaces", replaces=replaced_index)
        if not _REPLACES.search(context):
            line = replace(line, ask="replaces", answers=(Role.DUTY,))
        new_lines[index] = line
        new_lines[replaced_index] = replace(new_lines[replaced_index], why="replaced")
    return tuple(new_lines)


def _begins_annex(line: PaperLine) -> bool:
    return line.role is Role.HEADING and bool(_ANNEX.match(f"{line.label}{line.text}"))


def _may_replace(context: str, heading: str) -> bool:
    if _REPLACES.search(context):
        return True
    return not _ADDS.search(context) and bool(_REPLACES.search(heading) or _CHANGES.search(heading))


def _replaced(line: PaperLine, reference: str, earlier_lines: Sequence[PaperLine]) -> int | None:
    """The position of the obliging line before the annex that this one replaces."""
    numbers = _NUMBER.findall(reference)
    words = _stems(line.text)
    section = ""
    best_index, most_points = None, _ALIKE - 1
    for index, earlier_line in enumerate(earlier_lines):
        if earlier_line.role is Role.HEADING:
            section = earlier_line.number.rstrip(" .§")
        points = _points(earlier_line, section, words, numbers) if earlier_line.obliges else 0
        if points > most_points:
            best_index, most_points = index, points
    return best_index


def _points(earlier_line: PaperLine, section: str, words: set[str], numbers: Sequence[str]) -> int:
    """How well an earlier line fits to be replaced by a line of those words and references."""
    common_words = len(words & _stems(earlier_line.text))
    if earlier_line.number in numbers and "." in earlier_line.number:
        return common_words + _NUMBER_NAMED
    is_named = section and any(section in (n, n.split(".")[0]) for n in numbers)
    return common_words + _SECTION_NAMED if is_named and common_words else common_words


def _stems(text: str) -> set[str]:
    return {word[:_STEM] for word in _WORD.findall(text.casefold())} - _COMMON
