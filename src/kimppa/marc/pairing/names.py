"""Names of publishers and people as they are compared.

A publisher is the same by a word that is its own, by a beginning of it ("Schildt", "Schildts"),
by its initials ("SKS", "Suomalaisen Kirjallisuuden Seura") or by `publishers.toml`.
"""

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from kimppa.marc.record import Record
from kimppa.marc.texts import likeness, words

_BEGINNING: Final = 5  # letters of one word that begins another
_ALIKE: Final = 0.7  # likeness of two spellings of a name
_INITIALS: Final = range(3, 7)
_LEGAL: Final = {"osakeyhtio": "oy", "aktiebolag": "ab", "aktiebolaget": "ab"}


@dataclass(frozen=True, slots=True)
class Publishers:
    """Words that are publishers' own, and initials of their names."""

    own: frozenset[str] = frozenset()
    initials: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.own)

    def shared(self, second: "Publishers") -> frozenset[str]:
        """What tells that they are one; empty when nothing does."""
        return (
            self.own & second.own
            or self.own & second.initials
            or self.initials & second.own
            or frozenset(word for word in self.own if any(_begins(word, w) for w in second.own))
        )


def _begins(word: str, candidate: str) -> bool:
    short_word, long_word = sorted((word, candidate), key=len)
    return len(short_word) >= _BEGINNING and long_word.startswith(short_word)


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("publishers.toml").read_text(encoding="utf-8"))


@cache
def _generic() -> frozenset[str]:
    return frozenset(words(" ".join(_table()["generic"])))


@cache
def _full_names() -> list[tuple[str, frozenset[str]]]:
    return [(short, frozenset(words(name))) for short, name in _table()["short"].items()]


@lru_cache(maxsize=4096)
def _words_and_initials(name: str) -> tuple[frozenset[str], frozenset[str]]:
    """A name's own words and initials."""
    all_words = words(name)
    name_words = frozenset(all_words)
    short_forms = {
        short_forms for short_forms, full_name in _full_names() if full_name <= name_words
    }
    letters = "".join(_LEGAL.get(word, word[0]) for word in all_words if len(word) > 1)
    initials = {letters[:length] for length in _INITIALS if len(letters) >= length}
    return name_words - _generic(), frozenset(initials | short_forms)


def publishers(record: Record, form: Callable[[str], str] = str) -> Publishers:
    """By 260 $b and 264 $b of publication (_1) and production (_0)."""
    names = [
        text
        for field in record.all("260", "264")
        if field.tag == "260" or field.indicators[1:] in {"1", "0"}
        for text in field.all("b")
    ]
    words_and_initials = [_words_and_initials(form(name)) for name in names]
    own_words = frozenset(word for name_words, _ in words_and_initials for word in name_words)
    return Publishers(
        own_words, frozenset(letters for _, initials in words_and_initials for letters in initials)
    )


def alike(first: Iterable[str], second: Iterable[str]) -> frozenset[str]:
    """Words of names that are also words of the others, or another spelling of them.

    >>> sorted(alike(["husayn", "muhammad"], ["mohammad"]))
    ['muhammad']
    """
    names = [word for word in second if len(word) > 3]
    return frozenset(
        word
        for word in first
        if len(word) > 3
        and any(word[0] == name[0] and likeness(word, name) >= _ALIKE for name in names)
    )
