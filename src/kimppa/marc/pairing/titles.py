"""A record's titles, and how near those of two records are to being one.

Beside 245 itself: its parallel titles, which agencies put in different orders, its form in the
original script (880), and the variants of 246 and 740, which tell less.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kimppa.marc.record import Field, Record
from kimppa.marc.texts import likeness, ordinals, roman, strangers, words

SAME: Final = 0.93  # likeness
NEAR: Final = 0.8  # likeness below which a person looks; broken encodings lie above it
_SCALE: Final = re.compile(r"\b1 ?: ?\d[\d .,]*\d")
_RESPONSIBILITY: Final = re.compile(r" / | ; ")
_PARALLEL: Final = re.compile(r"\s=\s*|=\s")
_LATIN: Final = re.compile("[a-z]")
_SINGLE_ROMAN: Final = re.compile(r"(?<!^)\b[IVX]\b(?=\s*(?:$|[.:,/(=]))")

type Form = Callable[[str], str]
"""How texts are written down to be compared: as they are, or by their sounds."""


@dataclass(frozen=True, slots=True)
class Titles:
    """`display` is 245 $a as it stands; all others are as they are compared."""

    display: str
    name: str  # 245 $a
    rest: str  # 245 $b
    part_name: str  # 245 $p
    parallel: tuple[tuple[str, str], ...] = ()  # other titles of 245 and 880, with their rests
    variants: tuple[str, ...] = ()  # 246, 740
    numbers: frozenset[int] = frozenset()  # of 245 $a, $n, $p: what part of what it is
    rest_numbers: frozenset[int] = frozenset()  # of 245 $b
    all_numbers: frozenset[int] = frozenset()  # also of other titles and series

    @property
    def whole(self) -> str:
        return f"{self.name} {self.rest}".strip()


def titles(record: Record, form: Form = str) -> Titles:
    title = record.first("245") or Field("245")
    name, subtitle, part = (" ".join(title.all(code)) for code in "abp")
    parallel = [*_parallel(f"{name} {subtitle}"), *_parallel(" ".join(title.all("c")))[1:]]
    linked = [f for f in record.all("880") if (f.get("6") or "").startswith("245")]
    parallel += [(field.get("a") or "", field.get("b") or "") for field in linked]
    variants = [text for field in record.all("246", "740") for text in field.all("a")]
    numbers, rest_numbers = _numbers(title), ordinals(_SCALE.sub(" ", subtitle))
    return Titles(
        title.get("a") or "",
        form(_SCALE.sub(" ", name)),
        form(_SCALE.sub(" ", subtitle)),
        form(part),
        tuple((form(title), form(subtitle)) for title, subtitle in parallel if title),
        tuple(dict.fromkeys(filter(None, map(form, variants)))),
        numbers,
        rest_numbers,
        numbers | rest_numbers | frozenset(_other_numbers(record)),
    )


def _parallel(text: str) -> list[tuple[str, str]]:
    """The titles between marks of equality, each with what follows its colon; none for one."""
    titles = [_RESPONSIBILITY.split(part)[0] for part in _PARALLEL.split(text)]
    parted = (title.partition(" :") for title in titles) if len(titles) > 1 else ()
    return [(title.strip(), subtitle.strip()) for title, _, subtitle in parted]


def _numbers(title: Field) -> frozenset[int]:
    """Numbers of the title and its parts; a Roman numeral counts as the title's last word."""
    name = _SCALE.sub(" ", " ".join(title.all("a")))
    parts = ordinals(_SCALE.sub(" ", " ".join(title.all("np"))))
    last = words(name)[-1:]
    value = roman(last[0]) if last and len(last[0]) > 1 else None
    singles = {roman(letter.lower()) for letter in _SINGLE_ROMAN.findall(name)}
    name_numbers = ordinals(" ".join(word for word in words(name) if word not in {"i", "v", "x"}))
    return name_numbers | parts | frozenset(number for number in (value, *singles) if number)


def _other_numbers(record: Record) -> Iterator[int]:
    codes = {"240": "anpmr", "246": "abnp", "440": "v", "490": "v", "830": "nv", "800": "v",
             "740": "anp", "020": "q"}  # fmt: skip
    for field in record.all(*codes):
        yield from ordinals(" ".join(field.all(codes[field.tag])))


def nearness(a: Titles, b: Titles) -> float:
    """The likeness of the two titles, of 245 and its parallels: 0 … 1."""
    return likeness(*pair(a, b))


@lru_cache(maxsize=256)
def pair(a: Titles, b: Titles) -> tuple[str, str]:
    """The two forms that are most alike."""
    return max(_forms(a, b), key=lambda texts: likeness(*texts))


def _forms(a: Titles, b: Titles) -> Iterator[tuple[str, str]]:
    """Forms that may both be the title: with what follows the title where both have it; a part's
    name beside a subtitle."""
    for name, subtitle in ((a.name, a.rest), *a.parallel):
        for other_name, other_subtitle in ((b.name, b.rest), *b.parallel):
            yield f"{name} {subtitle}".strip(), f"{other_name} {other_subtitle}".strip()
            if not (subtitle and other_subtitle):
                yield name, other_name
    if a.part_name and not b.part_name:
        yield f"{a.name} {a.part_name}", b.whole
    if b.part_name and not a.part_name:
        yield a.whole, f"{b.name} {b.part_name}"


def loosely(a: Titles, b: Titles) -> float:
    """The same also over variant titles and names of parts, which prove less."""
    best_likeness = max(nearness(a, b), likeness(a.name, b.name))
    for first, second in ((a, b), (b, a)):
        for variant in filter(None, (*first.variants, first.part_name)):
            texts = (second.name, second.whole, *second.variants)
            best_likeness = max(best_likeness, *(likeness(variant, text) for text in texts))
    return best_likeness


def foreign(a: Titles, b: Titles) -> bool:
    """Whether each has a word that is not in the other, not even with a fault, in every form."""
    return all(
        strangers(first, second) and strangers(second, first) for first, second in _forms(a, b)
    )


def other_words(a: Titles, b: Titles, least_likeness: float = SAME) -> bool:
    """Whether the titles are not quite the same: foreign to each other, the same words stand in
    another order, or they are less alike than `least`."""
    first, second = pair(a, b)
    reordered = words(first) != words(second) and sorted(words(first)) == sorted(words(second))
    lacking = strangers(first, second) and strangers(second, first)
    return reordered or bool(lacking) or likeness(first, second) < least_likeness


def other_spelling(a: Titles, b: Titles) -> bool:
    """Whether each has a word that the other does not spell so: a fault, or another word."""
    first, second = map(frozenset, map(words, pair(a, b)))
    return bool(first - second and second - first)


def unreadable(a: Titles, b: Titles) -> bool:
    """Whether one is in Latin letters and the other in none: nothing can be said of them."""
    first, second = (bool(any(map(_LATIN.search, words(text)))) for text in pair(a, b))
    return first != second


def lacking(a: Titles, b: Titles) -> tuple[frozenset[int], frozenset[int]]:
    """Numbers of each title that the other record tells nowhere."""
    return a.numbers - b.all_numbers, b.numbers - a.all_numbers
