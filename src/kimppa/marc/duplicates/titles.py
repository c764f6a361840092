"""A record's titles, and how near those of two records are to being one.

Beside 245 itself: its parallel titles, which agencies put in different orders, its form in the
original script (880), and the variants of 246 and 740, which tell less.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from kimppa.marc.record import Field, Record
from kimppa.marc.texts import likeness, ordinals, roman, strangers, words

SAME: Final = 0.93  # likeness
NEAR: Final = 0.8  # likeness below which a person looks; broken encodings lie above it
_SCALE: Final = re.compile(r"\b1 ?: ?\d[\d .,]*\d")
_RESPONSIBILITY: Final = re.compile(r" / | ; ")
_PARALLEL: Final = re.compile(r"\s=\s*|=\s")
_DESIGNATION: Final = re.compile(r"\[[^\]]*\]")
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
    parallel: tuple[str, ...] = ()  # other titles of 245 and 880
    variants: tuple[str, ...] = ()  # 246, 740
    numbers: frozenset[int] = frozenset()  # of 245 $a, $n, $p: what part of what it is
    rest_numbers: frozenset[int] = frozenset()  # of 245 $b
    all_numbers: frozenset[int] = frozenset()  # also of other titles and series

    @property
    def whole(self) -> str:
        return f"{self.name} {self.rest}".strip()


def titles(record: Record, form: Form = str) -> Titles:
    title = record.first("245") or Field("245")
    name, rest, part = (" ".join(title.all(code)) for code in "abp")
    split = _PARALLEL.split(f"{name} {rest}")
    own = [*split[1:], *_PARALLEL.split(" ".join(title.all("c")))[1:]]
    parallel = [_RESPONSIBILITY.split(text)[0].split(" : ")[0] for text in own]
    if len(split) > 1:
        parallel.append(split[0])
    linked = [f for f in record.all("880") if (f.get("6") or "").startswith("245")]
    parallel += [" ".join(field.all("ab")) for field in linked]
    parallel += [field.get("a") or "" for field in linked]
    variants = [text for field in record.all("246", "740") for text in field.all("a")]
    numbers, rest_numbers = _numbers(title), ordinals(_SCALE.sub(" ", rest))
    return Titles(
        title.get("a") or "",
        form(name),
        form(rest),
        form(part),
        tuple(dict.fromkeys(filter(None, map(form, parallel)))),
        tuple(dict.fromkeys(filter(None, map(form, variants)))),
        numbers,
        rest_numbers,
        numbers | rest_numbers | frozenset(_other_numbers(record)),
    )


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
    near = likeness(a.whole, b.whole)
    if not (a.rest and b.rest):
        near = max(near, likeness(a.name, b.name))
    if near < SAME:
        near = max([near, *_across(a, b)])
    return near


def _across(a: Titles, b: Titles) -> Iterator[float]:
    """Likenesses of other forms: of parallel titles; of a part's name and a title; of a subtitle
    that is written into the title."""
    for first, second in ((a, b), (b, a)):
        for parallel in first.parallel:
            yield max(likeness(parallel, second.name), likeness(parallel, second.whole))
            yield from (likeness(parallel, title) for title in second.parallel)
        if first.part_name and not second.part_name:
            yield likeness(f"{first.name} {first.part_name}", second.whole)


def loosely(a: Titles, b: Titles) -> float:
    """The same also over variant titles and names of parts, which prove less."""
    best = max(nearness(a, b), likeness(a.name, b.name))
    for first, second in ((a, b), (b, a)):
        for variant in (*first.variants, first.part_name):
            if variant:
                best = max(best, *(likeness(variant, text) for text in
                                   (second.name, second.whole, *second.variants)))  # fmt: skip
    return best


def pair(a: Titles, b: Titles) -> tuple[str, str]:
    """The two forms that are most alike, for asking what is different in them."""
    whole = (a.whole, b.whole) if a.rest and b.rest else (a.name, b.name)
    forms = [whole, (a.whole, b.whole)]
    forms += [(text, title) for text in a.parallel for title in (b.name, b.whole, *b.parallel)]
    forms += [(title, text) for text in b.parallel for title in (a.name, a.whole)]
    forms.append((f"{a.name} {a.part_name}", b.whole))
    forms.append((a.whole, f"{b.name} {b.part_name}"))
    return max(forms, key=lambda form: (likeness(*form), form is whole))


def other_words(a: Titles, b: Titles, least: float = SAME) -> bool:
    """Whether the titles are not quite the same: each has a word that the other lacks, the same
    words stand in another order, or they are less alike than `least`."""
    first, second = pair(a, b)
    reordered = words(first) != words(second) and sorted(words(first)) == sorted(words(second))
    lacking = strangers(first, second) and strangers(second, first)
    return reordered or bool(lacking) or likeness(first, second) < least


def lacking(a: Titles, b: Titles) -> tuple[frozenset[int], frozenset[int]]:
    """Numbers of each title that the other record tells nowhere."""
    return a.numbers - b.all_numbers, b.numbers - a.all_numbers
