"""Texts for the terminal before Django stands: which language, and its catalogue.

Settings that cannot be read must be told of in plain words too, and Django's translations need
settings.
"""

import gettext as catalogues
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from kimppa.core.terminal import LANGUAGES, preferred_language

LOCALE = Path(__file__).with_name("locale")


def language_asked(arguments: Sequence[str]) -> str:
    """The value of `--language` in a command line, else the terminal's language."""
    for place, word in enumerate(arguments):
        name, _sign, value = word.partition("=")
        if name == "--language":
            value = value or "".join(arguments[place + 1 : place + 2])
            return value if value in LANGUAGES else LANGUAGES[0]
    return preferred_language(os.environ)


def gettext(text: str, *, context: str = "") -> str:
    """The text in the language of the command line; English when there is no translation."""
    language = language_asked(sys.argv)
    found = catalogues.translation("django", LOCALE, [language], fallback=True)
    return found.pgettext(context, text) if context else found.gettext(text)
