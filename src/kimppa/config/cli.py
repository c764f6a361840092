"""The `kimppa` command: the commands of every room, and Django's own behind `kimppa django`."""

import json
import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from importlib.metadata import version

from kimppa.config import help as product
from kimppa.operations.env import EnvironmentVariableError
from kimppa.operations.messages import COMMAND_LINE, PACKAGE, compile_stale, gettext
from kimppa.translation import requested_language

READING = {"check", "help"}
LEAST = 2**20  # bytes with which a database can be opened
HELP = {"-h", "--help"}
REFUSED, WRONG_USE = 1, 2


def main() -> None:
    """Run `kimppa <command> …`."""
    before, (command, *arguments) = _split(sys.argv[1:])
    if command == "help" and arguments:
        command, arguments = arguments[0], ["--help"]
    if command in {"marc", "eresources"}:
        sys.exit(_run_alone(command, [*arguments, *before]))
    if command in {"--version", "version"}:
        sys.stdout.write(f"{version('kimppa')}\n")
        return
    _make_catalogues()
    try:
        if command in HELP or command == "help":
            _print_lines(product.overview())
        elif not command and _is_empty_folder():
            _print_lines(product.first_steps())
        else:
            _run_command(command, arguments)
    except EnvironmentVariableError as error:
        sys.exit(_refuse(command, str(error)))


def _split(words: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """A `--language` that stands before the command, and the command with its arguments. The
    language of what the program says is read from the whole line (`requested_language`).
    """
    place = 0
    if words and words[0].partition("=")[0] == "--language":
        place = 1 if "=" in words[0] else 2
    return words[:place], words[place:] or [""]


def _run_alone(command: str, arguments: Sequence[str]) -> int:
    """No settings, no database, and no waiting for Django."""
    if command == "marc":
        from kimppa.marc.cli import main as marc

        return marc(arguments)
    if arguments[:1] == ["records"]:
        from kimppa.marc.cli.recording import main as records

        return records(arguments[1:])
    from kimppa.sources.usage.cli import main as usage

    return usage(arguments)


def _print_lines(lines: Iterable[str]) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)


def _run_command(command: str, arguments: Sequence[str]) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kimppa.config.settings")
    if reason := _settings_fault() or _unwritable_reason(command, arguments):
        sys.exit(_refuse(command, reason))
    try:
        django.setup()
        if not command:
            _print_lines(_instance_lines())
        elif command == "django":
            _run_django(arguments)
        else:
            _run_own(command, arguments)
    except Exception as error:
        reason = _reason_of_end(error)
        if not reason:
            raise
        sys.exit(_refuse(command, reason))


def _run_own(command: str, arguments: Sequence[str]) -> None:
    """A room's command. Django's, written as until now, is told how it is written today."""
    from django.core.management import execute_from_command_line, get_commands
    from django.utils import translation

    module = command.replace("-", "_")
    commands = get_commands()
    if command.startswith("-") or module not in commands:
        sys.stderr.write(f"kimppa: {product.unknown(command, commands)}\n")
        sys.exit(WRONG_USE)
    if command.replace("_", "-") not in product.NAMES:
        text = gettext("%(command)s is Django's own command. Write: kimppa django %(command)s")
        sys.stderr.write(f"kimppa: {text % {'command': command}}\n")
    language = requested_language(sys.argv)
    with translation.override(language), COMMAND_LINE.installed(language):
        execute_from_command_line(["kimppa", module, *arguments])


def _run_django(arguments: Sequence[str]) -> None:
    from django.core.management import execute_from_command_line, get_commands

    get_commands()["check"] = "django.core"  # not ours of that name
    execute_from_command_line(["kimppa django", *arguments])


def _is_empty_folder() -> bool:
    """Whether there is no instance yet, asked without making the folder."""
    from kimppa.operations.database import FILE_NAME, SETTING

    is_elsewhere = os.environ.get(SETTING) or os.environ.get(f"{SETTING}_FILE")
    return not is_elsewhere and not (product.instance_folder() / FILE_NAME).exists()


