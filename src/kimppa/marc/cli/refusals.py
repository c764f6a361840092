"""Why the system or a file of rules is refused, or a folder in which another command writes."""

import errno
import io
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import Final

from kimppa.marc.cli.messages import word
from kimppa.marc.rules.spec import RuleError
from kimppa.marc.translation import translate


def refuse(reason: str) -> None:
    """Say on standard error why something was not done."""
    sys.stderr.write(f"kimppa marc: {reason}\n")


def of_a_rule(error: RuleError, language: str) -> str:
    """The file of rules, a profile or a plan; the key in it, and what to do."""
    place = f"{error.path}: {error.key}" if error.key else str(error.path)
    return f"{place}: {translate(error.what, language)}"


_SYSTEM: Final = {
    errno.ENOENT: "no-such-file",
    errno.EISDIR: "is-a-folder",
    errno.ENOTDIR: "not-a-folder",
    errno.EEXIST: "not-a-folder",
    errno.EACCES: "not-allowed",
    errno.EPERM: "not-allowed",
    errno.EROFS: "not-allowed",
    errno.ENOSPC: "disk-full",
    errno.EDQUOT: "disk-full",
}

_CODE: Final = re.compile(r"\(os error (\d+)\)")


def of_the_system(error: OSError, language: str) -> str:
    """What kept a file from being read or written, and what to do; rare reasons as the system
    says them."""
    place = f"{error.filename}: " if error.filename else ""
    if isinstance(error, io.UnsupportedOperation):
        return place + word("a-pipe", language)
    match = _CODE.search(str(error))  # Polars knows the reason and gives no number
    if name := _SYSTEM.get(error.errno or int(match[1] if match else 0)):
        return place + word(name, language)
    return f"{place}{error.strerror or error}"


class InUseError(Exception):
    """Another command is writing to the folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"another command is writing to {folder}")
        self.folder = folder


@contextmanager
def exclusive(folder: Path) -> Iterator[Path]:
    """The folder, made if it is not there; nobody else has it from here until the command ends,
    in whatever way. One that was made and stayed empty is gone afterwards.

    Raises InUseError at once if somebody has it, OSError for what is no folder.
    """
    is_new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _lock(handle, folder)
        yield folder
    finally:
        os.close(handle)
        if is_new:
            with suppress(OSError):
                folder.rmdir()


def _lock(handle: int, folder: Path) -> None:
    try:
        flock(handle, LOCK_EX | LOCK_NB)
    except BlockingIOError as error:
        raise InUseError(folder) from error
    except OSError as error:
        if error.errno not in {errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS}:
            raise  # else a disk over the network that knows no locks
