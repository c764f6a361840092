"""A zip of the files of a view's theme: written for the file editor of Finna, and read back.

What is read comes from outside: its sizes are looked at before anything is unpacked, names lead
nowhere, and PHP is never taken in. No Django.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from typing import Final

from kimppa.pages.files import titled
from kimppa.pages.languages import LOCALES
from kimppa.pages.naming import ADDITIONS, FRONT, is_content_name

PACKED: Final = 5_000_000
UNPACKED: Final = 10_000_000
ONE: Final = 600_000
MEMBERS: Final = 500
_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    ValueError,
    LookupError,
)
_EPOCH = (1980, 1, 1, 0, 0, 0)
_CODES = {locale: code for code, locale in LOCALES.items()}
_NAME = re.compile(r"(?P<name>.+?)(?:_(?P<locale>fi|sv|en-gb))?\.(?P<ending>md|phtml)")
_FEED = re.compile(r"<\?=\s*\$this->feed\(\s*['\"]([A-Za-z0-9_-]{1,60})['\"]\s*\)\s*+(?:;\s*+)?\?>")
_WRAP = ('<div class="page-content">', "</div>")
_H1 = re.compile(r"<h1[^>]*>(.*?)</h1>\s*", re.DOTALL | re.IGNORECASE)
_TAGS = re.compile(r"<[^<>]*>")


class ArchiveError(Exception):
    """The file cannot be read; the argument is a code: not_zip, broken, encrypted, too_large."""


@dataclass(frozen=True, slots=True)
class Found:
    """A text of the zip; `problem` says why it cannot be taken in: php, untitled, size, letters."""

    kind: str
    name: str
    language: str
    format: str
    title: str
    body: str
    problem: str = ""


def write_archive(files: Iterable[tuple[str, str]]) -> bytes:
    """A zip of (name, content); the same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files):
            info = zipfile.ZipInfo(f"templates/{name}", _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content.encode())
    return out.getvalue()


def read_archive(content: bytes) -> list[Found]:
    """The texts of a zip, in the order of their names. Raises ArchiveError."""
    if len(content) > PACKED:
        raise ArchiveError("too_large")
    if not content.startswith(b"PK"):
        raise ArchiveError("not_zip")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
            _check(members)
            # zipfile never gives more than the declared size, which has been looked at
            read = [(one, archive.read(one)) for one in members if place(one.filename)]
    except _FAULTS as error:
        raise ArchiveError("broken") from error
    found = [_found(one.filename, data) for one, data in read]
    return sorted(found, key=lambda one: (one.kind, one.name, one.language))


def _check(members: list[zipfile.ZipInfo]) -> None:
    if any(one.flag_bits & 0x1 for one in members):
        raise ArchiveError("encrypted")
    if len(members) > MEMBERS or sum(one.file_size for one in members) > UNPACKED:
        raise ArchiveError("too_large")


def place(path: str) -> tuple[str, str, str, str] | None:
    """Kind, name, language and format by a member's name; None for what is no page of a view.

    A file without a language is the one that Finna falls back to: the Finnish one.
    """
    parts = path.replace("\\", "/").split("/")
    if "templates" in parts:
        parts = parts[parts.index("templates") + 1 :]
    kind = "content"
    if parts[:2] == ["search", "home"]:
        kind, parts = "front", parts[2:]
    elif parts[:2] == ["content", "Additions"]:
        kind, parts = "addition", parts[2:]
    elif parts[:1] == ["content"]:
        parts = parts[1:]
    found = _NAME.fullmatch("/".join(parts))
    if found is None:
        return None
    name, markdown = found["name"], found["ending"] == "md"
    known = {"front": name in FRONT, "addition": name in ADDITIONS}
    if not known.get(kind, is_content_name(name)) or (markdown and kind != "content"):
        return None
    return kind, name, _CODES[found["locale"] or "fi"], "markdown" if markdown else "html"


def _found(path: str, data: bytes) -> Found:
    where = place(path)
    assert where is not None
    kind, name, language, written_in = where
    if len(data) > ONE:
        return Found(kind, name, language, written_in, name, "", "size")
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return Found(kind, name, language, written_in, name, "", "letters")
    title, body = titled(text) if written_in == "markdown" else _html(kind, name, text)
    problem = "" if title and body and "\0" not in text else "untitled"
    if written_in == "html" and "<?" in body:
        problem = "php"
    return Found(kind, name, language, written_in, title[:200], body, problem)


def _html(kind: str, name: str, text: str) -> tuple[str, str]:
    body = _FEED.sub(r"[[feed:\1]]", text) if kind != "content" else text
    if kind != "content":
        return name, body.strip()
    inner, (begin, end) = body.strip(), _WRAP
    if inner.startswith(begin) and inner.removeprefix(begin).endswith(end):
        inner = inner.removeprefix(begin).removesuffix(end).strip()
    heading = _H1.match(inner)
    if heading is None:
        return "", inner
    return unescape(_TAGS.sub("", heading[1])).strip(), inner[heading.end() :].strip()
