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
    lower_word = word.casefold()
    if (
        noun(lower_word)
        or adjective(lower_word)
        or is_finite(lower_word, "fi")
        or has_reading(lower_word)
    ):
        return word
    candidates = {
        candidate for candidate in _words_one_slip_away(lower_word) if is_listed(candidate)
    }
    if len(candidates) != 1:
        return word
    right_word = candidates.pop()
    return f"{word[0]}{right_word[1:]}" if lower_word[0] == right_word[0] else word


def _words_one_slip_away(word: str) -> set[str]:
    """The words from which one slip leads to this."""
    indexes = range(1, len(word) - 1)
    swapped_words = {
        f"{word[:index]}{word[index + 1]}{word[index]}{word[index + 2 :]}" for index in indexes
    }
    doubled_words = {
        f"{word[:index]}{word[index]}{word[index:]}" for index in indexes if word[index] in _DOUBLED
    }
    single_words = {
        f"{word[:index]}{word[index + 1 :]}"
        for index in indexes
        if word[index] in _DOUBLED and word[index] == word[index + 1]
    }
    return swapped_words | doubled_words | single_words
