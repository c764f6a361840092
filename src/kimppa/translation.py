"""Texts in Finnish, Swedish and English for what knows no Django.

English stands in the code, marked for `scripts/messages.py` by `N_` or as a `Message`; the other
languages in `locale/<language>/LC_MESSAGES/<domain>.po` of the room, which Babel compiles.
"""

import gettext
import io
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Final, Self

LANGUAGES: Final = ("fi", "sv", "en")


def N_(text: str) -> str:  # noqa: N802  as gettext calls it
    """Mark a text for translation where it is used."""
    return text


class Message(str):
    """An English text with facts put in, which a `Catalogue` can say in another language.

    A fact called `why` is itself a text to translate.
    """

    __slots__ = ("facts", "template")
    template: str
    facts: dict[str, object]

    def __new__(cls, template: str, **facts: object) -> Self:
        message = super().__new__(cls, template.format(**facts))
        message.template, message.facts = template, facts
        return message

    def __reduce__(self) -> tuple[object, ...]:
        return _message, (self.template, self.facts)


def _message(template: str, facts: dict[str, object]) -> Message:
    return Message(template, **facts)


def reason(error: Exception) -> str:
    """What an error says, as a Message if it was raised with one."""
    return error.args[0] if error.args and isinstance(error.args[0], Message) else str(error)


class Catalogue:
    """The translations of one domain: `locale/<language>/LC_MESSAGES/<domain>.po`."""

    def __init__(self, domain: str, locale: Path) -> None:
        self.domain = domain
        self.locale = locale

    def translate(self, text: str, language: str, **facts: object) -> str:
        """A text or Message in a language, with its facts; what is not translated stays English."""
        if isinstance(text, Message):
            template, facts = text.template, text.facts
        else:
            template = str(text)
        why = facts.get("why")
        if isinstance(why, str):
            facts = facts | {"why": self.translate(why, language)}
        translation = self._translations(language).gettext(template) if template else ""
        return translation.format(**facts) if facts else translation

    @contextmanager
    def installed(self, language: str) -> Iterator[None]:
        """Who asks gettext itself, as argparse does, is answered in this language."""
        self._translations(language)
        language_before, domain_before = os.environ.get("LANGUAGE"), gettext.textdomain()
        os.environ["LANGUAGE"] = language
        gettext.bindtextdomain(self.domain, str(self.locale))
        gettext.textdomain(self.domain)
        try:
            yield
        finally:
            gettext.textdomain(domain_before)
            os.environ.pop("LANGUAGE")
            if language_before is not None:
                os.environ["LANGUAGE"] = language_before

    def _translations(self, language: str) -> gettext.NullTranslations:
        return _read(self.locale / language / "LC_MESSAGES" / f"{self.domain}.po")


@cache
def _read(path: Path) -> gettext.NullTranslations:
    if not path.exists():  # English stands in the code
        return gettext.NullTranslations()
    _compile(path)
    with suppress(OSError), path.with_suffix(".mo").open("rb") as compiled:
        return gettext.GNUTranslations(compiled)
    return gettext.GNUTranslations(io.BytesIO(_compiled(path)))


def _compile(path: Path) -> None:
    """Bring the compiled catalogue up to date, where the folder can be written to."""
    compiled = path.with_suffix(".mo")
    if compiled.exists() and compiled.stat().st_mtime_ns >= path.stat().st_mtime_ns:
        return
    part = compiled.with_suffix(f".{os.getpid()}.tmp")
    with suppress(OSError):
        part.write_bytes(_compiled(path))
        part.replace(compiled)


def _compiled(path: Path) -> bytes:
    from babel.messages.mofile import write_mo  # only where a catalogue has changed
    from babel.messages.pofile import read_po

    data = io.BytesIO()
    with path.open("rb") as text:
        write_mo(data, read_po(text, locale=path.parts[-3]))
    return data.getvalue()


def terminal_language(environment: Mapping[str, str] = os.environ) -> str:
    """The language of the terminal; Finnish where it is none of ours."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if locale := environment.get(name):
            return locale[:2].lower() if locale[:2].lower() in LANGUAGES else LANGUAGES[0]
    return LANGUAGES[0]


def requested_language(arguments: Sequence[str]) -> str:
    """The language that a command line asks for, before it is parsed; else the terminal's."""
    for index, argument in enumerate(arguments):
        name, _, value = argument.partition("=")
        if name == "--language":
            value = value or "".join(arguments[index + 1 : index + 2])
            return value if value in LANGUAGES else LANGUAGES[0]
    return terminal_language()
