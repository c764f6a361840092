"""Text as the index knows it: lexemes of words as written, their stems, numbers, and folded forms.

Both databases store exactly these lexemes, so both give the same answers. The first letter says
what a lexeme is: `w` a word as written, `s` a stem, `b` a base form of the Finnish dictionary (a
word's, or that of a compound's part; none where the dictionary is not installed), `n` a number with
dots or §, `f` a word or a stem without å, ä and ö where that differs. Pure.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from kimppa.core.voikko import base_forms, compound_parts

# Changing what follows makes every stored lexeme old: raise the number, and indexes are rebuilt.
VERSION = 2

LONGEST_WORD = 40
MOST_WORDS = 12_000
MOST_CHARACTERS = 300_000  # of lexemes: PostgreSQL's tsvector ends at a megabyte
SHORTEST_STEMMED = 4
SHORTEST_BASE = 3

WORD = re.compile(r"[^\W_]+")
NUMBER = re.compile(r"(?<![\w.])\d+(?:[.:/-]\d+)+(?!\w)|§\s*\d+|\b\d+\s*§")


@dataclass(slots=True)
class Lexemes:
    """What a text is found by: its words in order, and what else stands for them."""

    words: list[str] = field(default_factory=list)
    extra: set[str] = field(default_factory=set)


def compose(text: str) -> str:
    """The text with letters in one piece (NFC) and without soft hyphens and nulls."""
    return unicodedata.normalize("NFC", text.replace("\x00", " ").replace("\xad", ""))


@lru_cache(maxsize=50_000)
def normalise(word: str) -> str:
    """A word as it is compared: small letters, compatibility forms resolved, cut at forty."""
    lower_word = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).casefold())
    return "".join(letter for letter in lower_word if letter.isalnum())[:LONGEST_WORD]


def without_marks(word: str) -> str:
    """The word without marks on its letters: `päätös` gives `paatos`."""
    decomposed_word = unicodedata.normalize("NFD", word)
    letters = "".join(letter for letter in decomposed_word if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", letters).replace("ø", "o").replace("æ", "a")


def words_of(text: str) -> Iterator[str]:
    """The plain words of a text, in order."""
    for match in WORD.finditer(compose(text)):
        if word := normalise(match[0]):
            yield word


def numbers_of(text: str) -> Iterator[str]:
    """Numbers with dots, dashes, slashes or §: clause 1.3, 14.01.2025, 2025-01-14, § 12, 12 §."""
    for match in NUMBER.finditer(compose(text)):
        yield number(match[0])


def number(text: str) -> str:
    """A number of more than digits in one form: a day is the same however it is written."""
    parts = [part.lstrip("0") or "0" for part in re.findall(r"\d+", text)]
    if "§" in text:
        parts[0] = f"p{parts[0]}"
    elif re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", text):
        parts.reverse()
    return "x".join(parts)[:LONGEST_WORD]


@lru_cache(maxsize=50_000)
def stems(word: str) -> frozenset[str]:
    """What a plain word and its inflected forms have in common, as Finnish and as Swedish."""
    if len(word) < SHORTEST_STEMMED or not word.isalpha():
        return frozenset()
    finnish = _stemmer("finnish").stemWord(word)
    forms = {_unify_stem(word, finnish), _stemmer("swedish").stemWord(word)}
    if re.search(r"[uyoöea]st[aä]$", word):
        # A partitive that Snowball takes for an elative: opastus-ta, not opastu-sta.
        forms.add(_unify_stem(word, finnish + "s"))
    return frozenset(forms)


@cache
def _stemmer(language: str) -> Any:
    """Read when a word is first stemmed: its package reads the stemmers of forty languages."""
    import snowballstemmer

    return snowballstemmer.stemmer(language)


_STEM_RULES = (
    (re.compile(r"ks$"), "s"),  # opastus : opastukse-n
    (re.compile(r"(uu|yy)[dt]$"), r"\1s"),  # saavutettavuus : saavutettavuude-n
    (re.compile(r"(?<=[aeiouyäöh])d(?=[aeiouyäö]?$)"), "t"),  # tieto : tiedo-n
    (re.compile(r"si$"), "te"),  # vuosi : vuode-n
    (re.compile(r"nt$"), "n"),  # käynti : käynni-n
    (re.compile(r"ist$"), "is"),  # Parainen : Paraist-en
    (re.compile(r"o$"), "a"),  # laina : laino-jen
    (re.compile(r"ö$"), "ä"),
)


def _unify_stem(word: str, stem: str) -> str:
    """One form for Finnish stems that Snowball leaves apart: see each rule's example."""
    if word.endswith("nen") and stem.endswith("in"):
        return stem[:-1] + "s"
    for pattern, replacement in _STEM_RULES:
        stem = pattern.sub(replacement, stem)
    return stem


@lru_cache(maxsize=50_000)
def bases(word: str) -> frozenset[str]:
    """The Finnish base forms of a plain word, one for each reading: `reiteistä` gives `reitti`."""
    return _lexeme_texts(base_forms(word)) if word.isalpha() else frozenset()


@lru_cache(maxsize=50_000)
def bases_and_parts(word: str) -> frozenset[str]:
    """The same with those of a compound's parts: `lainauskiellon` is found by `kielto` as well."""
    return bases(word) | _lexeme_texts(compound_parts(word)) if word.isalpha() else frozenset()


def _lexeme_texts(forms: frozenset[str]) -> frozenset[str]:
    normal_forms = map(normalise, forms)
    return frozenset(form for form in normal_forms if len(form) >= SHORTEST_BASE)


def lexemes(text: str) -> Lexemes:
    """The lexemes of a text; one too long for an index is cut alike on both databases."""
    text_lexemes, size = Lexemes(), 0
    for word in words_of(text):
        extra_lexemes = {f"s{stem}" for stem in stems(word)}
        folded_forms = {without_marks(form) for form in (word, *stems(word))}
        extra_lexemes |= {f"f{form}" for form in folded_forms - {word, *stems(word)}}
        extra_lexemes |= {f"b{base}" for base in bases_and_parts(word)}
        extra_lexemes -= text_lexemes.extra
        size += len(word) + sum(map(len, extra_lexemes))
        if size > MOST_CHARACTERS or len(text_lexemes.words) >= MOST_WORDS:
            break
        text_lexemes.words.append(f"w{word}")
        text_lexemes.extra |= extra_lexemes
    text_lexemes.extra |= {f"n{form}" for form in numbers_of(text[:MOST_CHARACTERS])}
    return text_lexemes
