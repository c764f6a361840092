"""What differs between two lines, marked so that it is seen, spaces and signs included. Pure."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from kimppa.core.edits import edits

_LOOKS: Final = {" ": "␣", "\t": "⇥", "\u00a0": "⍽"}


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a line, and whether it is another in the other line."""

    text: str
    marked: bool


def mark_differences(before: str, after: str) -> tuple[list[Part], list[Part]]:
    old_letters, new_letters = _letters(before), _letters(after)
    old, new = [], []
    for kind, a, b, c, d in edits(old_letters, new_letters):
        same = kind == "equal"
        old_text, new_text = "".join(old_letters[a:b]), "".join(new_letters[c:d])
        alike = not same and unicodedata.normalize("NFC", old_text) == unicodedata.normalize(
            "NFC", new_text
        )
        old += list(_part(old_text, same, alike))
        new += list(_part(new_text, same, alike))
    return old, new


def _letters(text: str) -> list[str]:
    """The letters with their marks, so that none is torn apart."""
    begins = [at for at, letter in enumerate(text) if not at or not unicodedata.combining(letter)]
    return [text[a:b] for a, b in pairwise([*begins, len(text)])]


def _part(text: str, same: bool, alike: bool) -> Iterator[Part]:
    if not text:
        return
    if same:
        yield Part(text, marked=False)
        return
    visible = "".join(_visible(letter) for letter in text)
    yield Part(f"{visible} ({_codes(text)})" if alike else visible, marked=True)


def _visible(letter: str) -> str:
    if letter in _LOOKS:
        return _LOOKS[letter]
    hidden = unicodedata.category(letter) in {"Cc", "Cf", "Co", "Zl", "Zp", "Zs"}
    return f"⟨{ord(letter):04X}⟩" if hidden else letter


def _codes(text: str) -> str:
    return " ".join(f"{ord(letter):04X}" for letter in text)
