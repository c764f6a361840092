"""Reading a maildir: what is new, each letter marked as seen when it has been taken.

A letter moves from `new/` to `cur/` with the flag S, as the format has it; nothing is removed.
"""

import os
from pathlib import Path

from kimppa.sources.errors import FetchError
from kimppa.sources.mail.letter import HEAD, LARGEST, LargeLetterError, NoLetterError


def new_letters(folder: Path) -> list[Path]:
    """The new letters in the order of their names. Raises FetchError when there is no maildir,
    or none whose letters can be marked."""
    new, current = folder / "new", folder / "cur"
    if not new.is_dir() or not current.is_dir():
        raise FetchError("folder-missing", folder=folder.name)
    if not all(os.access(path, os.R_OK | os.W_OK | os.X_OK) for path in (new, current)):
        raise FetchError("folder-unmarkable", folder=folder.name)
    return sorted(
        path
        for path in new.iterdir()
        if path.is_file() and not path.is_symlink() and not path.name.startswith(".")
    )


def fetch(path: Path) -> bytes:
    """The bytes of a letter. Raises LargeLetterError, NoLetterError, OSError."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError as error:
        raise NoLetterError(path.name) from error
    if len(data) > LARGEST:
        raise LargeLetterError(path.stat().st_size, data[:HEAD])
    return data


def mark_seen(path: Path) -> None:
    """Say that a letter has been taken. Raises FetchError when the folder does not let us."""
    name = path.name.partition(":")[0]
    current = path.parent.parent / "cur"
    target, number = current / f"{name}:2,S", 1
    while target.exists():  # renaming would put it in the place of another letter
        target, number = current / f"{name}.{number}:2,S", number + 1
    try:
        path.rename(target)
    except FileNotFoundError:
        return  # another reading has marked it
    except OSError as error:
        folder = path.parent.parent.name
        raise FetchError("folder-unmarkable", folder=folder) from error
