"""How texts of two records are compared: words without marks, numbers, likeness."""

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+")
_WORD_LIKE: Final = 0.55  # likeness from which a word may be another one misspelt
_NUMBER: Final = re.compile(r"\d+")
_ROMAN: Final = re.compile(r"^(?=[ivxlc])(c{0,3})(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})$")
_ROMAN_VALUES: Final = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}

_COMPARED: Final = 60  # words
# Ordinals of the languages of the catalogue, 1–10.
_ORDINALS: Final = {
    word: number
    for words in (
        "ensimmainen toinen kolmas neljas viides kuudes seitsemas kahdeksas yhdeksas kymmenes",
        "forsta andra tredje fjarde femte sjatte sjunde attonde nionde tionde",
        "first second third fourth fifth sixth seventh eighth ninth tenth",
        "erste zweite dritte vierte funfte sechste siebte achte neunte zehnte",
    )
    for number, word in enumerate(words.split(), 1)
}


@lru_cache(maxsize=8192)
def words(text: str) -> tuple[str, ...]:
    """The words of a text in small letters without diacritical marks.

    >>> words("Ääniä : Rock’n’roll, 2. p.")
    ('aania', 'rock', 'n', 'roll', '2', 'p')
    """
    plain = unicodedata.normalize("NFKD", text.lower())
    bare = "".join(character for character in plain if not unicodedata.combining(character))
    return tuple(_WORD.findall(bare))


@lru_cache(maxsize=16384)
def _pieces(text: str) -> tuple[dict[str, int], int]:
    """The pairs of letters of a text with how often they stand in it, and how many they are."""
    whole = "".join(words(text))
    pairs = [whole[place : place + 2] for place in range(max(len(whole) - 1, 1))] if whole else []
    return dict(Counter(pairs)), len(pairs)


def likeness(first: str, second: str) -> float:
    """How alike two texts are, 0 … 1: the share of common letter pairs (Dice 1945). Symmetric.

    >>> likeness("Sota ja rauha", "Sota ja rauha /")
    1.0
    """
    (few, count), (many, other_count) = _pieces(first), _pieces(second)
    if len(few) > len(many):
        few, many = many, few
    shared = 0
    for pair in few.keys() & many.keys():
        shared += min(few[pair], many[pair])
    total = count + other_count
    return 2 * shared / total if total else 0.0


def strangers(text: str, compared: str) -> tuple[str, ...]:
    """The words of one text, of two letters or more, that have no likeness in the other.

    Of both the first 60 words: each is compared with each.

    >>> strangers("Ajan lyhyt historia", "Avaruuden lyhyt historia")
    ('ajan',)
    """
    there = words(compared)[:_COMPARED]
    return tuple(
        word
        for word in words(text)[:_COMPARED]
        if len(word) > 1
        and word not in there
        and not any(_is_misspelt(word, candidate) for candidate in there)
    )


def _is_misspelt(word: str, candidate: str) -> bool:
    """Whether two words are alike; most are too different in length to be compared."""
    pairs, candidate_pairs = len(word) - 1, len(candidate) - 1
    if 2 * min(pairs, candidate_pairs) < _WORD_LIKE * (pairs + candidate_pairs):
        return False
    return likeness(word, candidate) >= _WORD_LIKE


def numbers(text: str) -> frozenset[int]:
    return frozenset(int(digits) for digits in _NUMBER.findall(text) if len(digits) < 9)


def roman(word: str) -> int | None:
    """The value of a Roman numeral in small letters, up to 399.

    >>> roman("xiv"), roman("mix"), roman("")
    (14, None, None)
    """
    if not word or not _ROMAN.match(word):
        return None
    values = [_ROMAN_VALUES[letter] for letter in word]
    later = [*values[1:], 0]
    return sum(-a if a < b else a for a, b in zip(values, later, strict=True))


def ordinals(text: str) -> frozenset[int]:
    """The numbers of a text, in digits, as an ordinal word or as a Roman numeral."""
    values = set(numbers(text))
    for word in words(text):
        value = _ORDINALS.get(word) or (roman(word) if len(word) > 1 or word in "ivx" else None)
        if value:
            values.add(value)
    return frozenset(values)
