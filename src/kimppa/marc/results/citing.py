"""What makes something a fault, in the reader's language: the source's name, and where in it.

Rules tell their source in English, with a word on what it says. The rule's message says that in
every language, so Finnish and Swedish have the names of the sources and the places alone.
"""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Final

from kimppa.marc.translation import LANGUAGES

_PLACE: Final = re.compile(
    r"(?:LDR|\d[\dX]{2})(?:[/–][\d–]+)?(?: \$[a-z0-9])?(?=\W|$)|\$[a-z0-9](?=\W|$)"
)
_CHECKS: Final = re.compile(r"[\w-]+(?:, [\w-]*-[\w-]+)*")  # what Melinda calls its own


def cited(source: str, language: str) -> str:
    """A rule's source in a language; one that is not known stays as it is.

    >>> cited("MARC 21: 041 indicator 1, 1 = a translation; Melinda fix-33X: $a", "fi")
    'MARC 21: 041; Melindan tarkistin: fix-33X'
    """
    if language == LANGUAGES[-1]:
        return source
    names = [_source_name(part, LANGUAGES.index(language)) for part in source.split("; ")]
    return "; ".join(dict.fromkeys(filter(None, names))) or source


def _source_name(part: str, language: int) -> str:
    """The name and the place of one of the sources; "" for what is no source's name."""
    for english, names in _names():
        if part.startswith(english) and not part[len(english) :][:1].isalnum():
            rest = part[len(english) :].lstrip(" :,(")
            match = (_CHECKS if english == "Melinda" else _PLACE).match(rest)
            return f"{names[language]}: {match[0]}" if match else names[language]
    return ""


@cache
def _names() -> list[tuple[str, tuple[str, str]]]:
    """English names with the Finnish and Swedish ones, the longest first."""
    table = tomllib.loads(Path(__file__).with_name("citations.toml").read_text(encoding="utf-8"))
    rows = [(english, (finnish, swedish)) for english, finnish, swedish in table["names"]]
    return sorted(rows, key=lambda row: -len(row[0]))
