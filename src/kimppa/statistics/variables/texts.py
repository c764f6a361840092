"""Sentences in the desk's three languages, for data that carries its own; numbers as text."""

from dataclasses import dataclass
from decimal import Decimal

LANGUAGES = ("fi", "sv", "en")


@dataclass(frozen=True, slots=True)
class Words:
    """The same in Finnish, Swedish and English; Finnish stands in for a missing one."""

    fi: str
    sv: str = ""
    en: str = ""

    def text(self, language: str) -> str:
        """The sentence in a language."""
        return getattr(self, language[:2], "") or self.fi

    def format(self, language: str, **facts: object) -> str:
        """The sentence with its facts put in their places."""
        return self.text(language).format(**facts)


def number_text(value: Decimal | None) -> str | None:
    """A number as text without spare zeros."""
    return None if value is None else f"{value.normalize():f}" if value else "0"
