"""`kimppa eresources read FILE…`: what files of use say, without an instance."""

import argparse
import codecs
import datetime as dt
import errno
import io
import json
import sys
from collections.abc import Sequence
from contextlib import suppress
from gettext import gettext as _
from pathlib import Path
from typing import Any, Final, NoReturn

from kimppa.sources.usage.model import Cell, Period, Usage
from kimppa.sources.usage.problems import CATALOGUE, number
from kimppa.translation import LANGUAGES, N_, requested_language, terminal_language

FINE, FOUND, WRONG_USE = 0, 1, 2
# What argparse says to people, which it asks of gettext.
ARGPARSE: Final = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("unrecognized arguments: %s"),
    N_("the following arguments are required: %s"),
    N_("expected one argument"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
)
_PARTS: Final = ("metric", "month", "platform", "member", "municipality", "format", "access")
_SYSTEM: Final = {
    errno.ENOENT: N_("no such file; see whether the name is right"),
    errno.EISDIR: N_("this is a folder; name a file"),
    errno.EACCES: N_("this file may not be read; ask for the right"),
}
_PIPE: Final = N_("a pipe cannot be read; save it to a file first")
_KINDS: Final = {
    "counter": N_("COUNTER report"),
    "ekirjasto": N_("loans of E-kirjasto"),
    "table": N_("table"),
}
_ROWS: Final = N_("rows: {rows}")
_NO_MUNICIPALITY: Final = N_("no municipality")
_NO_FORMAT: Final = N_("no format")


