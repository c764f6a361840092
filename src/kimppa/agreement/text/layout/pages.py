"""Which lines of a file belong to its pages and not to the agreement. Pure.

Headers and footers, page numbers, register numbers and a list of contents: they may stand in the
middle of a sentence, so they are set aside before lines are joined.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

REPEATED, PAGE_NUMBER, CONTENTS = "repeated", "page-number", "contents"
PICTURE = "picture"
"""A whole page whose words cannot be read: its line says only its number, "[3]"."""
# Lines of the same words closer than this are the agreement's own.
_PAGE_APART, _CLOSEST = 12, 4
_FEWEST_LETTERS = 6
_MOST_A_PAGE = 6
_LONGEST = 130

_NUMBER_OF_PAGE = re.compile(
    r"(?:(?:sivu|sida|page)\s+\d{1,3}(?:\s?(?:\(\d{1,3}\)|/\s?\d{1,3}|(?:av|of)\s\d{1,3}))?"
    r"|[-–—]\s?\d{1,3}\s?[-–—]|\d{1,3}\s?\(\d{1,3}\)|\d{1,3}\s?/\s?\d{1,3})",
    re.IGNORECASE,
)
_ENDS_WITH_PAGE = re.compile(
    r"(?:\d{1,3}\s?\(\d{1,3}\)|(?:sivu|sida|page)\s\d{1,3}(?:\s?/\s?\d{1,3})?)$", re.IGNORECASE
)
_CERTAIN = re.compile(
    r"\b(?:sivu|sida|page)\s\d{1,3}\s?(?:\(\d{1,3}\)|/\s?\d{1,3})$", re.IGNORECASE
)
_REGISTER = re.compile(r"(?:d:?nro|dnr|diaarinumero|diarienummer)\b[:.]?\s?\S{1,40}", re.IGNORECASE)
_CASE_NUMBER = re.compile(r"[A-ZÅÄÖ]{2,8}(?:[/ .-]\d{1,6}){2,5}")
_DOTS_TO_PAGE = re.compile(r"(?:(?<!\.)\.{4,}+|(?<!…)…{2,}+|(?<!\. )(?:\. ){4,}+)\s*+\d{1,3}$")
_CONTENTS = re.compile(
    r"(?:sisällys(?:luettelo)?|sisältö|innehåll(?:sförteckning)?|(?:table of )?contents)[:.]?",
    re.IGNORECASE,
)
_LEADS_TO_PAGE = re.compile(
    r"(?:(?<!\.)\.{3,}+|…|(?<!\. )(?:\. ){3,}+|(?<!\s)\s{2,}+|(?<!\s)\t)\s*+\d{1,3}$"
)
_DIGITS = re.compile(r"\d+")
_NOT_SOLID = re.compile(r"[\W\d]+")


def page_matter(raw: Sequence[str]) -> dict[int, str]:
    """The positions of lines that are page matter, each with its reason."""
    texts = [" ".join(line.split()) for line in raw]
    aside = dict.fromkeys(_contents(raw, texts), CONTENTS)
    aside |= dict.fromkeys(_repeated(texts), REPEATED)
    for index, text in enumerate(texts):
        if text and len(text) < 25 and _NUMBER_OF_PAGE.fullmatch(text):
            aside[index] = PAGE_NUMBER
        elif text and len(text) <= _LONGEST and _is_of_page(text):
            aside[index] = REPEATED
    return aside | dict.fromkeys(_lone_numbers(texts), PAGE_NUMBER)


def _is_of_page(text: str) -> bool:
    """Whether a line tells by itself that it is a header or a footer."""
    if _CERTAIN.search(text) or _CASE_NUMBER.fullmatch(text):
        return True
    return len(text) < 60 and bool(_REGISTER.match(text))


def _repeated(texts: Sequence[str]) -> set[int]:
    """Lines that come back page after page, the same but for their numbers."""
    positions_by_text: dict[str, list[int]] = defaultdict(list)
    for index, text in enumerate(texts):
        if text and len(text) <= _LONGEST and sum(map(str.isalpha, text)) >= _FEWEST_LETTERS:
            positions_by_text[_DIGITS.sub("#", text)].append(index)
    repeated: set[int] = set()
    uncertain_runs: list[list[int]] = []
    candidates = {
        masked: positions
        for masked, positions in positions_by_text.items()
        if _are_pages_apart(positions) and not _is_of_text(masked)
    }
    for positions in candidates.values():
        first_text = texts[positions[0]]
        is_certain = _ENDS_WITH_PAGE.search(first_text) or _REGISTER.search(first_text)
        # Many different lines that come back are a text that is there twice.
        if len(candidates) > _MOST_A_PAGE and not is_certain:
            continue
        if len(positions) > 2 or is_certain:
            repeated.update(positions)
        else:
            uncertain_runs.append(positions)
    # Twice only: believed beside a line of the page that is known.
    for pair in uncertain_runs:
        if all(repeated & set(range(position - 3, position + 4)) for position in pair):
            repeated.update(pair)
    return repeated


def _is_of_text(masked: str) -> bool:
    """Whether a line is of the agreement: a number with its word, or the end of a sentence."""
    return bool(re.fullmatch(r"\w+ #[.:]?", masked)) or masked[-1] in ".;,:"


def _are_pages_apart(positions: Sequence[int]) -> bool:
    steps = sorted(b - a for a, b in pairwise(positions))
    return bool(steps) and steps[len(steps) // 2] >= _PAGE_APART and steps[0] >= _CLOSEST


def _lone_numbers(texts: Sequence[str]) -> list[int]:
    """Numbers alone on their lines that count pages: 2, 3, 4, each a page after the last."""
    numbers_alone = [
        (index, int(text)) for index, text in enumerate(texts) if re.fullmatch(r"\d{1,3}", text)
    ]
    runs: list[list[tuple[int, int]]] = []
    for index, number in numbers_alone:
        if runs and number == runs[-1][-1][1] + 1 and index - runs[-1][-1][0] >= _PAGE_APART:
            runs[-1].append((index, number))
        else:
            runs.append([(index, number)])
    return [index for run in runs if len(run) > 1 for index, _ in run]


def _contents(raw: Sequence[str], texts: Sequence[str]) -> Iterable[int]:
    """The lines of a list of contents with its heading."""
    start = next((index for index, text in enumerate(texts) if _CONTENTS.fullmatch(text)), None)
    if start is None:
        dotted = [index for index, text in enumerate(texts) if _DOTS_TO_PAGE.search(text)]
        return dotted if len(dotted) > 2 else []
    later_names = {_solid(text) for text in texts[start + 1 :]}
    counts = _counts_of(texts[start + 1 :])
    entries, first_name = [start], ""
    for index in range(start + 1, len(texts)):
        text = texts[index]
        if not text:
            continue
        name = _LEADS_TO_PAGE.sub("", raw[index].strip())
        name = name if name != raw[index].strip() else re.sub(r"\s\d{1,3}$", "", text)
        leads_to_page = bool(_LEADS_TO_PAGE.search(raw[index].strip()))
        comes_again = _solid(name) in later_names if name != text else counts[_solid(text)] > 1
        if first_name and _solid(name) == first_name and not leads_to_page:
            break
        if not (leads_to_page or comes_again):
            break
        first_name = first_name or _solid(name)
        entries.append(index)
    return entries if len(entries) > 2 else []


def _counts_of(texts: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for text in texts:
        counts[_solid(text)] += 1
    return counts


def _solid(text: str) -> str:
    """Letters only: an entry of contents may lack the number of its heading."""
    return _NOT_SOLID.sub("", text).casefold()
