"""The `kimppa` command: Django's management commands of every room under one name."""

import os
import sys

from django.core.management import execute_from_command_line

from kimppa.config.messages import PACKAGE, compile_stale


def main() -> None:
    """Run `kimppa <command> …`; unknown words get Django's own help."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kimppa.config.settings")
    _make_catalogues()
    execute_from_command_line(["kimppa", *sys.argv[1:]])


def _make_catalogues() -> None:
    """Before Django starts: it reads a catalogue once and keeps what it found, or that it did not.

    Where the program may not write to its own folder, the installation has compiled them.
    """
    try:
        compile_stale()
    except OSError as error:
        told = f"kimppa: {PACKAGE} has texts that are not compiled; pages will be in English."
        sys.stderr.write(f"{told} {error}\n")
