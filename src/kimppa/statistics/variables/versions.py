"""Which version of the variables, identities, checks and thresholds is in force. Pure.

What comes with the house is, until somebody who may ask the database says otherwise: a page, a
command or a query begins to `look`, and the versions are then asked once, when first needed.
"""

import threading
from collections.abc import Callable, Mapping
from functools import cache, lru_cache

type Versions = Mapping[str, str]
"""The key of the version of each kind; a kind that is as it came has none."""

_here = threading.local()


class _Source:
    """Who knows the versions and their contents."""

    versions: Callable[[], Versions]
    content: Callable[[str], str]


def ask(*, versions: Callable[[], Versions], content: Callable[[str], str]) -> None:
    """Say who is asked: set once, when the program starts."""
    _Source.versions, _Source.content = staticmethod(versions), staticmethod(content)


def look(*, page: bool = False) -> None:
    """Ask for the versions when they are next needed; within a page they have been asked."""
    if page or not getattr(_here, "page", False):
        _here.page = page
        _here.versions = None
        _here.looking = True


def forget() -> None:
    """Ask again: a version has just been written."""
    _here.versions = None


def leave() -> None:
    """A page has ended: nobody asks until the next look."""
    _here.page = _here.looking = False
    _here.versions = None


def key(kind: str) -> str:
    """The key of the version in force; empty for what came with the house."""
    if not getattr(_here, "looking", False):
        return ""
    if _here.versions is None:
        _here.versions = _Source.versions()
    return str(_here.versions.get(kind, ""))


def content(key: str) -> str:
    """What a version says."""
    return _Source.content(key)


def read_once[T](kind: str, shipped: Callable[[], T], read: Callable[[str], T]) -> Callable[[], T]:
    """A function that gives the table in force, each version read once."""
    shipped_table = cache(shipped)

    @lru_cache(maxsize=4)
    def version(key: str) -> T:
        return read(content(key))

    def in_force() -> T:
        version_key = key(kind)
        return version(version_key) if version_key else shipped_table()

    return in_force
