"""What a room costs to read only falls (`scripts/rooms.py` counts)."""

import ast
import re

import pytest

from scripts import rooms

# Vague names, per cent of all bound ones. Whoever lowers a room's share lowers its number here.
VAGUE = {
    "agreement": 0.3, "catalogue": 0.6, "config": 0.1, "core": 0.4, "desk": 0.1,
    "documents": 0.1, "eresources": 0.4, "feedback": 0.3, "jobs": 0.3, "marc": 0.8,
    "meetings": 0.5, "operations": 0.1, "pages": 0.3, "programme": 0.6, "publishing": 0.7,
    "report": 0.2, "sources": 0.4, "statistics": 0.3, "ui": 0.2,
}  # fmt: skip
NEW_ROOM = 0.5  # what a room that is not listed may have: a new one
SLACK = 0.2


@pytest.mark.parametrize("name", rooms.rooms())
def test_names_stand_for_things(name: str) -> None:
    share, ceiling = rooms.measure(name).vague_share, VAGUE.get(name, NEW_ROOM)
    assert share <= ceiling, (
        f"{name} has {share:.2f} % vague names, {ceiling} % is allowed; "
        f"`scripts/rooms.py --names {name}` lists them"
    )
    assert share > ceiling - SLACK or name not in VAGUE, (
        f"lower the ceiling of {name} to {share:.1f}"
    )


def test_a_vague_name_is_counted() -> None:
    tree = ast.parse("def told(one, ticket): _found2 = done = ticket")
    assert [rooms.is_vague(name) for name in rooms.bound_names(tree)] == [
        True, True, False, True, True,
    ]  # fmt: skip


def test_the_frame_is_what_shows() -> None:
    show, rule = ast.parse("from django.urls import path"), ast.parse("import decimal")
    assert [
        rooms.in_frame(rooms.Path(path), tree)
        for path, tree in (
            ("views/lists.py", show), ("forms.py", show), ("actions/sending.py", show),
            ("queries.py", show), ("recurrence.py", rule),
        )
    ] == [True, True, False, False, False]  # fmt: skip


SHARED = {"config", "core", "documents", "jobs", "marc", "sources", "ui"}  # no areas


def test_what_stands_above_the_frame_is_recorded() -> None:
    (page,) = (rooms.ROOT / "docs" / "decisions").glob("0166-*.md")
    text = page.read_text(encoding="utf-8")
    recorded = {
        name: int(lines.replace(",", ""))
        for name, lines in re.findall(r"^\| (\w+) \| ([\d,]+) \|", text, re.MULTILINE)
    }
    frames = {name: rooms.measure(name).frame for name in rooms.rooms() if name not in SHARED}
    above = {name: lines for name, lines in frames.items() if lines > rooms.LIMIT}
    assert above.keys() == recorded.keys(), "say in the record what stands above"
    grown = {name: lines for name, lines in above.items() if lines > recorded[name]}
    assert not grown, f"say in the record why: {grown}"


def test_the_map_is_that_of_the_code() -> None:
    page = (rooms.ROOT / "docs" / "developer" / "README.md").read_text(encoding="utf-8")
    assert rooms.house_map() in page, "copy `scripts/rooms.py --map` into docs/developer/README.md"
