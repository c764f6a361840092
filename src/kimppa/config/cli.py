"""The `kimppa` command: Django's management commands of every room under one name."""

import json
import os
import shutil
import sys
from importlib.metadata import version

from kimppa.config.words import gettext

READING = {"check", "help", "version"}
LEAST = 2**20  # bytes with which a database can be opened
HELP = {"-h", "--help", "--version", "--check-only"}


def main() -> None:
    """Run `kimppa <command> …`; unknown words get Django's own help."""
    if sys.argv[1:2] == ["marc"]:
        from kimppa.marc.cli import main as marc

        sys.exit(marc(sys.argv[2:]))  # no settings, no database, and no waiting for Django
    if sys.argv[1:2] in (["--version"], ["version"]):
        sys.stdout.write(f"{version('kimppa')}\n")
        return
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kimppa.config.settings")
    _make_catalogues()
    if told := _settings_fault() or _unwritable():
        sys.exit(_tell(told))
    try:
        execute_from_command_line(["kimppa", *map(_module, sys.argv[1:2]), *sys.argv[2:]])
    except Exception as error:
        told = _reason_of_end(error)
        if not told:
            raise
        sys.exit(_tell(told))


def _module(command: str) -> str:
    """A command's module: `move-to-postgres` is move_to_postgres.py."""
    return command if command.startswith("-") else command.replace("-", "_")


def _make_catalogues() -> None:
    """Before Django starts: it reads a catalogue once and keeps what it found, or that it did not.

    Where the program may not write to its own folder, the installation has compiled them.
    """
    from kimppa.config.messages import PACKAGE, compile_stale

    try:
        compile_stale()
    except OSError as error:
        told = f"kimppa: {PACKAGE} has texts that are not compiled; pages will be in English."
        sys.stderr.write(f"{told} {error}\n")


def _settings_fault() -> str:
    """What keeps the settings from being read, in plain words; empty when nothing does."""
    from django.conf import settings

    try:
        settings.INSTALLED_APPS  # noqa: B018  # reading one setting reads them all
    except Exception as error:
        ours = type(error).__module__.startswith("kimppa.")
        if not ours and not isinstance(error, OSError | ValueError):
            raise  # a fault of the program, which a developer wants to see whole
        told = gettext("The settings cannot be used: %(error)s. Correct them and try again.")
        return told % {"error": _reason(error).rstrip(".")}
    return ""


def _unwritable() -> str:
    """Why nothing can be saved in the instance folder, in plain words; empty when it can.

    `check` tells it among the rest, and what only prints needs no folder.
    """
    if READING & set(sys.argv[1:2]) or HELP & set(sys.argv) or len(sys.argv) < 2:
        return ""
    from kimppa.config.database import FILE_NAME
    from kimppa.core import home

    database = home.path(FILE_NAME)
    for place in (home.root(), database):
        if place.exists() and not os.access(place, os.W_OK):
            if os.statvfs(place).f_flag & os.ST_RDONLY:
                told = gettext(
                    "%(path)s is on a disk that is read-only, so nothing can be saved. Find out "
                    "why (dmesg tells of a damaged disk), mount it for writing and try again."
                )
            else:
                told = gettext(
                    "This user may not write to %(path)s. Run the command as the services do, or "
                    "give the folder to this user."
                )
            return told % {"path": place}
    return ""


def _reason_of_end(error: Exception) -> str:
    """Why a command ended, in plain words; empty for a fault of the program."""
    from kimppa.core import home

    if _is_disk_full(error):
        told = gettext("The disk has no room left (%(error)s). Make room and try again.")
        return told % {"error": error}
    if _has_no_tables(error):
        told = gettext("There is no database in %(home)s yet. Run: kimppa setup")
        return told % {"home": home.root()}
    return ""


def _has_no_tables(error: Exception) -> bool:
    from django.db import DatabaseError, connection

    if not isinstance(error, DatabaseError):
        return False
    connection.close()  # its transaction may be broken
    try:
        return "core_consortium" not in connection.introspection.table_names()
    except DatabaseError:
        return False  # it does not answer at all


def _is_disk_full(error: Exception) -> bool:
    """Whether a command stopped for want of room; SQLite calls it an I/O error while it opens."""
    from kimppa.core import home
    from kimppa.core.fulldisk import disk_error, is_full

    if is_full(disk_error(error)):
        return True
    return "disk I/O error" in str(error) and shutil.disk_usage(home.root()).free < LEAST


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename:
        told = {"path": error.filename, "error": error.strerror}
        return gettext("%(path)s cannot be used (%(error)s)") % told
    return str(error)


def _tell(told: str) -> int:
    """For `kimppa check` in the form it has; for other commands as their refusal. Exit code 1."""
    if sys.argv[1:2] != ["check"]:
        sys.stderr.write(f"kimppa: {told}\n")
    elif "--json" in sys.argv:
        finding = {"level": "fault", "text": told, "check": "settings"}
        sys.stdout.write(json.dumps({"ok": False, "findings": [finding]}, ensure_ascii=False))
    else:
        sys.stdout.write(f"{gettext('fault', context='diagnosis'):<7} {told}\n")
    return 1
