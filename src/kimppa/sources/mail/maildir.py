"""Reading a maildir: what is new, each letter marked as seen when it has been taken.

A letter moves from `new/` to `cur/` with the flag S, as the format has it; nothing is removed.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from kimppa.sources.errors import FetchError
from kimppa.sources.mail.letter import LARGEST

AT_ONCE: Final = 500


def new_letters(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """The new letters by name, each cut at 10 MB. Raises FetchError when there is no maildir."""
    if not (folder / "new").is_dir() or not (folder / "cur").is_dir():
        raise FetchError("folder-missing", folder=str(folder.name))
    for path in sorted((folder / "new").iterdir())[:AT_ONCE]:
        if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
            with path.open("rb") as file:
                yield path, file.read(LARGEST)


def mark_seen(path: Path) -> None:
    """Say that a letter has been taken."""
    path.rename(path.parent.parent / "cur" / f"{path.name.partition(':')[0]}:2,S")