def _instance_lines() -> Iterable[str]:
    """What the instance is; what to do first where it has no consortium. Raises DatabaseError."""
    from django.conf import settings
    from django.utils import translation

    from kimppa.core import home
    from kimppa.core.consortium.models import Consortium
    from kimppa.operations import instance_lock

    consortium = None if _has_no_tables() else Consortium.objects.first()
    if consortium is None:
        return product.first_steps()
    with translation.override(requested_language(sys.argv)):
        return product.next_steps(
            name=consortium.name,
            address=settings.KIMPPA_PUBLIC_URL,
            is_served=instance_lock.is_served(home.root()),
        )


def _make_catalogues() -> None:
    """Before Django starts: it reads a catalogue once and keeps what it found, or that it did not.

    Where the program may not write to its own folder, the installation has compiled them.
    """
    try:
        compile_stale()
    except OSError as error:
        text = f"kimppa: {PACKAGE} has texts that are not compiled; pages will be in English."
        sys.stderr.write(f"{text} {error}\n")


def _settings_fault() -> str:
    """What keeps the settings from being read, in plain words; empty when nothing does."""
    from django.conf import settings

    try:
        settings.INSTALLED_APPS  # noqa: B018  # reading one setting reads them all
    except Exception as error:
        is_ours = type(error).__module__.startswith("kimppa.")
        if not is_ours and not isinstance(error, OSError | ValueError):
            raise  # a fault of the program, which a developer wants to see whole
        text = gettext("The settings cannot be used: %(error)s. Correct them and try again.")
        return text % {"error": _reason(error).rstrip(".")}
    return ""


def _unwritable_reason(command: str, arguments: Sequence[str]) -> str:
    """Why nothing can be saved in the instance folder, in plain words; empty when it can.

    `check` tells it among the rest, and what only prints needs no folder.
    """
    prints_only = not command or command in READING or command.startswith("-")
    if prints_only or {*HELP, "--version", "--check-only"}.intersection(arguments):
        return ""
    from kimppa.core import home
    from kimppa.operations.database import FILE_NAME

    for path in (home.root(), home.path(FILE_NAME)):
        if path.exists() and not os.access(path, os.W_OK):
            if os.statvfs(path).f_flag & os.ST_RDONLY:
                text = gettext(
                    "%(path)s is on a disk that is read-only, so nothing can be saved. Find out "
                    "why (dmesg tells of a damaged disk), mount it for writing and try again."
                )
            else:
                text = gettext(
                    "This user may not write to %(path)s. Run the command as the services do, or "
                    "give the folder to this user."
                )
            return text % {"path": path}
    return ""


def _reason_of_end(error: Exception) -> str:
    """Why a command ended, in plain words; empty for a fault of the program."""
    from django.db import DatabaseError

    from kimppa.core import home

    if _is_disk_full(error):
        text = gettext("The disk has no room left (%(error)s). Make room and try again.")
        return text % {"error": error}
    if isinstance(error, DatabaseError) and _has_no_tables():
        text = gettext("There is no database in %(home)s yet. Run: kimppa setup")
        return text % {"home": home.root()}
    return ""


def _has_no_tables() -> bool:
    from django.db import DatabaseError, connection

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
        text = gettext("%(path)s cannot be used (%(error)s)")
        return text % {"path": error.filename, "error": error.strerror}
    return str(error)


def _refuse(command: str, reason: str) -> int:
    """For `kimppa check` in the form it has; for other commands as their refusal. Exit code 1."""
    if command != "check":
        sys.stderr.write(f"kimppa: {reason}\n")
    elif "--json" in sys.argv:
        finding = {"level": "fault", "text": reason, "check": "settings"}
        sys.stdout.write(json.dumps({"ok": False, "findings": [finding]}, ensure_ascii=False))
    else:
        sys.stdout.write(f"{gettext('fault', context='diagnosis'):<7} {reason}\n")
    return REFUSED
