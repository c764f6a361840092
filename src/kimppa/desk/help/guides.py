"""The guides for staff, read from docs/staff: one file a room, in the parts of its headings."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.text import slugify

import kimppa

FOLDER = Path(kimppa.__file__).parents[2] / "docs" / "staff"
_LINK = re.compile(r"\]\(([a-z-]{1,40})\.md")
_ELSEWHERE = re.compile(r"\[([^\[\]]{1,200})\]\(\.\./[^()\s]{1,200}\)")


@dataclass(frozen=True, slots=True)
class Part:
    """What stands under one heading; `anchor` is its place on the page."""

    title: str
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Guide:
    """One room's guide: its name, what it begins with, and its parts."""

    slug: str
    title: str
    opening: str
    parts: tuple[Part, ...]


@cache
def guides() -> dict[str, Guide]:
    """All guides by slug; none where the program was installed without its docs."""
    files = sorted(FOLDER.glob("*.md")) if FOLDER.is_dir() else []
    return {file.stem: read(file.stem, file.read_text("utf-8")) for file in files}


def read(slug: str, text: str) -> Guide:
    """A guide of its Markdown. Links lead to other guides; those to other docs are plain words."""
    text = _ELSEWHERE.sub(r"\1", _LINK.sub(r"](/help/\1/", text))
    head, *parts = re.split(r"^## ", text, flags=re.MULTILINE)
    title, _newline, opening = head.removeprefix("# ").partition("\n")
    return Guide(slug, title.strip(), opening.strip(), tuple(map(_part, parts)))


def _part(text: str) -> Part:
    title, _newline, body = text.partition("\n")
    return Part(title.strip(), slugify(title), body.strip())
