"""What the words of a description say that the thing is: CD, LP, VHS, map, game …

The table (`data/carrier-words.toml`, which names its sources) has a name for each kind of thing,
the RDA carrier that it is (338 $b) and its words in Finnish, Swedish and English. The terms of the
list itself (338 $a) stand for the carriers that it does not name.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import Final

from kimppa.marc.definition.carriers import terms

_LANGUAGES: Final = ("fi", "sv", "en")
_UNSPECIFIC: Final = {"z"}  # letters of codes for other and unspecified carriers
_TOKEN: Final = re.compile(r"[^\W_][\w-]*\.?")
_PHRASE: Final = 4  # words of the longest name
_ROLL: Final = "na"  # a word that many things are called by


@dataclass(frozen=True, slots=True)
class Carrier:
    """A kind of thing; `codes` by leader type (LDR/06), "" being every type."""

    name: str
    codes: Mapping[str, str]
    media: str  # "" where it may be of several
    words: tuple[str, ...]

    def code(self, leader_type: str) -> str:
        """$b of 338 in a record of this type; "" where the words do not tell it."""
        return self.codes.get(leader_type, self.codes.get("", ""))


@cache
def table() -> Mapping[str, Carrier]:
    """The carriers by their names."""
    path = files("kimppa.marc.definition") / "data" / "carrier-words.toml"
    carriers = {}
    for name, entry in tomllib.loads(path.read_text("utf-8")).items():
        codes = _codes(entry.get("code", {}))
        kinds = {entry["media"]} if "media" in entry else {media_of(c) for c in codes.values()}
        words = tuple(word for language in _LANGUAGES for word in entry.get(language, ()))
        carriers[name] = Carrier(name, codes, kinds.pop() if len(kinds) == 1 else "", words)
    return {**_unnamed_types(carriers.values()), **carriers}


def _unnamed_types(carriers: Iterable[Carrier]) -> Mapping[str, Carrier]:
    """The carrier types of the list that no carrier has, by their terms; not the unspecific."""
    named_codes = {code for carrier in carriers for code in carrier.codes.values()}
    return {
        names["eng"]: Carrier(
            names["eng"], {"": code}, media_of(code), tuple(f"{name}*" for name in names.values())
        )
        for code, names in terms("338").items()
        if code not in named_codes and not set(code) & _UNSPECIFIC and code != _ROLL
    }


def media_of(code: str) -> str:
    """The media type of a carrier type, which is the letter that its code begins with.

    >>> media_of("vd"), media_of("mr")
    ('v', 'g')
    """
    return "g" if code[0] == "m" else code[0]


def carriers_in(text: str) -> Iterator[Carrier]:
    """The carriers that a text names, in its order, what stands in brackets too.

    >>> [carrier.name for carrier in carriers_in("5 CD-äänilevyä + 1 DVD-levy")]
    ['cd', 'dvd']
    >>> [carrier.name for carrier in carriers_in("1 verkkoaineisto (500 sivua)")]
    ['online', 'pages']
    """
    tokens = _TOKEN.findall(text.casefold())
    index = 0
    while index < len(tokens):
        size, carrier = _longest(tokens[index : index + _PHRASE])
        if carrier:
            yield carrier
        index += size


def _longest(words: list[str]) -> tuple[int, Carrier | None]:
    """How many of the first words name a carrier, the most that do, and the carrier."""
    for size in range(len(words), 0, -1):
        words_before = " ".join(words[: size - 1])
        if carrier := _called(f"{words_before} {words[size - 1]}".strip(), len(words_before) + 1):
            return size, carrier
    return 1, None


def _called(phrase: str, last: int) -> Carrier | None:
    """The carrier of a phrase whole, its longest beginning, or of one word its ending."""
    whole_words, beginnings, endings = _words()
    bare = phrase.rstrip(".")
    candidates = chain(
        (whole_words.get(phrase), whole_words.get(bare)),
        (beginnings.get(phrase[:end]) for end in range(len(phrase), last, -1)),
        (endings.get(bare[start:]) for start in range(len(bare)) if " " not in bare),
    )
    return next(filter(None, candidates), None)


def _codes(code: str | Mapping[str, str]) -> Mapping[str, str]:
    if isinstance(code, str):
        return {"": code}
    return {
        leader_type: material_code for types, material_code in code.items() for leader_type in types
    }


@cache
def _words() -> tuple[Mapping[str, Carrier], Mapping[str, Carrier], Mapping[str, Carrier]]:
    """The carriers by whole words, by what words begin with, and by what they end with."""
    whole_words: dict[str, Carrier] = {}
    beginnings: dict[str, Carrier] = {}
    endings: dict[str, Carrier] = {}
    for carrier in table().values():
        for word in carrier.words:
            words_of_kind = (
                endings if word[0] == "*" else beginnings if word[-1] == "*" else whole_words
            )
            words_of_kind[word.strip("*")] = carrier
    return whole_words, beginnings, endings
