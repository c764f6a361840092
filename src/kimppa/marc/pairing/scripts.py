"""Texts in Cyrillic beside the same texts in Latin letters, by whatever rule they were turned.

ISO 9, SFS 4900, the rules of the Library of Congress and BGN/PCGN write one Russian sound in
several ways ("ч": č, tš, ch). Both sides are brought to a coarse common form, for likeness only.
"""

import re
from functools import lru_cache
from typing import Final

from kimppa.marc.record import Record
from kimppa.marc.texts import words

LANGUAGES: Final = {"rus", "ukr", "bel", "bul", "srp", "mac", "kaz", "kir", "tat", "udm", "chm",
                    "kom", "mon", "tgk"}  # fmt: skip
"""Languages written in Cyrillic, of the MARC Code List for Languages."""

_CYRILLIC: Final = re.compile(r"[\u0400-\u04ff]")
LETTERS: Final[dict[str, str]] = (
    dict(zip("абвгдезийклмнопрстуфхыэіїєґјљњўѣ", [*"abvgdeziiklmnoprstufh", *"ieiiegiln", "u", "e"],
             strict=True))
    | {"ж": "z", "ц": "s", "ч": "s", "ш": "s", "щ": "s", "ъ": "", "ь": "", "ю": "u", "я": "a",
       "ё": "e", "ѳ": "f"}
)  # fmt: skip
"""Cyrillic small letters without marks and the Latin ones that stand nearest."""

_TRANSLATION: Final = str.maketrans(LETTERS)
# Spellings of one sound, the longest first, over small letters without marks.
_SOUNDS: Final = [
    (re.compile(pattern), sound)
    for pattern, sound in [
        (r"shch|stsh|sts|tsch|sch|tsh|sh|ch|ts|tz|c", "s"),
        (r"zh|dzh|dz", "z"),
        (r"kh|x", "h"),
        (r"(?<![ijy])[ijy]+u", "u"),
        (r"(?<![ijy])[ijy]+a", "a"),
        (r"(?<![ijy])[ijy]+e", "e"),
        (r"(?<![ijy])[ijy]+o", "e"),
        (r"[jy]", "i"),
        (r"w", "v"),
    ]
]
_DOUBLE: Final = re.compile(r"(\w)\1+")


def in_cyrillic(record: Record) -> bool:
    """Whether the thing is in a language of Cyrillic letters, or its record is."""
    if record.control("008")[35:38] in LANGUAGES:
        return True
    title = record.first("245")
    return bool(title and _CYRILLIC.search(title.get("a") or ""))


@lru_cache(maxsize=4096)
def sounded(text: str) -> str:
    """The words of a text by their sounds.

    >>> sounded("Сумасшедший"), sounded("Sumasšedšij"), sounded("Sumasshedshii")
    ('sumasedsi', 'sumasedsi', 'sumasedsi')
    """
    return " ".join(map(_sounded, words(text)))


def _sounded(word: str) -> str:
    latin = word.translate(_TRANSLATION).replace("ʹ", "").replace("ʺ", "")
    for pattern, sound in _SOUNDS:
        latin = pattern.sub(sound, latin)
    return _DOUBLE.sub(r"\1", latin)
