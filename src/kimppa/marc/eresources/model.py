"""An e-resource as a library knows it, before it is a record."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from string import ascii_letters, digits
from typing import Final
from urllib.parse import urlsplit

from kimppa.marc.definition.loading import codelists
from kimppa.marc.identifiers import isbn, issn
from kimppa.marc.translation import Message

LATEST: Final = 9999
SAFE: Final = frozenset(f"{ascii_letters}{digits}._-")  # of a control number, as Finna takes it
LONGEST_TEXT: Final = 4000  # letters of one text, so that any record fits ISO 2709
LONGEST_LIST: Final = 100  # creators, subjects, series or notes


class Kind(StrEnum):
    EBOOK = "e-book"
    EAUDIOBOOK = "e-audiobook"
    MAGAZINE = "magazine"
    DATABASE = "database"
    STREAMED_MUSIC = "music-streaming"
    MUSIC_FILE = "music-download"
    FILM = "film"


@dataclass(frozen=True, slots=True)
class Creator:
    """A person ("Meri, Veijo") or a body; `role` is a MARC code or a term of our languages."""

    name: str
    role: str = ""
    is_body: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """A word of a vocabulary ("yso/fin"), or a free keyword where none is told."""

    word: str
    vocabulary: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    name: str
    number: str = ""
    issn: str = ""


@dataclass(frozen=True, slots=True)
class Resource:
    """One title on one service.

    `number` is its 001; without one it is made of the service and the title's own number, so that
    the same title gets the same number again. Languages are MARC's three letters, `country` MARC's
    two or three. What is None is not known. Where they are empty, the link's text and the note
    about access are ours.
    """

    kind: Kind
    title: str
    address: str
    service: str = ""
    number: str = ""
    subtitle: str = ""
    creators: tuple[Creator, ...] = ()
    isbn: str = ""
    issn: str = ""
    gtin: str = ""
    publisher: str = ""
    place: str = ""
    year: int = 0
    country: str = ""
    language: str = ""
    original_language: str = ""
    original_title: str = ""
    edition: str = ""
    seconds: int = 0
    pages: int = 0
    file: str = ""  # EPUB, PDF, MP3 …
    link: str = ""
    access: str = ""
    subjects: tuple[Subject, ...] = ()
    classes: tuple[tuple[str, str], ...] = ()  # ("84.2", "ykl")
    series: tuple[Series, ...] = ()
    summary: str = ""
    notes: tuple[str, ...] = ()
    is_for_children: bool | None = None
    is_fiction: bool | None = None


@dataclass(frozen=True, slots=True)
class Cataloguing:
    """How the records are made: the language of the description (fin, swe, eng), the organisation's
    code (ISIL, may be empty) and the day."""

    day: dt.date
    language: str = "fin"
    organisation: str = ""


class ResourceError(ValueError):
    """No record can be made of a resource; the message says why."""


def faults(resource: Resource) -> Iterator[Message]:
    """What keeps a record from being made, and how it is mended."""
    if not resource.title.strip():
        yield Message("the title is missing")
    if not resource.address.strip():
        yield Message("the address is missing")
    elif not is_address(resource.address):
        yield Message("the address is no web address: {address}", address=repr(resource.address))
    if set(resource.number) - SAFE:
        yield Message("the record's number has other than letters, digits and ._-")
    yield from _wrong_numbers(resource)
    yield from _unknown_codes(resource)
    yield from _long(resource)


def _wrong_numbers(resource: Resource) -> Iterator[Message]:
    for name, text, number in (
        ("ISBN", resource.isbn, isbn(resource.isbn)),
        ("ISSN", resource.issn, issn(resource.issn)),
        ("GTIN", resource.gtin, gtin(resource.gtin)),
    ):
        if text and not number:
            yield Message("{name} is wrong: {text}", name=name, text=text)
    if not 0 <= resource.year <= LATEST:
        yield Message("the year is wrong: {year}", year=resource.year)
    if min(resource.seconds, resource.pages) < 0:
        yield Message("the duration and the pages cannot be less than nothing")


def _unknown_codes(resource: Resource) -> Iterator[Message]:
    languages = codelists()["languages"]
    for code in filter(None, (resource.language, resource.original_language)):
        if code not in languages:
            yield Message("the language is no code of MARC: {code}", code=code)
    if resource.country and resource.country.ljust(3) not in codelists()["countries"]:
        yield Message("the country is no code of MARC: {code}", code=resource.country)


def _long(resource: Resource) -> Iterator[Message]:
    lists = (resource.creators, resource.subjects, resource.series, resource.notes)
    if any(len(entries) > LONGEST_LIST for entries in lists):
        yield Message("a list has more than {most} entries", most=LONGEST_LIST)
    texts = [resource.title, resource.subtitle, resource.summary, resource.publisher]
    texts += [creator.name for creator in resource.creators]
    texts += [subject.word for subject in resource.subjects]
    if any(len(text) > LONGEST_TEXT for text in [*texts, *resource.notes, resource.address]):
        yield Message("a text is longer than {most} letters", most=LONGEST_TEXT)


def is_address(text: str) -> bool:
    """Whether a text is an address of the web, with nothing in it that breaks a link."""
    if any(character.isspace() or character in '\\|<>"' for character in text):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and "." in (parts.hostname or "")


def gtin(text: str) -> str:
    """The digits of a GTIN (8, 12, 13 or 14) with a right check digit, "" for others.

    >>> gtin("6430063210018"), gtin("6430063210019")
    ('6430063210018', '')
    """
    code = text.replace("-", "").replace(" ", "")
    if len(code) not in {8, 12, 13, 14} or not (code.isascii() and code.isdigit()):
        return ""
    weights = (1, 3) * 7
    total = sum(int(digit) * weight for digit, weight in zip(reversed(code), weights, strict=False))
    return code if total % 10 == 0 else ""
