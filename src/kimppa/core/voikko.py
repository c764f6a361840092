"""Finnish words as Voikko reads them: its program and dictionary are Debian packages.

Where they are not installed nothing is known of any word, and `kimppa check` says so.
"""

import re
import threading
from collections.abc import Collection
from functools import cache

from libvoikko import Voikko, VoikkoException, VoikkoLibrary

type Reading = dict[str, str]

_MORPH = re.compile(r"\+([^+()]{1,80})\(([^()]{1,80})\)")  # of “+laina(lainata)+us(+us)+raja(raja)”
_lock = threading.Lock()  # an instance of Voikko serves one thread at a time


@cache
def _voikko() -> Voikko | None:
    """None where libvoikko or its Finnish dictionary is not installed."""
    try:
        VoikkoLibrary.open()
        return Voikko("fi")
    except (OSError, VoikkoException):
        return None


def is_installed() -> bool:
    """Whether Voikko and its Finnish dictionary are there."""
    return _voikko() is not None


def readings(word: str) -> list[Reading]:
    """The ways in which a word may be read, the likeliest first; none of an unknown one."""
    voikko = _voikko()
    if voikko is None:
        return []
    with _lock:
        analyses: list[Reading] = voikko.analyze(word)
    return analyses


def is_known(word: str) -> bool:
    """Whether a word is spelt as some word is; any word is where Voikko is not installed."""
    voikko = _voikko()
    if voikko is None:
        return True
    with _lock:
        return bool(voikko.spell(word))


def grammar_errors(text: str) -> Collection[int]:
    """Voikko's codes of what is wrong in the grammar of a text."""
    voikko = _voikko()
    if voikko is None:
        return ()
    with _lock:
        return {error.errorCode for error in voikko.grammarErrors(text, "fi")}


def base_forms(word: str) -> frozenset[str]:
    """The base forms of a word in each of its readings: "reiteistä" gives "reitti"."""
    return frozenset(reading["BASEFORM"] for reading in readings(word))


def compound_parts(word: str) -> frozenset[str]:
    """The base forms of what a compound is made of, in its likeliest reading: "lainauskiellon"
    gives "lainaus" and "kielto". Empty for a word that is no compound.
    """
    morphs = [m for reading in readings(word)[:1] for m in _MORPH.findall(reading["WORDBASES"])]
    parts: list[tuple[str, str]] = []  # how it is written, its base form
    for written_part, base in morphs:
        if base.startswith("+") and parts:  # an ending makes a noun of a verb: laina-us
            joined_part = parts.pop()[0] + written_part
            parts.append((joined_part, joined_part))
        else:
            parts.append((written_part, base.replace("=", "")))
    return frozenset(base for _written, base in parts if len(parts) > 1)
