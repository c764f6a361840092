"""`kimppa feedback import|undo`: rows of feedback without a browser, as the page of tables does."""

from argparse import ArgumentTypeError
from collections import Counter
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core.commandline import WRONG_USE, Report, RoomCommand, municipality_by
from kimppa.core.consortium.models import Service
from kimppa.core.consortium.queries import municipalities_on, services_in_use
from kimppa.core.imports.actions import bring, choose_columns, preview, take, undo
from kimppa.core.imports.columns import LEFT_OUT, repeated
from kimppa.core.imports.importer import Intake
from kimppa.core.imports.models import Import
from kimppa.core.imports.reading import columns_of, table_of
from kimppa.core.imports.tables import Table
from kimppa.core.language import active_language
from kimppa.core.permissions import SYSTEM
from kimppa.documents.spreadsheets import SpreadsheetError
from kimppa.feedback.models import BroughtRow
from kimppa.feedback.rows.actions import IMPORTER
from kimppa.feedback.rows.columns import COLUMNS

MORE, LEAVE = "more", "leave"
MEANINGS = (*(column.name for column in COLUMNS), LEAVE)


class Command(RoomCommand):
    """Rows of feedback brought in and taken back."""

    labels = {
        "columns": gettext_lazy("Column"),
        "states": gettext_lazy("State"),
        "number": gettext_lazy("Number of the file"),
        "removed": gettext_lazy("Removed"),
        "kept": gettext_lazy("Kept"),
    }
    help = gettext_lazy("Bring in rows of feedback from a table, and take them back.")

    def add_arguments(self, parser: CommandParser) -> None:
        """One verb each."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        import_parser = verbs.add_parser(
            "import", help=_("bring in a CSV or .xlsx file, all rows or none")
        )
        import_parser.set_defaults(do=_import)
        import_parser.add_argument("file", type=Path, help=_("the table"))
        import_parser.add_argument(
            "--service", default="finna", metavar="CODE", help=_("of rows that name none; finna")
        )
        import_parser.add_argument(
            "--municipality", metavar="CODE", help=_("of rows that name none")
        )
        import_parser.add_argument(
            "--column",
            type=_column_choice,
            action="append",
            default=[],
            metavar="HEADING=MEANING",
            help=_("what a column tells, if its heading does not: %(meanings)s")
            % {"meanings": ", ".join(MEANINGS)},
        )
        import_parser.add_argument(
            "--dry-run", action="store_true", help=_("only look, keep nothing")
        )
        import_parser.add_argument("--json", action="store_true", help=_("the result as JSON"))
        undo_parser = verbs.add_parser("undo", help=_("take back what nobody has worked on"))
        undo_parser.set_defaults(do=_undo_import)
        undo_parser.add_argument("number", type=int, help=_("the number that import told"))
        undo_parser.add_argument("--json", action="store_true", help=_("the result as JSON"))


def _import(options: Report) -> tuple[Report, bool]:
    """Look at the rows and, unless something is against it, take them in."""
    path: Path = options["file"]
    service, code = _service(options["service"]), options["municipality"]
    town = municipality_by(code, municipalities_on()) if code else None
    with path.open("rb") as stream:
        content = stream.read(IMPORTER.limits.size + 1)
    try:
        table = table_of(IMPORTER, content, {})
    except SpreadsheetError as error:
        raise ValidationError(error.text(active_language())) from error
    columns = _chosen_columns(table, options["column"])
    choices = {"service": service.pk, "municipality": town.pk if town else None}
    # What is only looked at is stored nowhere: it tells of people.
    upload = Import(kind=IMPORTER.slug, name=path.name, columns=columns, options=choices)
    intake = preview(IMPORTER, upload, content, SYSTEM)
    outcome = _outcome(path.name, table, columns, intake)
    if options["dry_run"] or not intake.good:
        return outcome, not intake.faults and not intake.lacking
    upload = bring(by=SYSTEM, importer=IMPORTER, content=content, name=path.name, options=choices)
    choose_columns(by=SYSTEM, importer=IMPORTER, upload=upload, columns=columns)
    take(by=SYSTEM, importer=IMPORTER, upload=upload)
    outcome["recorded"] = upload.count
    outcome["number"] = upload.pk
    return outcome, True


def _outcome(name: str, table: Table, columns: list[str], intake: Intake) -> Report:
    titles = zip(table.header, columns, strict=True)
    lacking_texts = [
        _("Choose the column that tells this: %(title)s.") % {"title": column.heading}
        for column in intake.lacking
    ]
    return {
        "file": name,
        "rows": len(table.rows),
        "columns": {title: column or LEAVE for title, column in titles if title},
        "states": dict(sorted(Counter(row.label for row in intake.outcomes).items())),
        "faults": [*lacking_texts, *map(str, intake.faults)],
    }


def _chosen_columns(table: Table, choices: list[tuple[str, str]]) -> list[str]:
    """What each column tells: as its heading says, unless told. What is told takes the place of
    another column that was guessed to tell the same."""
    columns = columns_of(IMPORTER, table)
    chosen_indexes = []
    for heading, name in choices:
        if heading not in table.header:
            raise CommandError(
                _("No column is called %(heading)s. There are: %(headings)s.")
                % {"heading": heading, "headings": ", ".join(table.header)},
                returncode=WRONG_USE,
            )
        chosen_indexes.append(table.header.index(heading))
        columns[chosen_indexes[-1]] = LEFT_OUT if name == LEAVE else name
    for name in repeated(columns, COLUMNS):
        for index, column in enumerate(columns):
            if column == name and index not in chosen_indexes:
                columns[index] = MORE
    if repeated_columns := repeated(columns, COLUMNS):
        raise CommandError(
            _("Only one column can tell this: %(meanings)s.")
            % {"meanings": ", ".join(repeated_columns)},
            returncode=WRONG_USE,
        )
    return columns


def _undo_import(options: Report) -> tuple[Report, bool]:
    upload = Import.objects.filter(kind=IMPORTER.slug, pk=options["number"]).first()
    if upload is None:
        text = _("No file has the number %(number)d.") % {"number": options["number"]}
        raise CommandError(text, returncode=WRONG_USE)
    rows = BroughtRow.objects.filter(upload=upload)
    count_before = rows.count()
    undo(by=SYSTEM, importer=IMPORTER, upload=upload)
    count_after = rows.count()
    return {"removed": count_before - count_after, "kept": count_after}, True


def _column_choice(text: str) -> tuple[str, str]:
    heading, _mark, meaning = text.rpartition("=")
    if not heading or meaning not in MEANINGS:
        message = _("%(text)s is not HEADING=MEANING, of: %(meanings)s")
        raise ArgumentTypeError(message % {"text": text, "meanings": ", ".join(MEANINGS)})
    return heading, meaning


def _service(code: str) -> Service:
    services = list(services_in_use())
    service = next((service for service in services if service.slug == code), None)
    if service is None:
        codes = ", ".join(service.slug for service in services) or "–"
        text = _("No service has the code %(code)s. Known: %(codes)s.")
        raise CommandError(text % {"code": code, "codes": codes}, returncode=WRONG_USE)
    return service
