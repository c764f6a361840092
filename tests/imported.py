"""In what words a room says how its imports are asked (`tests/contracts/test_imports.py`).

A room's `tests/imported.py` has `EXAMPLES`: by the importer's slug, an `Example`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from conftest import Louna

type Content = Callable[["Louna"], bytes]


@dataclass(frozen=True)
class Example:
    """A file that can be taken, the same with a fault in its last row, and what it writes.

    `fault` is that row and its column (empty: the row as a whole); `by` brings the files, `refused`
    may not even look; `foreign` has a row of a municipality that is not `by`'s own (None: they own
    all). `tables` are those that taking writes.
    """

    name: str
    good: Content
    faulty: Content
    fault: tuple[int, str]
    by: Callable[["Louna"], Any]
    refused: Callable[["Louna"], Any]
    tables: tuple[type[models.Model], ...]
    foreign: Content | None = None
    options: Callable[["Louna"], Mapping[str, Any]] = field(default=lambda _louna: {})
