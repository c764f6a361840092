"""Which vocabularies are at hand in this process, for rules that ask them and for their fixes."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from kimppa.marc.vocabularies.terms import Vocabularies

_IN_USE: ContextVar[Vocabularies | None] = ContextVar("vocabularies in use", default=None)
SAMPLE: Final = Path(str(files("kimppa.marc.vocabularies") / "data" / "sample.ttl"))


def in_use() -> Vocabularies | None:
    """The vocabularies at hand; None for none, and then nothing is said of any."""
    return _IN_USE.get()


@contextmanager
def using(vocabularies: Vocabularies | None) -> Iterator[None]:
    """Have these at hand, or leave those that are."""
    token = _IN_USE.set(vocabularies if vocabularies is not None else _IN_USE.get())
    try:
        yield
    finally:
        _IN_USE.reset(token)


@lru_cache(maxsize=4)
def loaded(paths: tuple[Path, ...]) -> Vocabularies | None:
    """Vocabularies read once in a process; None for no paths."""
    return Vocabularies.load(*paths) if paths else None
