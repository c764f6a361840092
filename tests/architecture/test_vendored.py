"""Files taken from others are exactly the files their VENDORED.md describes."""

import hashlib
import re
from pathlib import Path

from tests.architecture.conftest import ROOT

LINE = re.compile(r"^\| `(?P<file>[^`]+)` .*`(?P<sha256>[0-9a-f]{64})`", re.MULTILINE)


def test_vendored_files_match_their_checksums(files: tuple[Path, ...]) -> None:
    wrong = []
    for folder in sorted(vendor_folders(files)):
        listed = checksums(folder)
        present = {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in files
            if path.is_relative_to(folder) and path.name != "VENDORED.md"
        }
        wrong += [
            f"{folder.relative_to(ROOT)}: {name}: {listed.get(name)} became {present.get(name)}"
            for name in sorted(listed.keys() | present.keys())
            if listed.get(name) != present.get(name)
        ]
    assert not wrong


def test_what_is_vendored_is_found(files: tuple[Path, ...]) -> None:
    assert ROOT / "tests" / "data" / "vendor" in vendor_folders(files)
    assert ROOT / "src" / "kimppa" / "ui" / "static" / "ui" / "vendor" in vendor_folders(files)


def vendor_folders(files: tuple[Path, ...]) -> set[Path]:
    """Folders named so, and folders whose VENDORED.md says so."""
    named = {parent for path in files for parent in path.parents if parent.name == "vendor"}
    return named | {path.parent for path in files if path.name == "VENDORED.md"}


def checksums(folder: Path) -> dict[str, str]:
    """File name to sha256, from the table rows of the folder's VENDORED.md."""
    notes = folder / "VENDORED.md"
    if not notes.exists():
        return {}
    return {row["file"]: row["sha256"] for row in LINE.finditer(notes.read_text(encoding="utf-8"))}
