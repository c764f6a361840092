"""The `kimppa` command: Django's management commands of every room under one name."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Run `kimppa <command> …`; unknown words get Django's own help."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kimppa.config.settings")
    execute_from_command_line(["kimppa", *sys.argv[1:]])
