"""The catalogue engine: MARC 21 records read, checked, compared, corrected and written.

A library and a command line of its own (`kimppa marc`); it knows no Django and no consortium.
To build on it: docs/developer/marc-library.md. How it is built: docs/developer/marc.md.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kimppa.marc.library import (
        Checked,
        Diff,
        Duplicates,
        Field,
        MarcFileError,
        Record,
        RuleError,
        Scan,
        Subfield,
        check,
        diff,
        duplicates,
        findings,
        parse,
        records,
        scan,
    )

__all__ = [
    "Checked",
    "Diff",
    "Duplicates",
    "Field",
    "MarcFileError",
    "Record",
    "RuleError",
    "Scan",
    "Subfield",
    "check",
    "diff",
    "duplicates",
    "findings",
    "parse",
    "records",
    "scan",
]


def __getattr__(name: str) -> object:
    """The library, loaded when it is first asked for: a command line does not wait for it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from kimppa.marc import library

    return getattr(library, name)
