"""Every address of the desk stands in docs/developer/wanted.md with who wants it."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from kimppa.core.area import areas
from tests.architecture.conftest import ROOT

PAGE = ROOT / "docs" / "developer" / "wanted.md"


def addresses(patterns: list[Any], room: str = "") -> Iterator[tuple[str, str]]:
    """(room, name) of each named address."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, pattern.namespace or room)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield room, pattern.name


def wanted() -> dict[str, dict[str, str]]:
    """By room, the names (`*` stands for any ending) with who wants them."""
    rooms: dict[str, dict[str, str]] = {}
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            names = rooms.setdefault(line[3:], {})
        elif line.startswith("| `"):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            names |= dict.fromkeys(re.findall(r"`([\w*-]+)`", cells[0]), " ".join(cells[1:]))
    return rooms


def test_each_page_and_command_is_wanted_by_somebody() -> None:
    rooms = wanted()
    shown = {area.slug for area in areas() if area.urls}
    assert rooms.keys() == shown
    names = {pair for pair in addresses(get_resolver().url_patterns) if pair[0] in shown}
    nobody = [
        f"{room}:{name}"
        for room, name in sorted(names)
        if not any(fnmatchcase(name, pattern) for pattern in rooms[room])
    ]
    assert not nobody, f"say in {PAGE.name} who wants them: {nobody}"
    gone = [
        f"{room}:{pattern}"
        for room, patterns in rooms.items()
        for pattern in patterns
        if not any(fnmatchcase(name, pattern) for own, name in names if own == room)
    ]
    assert not gone, f"there is nothing of this name any more: {gone}"
    assert all(len(why.split()) > 3 for patterns in rooms.values() for why in patterns.values())
