"""`kimppa agreement import FILE`: an agreement's text from the command line.

Exit codes: 0 fine, 1 refused input or a text without clauses, 2 wrong use.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kimppa.agreement.actions import import_text, read_with_memory
from kimppa.agreement.files.encoding import AgreementTextError
from kimppa.agreement.files.reading import MAX_FILE, media_type
from kimppa.agreement.meaning.terms import terms_of
from kimppa.agreement.messages import pictures_text, refusal
from kimppa.agreement.models import FIRST_YEAR, LAST_YEAR
from kimppa.agreement.queries import municipality_names
from kimppa.agreement.reading import Reading
from kimppa.core.commandline import KimppaCommand, file_fault
from kimppa.core.files.actions import keep
from kimppa.core.permissions import SYSTEM

REFUSED, WRONG_USE = 1, 2


class Command(KimppaCommand):
    """The agreement room's commands."""

    help = gettext_lazy("Import an agreement's text, a Word or PDF file or plain text.")

    def add_arguments(self, parser: CommandParser) -> None:
        """`import` with its file and options."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        command = verbs.add_parser("import", help=_("read a text and save it as a draft"))
        command.add_argument("file", type=Path, metavar="FILE", help=_("the text"))
        command.add_argument("--year", type=int, help=_("the agreement's year, if not in the text"))
        command.add_argument("--dry-run", action="store_true", help=_("only read, save nothing"))
        command.add_argument("--json", action="store_true", help=_("the result as JSON"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, save unless only tried, print, and tell by the exit code how it went."""
        content = _bytes(options["file"])
        year: int | None = options["year"]
        if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
            message = _("%(year)d is no agreement year.") % {"year": year}
            raise CommandError(f"--year: {message}", returncode=WRONG_USE)
        try:
            reading = read_with_memory(content, options["file"].name, year)
            reading = reading.for_year(year) if year else reading
            if not options["dry_run"]:
                _save_text(reading, content, options["file"])
        except AgreementTextError as error:
            raise CommandError(
                f"{options['file']}: {refusal(error)}", returncode=REFUSED
            ) from error
        except ValidationError as error:
            message = " ".join(error.messages)
            raise CommandError(f"{options['file']}: {message}", returncode=REFUSED) from error
        if options["json"]:
            self.stdout.write(_as_json(reading))
        else:
            self._print_reading(reading, saved=not options["dry_run"])
        if not reading.clause_count:
            sys.exit(REFUSED)

    def _print_reading(self, reading: Reading, *, saved: bool) -> None:
        agreement, topics = reading.agreement, reading.topics()
        self.stdout.write(agreement.title)
        for section in agreement.sections:
            self.stdout.write(f"\n{section.number}. {section.title}")
            for clause in section.clauses:
                names = ", ".join(topics[clause.number]) or "?"
                self.stdout.write(f"  {clause.number} [{names}] {clause.text}")
        counts = {"sections": len(agreement.sections), "clauses": reading.clause_count}
        self.stdout.write("\n" + _("Sections: %(sections)d. Clauses: %(clauses)d.") % counts)
        if unsure := sum(not line.is_sure for line in reading.lines):
            text = ngettext(
                "%(n)d line is uncertain: look at it on the page of the import.",
                "%(n)d lines are uncertain: look at them on the page of the import.",
                unsure,
            )
            self.stdout.write(text % {"n": unsure})
        if pages := reading.picture_pages:
            self.stdout.write(pictures_text(pages))
        if saved:
            self.stdout.write(_("Saved as a draft."))


def _as_json(reading: Reading) -> str:
    terms = asdict(terms_of(reading.agreement, municipality_names()))
    output = reading.as_json() | {"terms": terms}
    return json.dumps(output, ensure_ascii=False, indent=2, default=str)


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_FILE:
            message = _("The file is larger than %(limit)d MB.") % {"limit": MAX_FILE // 1024**2}
            raise CommandError(f"{path}: {message}", returncode=REFUSED)
        return path.read_bytes()
    except OSError as error:
        raise CommandError(file_fault(error), returncode=WRONG_USE) from error


def _save_text(reading: Reading, content: bytes, path: Path) -> None:
    stored_file = keep(content, name=path.name, media_type=media_type(content))
    import_text(by=SYSTEM, reading=reading, source_file=stored_file)
