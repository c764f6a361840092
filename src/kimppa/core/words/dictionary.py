"""Finnish words and clauses as Voikko reads them: its program and dictionary are Debian packages.

Where they are not installed nothing is unknown, and `kimppa check` says so.
"""

import re
import threading
from functools import cache, lru_cache

from libvoikko import Voikko, VoikkoException, VoikkoLibrary

from kimppa.core.words.names import as_spelt

STRAY_VERB = 18  # Voikko's code: a comma is missing between two clauses, or a verb is one too many
# Of “huhti–syyskuun” the last part is looked up: the first is cut short.
_WORD = re.compile(r"(?<![\w:-])[^\W\d_](?:[\w’':-]*[^\W_])?(?![\w–-])(?P<cut>\.(?= [a-zåäö\d]))?")
_ALSO_WORDS = re.compile(r"(?:chat|makerspace|sadutu[ks])[\w-]*", re.IGNORECASE)
_VERB = re.compile(r"(?:iin|[dt]aan|[dt]ään|[tn]ut|[tn]yt)$")
_TITLE = re.compile(r"[A-ZÅÄÖ][\w ]{1,60} -(?=\w)")  # the verb of “Luen Suomea -kampanja” is none
_lock = threading.Lock()  # an instance of Voikko serves one thread at a time


@cache
def _voikko() -> Voikko | None:
    try:
        VoikkoLibrary.open()
        return Voikko("fi")
    except (OSError, VoikkoException):
        return None


def is_installed() -> bool:
    """Whether Voikko and its Finnish dictionary are there."""
    return _voikko() is not None


@lru_cache(4096)  # the same lines are looked at for every municipality
def unknown_words(text: str) -> tuple[str, ...]:
    """The words of a Finnish text that are in no dictionary, in order, each once. A capital makes a
    name of a word, unless it begins the text as a verb does; what holds digits is a code. Where
    most words are unknown the language is another.
    """
    voikko = _voikko()
    if voikko is None:
        return ()
    words = dict.fromkeys(match[0] for match in _WORD.finditer(as_spelt(text)))
    with _lock:
        unknown = tuple(
            word
            for at, word in enumerate(words)
            if not _needs_no_dictionary(word, is_first=not at)
            and not voikko.spell(word)
            and not all(voikko.spell(part) for part in word.split("-"))
        )
    return unknown if len(unknown) * 2 <= len(words) else ()


def _needs_no_dictionary(word: str, *, is_first: bool) -> bool:
    if word.endswith("."):  # cut short: “rek.”
        return False
    if any(sign.isdigit() or sign.isupper() for sign in word[1:]):  # eMagz, OKM:ltä, SIP2
        return True
    if _ALSO_WORDS.fullmatch(word):
        return True
    return word[0].isupper() and not (is_first and _VERB.search(word))


@lru_cache(4096)
def has_stray_verb(text: str) -> bool:
    """Whether two clauses of a Finnish sentence stand side by side without a comma or “ja”."""
    voikko = _voikko()
    if voikko is None:
        return False
    text = _TITLE.sub("", text)
    with _lock:
        return any(error.errorCode == STRAY_VERB for error in voikko.grammarErrors(text, "fi"))
