"""What every command line of the engine begins with."""

import argparse
import io
import sys
from typing import NoReturn

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
