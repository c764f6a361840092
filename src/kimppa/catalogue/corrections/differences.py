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


def marked(before: str, after: str) -> tuple[list[Part], list[Part]]:
    """Both lines in pieces."""
    left, right = _letters(before), _letters(after)
    old, new = [], []
    for kind, a, b, c, d in edits(left, right):
        same = kind == "equal"
        gone, come = "".join(left[a:b]), "".join(right[c:d])
        alike = not same and unicodedata.normalize("NFC", gone) == unicodedata.normalize(
            "NFC", come
        )
        old += list(_part(gone, same, alike))
        new += list(_part(come, same, alike))
    return old, new


def _letters(text: str) -> list[str]:
    """The letters with their marks, so that none is torn apart."""
    begins = [at for at, one in enumerate(text) if not at or not unicodedata.combining(one)]
    return [text[a:b] for a, b in pairwise([*begins, len(text)])]


def _part(text: str, same: bool, alike: bool) -> Iterator[Part]:
    if not text:
        return
    if same:
        yield Part(text, marked=False)
        return
    shown = "".join(_seen(one) for one in text)
    yield Part(f"{shown} ({_codes(text)})" if alike else shown, marked=True)


def _seen(one: str) -> str:
    if one in _LOOKS:
        return _LOOKS[one]
    hidden = unicodedata.category(one) in {"Cc", "Cf", "Co", "Zl", "Zp", "Zs"}
    return f"⟨{ord(one):04X}⟩" if hidden else one


def _codes(text: str) -> str:
    return " ".join(f"{ord(one):04X}" for one in text)
