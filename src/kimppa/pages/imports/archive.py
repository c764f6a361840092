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
LONGEST: Final = 600_000
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
class FileText:
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
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files):
            member = zipfile.ZipInfo(f"templates/{name}", _EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, content.encode())
    return buffer.getvalue()


def read_archive(content: bytes) -> list[FileText]:
    """The texts of a zip, in the order of their names. Raises ArchiveError."""
    if len(content) > PACKED:
        raise ArchiveError("too_large")
    if not content.startswith(b"PK"):
        raise ArchiveError("not_zip")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
            _check_members(members)
            # zipfile never gives more than the declared size, which has been looked at
            contents = [
                (info.filename, archive.read(info))
                for info in members
                if page_of_path(info.filename)
            ]
    except _FAULTS as error:
        raise ArchiveError("broken") from error
    texts = [_file_text(name, content) for name, content in contents]
    return sorted(texts, key=lambda text: (text.kind, text.name, text.language))


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    if any(member.flag_bits & 0x1 for member in members):
        raise ArchiveError("encrypted")
    if len(members) > MEMBERS or sum(member.file_size for member in members) > UNPACKED:
        raise ArchiveError("too_large")


def page_of_path(path: str) -> tuple[str, str, str, str] | None:
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
    match = _NAME.fullmatch("/".join(parts))
    if match is None:
        return None
    name, markdown = match["name"], match["ending"] == "md"
    is_name_of_kind = {"front": name in FRONT, "addition": name in ADDITIONS}
    if not is_name_of_kind.get(kind, is_content_name(name)) or (markdown and kind != "content"):
        return None
    return kind, name, _CODES[match["locale"] or "fi"], "markdown" if markdown else "html"


def _file_text(member_name: str, content: bytes) -> FileText:
    page_parts = page_of_path(member_name)
    assert page_parts is not None
    kind, name, language, page_format = page_parts
    if len(content) > LONGEST:
        return FileText(kind, name, language, page_format, name, "", "size")
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return FileText(kind, name, language, page_format, name, "", "letters")
    title, body = (
        titled(text) if page_format == "markdown" else _html_title_and_body(kind, name, text)
    )
    problem = "" if title and body and "\0" not in text else "untitled"
    if page_format == "html" and "<?" in body:
        problem = "php"
    return FileText(kind, name, language, page_format, title[:200], body, problem)


def _html_title_and_body(kind: str, name: str, text: str) -> tuple[str, str]:
    """An empty title when the page has no heading; snippets are titled by their names."""
    body = _FEED.sub(r"[[feed:\1]]", text) if kind != "content" else text
    if kind != "content":
        return name, body.strip()
    content, (wrap_start, wrap_end) = body.strip(), _WRAP
    if content.startswith(wrap_start) and content.removeprefix(wrap_start).endswith(wrap_end):
        content = content.removeprefix(wrap_start).removesuffix(wrap_end).strip()
    heading = _H1.match(content)
    if heading is None:
        return "", content
    return unescape(_TAGS.sub("", heading[1])).strip(), content[heading.end() :].strip()
