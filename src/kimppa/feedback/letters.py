"""The words around an answer, in the customer's language. Pure but for the settings."""

import re
from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

_PREFIX = re.compile(
    r"^(?:\s*(?:re|vs|sv|vl|fw|fwd|aw|ang|ant)\s*(?:\[\d+\])?:\s*)+", re.IGNORECASE
)
_ANSWER_PREFIX = {"fi": "VS", "sv": "SV", "en": "RE"}


def tag(short_name: str, number: int) -> str:
    """The mark of a ticket in the subject of its letters: `[LOUNA-123]`."""
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
    """The subject of an answer."""
    return f"{_ANSWER_PREFIX.get(language, 'VS')}: {plain_subject(subject)} {mark}"


def answer_body(text: str, question: str, sender: str, language: str) -> str:
    """An answer with who sends it and what was asked, the latter covered and quoted."""
    with override(language):
        quoted = "\n".join(f"> {line}".rstrip() for line in question.splitlines())
        wrote = _("You wrote:")
    return f"{text.strip()}\n\n{sender}\n{settings.KIMPPA_PUBLIC_URL}\n\n{wrote}\n{quoted}\n"


VARIABLES = ("name", "number", "service", "municipality")


def filled(text: str, values: Mapping[str, str]) -> str:
    """A text with its variables, `{name}` and the others, filled in; an empty one goes with the
    space before it.

    >>> filled("Hei {name}!", {"name": ""})
    'Hei!'
    """
    for name in VARIABLES:
        value = values.get(name, "")
        text = text.replace(f"{{{name}}}", value) if value else re.sub(rf" ?\{{{name}\}}", "", text)
    return text
