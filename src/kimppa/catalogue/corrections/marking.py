"""What differs between two lines, marked so that it is seen, spaces and signs included. Pure."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

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
    for kind, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
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
    found: list[str] = []
    for one in text:
        if found and unicodedata.combining(one):
            found[-1] += one
        else:
            found.append(one)
    return found


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
