"""Slips of the fingers in what people log, where only one word can be candidates. Pure.

“Vastuasta” is no word and “vastausta” is: two letters changed places, or a consonant was written
once too seldom or too often. Only long words of which `nouns` knows the right form are mended.
"""

import re

from kimppa.core.words.dictionary import has_reading
from kimppa.core.words.nouns import adjective, is_listed, noun
from kimppa.core.words.verbs import is_finite

_WORD = re.compile(r"(?<![\w-])[^\W\d_]{8,40}(?![\w-])")
_THREE = re.compile(r"([bcdfghjklmnpqrstvwxz])\1\1", re.IGNORECASE)
_DOUBLED = frozenset("klmnprst")


def respelt(text: str) -> str:
    """The text with the slips mended that leave no doubt; no language has a consonant thrice."""
    return _WORD.sub(lambda match: _respelt(match[0]), _THREE.sub(r"\1\1", text))


def _respelt(word: str) -> str:
    small = word.casefold()
    if noun(small) or adjective(small) or is_finite(small, "fi") or has_reading(small):
        return word
    candidates = {near for near in _near(small) if is_listed(near)}
    if len(candidates) != 1:
        return word
    right = candidates.pop()
    return f"{word[0]}{right[1:]}" if small[0] == right[0] else word


def _near(word: str) -> set[str]:
    """The words from which one slip leads to this."""
    places = range(1, len(word) - 1)
    swapped = {f"{word[:at]}{word[at + 1]}{word[at]}{word[at + 2 :]}" for at in places}
    doubled = {f"{word[:at]}{word[at]}{word[at:]}" for at in places if word[at] in _DOUBLED}
    single = {
        f"{word[:at]}{word[at + 1 :]}"
        for at in places
        if word[at] in _DOUBLED and word[at] == word[at + 1]
    }
    return swapped | doubled | single
