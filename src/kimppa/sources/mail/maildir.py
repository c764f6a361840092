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
    new_folder, current_folder = folder / "new", folder / "cur"
    if not new_folder.is_dir() or not current_folder.is_dir():
        raise FetchError("folder-missing", folder=folder.name)
    if not all(
        os.access(path, os.R_OK | os.W_OK | os.X_OK) for path in (new_folder, current_folder)
    ):
        raise FetchError("folder-unmarkable", folder=folder.name)
    return sorted(
        path
        for path in new_folder.iterdir()
        if path.is_file() and not path.is_symlink() and not path.name.startswith(".")
    )


def fetch(path: Path) -> bytes:
    """The bytes of a letter. Raises LargeLetterError, NoLetterError, OSError."""
    try:
        with path.open("rb") as file:
            letter_bytes = file.read(LARGEST + 1)
    except FileNotFoundError as error:
        raise NoLetterError(path.name) from error
    if len(letter_bytes) > LARGEST:
        raise LargeLetterError(path.stat().st_size, letter_bytes[:HEAD])
    return letter_bytes


def mark_seen(path: Path) -> None:
    """Say that a letter has been taken. Raises FetchError when the folder does not let us."""
    name = path.name.partition(":")[0]
    current_folder = path.parent.parent / "cur"
    target, number = current_folder / f"{name}:2,S", 1
    while target.exists():  # renaming would put it in the place of another letter
        target, number = current_folder / f"{name}.{number}:2,S", number + 1
    try:
        path.rename(target)
    except FileNotFoundError:
        return  # another reading has marked it
    except OSError as error:
        folder = path.parent.parent.name
        raise FetchError("folder-unmarkable", folder=folder) from error
