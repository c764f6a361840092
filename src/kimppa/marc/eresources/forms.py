"""A form as TOML ([[resource]]) or rows of CSV → resources."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any, Final

from kimppa.marc.eresources.model import Creator, Kind, Resource, Series, Subject
from kimppa.marc.eresources.reading import Defaults, Reading, Trouble, split
from kimppa.marc.rules.spec import RuleError, table_of
from kimppa.marc.translation import Message

LARGEST: Final = 20_000_000
_KINDS: Final = {kind.value: kind for kind in Kind}
_NAMES: Final = frozenset(field.name for field in fields(Resource)) | {"duration"}
_NUMBERS: Final = {"year", "pages", "seconds"}
_TRUTHS: Final = {"is_for_children", "is_fiction"}
_YES: Final = {"true", "yes", "1", "kyllä", "ja", "x"}
_NO: Final = {"false", "no", "0", "ei", "nej"}


class FormError(ValueError):
    """A file that cannot be read as a form."""


def read_toml(content: bytes, defaults: Defaults) -> Reading:
    """Raises FormError."""
    try:
        document = table_of(content, "")
    except RuleError as error:
        raise FormError(Message("the TOML cannot be read: {why}", why=error.what)) from error
    entries = document.get("resource")
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise FormError(Message("the file has no [[resource]]"))
    return _reading(enumerate(entries, 1), defaults)


def read_csv(content: bytes, defaults: Defaults) -> Reading:
    """Rows under a heading of the form's own names, divided by comma, semicolon or tab; in one
    column several creators or subjects are divided by semicolons. Raises FormError."""
    text = _decoded(content)
    heading = text.partition("\n")[0]
    separator = max(",;\t", key=heading.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise FormError(Message("the rows cannot be read: {detail}", detail=error)) from error
    names = [name.strip().lower() for name in rows[0]] if rows else []
    if "title" not in names or "kind" not in names:
        raise FormError(Message("the first row names no columns kind and title"))
    filled = (
        (number, dict(zip(names, row, strict=False)))
        for number, row in enumerate(rows[1:], 2)
        if any(cell.strip() for cell in row)
    )
    return _reading(filled, defaults)


def _decoded(content: bytes) -> str:
    if len(content) > LARGEST:
        raise FormError(Message("the file is larger than {limit} MB", limit=LARGEST // 10**6))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormError(Message("the file is not UTF-8; save it as UTF-8")) from error


def _reading(entries: Iterable[tuple[int, Mapping[str, Any]]], defaults: Defaults) -> Reading:
    reading = Reading()
    for number, entry in entries:
        try:
            reading.take(defaults.fill(resource_of(entry)), f"{number}")
        except FormError as error:
            message = error.args[0]
            reading.troubles.append(Trouble(f"{number}", message))
    return reading


def resource_of(entry: Mapping[str, Any]) -> Resource:
    """What the names of a form and their texts say. Raises FormError."""
    texts = {name: _flat(content) for name, content in entry.items()}
    unknown_names = sorted(name for name, text in texts.items() if name not in _NAMES and text)
    if unknown_names:
        raise FormError(
            Message(
                "no such name in the form: {name}; the names are {known}",
                name=unknown_names[0],
                known=", ".join(sorted(_NAMES)),
            )
        )
    kind = _KINDS.get(texts.get("kind", "").lower())
    if kind is None:
        raise FormError(
            Message(
                "the kind {kind} is none of: {known}",
                kind=repr(texts.get("kind", "")),
                known=", ".join(_KINDS),
            )
        )
    facts: dict[str, Any] = {name: text for name, text in texts.items() if text}
    facts |= {name: _whole(name, texts[name]) for name in _NUMBERS & facts.keys()}
    facts |= {name: _truth(name, texts[name]) for name in _TRUTHS & facts.keys()}
    if duration := facts.pop("duration", ""):
        facts["seconds"] = seconds(duration)
    facts |= {
        "kind": kind,
        "title": texts.get("title", ""),
        "address": texts.get("address", ""),
        "creators": tuple(map(_creator, split(texts.get("creators", "")))),
        "subjects": tuple(map(_subject, split(texts.get("subjects", "")))),
        "classes": tuple((text, "ykl") for text in split(texts.get("classes", ""))),
        "series": tuple(map(_series, split(texts.get("series", "")))),
        "notes": tuple(split(texts.get("notes", ""))),
    }
    return Resource(**facts)


def _flat(content: Any) -> str:
    if isinstance(content, list):
        return ";".join(map(_flat, content))
    return ("true" if content else "false") if isinstance(content, bool) else str(content).strip()


def _whole(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise FormError(Message("{name} is no whole number: {text}", name=name, text=repr(text)))
    return int(text)


def _truth(name: str, text: str) -> bool:
    if text.lower() not in _YES | _NO:
        raise FormError(Message("{name} is neither yes nor no: {text}", name=name, text=repr(text)))
    return text.lower() in _YES


def seconds(text: str) -> int:
    """A duration written h:mm:ss, h:mm or in minutes. Raises FormError.

    >>> seconds("11:05:00"), seconds("1:30"), seconds("95")
    (39900, 5400, 5700)
    """
    parts = text.split(":")
    if len(parts) > 3 or not all(p.isascii() and p.isdigit() and len(p) < 6 for p in parts):
        raise FormError(
            Message("the duration is none (h:mm:ss or minutes): {text}", text=repr(text))
        )
    numbers = [int(part) for part in parts]
    if len(numbers) == 1:
        return numbers[0] * 60
    hours, minutes, seconds_left = (*numbers, 0)[:3]
    return hours * 3600 + minutes * 60 + seconds_left


def _bracketed(text: str) -> tuple[str, str]:
    """A text and what stands in brackets at its end: "Meri, Veijo (aut)"."""
    if text.endswith(")") and "(" in text:
        head, _, in_brackets = text[:-1].rpartition("(")
        return head.strip(), in_brackets.strip()
    return text, ""


def _creator(text: str) -> Creator:
    name, role = _bracketed(text)
    # A body is written with a mark, for a name without a comma may be a person's.
    return Creator(name.removeprefix("*").strip(), role, is_body=name.startswith("*"))


def _subject(text: str) -> Subject:
    return Subject(*_bracketed(text))


def _series(text: str) -> Series:
    return Series(*_bracketed(text))
