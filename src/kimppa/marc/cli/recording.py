"""`kimppa eresources records FILE…`: records of e-resources, without an instance."""

import argparse
import datetime as dt
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from gettext import gettext as _
from pathlib import Path
from typing import Any, Final

from kimppa.marc.cli.output import say, say_json
from kimppa.marc.cli.parsing import FINE, FOUND, WRONG_USE, Parser, spare_the_terminal
from kimppa.marc.cli.refusals import of_the_system
from kimppa.marc.eresources.adapting import Service
from kimppa.marc.eresources.holdings import Comparison, compare, holdings, licence_of
from kimppa.marc.eresources.intake import Entry, entries
from kimppa.marc.eresources.model import Cataloguing, Kind, Resource
from kimppa.marc.eresources.reading import Trouble
from kimppa.marc.reading import Format, MarcFileError, read, records_of
from kimppa.marc.record import Record
from kimppa.marc.results.messages import number
from kimppa.marc.translation import (
    LANGUAGES,
    N_,
    installed,
    requested_language,
    terminal_language,
    translate,
)
from kimppa.marc.writing import write

_FORMATS: Final = {"iso2709": Format.ISO2709, "marcxml": Format.MARCXML}
_WRITTEN: Final = N_("{records} records written: {path}")
_LEFT_OUT: Final = N_("left out: {why}")
_MISSING: Final = N_("no record in the catalogue: {title} ({number})")
_LEFT_OVER: Final = N_("to be withdrawn, for nothing in the files has it: {title} ({number})")
_SAME: Final = N_("tell another name: --out is the file that is read")
_HOSTS: Final = N_("--against wants --service and --host")


@dataclass(slots=True)
class _Outcome:
    records: list[Record] = field(default_factory=list)
    resources: list[Resource] = field(default_factory=list)
    troubles: list[tuple[str, Trouble]] = field(default_factory=list)  # with the file
    changes: list[tuple[str, str]] = field(default_factory=list)  # 001, what

    def take(self, name: str, entry: Entry) -> None:
        """Keep what a file told of one title."""
        if entry.record is None:
            messages = filter(None, [entry.why, *entry.notes])
            loses = entry.why is not None
            self.troubles += ((name, Trouble(entry.place, message, loses)) for message in messages)
            return
        self.records.append(entry.record)
        self.changes += ((entry.place, change) for change in entry.notes)
        if entry.resource:
            self.resources.append(entry.resource)

    @property
    def is_fine(self) -> bool:
        return not self.troubles


def main(arguments: Sequence[str]) -> int:
    """0 is fine, 1 something was left out or is to be looked at, 2 wrong use."""
    spare_the_terminal()
    with installed(requested_language(arguments)):
        options = _parser().parse_args(arguments)
    language = options.language
    if any(
        options.out.exists() and options.out.samefile(path)
        for path in options.files
        if path.exists()
    ):
        return _refuse(translate(_SAME, language), WRONG_USE)
    if options.against and not (options.service and options.host):
        return _refuse(translate(_HOSTS, language), WRONG_USE)
    try:
        outcome = _outcome(options)
        kind = options.to or ("marcxml" if options.out.suffix == ".xml" else "iso2709")
        write(options.out, outcome.records, _FORMATS[kind])
        comparison = _compared(options, outcome) if options.against else None
    except MarcFileError as error:
        return _refuse(error.text(language))
    except OSError as error:
        return _refuse(of_the_system(error, language))
    if options.json:
        say_json(_document(options, outcome, comparison))
    else:
        say(*_lines(options, outcome, comparison))
    differs = comparison and (comparison.missing or comparison.to_withdraw)
    return FINE if outcome.is_fine and not differs else FOUND


def _refuse(reason: str, code: int = FOUND) -> int:
    sys.stderr.write(f"kimppa eresources: {reason}\n")
    return code


