"""Lay the skeleton of a new area: a room that works from the first minute, to be changed.

    python scripts/new_area.py deposits --row deposit --topic reading --title "Deposit collections"

It has a table, a row's page with its commands, a form, undo, an API, search, what is due, a
sentence in the report, demo rows and tests. `docs/developer/area.md` leads on from there.
"""

import argparse
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
SKELETON = Path(__file__).with_name("area")
NAME = re.compile(r"[a-z]{3,20}")
NEXT = """{area} is there. Next:
  1. .venv/bin/kimppa django makemigrations {area}
     and a line in tests/architecture/migrations.sha256
  2. make messages   then fill in src/kimppa/{area}/locale/
  3. docs/staff/{area}.md: what it is for, what to do next, how to undo
  4. make test ROOM={area}
docs/developer/area.md says what each file is for."""


def words(area: str, row: str, topic: str, title: str) -> dict[str, str]:
    """What stands in the place of each mark of the skeleton."""
    return {
        "__area__": area,
        "__Area__": area.capitalize(),
        "__row__": row,
        "__rows__": f"{row}_list",
        "__Row__": row.capitalize(),
        "__ROW__": row.upper(),
        "__topic__": topic,
        "__Title__": title,
    }


def fill(text: str, marks: dict[str, str]) -> str:
    """A text of the skeleton with its marks filled in."""
    for mark, word in marks.items():
        text = text.replace(mark, word)
    return text


def lay(root: Path, area: str, *, row: str, topic: str, title: str) -> list[Path]:
    """Write the area's files and add it to the settings; the files.

    Raises ValueError for a name that is taken or is no lower-case word, FileExistsError when the
    folder is there.
    """
    for name in (area, row):
        if not NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no name of 3 to 20 letters a-z")
    if area == row:
        raise ValueError("the area and its row need names of their own")
    marks, folder = words(area, row, topic, title), root / "src" / "kimppa" / area
    folder.mkdir()
    paths = []
    for source in sorted(SKELETON.rglob("*.txt")):
        name = fill(str(source.relative_to(SKELETON)), marks).removesuffix(".txt")
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(fill(source.read_text(encoding="utf-8"), marks), encoding="utf-8")
        paths.append(path)
    _declare(root, area)
    return paths


def _declare(root: Path, area: str) -> None:
    """Name the area in the settings, and in the layers where they do not expect it."""
    settings = root / "src" / "kimppa" / "config" / "settings.py"
    text = settings.read_text(encoding="utf-8")
    text, count = re.subn(
        r"(ROOMS = \[.*?)(\n\])", rf'\1\n    "kimppa.{area}",\2', text, flags=re.DOTALL
    )
    assert count == 1, "ROOMS does not stand in config/settings.py"
    settings.write_text(text, encoding="utf-8")
    project = root / "pyproject.toml"
    text = project.read_text(encoding="utf-8")
    if f"({area})" not in text:
        project.write_text(re.sub(r"\(projects\)", rf"\g<0> | ({area})", text, count=1).replace(
            ": (projects)", f": (projects) : ({area})", 1), encoding="utf-8")  # fmt: skip


def main() -> int:
    """Lay an area in this repository."""
    summary, _empty, usage = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        description=summary, epilog=usage, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("area", help="the folder, address and label: one lower-case word")
    parser.add_argument("--row", required=True, help="the noun of its main table, in the singular")
    parser.add_argument("--topic", required=True, help="what its work counts for (core/topics.py)")
    parser.add_argument("--title", required=True, help="its name in the navigation, in English")
    options = parser.parse_args()
    try:
        lay(ROOT, options.area, row=options.row, topic=options.topic, title=options.title)
    except (ValueError, FileExistsError) as error:
        print(error, file=sys.stderr)
        return 2
    print(NEXT.format(area=options.area))
    return 0


if __name__ == "__main__":
    sys.exit(main())
