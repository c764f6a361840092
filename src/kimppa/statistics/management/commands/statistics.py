"""`kimppa statistics import|check|freeze|sheet|recompute`: the figures without a browser."""

import datetime as dt
import mimetypes
from argparse import ArgumentTypeError
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core import clock
from kimppa.core.commandline import (
    FINDINGS,
    WRONG_USE,
    Report,
    RoomCommand,
    municipalities_by,
    year_from,
)
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.queries import municipalities_of
from kimppa.core.language import active_language, official
from kimppa.core.permissions import SYSTEM
from kimppa.core.releases.actions import UNCHANGED, deliver_versions, freeze_versions
from kimppa.core.releases.facts import Stamp
from kimppa.statistics.checks.checks import Check, Severity
from kimppa.statistics.checks.messages import sentence
from kimppa.statistics.imports.actions import take_in, upload, upload_lists
from kimppa.statistics.imports.preview import look
from kimppa.statistics.lists.messages import accepted_text, gap_text, left_out_text
from kimppa.statistics.lists.ruleset import ACCEPTABLE
from kimppa.statistics.models import Take
from kimppa.statistics.recount.messages import reasons
from kimppa.statistics.recount.queries import name_of, named, standing
from kimppa.statistics.recount.recounting import Outcome, Recount, Recounting
from kimppa.statistics.sheets.releases import SHEETS, sheets_of
from kimppa.statistics.variables import versions
from kimppa.statistics.variables.texts import number_text
from kimppa.statistics.work.queries import boards
from kimppa.statistics.years.actions import begin
from kimppa.statistics.years.topics import PARTS, UNITS

YEAR = year_from(1999)
PIECE = 1024 * 1024
SEVERITIES = {
    Severity.STOP: gettext_lazy("Must be corrected"),
    Severity.EXPLAIN: gettext_lazy("Must be explained"),
    Severity.INFO: gettext_lazy("For information"),
}


