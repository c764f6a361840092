"""What the commands of rooms share: verbs, what they tell, and years and municipalities to name."""

import errno
import json
import sys
from argparse import ArgumentTypeError
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core.consortium.models import Municipality
from kimppa.core.language import active_language
from kimppa.documents.spreadsheets import SpreadsheetError

FINDINGS, WRONG_USE = 1, 2
ALL = "all"

type Report = dict[str, Any]
# What a report's facts are called where it is told as lines. JSON has the names themselves.
LABELS: Mapping[str, Promise] = {
    "file": gettext_lazy("File"),
    "files": gettext_lazy("File"),
    "rows": gettext_lazy("Rows"),
    "faults": gettext_lazy("Fault"),
    "recorded": gettext_lazy("Recorded"),
}


class KimppaCommand(BaseCommand):
    """Its help may be lazy texts, does not tell Django's own options, and its refusals are told
    in plain words. `kimppa` runs it in the language of the command line.
    """

    help: Any = ""  # a text or a lazy text
    requires_system_checks = ()
    suppressed_base_arguments = {
        "--version",
        "--verbosity",
        "--settings",
        "--pythonpath",
        "--traceback",
        "--no-color",
        "--force-color",
        "--skip-checks",
    }

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """With the help as text, as argparse wants it."""
        self.help = str(self.help)
        return super().create_parser(prog_name, subcommand, **kwargs)

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Tell a refusal by the exit code and without the name of its class."""
        try:
            return super().execute(*args, **options)
        except CommandError as error:
            if not getattr(self, "_called_from_command_line", False) or options["traceback"]:
                raise
            self.stderr.write(f"kimppa: {error}")
            sys.exit(error.returncode)


class RoomCommand(KimppaCommand):
    """Exit 0 fine, 1 findings or refused input, 2 wrong use.

    The parser of each verb names by `set_defaults(do=…)` what is done with its options: a function
    that gives what is told, as lines or with `--json`, and whether all is fine. `labels` says what
    the room's own facts are called.
    """

    help: Any = ""
    labels: Mapping[str, str | Promise] = {}

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what the verb says."""
        try:
            report, is_good = options["do"](options)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages), returncode=FINDINGS) from error
        except SpreadsheetError as error:
            raise CommandError(error.text(active_language()), returncode=FINDINGS) from error
        except OSError as error:
            raise CommandError(file_fault(error), returncode=WRONG_USE) from error
        self.stdout.write(
            json.dumps(report, ensure_ascii=False, indent=1)
            if options["json"]
            else "\n".join(_report_lines(report, {**LABELS, **self.labels}))
            or _("Nothing to report.")
        )
        if not is_good:
            raise SystemExit(FINDINGS)


def _report_lines(report: Report, labels: Mapping[str, str | Promise]) -> Iterator[str]:
    for key, content in report.items():
        name = labels.get(key, key)
        if isinstance(content, list):
            yield from (f"{name}: {part}" for part in content)
        elif isinstance(content, dict):
            yield from (f"{name}: {inner}: {part}" for inner, part in content.items())
        else:
            yield f"{name}: {content}"


def file_fault(error: OSError) -> str:
    """Which file could not be used, and why, in words."""
    reasons = {
        errno.ENOENT: _("there is no such file"),
        errno.EISDIR: _("it is a folder, not a file"),
        errno.EACCES: _("this user may not open it"),
    }
    reason = reasons.get(error.errno or 0) or error.strerror or str(error)
    return f"{error.filename}: {reason}" if error.filename else reason


def year_from(first_year: int) -> Callable[[str], int]:
    """The type of an argument that is a year between `first_year` and 2100."""

    def year(text: str) -> int:
        if not text.isdecimal() or not first_year <= int(text) <= 2100:
            message = _("%(text)s is not a year between %(first)d and 2100.")
            raise ArgumentTypeError(message % {"text": text, "first": first_year})
        return int(text)

    return year


def municipalities_by(code: str, candidates: Collection[Municipality]) -> list[Municipality]:
    """The candidate of a code, or with "all" each of them. Raises CommandError for none."""
    if code == ALL and candidates:
        return list(candidates)
    return [municipality_by(code, candidates)]


def municipality_by(code: str, candidates: Collection[Municipality]) -> Municipality:
    """The candidate of a code. Raises CommandError for none."""
    municipality = next((candidate for candidate in candidates if candidate.code == code), None)
    if municipality is None:
        message = _no_municipality(code, candidates)
        raise CommandError(message, returncode=WRONG_USE)
    return municipality


def _no_municipality(code: str, candidates: Collection[Municipality]) -> str:
    codes = ", ".join(f"{candidate.code} {candidate.name}" for candidate in candidates)
    if not codes:
        return _(
            "There are no municipalities here yet: the year has no agreement, or the consortium "
            "has none."
        )
    text = _("No municipality has the code %(code)s. Known: %(codes)s.")
    if code == ALL:
        text = _("Name one municipality, not all: %(codes)s.")
    return text % {"code": code, "codes": codes}
