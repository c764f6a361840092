"""`--system`: whose own fields a command leaves alone.

Apart from what every command line begins with: the definition of MARC is slow to read.
"""

from typing import Final

from kimppa.marc.cli.messages import word
from kimppa.marc.definition.systems import systems

NO_SYSTEM: Final = "none"


def named(text: str | None) -> tuple[str, ...] | None:
    """The systems that are named; None to see for oneself."""
    if text is None:
        return None
    return tuple(name for name in text.casefold().split(",") if name != NO_SYSTEM)


def unknown(names: tuple[str, ...] | None, language: str) -> str:
    """What is said of a name that is no system's; "" when all are."""
    known_names = ", ".join([*systems(), NO_SYSTEM])
    for name in names or ():
        if name not in systems():
            return word("no-such-system", language, system=name, known=known_names)
    return ""
