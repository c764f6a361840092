"""What every command line of the engine begins with, and `--system`: whose own fields a command
leaves alone.
"""

import argparse
import io
import sys
from typing import Final, NoReturn

from kimppa.marc.cli.messages import word
from kimppa.marc.definition.systems import systems

FINE, FOUND, WRONG_USE = 0, 1, 2


def spare_the_terminal() -> None:
    """A terminal that is not UTF-8 shows a question mark for what it does not have."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


class Parser(argparse.ArgumentParser):
    """argparse says its texts by gettext; this parser says what is wrong without "error"."""

    def error(self, message: str) -> NoReturn:
        """Exit code 2."""
        self.print_usage(sys.stderr)
        self.exit(WRONG_USE, f"{self.prog}: {message}\n")


NO_SYSTEM: Final = "none"


def named(text: str | None) -> tuple[str, ...] | None:
    """The systems that are named; None to see for oneself."""
    if text is None:
        return None
    return tuple(name for name in text.casefold().split(",") if name != NO_SYSTEM)


def unknown(names: tuple[str, ...] | None, language: str) -> str:
    """What is said of a name that is no system's; "" when all are."""
    known = ", ".join([*systems(), NO_SYSTEM])
    for name in names or ():
        if name not in systems():
            return word("no-such-system", language, system=name, known=known)
    return ""
