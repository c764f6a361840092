"""Texts for people in Finnish, Swedish and English: gettext with the package's own catalogues.

English stands in the code, marked for `scripts/messages.py` by `N_` or as a `Message`; the other
languages in `locale/<language>/LC_MESSAGES/marc.po`, which Babel compiles.
"""

import gettext
import io
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Final, Self

LANGUAGES: Final = ("fi", "sv", "en")
DOMAIN: Final = "marc"
LOCALE: Final = Path(__file__).with_name("locale")


def N_(text: str) -> str:  # noqa: N802  as gettext calls it
    """Mark a text for translation where it is used."""
    return text


class Message(str):
    """An English text with facts put in, which `translate` can say in another language.

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


def translate(text: str, language: str, **facts: object) -> str:
    """A text or Message in a language, with its facts; one that no catalogue has stays English."""
    if isinstance(text, Message):
        template, facts = text.template, text.facts
    else:
        template = str(text)
    if isinstance(facts.get("why"), str):
        facts = facts | {"why": translate(facts["why"], language)}  # type: ignore[arg-type]
    told = _catalogue(language).gettext(template) if template else ""
    return told.format(**facts) if facts else told


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    path = _text_path(language)
    if language == "en" or not path.exists():
        return gettext.NullTranslations()
    _compile(path)
    with suppress(OSError), path.with_suffix(".mo").open("rb") as compiled:
        return gettext.GNUTranslations(compiled)
    return gettext.GNUTranslations(io.BytesIO(_compiled(path)))


def _text_path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"


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


@contextmanager
def installed(language: str) -> Iterator[None]:
    """Who asks gettext itself, as argparse does, is answered by our catalogue in this language."""
    _catalogue(language)
    language_before, domain_before = os.environ.get("LANGUAGE"), gettext.textdomain()
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain(DOMAIN, str(LOCALE))
    gettext.textdomain(DOMAIN)
    try:
        yield
    finally:
        gettext.textdomain(domain_before)
        os.environ.pop("LANGUAGE")
        if language_before is not None:
            os.environ["LANGUAGE"] = language_before


def terminal_language(environment: Mapping[str, str] = os.environ) -> str:
    """The language of the terminal; Finnish where it is none of ours."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if locale := environment.get(name):
            return locale[:2].lower() if locale[:2].lower() in LANGUAGES else LANGUAGES[0]
    return LANGUAGES[0]
