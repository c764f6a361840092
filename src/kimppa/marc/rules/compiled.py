"""Our own rules as they were read before: to read them anew takes ten times as long.

They are kept beside the bytecode of this folder, and like it made anew when a file of the engine,
or what reads it, is another.
"""

import hashlib
import os
import pickle
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import polars as pl

from kimppa.marc.rules.model import RuleSet

FILE: Final = Path(__file__).parent / "__pycache__" / "rules.pickle"
_ENGINE: Final = Path(__file__).parents[1]
_NOT_READ: Final = {"__pycache__", "tests", "locale"}
_DIGEST: Final = hashlib.sha256().digest_size


def recalled(read: Callable[[], RuleSet], path: Path = FILE) -> RuleSet:
    """What `read` gives, or gave when all files of the engine were as they are now.

    Where nothing can be kept the rules are read each time.
    """
    state = _state()
    with suppress(OSError):
        content = path.read_bytes()
        digest, pickled = content[:_DIGEST], content[_DIGEST:]
        if digest == _sealed(state, pickled):
            rules: RuleSet = pickle.loads(pickled)  # noqa: S301  as near to the code as bytecode is
            return rules
    rules = read()
    with suppress(OSError):
        _keep(path, state, pickle.dumps(rules))
    return rules


def _keep(path: Path, state: str, pickled: bytes) -> None:
    """A reader finds the old file or the new one, never a half."""
    path.parent.mkdir(exist_ok=True)
    half = path.with_suffix(f".{os.getpid()}")
    half.write_bytes(_sealed(state, pickled) + pickled)
    half.replace(path)


def _sealed(state: str, pickled: bytes) -> bytes:
    return hashlib.sha256(state.encode() + pickled).digest()


def _state() -> str:
    """Something that is another when the engine's files or the programs that read them are."""
    return repr((sys.version, pl.__version__, sorted(_files(_ENGINE))))


def _files(folder: str | Path) -> Iterator[tuple[str, int, int]]:
    """The files of a folder and those below it: path, time of the last change, size.

    Whole seconds, as bytecode has them: archives and images of containers keep no more.
    """
    for entry in os.scandir(folder):
        if entry.is_dir():
            if entry.name not in _NOT_READ:
                yield from _files(entry.path)
        else:
            stat = entry.stat()
            yield entry.path, int(stat.st_mtime), stat.st_size
