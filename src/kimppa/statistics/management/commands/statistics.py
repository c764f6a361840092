"""`kimppa statistics import|check|freeze|sheet`: the year's figures without a browser."""

import datetime as dt
import json
import mimetypes
from argparse import ArgumentTypeError
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import get_language

from kimppa.core import clock
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.queries import municipalities_of
from kimppa.core.permissions import SYSTEM
from kimppa.core.releases.actions import UNCHANGED, deliver_versions, freeze_versions
from kimppa.core.releases.facts import Stamp
from kimppa.documents.spreadsheets import SpreadsheetError
from kimppa.statistics import actions
from kimppa.statistics.checks.saying import sentence
from kimppa.statistics.models import Take
from kimppa.statistics.sheets.releases import SHEETS, sheets_of
from kimppa.statistics.takes.looking import look
from kimppa.statistics.variables import inforce
from kimppa.statistics.work.queries import boards
from kimppa.statistics.years.topics import PARTS, UNITS

FINDINGS, WRONG_USE = 1, 2
PIECE = 1024 * 1024


class Command(BaseCommand):
    """Exit 0 fine, 1 findings or refused input, 2 wrong use."""

    help = "Bring in files of figures, check a year, freeze and deliver its sheets."

    def add_arguments(self, parser: CommandParser) -> None:
        """One verb each."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        taken = verbs.add_parser("import", help="bring in a report or published figures")
        taken.add_argument("file", type=Path)
        taken.add_argument("year", type=_year)
        taken.add_argument("--kind", choices=Take.Kind.values, default=Take.Kind.REPORT)
        taken.add_argument("--system", default="", help="where the file comes from")
        taken.add_argument("--source", default="", help="how the figures are cited")
        taken.add_argument("--loans", type=Path, help="with --kind lists, the list of loans")
        taken.add_argument("--from", dest="start", type=_day, help="with --kind lists: first day")
        taken.add_argument("--until", dest="end", type=_day, help="with --kind lists: last day")
        taken.add_argument("--dry-run", action="store_true", help="only look, record nothing")
        taken.add_argument("--json", action="store_true")
        for verb, text in (
            ("check", "list what must be corrected or explained"),
            ("freeze", "freeze the sheets"),
            ("sheet", "write the sheets as they stand"),
        ):
            one = verbs.add_parser(verb, help=text)
            one.add_argument("year", type=_year)
            one.add_argument("--municipality", default="all", metavar="CODE|all")
            one.add_argument("--json", action="store_true")
            if verb != "check":
                one.add_argument("--topic", choices=list(PARTS), default=UNITS)
            if verb == "sheet":
                one.add_argument("--out", type=Path, required=True, metavar="DIR")
            if verb == "freeze":
                one.add_argument("--provisional", action="store_true")
                one.add_argument("--reason", default="", help="why a new version is needed")
                one.add_argument("--deliver", action="store_true", help="to the directors")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what the verb says."""
        inforce.look()
        verb = {"import": _import, "check": _check, "freeze": _freeze, "sheet": _sheet}
        try:
            with translation.override("fi"):
                told, fine = verb[options["verb"]](options)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages), returncode=FINDINGS) from error
        except SpreadsheetError as error:
            raise CommandError(str(error), returncode=FINDINGS) from error
        except OSError as error:
            raise CommandError(str(error), returncode=WRONG_USE) from error
        self.stdout.write(
            json.dumps(told, ensure_ascii=False, indent=1)
            if options["json"]
            else "\n".join(_lines(told))
        )
        if not fine:
            raise SystemExit(FINDINGS)


type Told = dict[str, Any]


def _lines(told: Told) -> list[str]:
    lines = []
    for name, value in told.items():
        if isinstance(value, list):
            lines += [f"{name}: {one}" for one in value]
        else:
            lines.append(f"{name}: {value}")
    return lines


def _import(options: Told) -> tuple[Told, bool]:
    name = options["file"].name
    actions.begin(by=SYSTEM, year=options["year"])
    take = _uploaded(options)
    looked = look(take)
    language = (get_language() or "fi")[:2]
    told: Told = {
        "file": name,
        "figures": len(looked.wanted),
        "faults": [f"{one.address} {one.told(language)}".strip() for one in looked.faults],
        "codes": [f"{one.table} {one.field} {one.code!r} ({one.rows})" for one in looked.gaps],
    }
    if looked.fit and not options["dry_run"]:
        told["recorded"] = len(actions.take_in(by=SYSTEM, take=take))
    return told, looked.fit


def _uploaded(options: Told) -> Take:
    file: Path = options["file"]
    name = file.name
    if options["kind"] == Take.Kind.LISTS:
        loans: Path | None = options["loans"]
        return actions.upload_lists(
            by=SYSTEM,
            year=options["year"],
            items=_pieces(file),
            loans=_pieces(loans) if loans else None,
            name=name,
            system=options["system"],
            start=options["start"],
            end=options["end"],
            source=options["source"],
            at_once=True,
        )
    return actions.upload(
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


def _check(options: Told) -> tuple[Told, bool]:
    towns = _towns(options["municipality"], options["year"])
    made = boards(options["year"], towns)
    told = {
        town.name_fi: [
            f"{one.finding.check.severity} {one.finding.check.number} "
            f"{sentence(one.finding, 'fi')}" + (f" – {one.note}" if one.note else "")
            for one in made[town.code].noted
        ]
        for town in towns
    }
    return told, not any(one.stops or one.unexplained for one in made.values())


def _freeze(options: Told) -> tuple[Told, bool]:
    sheets = sheets_of(options["topic"], options["year"])
    towns = _towns(options["municipality"], options["year"])
    told: Told = {"frozen": []}
    try:
        versions = freeze_versions(
            by=SYSTEM,
            kind=SHEETS,
            document=sheets,
            municipalities=towns,
            provisional=options["provisional"],
            reason=options["reason"],
        )
        told["frozen"] = [f"{one}, {one.municipality}, {one.facts_sha256}" for one in versions]
    except ValidationError as error:
        if error.code != UNCHANGED:
            raise
    if options["deliver"]:
        sent = deliver_versions(by=SYSTEM, kind=SHEETS, document=sheets, municipalities=towns)
        told["delivered"] = [one.addressee for one in sent]
    return told, True


def _sheet(options: Told) -> tuple[Told, bool]:
    folder: Path = options["out"]
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    sheets = sheets_of(options["topic"], options["year"])
    towns = _towns(options["municipality"], options["year"])
    for sheet in SHEETS.drafts(sheets, towns):
        for file in SHEETS.files(sheet, Stamp(clock.today())):
            (folder / file.name).write_bytes(file.data)
            written.append(str(folder / file.name))
    return {"files": written}, True


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text} is not a day such as 2024-06-30") from error


def _year(text: str) -> int:
    if not text.isdecimal() or not 1999 <= int(text) <= 2100:
        raise ArgumentTypeError(f"{text} is not a year between 1999 and 2100")
    return int(text)


def _towns(code: str, year: int) -> list[Municipality]:
    known = list(municipalities_of(year))
    chosen = [one for one in known if code in ("all", one.code)]
    if not chosen:
        listed = ", ".join(f"{one.code} {one.name}" for one in known) or "none"
        raise CommandError(
            f"no municipality has the code {code}; known: {listed}", returncode=WRONG_USE
        )
    return chosen
