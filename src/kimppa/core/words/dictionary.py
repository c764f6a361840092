"""What the Finnish dictionary (`core.voikko`) says of words and clauses of logged lines.

Where it is not installed nothing is unknown.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from kimppa.core import voikko
from kimppa.core.words.names import as_spelt

STRAY_VERB = 18  # Voikko's code: a comma is missing between two clauses, or a verb is one too many
# Of “huhti–syyskuun” the last part is looked up: the first is cut short.
_WORD = re.compile(r"(?<![\w:-])[^\W\d_](?:[\w’':-]*[^\W_])?(?![\w–-])(?P<cut>\.(?= [a-zåäö\d]))?")
_ALSO_WORDS = re.compile(
    r"(?:pin|pdf|qr|wifi)-\w+|(?:chat|makerspace|sadutu[ks])[\w-]*"
    r"|(?:tammi|helmi|maalis|huhti|touko|heinä|elo|syys|loka|marras)-\w{3,10}kuu\w*",
    re.IGNORECASE,
)
_VERB = re.compile(r"(?:tiin|[dt]aan|[dt]ään|[tn]ut|[tn]yt)$")
_TITLE = re.compile(r"[A-ZÅÄÖ][\w ]{1,60} -(?=\w)")  # the verb of “Luen Suomea -kampanja” is none
_PAST_ENDING = re.compile(r"\w{3,40}i(?:v[aä]t)?")
_PAST = {"TENSE": "past_imperfective", "MOOD": "indicative"}
_CLAUSE_PERSONS, _CLAUSE_MOODS = ("3", "4"), ("indicative", "conditional")


@lru_cache(4096)  # the same lines are looked at for every municipality
def unknown_words(text: str) -> tuple[str, ...]:
    """The words of a Finnish text that are in no dictionary, in order, each once; none where most
    are unknown: the language is another.
    """
    words = _distinct_words(text)
    foreign_words_found = foreign_words(text)
    return foreign_words_found if len(foreign_words_found) * 2 <= len(words) else ()


def foreign_words(text: str) -> tuple[str, ...]:
    """The words of a text that are in no Finnish dictionary, in order, each once. A capital makes a
    name of a word, unless it begins the text as a verb does; what holds digits is a code.
    """
    return tuple(
        word
        for index, word in enumerate(_distinct_words(text))
        if not _needs_no_dictionary(word, is_first=not index)
        and not voikko.is_known(word)
        and not all(map(voikko.is_known, word.split("-")))
    )


def _distinct_words(text: str) -> list[str]:
    return list(dict.fromkeys(match[0].rstrip(":") for match in _WORD.finditer(as_spelt(text))))


def _needs_no_dictionary(word: str, *, is_first: bool) -> bool:
    if word.endswith("."):  # cut short: “rek.”
        return False
    if any(sign.isdigit() or sign.isupper() for sign in word[1:]):  # eMagz, OKM:ltä, SIP2
        return True
    if _ALSO_WORDS.fullmatch(word):
        return True
    return word[0].isupper() and not (is_first and _VERB.search(word))


_readings = lru_cache(8192)(voikko.readings)


def is_past_verb(word: str) -> bool:
    """Whether a Finnish word in small letters is surely a verb of what somebody did: "ajoi", not
    "tuli", which is a fire as well. Nobody logs what others are told to do: "pätki" is no order.
    """
    if not _PAST_ENDING.fullmatch(word):
        return False
    readings = [reading for reading in _readings(word) if reading.get("MOOD") != "imperative"]
    return bool(readings) and all(map(_is_past_of_third, readings))


def _is_past_of_third(reading: Mapping[str, str]) -> bool:
    return _PAST.items() <= reading.items() and reading.get("PERSON") == "3"


def is_first_person(word: str) -> bool:
    """Whether a Finnish word is surely a verb of what I or we did: "opetin", "haimme"."""
    form = {"TENSE": "past_imperfective", "PERSON": "1"}
    readings = _readings(word)
    return bool(readings) and all(form.items() <= reading.items() for reading in readings)


def has_reading(word: str) -> bool:
    """Whether a Finnish word in small letters is surely one; none is without a dictionary."""
    return bool(_readings(word))


def is_no_verb(word: str) -> bool:
    """Whether a Finnish word in small letters is in the dictionary and no verb: "reitti"."""
    readings = _readings(word)
    return bool(readings) and all(reading.get("PERSON") is None for reading in readings)


def has_finite_verb(text: str) -> bool:
    """Whether some word of a Finnish text is surely the verb of a clause: "olisi", "liittyy"."""
    by_word = (_readings(word[0]) for word in _WORD.finditer(text))
    return any(readings and all(map(_is_of_clause, readings)) for readings in by_word)


def _is_of_clause(reading: Mapping[str, str]) -> bool:
    return reading.get("PERSON") in _CLAUSE_PERSONS and reading.get("MOOD") in _CLAUSE_MOODS


@lru_cache(4096)
def has_stray_verb(text: str) -> bool:
    """Whether two clauses of a Finnish sentence stand side by side without a comma or “ja”."""
    return STRAY_VERB in voikko.grammar_errors(_TITLE.sub("", text))