def main(arguments: Sequence[str] | None = None) -> int:
    """0 is fine, 1 something is to be mended or asked, 2 wrong use."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # what a terminal that is not UTF-8 has not
    with CATALOGUE.installed(requested_language(sys.argv[1:] if arguments is None else arguments)):
        parser = _parser()
        options = parser.parse_args(arguments)
        if bool(options.first) != bool(options.last):
            parser.error(_("tell both --from and --to"))
    period = Period(options.first, options.last) if options.first else None
    return _print_usage(options.files, options.language, period, is_json=options.json)


class _Parser(argparse.ArgumentParser):
    """Says what is wrong without "error"."""

    def error(self, message: str) -> NoReturn:
        """Exit code 2."""
        self.print_usage(sys.stderr)
        self.exit(WRONG_USE, f"{self.prog}: {message}\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        "kimppa eresources",
        description=_("The use of e-resources in files."),
        epilog=_("Records are made by another command: kimppa eresources records --help"),
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    description = _("Read files of use: COUNTER, E-kirjasto, any table.")
    summary = description[:1].lower() + description[1:].removesuffix(".")
    read_parser = commands.add_parser("read", help=summary, description=description)
    read_parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    read_parser.add_argument(
        "--from", type=_day, dest="first", metavar="DAY", help=_("of a file that does not tell it")
    )
    read_parser.add_argument(
        "--to", type=_day, dest="last", metavar="DAY", help=_("such as 31.12.2025")
    )
    read_parser.add_argument(
        "--json", action="store_true", help=_("the result as JSON on standard output")
    )
    read_parser.add_argument(
        "--language",
        choices=LANGUAGES,
        default=terminal_language(),
        help=_("the terminal's unless told"),
    )
    return parser


def _day(text: str) -> dt.date:
    """A day as people or machines write it."""
    for pattern in ("%d.%m.%Y", "%Y-%m-%d"):
        with suppress(ValueError):
            return dt.datetime.strptime(text, pattern).replace(tzinfo=dt.UTC).date()
    raise argparse.ArgumentTypeError(_("write a day such as 31.12.2025"))


def _print_usage(
    paths: Sequence[Path], language: str, period: Period | None = None, *, is_json: bool
) -> int:
    from kimppa.sources.usage.reading import read_usage  # after the arguments, which do not wait

    documents = []
    is_fine = True
    for path in paths:
        try:
            with path.open("rb") as file:
                made_on = dt.datetime.fromtimestamp(path.stat().st_mtime).astimezone().date()
                usage = read_usage(file, path.name, period=period, made=made_on)
        except OSError as error:
            is_fine = False
            reason = _PIPE if isinstance(error, io.UnsupportedOperation) else _reason(error)
            sys.stderr.write(
                f"kimppa eresources: {path}: {CATALOGUE.translate(reason, language)}\n"
            )
            continue
        is_fine &= usage.is_fine
        if is_json:
            documents.append(document(path.name, usage, language))
        else:
            sys.stdout.write("\n".join([*lines(path.name, usage, language), "", ""]))
    if is_json and documents:
        _write_json(documents[0] if len(paths) == 1 else documents)
    return FINE if is_fine else FOUND


def _reason(error: OSError) -> str:
    return _SYSTEM.get(error.errno or 0, error.strerror or str(error))


def _write_json(document: object) -> None:
    utf8 = codecs.lookup(sys.stdout.encoding or "utf-8").name == "utf-8"
    json.dump(document, sys.stdout, ensure_ascii=not utf8, indent=1)
    sys.stdout.write("\n")


def document(name: str, usage: Usage, language: str) -> dict[str, Any]:
    """The result for machines; `counts` leave out what is empty."""
    period = usage.period
    return {
        "file": name,
        "kind": usage.kind,
        "report": usage.report,
        "release": usage.release,
        "period": {"from": f"{period.first}", "to": f"{period.last}"} if period else None,
        "rows": usage.rows,
        "metrics": usage.metrics,
        "institution": usage.institution,
        "created": usage.created,
        "problems": [
            {
                "code": problem.code,
                "level": problem.level,
                "place": problem.place.text(language),
                "message": problem.text(language),
            }
            for problem in usage.problems
        ],
        "counts": [_parts(cell) | {"count": count} for cell, count in usage.counts.items()],
        "columns": [
            {
                "heading": column.heading,
                "column": column.letter,
                "kind": column.kind,
                "total": column.total,
            }
            for column in usage.columns
        ],
    }


def _parts(cell: Cell) -> dict[str, str]:
    parts = {name: getattr(cell, name) for name in _PARTS}
    return {name: f"{part}" for name, part in parts.items() if part or name == "municipality"}


def lines(name: str, usage: Usage, language: str) -> list[str]:
    """The result for people: what it is, its sums, by municipality where it tells them."""
    words = (CATALOGUE.translate(_KINDS[usage.kind], language), usage.report, usage.release)
    parts = [" ".join(word for word in words if word)]
    parts += [str(usage.period)] if usage.period else []
    row_count = number(usage.rows, language)
    parts.append(CATALOGUE.translate(_ROWS, language, rows=row_count))
    sums = {metric: number(count, language) for metric, count in usage.metrics.items()}
    return [
        f"{name}: {', '.join(parts)}",
        *_columns(sums),
        *_municipalities(usage, language),
        *(f"  {problem.line(language)}" for problem in usage.problems),
    ]


def _columns(sums: dict[str, str]) -> list[str]:
    names, widths = (max(map(len, texts), default=0) for texts in (sums.keys(), sums.values()))
    return [f"  {name.ljust(names)}  {count.rjust(widths)}" for name, count in sums.items()]


def _municipalities(usage: Usage, language: str) -> list[str]:
    """A line for each municipality of each metric, its formats beside each other."""
    no_municipality = CATALOGUE.translate(_NO_MUNICIPALITY, language)
    no_format = CATALOGUE.translate(_NO_FORMAT, language)
    table_lines: list[str] = []
    for metric in usage.metrics:
        table = usage.by("municipality", "format", metric=metric)
        if not any(municipality for municipality, _format in table):
            continue
        formats = sorted({str(form) for _place, form in table})
        municipalities = sorted({str(municipality) for municipality, _format in table})
        format_names = [form or no_format for form in formats]
        width = max(len(municipality) for municipality in (*municipalities, no_municipality))
        table_lines.append(
            f"  {'':{width}}  {'  '.join(f'{format_name:>10}' for format_name in format_names)}"
        )
        for municipality in municipalities:
            counts = (number(table.get((municipality, form), 0), language) for form in formats)
            pairs = zip(counts, format_names, strict=True)
            cells = "  ".join(
                f"{count:>{max(10, len(format_name))}}" for count, format_name in pairs
            )
            table_lines.append(f"  {(municipality or no_municipality):{width}}  {cells}")
    return table_lines
