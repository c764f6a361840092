"""Compiled message catalogues.

Catalogues are kept as text (`locale/<language>/LC_MESSAGES/django.po`, of the catalogue engine
`marc.po`) and compiled on the machine that runs them, by Babel, so that no gettext program is
needed.
"""

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).parents[1]


def catalogues(package: Path = PACKAGE) -> list[Path]:
    """Every room's message catalogues (.po), in a stable order."""
    return sorted(package.glob("*/locale/*/LC_MESSAGES/*.po"))


def compile_stale(package: Path = PACKAGE) -> list[Path]:
    """Compile the catalogues whose compiled file is missing or older; return those compiled.

    Cheap when all is fresh. A reader sees either the old file or the new one, never a half, so
    several processes may do this at once.
    """
    return [po for po in catalogues(package) if is_stale(po) and _compile(po)]


def is_stale(po: Path) -> bool:
    """Whether a catalogue has changed since it was compiled, or never was."""
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime_ns < po.stat().st_mtime_ns


def _compile(po: Path) -> bool:
    with po.open("rb") as text:
        catalogue = read_po(text, locale=po.parts[-3])
    half = po.with_suffix(f".{os.getpid()}.tmp")
    with half.open("wb") as binary:
        write_mo(binary, catalogue)
    half.replace(po.with_suffix(".mo"))
    return True