def _parser() -> argparse.ArgumentParser:
    parser = Parser("kimppa eresources records", description=_("Make records of e-resources."))
    add = parser.add_argument
    add("files", type=Path, nargs="+", metavar="FILE", help=_("a form (TOML, CSV), ONIX or MARC"))
    add("--out", type=Path, required=True, metavar="FILE")
    add("--to", choices=tuple(_FORMATS), help=_("as the name of --out says unless told"))
    add("--service", default="", metavar="NAME", help=_("the service's name"))
    add("--host", action="append", default=[], metavar="HOST", help=_("where its links lead"))
    add("--address", default="", help=_("of titles that have none, with {isbn} or {gtin} in it"))
    add("--kind", choices=tuple(map(str, Kind)), help=_("of the records of MARC files"))
    add("--cataloguing", choices=("fin", "swe", "eng"), default="fin", help=_("its language"))
    add("--organisation", default="", metavar="ISIL", help=_("whose records they are (003, 040)"))
    add("--against", type=Path, metavar="EXPORT", help=_("a catalogue to compare with"))
    add("--json", action="store_true", help=_("the result as JSON on standard output"))
    add(
        "--language",
        choices=LANGUAGES,
        default=terminal_language(),
        help=_("the terminal's unless told"),
    )
    return parser


def _outcome(options: argparse.Namespace) -> _Outcome:
    service = Service(options.service, tuple(options.host))
    day = dt.datetime.now().astimezone().date()
    cataloguing = Cataloguing(day, options.cataloguing, options.organisation)
    kind = Kind(options.kind) if options.kind else None
    outcome = _Outcome()
    for path in options.files:
        with path.open("rb") as file:
            entries_of_file = entries(
                file, path.name, service, cataloguing, address=options.address, kind=kind
            )
            for entry in entries_of_file:
                outcome.take(path.name, entry)
    return outcome


def _records(path: Path) -> Iterator[Record]:
    return (record for batch in read(path) for _rec, record in records_of(batch))


def _compared(options: argparse.Namespace, outcome: _Outcome) -> Comparison:
    service = Service(options.service, tuple(options.host))
    licences = [licence_of(resource, options.service) for resource in outcome.resources]
    day = dt.datetime.now().astimezone().date()
    return compare(licences, holdings(_records(options.against), [service]), day)


def _document(
    options: argparse.Namespace, outcome: _Outcome, comparison: Comparison | None
) -> dict[str, Any]:
    language = options.language
    document: dict[str, Any] = {
        "records": len(outcome.records),
        "out": f"{options.out}",
        "troubles": [
            {
                "file": name,
                "place": trouble.place,
                "message": translate(trouble.message, language),
                "left_out": trouble.loses,
            }
            for name, trouble in outcome.troubles
        ],
        "changes": [
            {"record": number, "message": translate(change, language)}
            for number, change in outcome.changes
        ],
    }
    if comparison:
        document["missing"] = [
            {"title": holding.title, "isbn": holding.isbn, "address": holding.address}
            for holding in comparison.missing
        ]
        document["to_withdraw"] = [
            {"number": holding.number, "title": holding.title, "address": holding.address}
            for holding in comparison.to_withdraw
        ]
    return document


def _lines(
    options: argparse.Namespace, outcome: _Outcome, comparison: Comparison | None
) -> Iterator[str]:
    language = options.language
    count = number(len(outcome.records), language)
    yield translate(_WRITTEN, language, records=count, path=options.out)
    for name, trouble in outcome.troubles:
        text = translate(trouble.message, language)
        place = ", ".join(filter(None, [name, trouble.place]))
        yield f"  {place}: {translate(_LEFT_OUT, language, why=text) if trouble.loses else text}"
    for record_number, change in outcome.changes:
        yield f"  {record_number}: {translate(change, language)}"
    if comparison:
        for licence in comparison.missing:
            record_number = licence.isbn or licence.address
            yield f"  {translate(_MISSING, language, title=licence.title, number=record_number)}"
        for holding in comparison.to_withdraw:
            yield f"  {translate(_LEFT_OVER, language, title=holding.title, number=holding.number)}"