class Command(RoomCommand):
    """The figures of a year."""

    labels = {
        "figures": gettext_lazy("Figures"),
        "codes": gettext_lazy("Unknown code"),
        "accepted": gettext_lazy("Accepted"),
        "left_out": gettext_lazy("Left out"),
        "may_be_accepted": gettext_lazy("May be accepted"),
        "frozen": gettext_lazy("Frozen"),
        "unchanged": gettext_lazy("Unchanged"),
        "delivered": gettext_lazy("Delivered"),
        "same": gettext_lazy("The same"),
        "other": gettext_lazy("Otherwise"),
        "by-hand": gettext_lazy("Typed by hand"),
        "not-kept": gettext_lazy("Nothing kept to compute from"),
        "file-gone": gettext_lazy("The file is gone"),
        "unreadable": gettext_lazy("Unreadable"),
        "differences": gettext_lazy("Difference"),
        "value": gettext_lazy("Figure"),
        "recomputed": gettext_lazy("Computed anew"),
        "rule": gettext_lazy("Rule"),
        "why": gettext_lazy("Reason"),
    }
    help = gettext_lazy("Bring in files of figures, check a year, freeze and deliver its sheets.")

    def add_arguments(self, parser: CommandParser) -> None:
        """One verb each."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        _add_import(verbs.add_parser("import", help=_("bring in a report or published figures")))
        recount = verbs.add_parser(
            "recompute", help=_("make figures again from what is kept of them")
        )
        recount.set_defaults(do=_recompute)
        recount.add_argument(
            "what", type=_year_or_name, metavar="YEAR|FIGURE", help=_("2024, or LAI_total/091/2024")
        )
        recount.add_argument("--json", action="store_true", help=_("the result as JSON"))
        _add_verbs_of_a_year(verbs)

    def handle(self, *args: Any, **options: Any) -> None:
        """With the tables as they stand."""
        versions.look()
        super().handle(*args, **options)


def _add_verbs_of_a_year(verbs: Any) -> None:
    for verb, do, text in (
        ("check", _check, _("list what must be corrected or explained")),
        ("freeze", _freeze, _("freeze the sheets")),
        ("sheet", _sheet, _("write the sheets as they stand")),
    ):
        command = verbs.add_parser(verb, help=text)
        command.set_defaults(do=do)
        command.add_argument("year", type=YEAR, help=_("such as 2024"))
        command.add_argument(
            "--municipality", default="all", metavar="CODE|all", help=_("one, or all; all")
        )
        command.add_argument("--json", action="store_true", help=_("the result as JSON"))
        if verb != "check":
            command.add_argument(
                "--topic",
                choices=list(PARTS),
                default=UNITS,
                help=_("which sheets; %(default)s") % {"default": UNITS},
            )
        if verb == "sheet":
            command.add_argument(
                "--out", type=Path, required=True, metavar="DIR", help=_("folder of the sheets")
            )
        if verb == "freeze":
            command.add_argument(
                "--provisional", action="store_true", help=_("before all have confirmed")
            )
            command.add_argument("--reason", default="", help=_("why a new version is needed"))
            command.add_argument("--deliver", action="store_true", help=_("to the directors"))


def _add_import(importing: CommandParser) -> None:
    importing.set_defaults(do=_import)
    importing.add_argument("file", type=Path, help=_("a report, a list or published figures"))
    importing.add_argument("year", type=YEAR, help=_("whose figures they are, such as 2024"))
    importing.add_argument(
        "--kind",
        choices=Take.Kind.values,
        default=Take.Kind.REPORT,
        help=_("what the file is; %(default)s") % {"default": Take.Kind.REPORT},
    )
    importing.add_argument("--system", default="", help=_("where the file comes from"))
    importing.add_argument("--source", default="", help=_("how the figures are cited"))
    importing.add_argument("--loans", type=Path, help=_("with --kind lists, the list of loans"))
    importing.add_argument(
        "--from", dest="start", type=_day, help=_("with --kind lists: first day")
    )
    importing.add_argument("--until", dest="end", type=_day, help=_("with --kind lists: last day"))
    importing.add_argument(
        "--accept",
        action="append",
        default=[],
        choices=ACCEPTABLE,
        help=_("with --kind lists: take such rows as they are; may be given several times"),
    )
    importing.add_argument("--dry-run", action="store_true", help=_("only look, record nothing"))
    importing.add_argument("--json", action="store_true", help=_("the result as JSON"))


def _import(options: Report) -> tuple[Report, bool]:
    name = options["file"].name
    begin(by=SYSTEM, year=options["year"])
    take = _uploaded(options)
    preview = look(take)
    report: Report = {
        "file": name,
        "figures": len(preview.candidates),
        "faults": [
            f"{fault.address} {fault.message(active_language())}".strip()
            for fault in preview.faults
        ],
        "codes": [gap_text(gap) for gap in preview.gaps],
    }
    if preview.computed is not None:
        report["accepted"] = [accepted_text({k: n}) for k, n in preview.computed.accepted.items()]
        report["left_out"] = [left_out_text(row) for row in preview.computed.left_out]
        report["may_be_accepted"] = [
            f"--accept {key}: {accepted_text({key: rows})}"
            for key, rows in preview.acceptable.items()
            if key not in take.accepted
        ]
    if preview.fit and not options["dry_run"]:
        report["recorded"] = len(take_in(by=SYSTEM, take=take))
    return report, preview.fit


def _uploaded(options: Report) -> Take:
    file: Path = options["file"]
    name = file.name
    if options["kind"] == Take.Kind.LISTS:
        loans: Path | None = options["loans"]
        return upload_lists(
            by=SYSTEM,
            year=options["year"],
            items=_pieces(file),
            loans=_pieces(loans) if loans else None,
            name=name,
            system=options["system"],
            start=options["start"],
            end=options["end"],
            accepted=options["accept"],
            source=options["source"],
            at_once=True,
        )
    return upload(
        by=SYSTEM,
        year=options["year"],
        content=file.read_bytes(),
        name=name,
        media_type=mimetypes.guess_type(name)[0] or "application/octet-stream",
        kind=options["kind"],
        system=options["system"],
        source=options["source"],
    )


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _check(options: Report) -> tuple[Report, bool]:
    towns = _towns(options["municipality"], options["year"])
    board_by_code = boards(options["year"], towns)
    if not any(row.own for board in board_by_code.values() for row in board.rows):
        message = _("There are no figures of %(year)s.") % {"year": options["year"]}
        raise CommandError(message, returncode=FINDINGS)
    report = {
        town.name: [
            f"{_severity(noted.finding.check, options)} {noted.finding.check.number} "
            f"{sentence(noted.finding, active_language())}"
            + (f" – {noted.note}" if noted.note else "")
            for noted in board_by_code[town.code].noted
        ]
        for town in towns
    }
    return report, not any(noted.stops or noted.unexplained for noted in board_by_code.values())


def _severity(check: Check, options: Report) -> str:
    """For programs the key, for people its word."""
    return check.severity if options["json"] else str(SEVERITIES[check.severity])


def _freeze(options: Report) -> tuple[Report, bool]:
    sheets = sheets_of(options["topic"], options["year"])
    towns = _towns(options["municipality"], options["year"])
    report: Report = {"frozen": []}
    try:
        versions = freeze_versions(
            by=SYSTEM,
            kind=SHEETS,
            document=sheets,
            municipalities=towns,
            provisional=options["provisional"],
            reason=options["reason"],
        )
        report["frozen"] = [
            f"{version}, {version.municipality}, {version.facts_sha256}" for version in versions
        ]
    except ValidationError as error:
        if error.code != UNCHANGED:
            raise
        report["unchanged"] = error.messages
    if options["deliver"]:
        deliveries = deliver_versions(by=SYSTEM, kind=SHEETS, document=sheets, municipalities=towns)
        report["delivered"] = [version.addressee for version in deliveries]
    return report, True


def _sheet(options: Report) -> tuple[Report, bool]:
    folder: Path = options["out"]
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    sheets = sheets_of(options["topic"], options["year"])
    towns = _towns(options["municipality"], options["year"])
    with official():
        for sheet in SHEETS.drafts(sheets, towns):
            for file in SHEETS.files(sheet, Stamp(clock.today())):
                (folder / file.name).write_bytes(file.data)
                paths.append(str(folder / file.name))
    return {"files": paths}, True


def _recompute(options: Report) -> tuple[Report, bool]:
    """Every figure that comes out otherwise, with why; exit 1 if there are any."""
    year_or_name: int | str = options["what"]
    if isinstance(year_or_name, int):
        figures = list(standing(year_or_name))
    else:
        figures = [figure for figure in [named(year_or_name)] if figure is not None]
    if not figures:
        text = _("There are no figures of %(year)s. A figure is named LAI_total/091/2024.")
        message = text % {"year": year_or_name}
        raise CommandError(message, returncode=WRONG_USE)
    recounting = Recounting()
    recounts = [recounting.recount(figure) for figure in figures]
    report: Report = {"figures": len(recounts)}
    for outcome in Outcome:
        report[outcome] = sum(recount.outcome == outcome for recount in recounts)
    report["differences"] = [
        f"{name_of(r.figure)}: {number_text(r.figure.value)} → {number_text(r.value)}. "
        + " ".join(reasons(r))
        for r in recounts
        if not r.stands and r.outcome != Outcome.NOT_KEPT
    ]
    if len(recounts) == 1:
        report |= _derived(recounts[0])
    return report, not report["differences"]


def _derived(recount: Recount) -> Report:
    """One figure with what it is made of."""
    figure = recount.figure
    files = figure.derivation.files if figure.derivation else []
    return {
        "value": number_text(figure.value) or figure.state,
        "recomputed": number_text(recount.value),
        "rule": f"{figure.rule} {figure.rule_version}".strip(),
        "files": [f"{use} {sha256}" for use, sha256 in files],
        "why": reasons(recount),
    }


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        message = _("%(text)s is not a day such as 2024-06-30") % {"text": text}
        raise ArgumentTypeError(message) from error


def _year_or_name(text: str) -> int | str:
    return YEAR(text) if text.isdecimal() else text


def _towns(code: str, year: int) -> list[Municipality]:
    return municipalities_by(code, municipalities_of(year))
