"""The words around an answer, in the customer's language. Pure but for the settings."""

import re
from collections.abc import Mapping
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

_PREFIX = re.compile(
    r"^(?:\s*(?:re|vs|sv|vl|fw|fwd|aw|ang|ant)\s*(?:\[\d+\])?:\s*)+", re.IGNORECASE
)
_ANSWER_PREFIX = {"fi": "VS", "sv": "SV", "en": "RE"}


def tag(short_name: str, number: int) -> str:
    """The mark of a ticket in the subject of its letters: `[KIMPPA-123]`."""
    word = re.sub(r"[^0-9A-ZÅÄÖ]", "", short_name.upper()) or "KIMPPA"
    return f"[{word}-{number}]"


def plain_subject(subject: str) -> str:
    """A subject without VS:, SV:, RE:, VL: and their kin."""
    return _PREFIX.sub("", " ".join(subject.split())).strip()


def number_in(subject: str) -> int | None:
    """The ticket's number in a subject that answers one of our letters; we write ours last."""
    numbers = re.findall(r"\[[0-9A-ZÅÄÖ]{1,60}-(\d{1,15})\]", subject)
    return int(numbers[-1]) if numbers else None


def answer_subject(subject: str, mark: str, language: str) -> str:
    return f"{_ANSWER_PREFIX.get(language, 'VS')}: {plain_subject(subject)} {mark}"


def answer_body(text: str, question: str, sender: str, language: str) -> str:
    """An answer with who sends it and what was asked, the latter covered and quoted."""
    with override(language):
        quotation = "\n".join(f"> {line}".rstrip() for line in question.splitlines())
        heading = _("You wrote:")
    return f"{text.strip()}\n\n{sender}\n{settings.KIMPPA_PUBLIC_URL}\n\n{heading}\n{quotation}\n"


# What is filled in, by the words that stand for it in English, Finnish and Swedish.
VARIABLES: Final = {
    "name": ("name", "nimi", "namn"),
    "number": ("number", "numero", "nummer"),
    "service": ("service", "palvelu", "tjänst"),
    "municipality": ("municipality", "kunta", "kommun"),
}
_VARIABLE_OF = {word: variable for variable, words in VARIABLES.items() for word in words}
_PLACEHOLDER = re.compile(r"( ?)\{[ \t]{0,5}([^\W\d_]\w{0,39})[ \t]{0,5}\}(-?)")


def filled(text: str, values: Mapping[str, str]) -> str:
    """A text with what is known filled in, by `VARIABLES`; what is not known stays as it is.

    A known value that is empty goes with the space before it. A part of a compound is joined as
    Finnish joins it.

    >>> filled("Hei {name}!", {"name": ""})
    'Hei!'
    >>> filled("{palvelu}-palvelun ylläpito", {"service": "Kirjasto kotiin"})
    'Kirjasto kotiin -palvelun ylläpito'
    """

    def fill(match: re.Match[str]) -> str:
        space, word, hyphen = match.groups()
        filling = values.get(_VARIABLE_OF.get(word.lower(), ""))
        if filling is None:
            return match[0]
        joiner = " -" if hyphen and " " in filling else hyphen
        return f"{space}{filling}{joiner}" if filling else hyphen

    return _PLACEHOLDER.sub(fill, text)


def variable_words(language: str) -> dict[str, str]:
    """How each variable is written in a language: `{"name": "{nimi}", …}`."""
    index = {"fi": 1, "sv": 2}.get(language, 0)
    return {variable: f"{{{words[index]}}}" for variable, words in VARIABLES.items()}


def placeholders(text: str) -> list[str]:
    """The words in braces that stand in a text: `{palvelu}`, each once."""
    names = (f"{{{match[2]}}}" for match in _PLACEHOLDER.finditer(text))
    return list(dict.fromkeys(names))


def unknown_placeholders(text: str) -> list[str]:
    """Those of `placeholders` that nothing is ever filled in for."""
    return [name for name in placeholders(text) if name[1:-1].lower() not in _VARIABLE_OF]
