"""Which municipalities a line of text names, in whatever case of Finnish or in Swedish. Pure.

Names of the table are known by their forms; names outside it by stems and endings. A form that is
a common word too ("salossa", "Varkaus kirjastossa") and a capitalised word that only resembles a
name are not taken for the municipality: they are told apart, so that somebody may ask.
"""

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kimppa.core.consortium.finland import listed_by_form, listed_forms, listed_names

_WORD = re.compile(r"[\w:-]+")
# What may stand before the first word of a text.
_OPENS = "\"”'(–-"
_CLITIC = re.compile(r"(?:kin|k[aä]{2}n|h[aä]n|k[oö])$")
_RESIDENT = re.compile(r"l[aä]i(?:nen|s\w{0,12})$")
# Behind a genitive at the head of a sentence these tell that it is the place: "Salon kirjastossa".
_OF_A_PLACE = re.compile(r"(?:pää|lähi|kaupungin|kunnan)?(?:kirjasto|kaupun|kun[tn]a|bibliotek)")
_LOCAL = re.compile(r"(?:ss[aä]|ll[aä]|lle)$")
_NEAR, _NEAR_AT_HEAD, _SHORTEST = 0.8, 0.88, 5

# What may follow the stem of a name outside the table: case endings, "-lainen", a compound.
_ENDING = re.compile(
    r"(?:n|[aä]|(?:aa|ää|oo|öö|ee|ii|uu|yy)n|seen|[aäoöeiuy]n|[sl][st][aä]|ss[aä]|ll[aä]|lle|ksi|n[aä]"
    r"|t|ten|ien|jen|i(?:ss[aä]|st[aä]|ll[aä]|lt[aä]|lle|den|hin|in|[aä]|lla)"
    r"|s|l[aä]i(?:nen|s\w*|st\w*))?(?:kin|k[aä]{2}n|h[aä]n)?(?:$|[-:])"
)
# Final clusters that weaken when the syllable closes: Turku, Turun; Lahti, Lahden.
_WEAKER = {
    "kk": "k", "pp": "p", "tt": "t", "nk": "ng", "nt": "nn", "mp": "mm", "lt": "ll", "rt": "rr",
    "ht": "hd", "rk": "r", "lk": "l", "hk": "h", "t": "d", "k": "", "p": "v",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text in its own letters; `heads` a sentence."""

    text: str
    heads: bool = False

    @property
    def small(self) -> str:
        """In small letters, "S:t" as "st"."""
        return self.text.casefold().replace("s:t", "st")

    @property
    def is_capitalised(self) -> bool:
        """Whether it begins with a capital."""
        return self.text[:1].isupper()


def words_of(text: str) -> list[Word]:
    """The words of a text in order."""
    words, end, opening = [], 0, True
    for match in _WORD.finditer(text):
        gap = text[end : match.start()]
        opening = opening and not "".join(gap.split()).strip(_OPENS)
        stop = gap.rstrip()[-1:]
        words.append(Word(match[0], heads=opening or (bool(stop) and stop in ".!?")))
        opening, end = opening and not match[0].strip("-"), match.end()
    return words


@dataclass(frozen=True, slots=True)
class Mentions:
    """Codes of municipalities: those that are named, and those that may have been meant."""

    codes: tuple[str, ...]
    unsure: tuple[str, ...]


def mentions(words: Sequence[Word], names: Iterable[tuple[str, Sequence[str]]]) -> Mentions:
    """What words name of municipalities, each given by its code and its names in any language.

    A word that is skipped has an empty text.
    """
    codes, unsure_codes = [], []
    for code, own_names in names:
        own_names = tuple(name for name in own_names if name)
        signs = [_sign(words, index, own_names) for index, word in enumerate(words) if word.text]
        if True in signs:
            codes.append(code)
        elif False in signs:
            unsure_codes.append(code)
    return Mentions(tuple(codes), tuple(unsure_codes))


def _sign(words: Sequence[Word], index: int, names: tuple[str, ...]) -> bool | None:
    """Whether the word names the municipality for sure; None when it is something else."""
    word, next_word = words[index], words[index + 1].small if index + 1 < len(words) else ""
    forms, common_forms = _name_forms(names)
    if f"{word.small} {next_word}" in forms:
        return True
    unlisted_names = [name for name in names if name.casefold() not in listed_names()]
    if any(is_named(words, index, name) for name in unlisted_names):
        return True
    lower_form = next((part for part in _readings(word) if part in forms), "")
    if not lower_form:
        return _resembles(word, forms | {name.casefold() for name in unlisted_names})
    if lower_form not in common_forms:
        return True
    if not word.is_capitalised:
        return False
    of_a_place = lower_form.endswith("n") and _OF_A_PLACE.match(next_word)
    return not word.heads or bool(_LOCAL.search(lower_form) or of_a_place)


@lru_cache(maxsize=200)
def _name_forms(names: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """The forms of names that stand in the table, and those of them that are common words."""
    listed_municipalities = [
        listed_municipality
        for name in names
        if (listed_municipality := listed_names().get(name.casefold()))
    ]
    residents = {
        f"{base}lainen"
        for listed_municipality in listed_municipalities
        for base in _name_bases(listed_municipality.fi.casefold())
    }
    forms = frozenset().union(
        residents, *(listed_municipality.forms for listed_municipality in listed_municipalities)
    )
    return forms, frozenset().union(
        *(listed_municipality.common for listed_municipality in listed_municipalities)
    )


def _name_bases(name: str) -> set[str]:
    """What -lainen is put after: Parainen : paraislainen, Lahti : lahtelainen."""
    if name.endswith("nen"):
        return {name[:-3] + "s"}
    return {name, name[:-1] + "e"} if name.endswith("i") else {name}


def _readings(word: Word) -> list[str]:
    """A word as it stands, without a clitic, as who lives there, and by its parts."""
    lower_form = word.small
    parts = (
        [lower_form, *re.split(r"[-:]", lower_form)]
        if re.search(r"[-:]", lower_form)
        else [lower_form]
    )
    parts += [_CLITIC.sub("", part) for part in parts]
    return [*parts, *(_RESIDENT.sub("lainen", part) for part in parts)]


def _resembles(word: Word, forms: frozenset[str]) -> bool | None:
    """False when a capitalised word comes near a form, and is no other municipality's name."""
    lower_form = word.small
    if not word.is_capitalised or len(lower_form) < _SHORTEST:
        return None
    if any(part in listed_forms() for part in _readings(word)):
        return None
    cutoff = _NEAR_AT_HEAD if word.heads else _NEAR
    return False if difflib.get_close_matches(lower_form, forms, n=1, cutoff=cutoff) else None


def is_named(words: Sequence[Word], index: int, name: str) -> bool:
    """Whether a name, by its own words and simple endings, begins at a word."""
    parts = words_of(name)
    name_words = words[index : index + len(parts)]
    return (
        bool(parts)
        and len(name_words) == len(parts)
        and all(
            _is_form(word.small, part.small) for word, part in zip(name_words, parts, strict=True)
        )
    )


def _is_form(word: str, name: str) -> bool:
    stems = sorted(stems_of(name), key=len, reverse=True)
    return any(word.startswith(stem) and _ENDING.match(word, len(stem)) for stem in stems)


@lru_cache(maxsize=2_000)
def stems_of(name: str) -> frozenset[str]:
    """The beginnings that inflected forms of a Finnish place name may have."""
    lower_name = name.casefold()
    stems = {lower_name}
    if lower_name.endswith("nen"):
        stems.add(lower_name[:-3] + "s")
        stems.add(lower_name[:-3] + "si")
    if lower_name.endswith("i"):
        stems.add(lower_name[:-1] + "e")
    for stem in list(stems):
        stems |= _weak_stems(stem)
    if lower_name.endswith("e"):
        stems.add(lower_name + "e")
    return frozenset(stems)


def _weak_stems(stem: str) -> set[str]:
    if len(stem) < 4 or stem[-1] not in "aäoöeiuy":
        return set()
    body, vowel = stem[:-1], stem[-1]
    for strong_grade, weak_grade in _WEAKER.items():
        if body.endswith(strong_grade):
            return {body[: -len(strong_grade)] + weak_grade + vowel}
    return set()


def strangers(words: Sequence[Word], codes: Iterable[str]) -> tuple[str, ...]:
    """Names of Finland's municipalities, beside those of `codes`, that words plainly name."""
    forms, own_codes = listed_by_form(), set(codes)
    municipalities = (
        forms.get(word.small) for word in words if word.is_capitalised and not word.heads
    )
    return tuple(
        dict.fromkeys(
            listed_municipality.fi
            for listed_municipality in municipalities
            if listed_municipality and listed_municipality.code not in own_codes
        )
    )
