"""A file of use to the lines that people look at before it is kept."""

import datetime as dt
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.imports.columns import LEFT_OUT, lacking, recognised
from kimppa.core.imports.importer import FileRefusedError, Record
from kimppa.core.imports.meanings import meanings
from kimppa.core.language import active_language
from kimppa.documents.spreadsheets import Cell as SheetCell
from kimppa.eresources.terms.usage import MACHINES, USE, main_metric
from kimppa.eresources.usage.columns import COLUMNS
from kimppa.sources.usage.cells import month_of
from kimppa.sources.usage.grids import UPLOAD
from kimppa.sources.usage.model import Cell, Column, ColumnKind, Kind, Period, Usage
from kimppa.sources.usage.problems import Level, Problem
from kimppa.sources.usage.reading import read_usage
from kimppa.sources.usage.tables import Role, heading_line
from kimppa.ui.numbers import number

SLUG = "eresources.usage"
_ROLES = {"municipality": Role.MUNICIPALITY, "format": Role.FORMAT}
_METRIC = ("metric", "metric_type", "mittari", "mått")
_JSON = (b"{", b"[")
_OF_TIME = {"one-day", "ends-today", "not-over", "over-years", "part-of-year"}
"""Problems that say of a time what `of_part` would."""


@dataclass(frozen=True, slots=True)
class Count:
    """One count of a line; `month` 0 is the whole time of the file."""

    year: int
    month: int
    format: str
    count: int


@dataclass(frozen=True, slots=True)
class Line:
    """What a file tells of one municipality (empty: of none) by one metric. `is_only`: it is the
    only institution of a report, which may stand for all of ours.
    """

    metric: str
    municipality: str
    counts: tuple[Count, ...]
    is_only: bool = False

    @property
    def sum(self) -> int:
        return sum(count.count for count in self.counts)


@dataclass(frozen=True, slots=True)
class Head:
    """What a file tells of itself. `period` None: it does not tell, so somebody says it.

    `notes` are to be known, `warnings` to be looked at before the file is kept.
    """

    kind: str
    metric: str
    report: str = ""
    release: str = ""
    period: Period | None = None
    platforms: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def read(content: bytes, name: str, options: Mapping[str, Any]) -> Iterator[Record] | None:
    """The head and the lines of a COUNTER report, an E-kirjasto export or a table of months; None
    for another table, whose columns are pointed at. Raises FileRefusedError.
    """
    usage = _usage(content, name)
    period = said_period(options)
    if usage.period is None and period and not usage.is_refused:
        usage = _usage(content, name, period=period)
    if usage.is_refused:
        if _has_own_faults(usage, content):
            return None
        language = active_language()
        refusals = [p.line(language) for p in usage.problems if p.level is Level.REFUSED]
        raise FileRefusedError(" ".join(refusals))
    if usage.kind is Kind.TABLE:
        roles = _roles(usage.columns)
        if roles is None:
            return None
        usage = _usage(content, name, roles, usage.period)
    return _records(usage)


def find_heading(rows: Sequence[tuple[int, Sequence[SheetCell]]]) -> int:
    """The line of the headings of a table: where they are known, else where words are."""
    columns = meanings(SLUG)
    for line_number, cells in rows:
        names = recognised([str(cell or "") for cell in cells], COLUMNS, columns)
        if not lacking(names, COLUMNS) and sum(name != LEFT_OUT for name in names) > 1:
            return line_number
    return heading_line(rows)


def said_period(options: Mapping[str, Any]) -> Period | None:
    """The time that was said beside a file: its days (ISO), or a whole year."""
    days = options.get("first"), options.get("last")
    if all(days):
        return Period(*(dt.date.fromisoformat(str(day)) for day in days))
    year = options.get("year")
    return Period(dt.date(year, 1, 1), dt.date(year, 12, 31)) if isinstance(year, int) else None


def asked_time(content: bytes, name: str) -> str:
    """What is to be said of a file's time: "" when it tells, "days" of E-kirjasto's, whose period
    can be any, "year" of others. One that is refused is told why elsewhere.
    """
    usage = _usage(content, name)
    if usage.period is not None or usage.is_refused:
        return ""
    return "days" if usage.kind is Kind.EKIRJASTO else "year"


def of_part(period: Period) -> list[str]:
    """That a time is a part of a year."""
    if period.is_year:
        return []
    return [Problem("part-of-year", Level.ASK, facts={"period": period}).line(active_language())]


def _usage(
    content: bytes,
    name: str,
    roles: dict[str, Role] | None = None,
    period: Period | None = None,
) -> Usage:
    file = io.BytesIO(content)
    return read_usage(file, name, period=period, made=clock.today(), roles=roles, limits=UPLOAD)


def _has_own_faults(usage: Usage, content: bytes) -> bool:
    """Whether it is a table whose faulty cells are told one by one once its columns are known."""
    if usage.kind is not Kind.TABLE or content.lstrip().startswith(_JSON):
        return False
    refusals = [p for p in usage.problems if p.level is Level.REFUSED]
    return all(p.place.row and p.code != "month-twice" for p in refusals)


def _roles(columns: tuple[Column, ...]) -> dict[str, Role] | None:
    """What the columns of a table with a column for each month are; None for other tables."""
    months = [column for column in columns if column.kind is ColumnKind.MONTH]
    if len(months) < 2:
        return None
    names = recognised([column.heading for column in columns], COLUMNS, meanings(SLUG))
    roles = {
        column.heading: _ROLES[name]
        for column, name in zip(columns, names, strict=True)
        if name in _ROLES
    }
    headings = [column.heading for column in columns]
    roles |= {name: Role.METRIC for name in headings if name.strip().casefold() in _METRIC}
    return roles | {column.heading: Role.COUNT for column in months}


def _records(usage: Usage) -> Iterator[Record]:
    language = active_language()
    if not usage.rows and not _has_no_use(usage):
        questions = [p.line(language) for p in usage.problems if p.level is Level.ASK]
        raise FileRefusedError(" ".join(questions))
    metric = main_metric(usage.metrics) if usage.rows else USE
    if usage.kind is Kind.TABLE:
        metric = _only_metric(usage)
    if not metric:
        raise FileRefusedError(
            _("The report tells what was turned away, not what was used: %(metrics)s.")
            % {"metrics": ", ".join(usage.metrics)}
        )
    head = Head(
        kind=usage.kind.value,
        report=usage.report,
        release=usage.release,
        period=usage.period,
        platforms=tuple(dict.fromkeys(cell.platform for cell in usage.counts if cell.platform)),
        metric=metric,
        notes=(_together(usage, metric), *_notes(usage, language), *_machines(usage, metric)),
        warnings=tuple(_warnings(usage, language)),
    )
    yield Record(0, {"head": head})
    for line_number, line in enumerate(_lines(usage), 1):
        yield Record(line_number, {"line": line})


def _has_no_use(usage: Usage) -> bool:
    """Whether the service itself says that nothing was used."""
    return any(problem.code == "service-no-use" for problem in usage.problems)


def _together(usage: Usage, metric: str) -> str:
    """How many rows the whole file has and what they sum to, to be compared with the file."""
    words = {"rows": number(usage.rows), "sum": number(usage.metrics.get(metric, 0))}
    return _("Rows in the file: %(rows)s, together %(sum)s.") % words


def _only_metric(usage: Usage) -> str:
    """What a table counts; nobody has said which of several things is use."""
    if len(usage.metrics) > 1:
        raise FileRefusedError(
            _("The table counts several things: %(metrics)s. Leave the rows of one and try again.")
            % {"metrics": ", ".join(usage.metrics)}
        )
    return next(iter(usage.metrics), USE)


def _notes(usage: Usage, language: str) -> Iterator[str]:
    """What is to be known of the file."""
    return (p.line(language) for p in usage.problems if p.level is Level.NOTE)


def _warnings(usage: Usage, language: str) -> Iterator[str]:
    """What is to be looked at; the time is asked beside the file where none is told."""
    questions = [p for p in usage.problems if p.level is Level.ASK and p.code != "no-period"]
    yield from (p.line(language) for p in questions)
    if usage.period and not {p.code for p in questions} & _OF_TIME:
        yield from of_part(usage.period)


def _machines(usage: Usage, metric: str) -> Iterator[str]:
    count = usage.by("access", metric=metric).get((MACHINES,), 0)
    if count:
        yield _("Reading by machines is not use, so it is left out: %(count)s.") % {
            "count": number(count)
        }


def _lines(usage: Usage) -> Iterator[Line]:
    """By municipality and metric, in the order of the file's sums.

    The members of a consortium's report are its municipalities.
    """
    year = usage.period.first.year if usage.period else 0
    members = {cell.member for cell in usage.counts}
    sums: dict[tuple[str, str], dict[tuple[int, int, str], int]] = {}
    for cell, count in usage.counts.items():
        if cell.access == MACHINES:
            continue
        municipality = cell.member or cell.municipality
        counts = sums.setdefault((cell.metric, municipality), defaultdict(int))
        counts[_year_of_cell(cell, year), _month_of_cell(cell), cell.format] += count
    for (metric, municipality), counts in sums.items():
        line_counts = tuple(Count(*key, count=count) for key, count in counts.items())
        yield Line(metric, municipality, line_counts, is_only=members == {municipality} != {""})


def _year_of_cell(cell: Cell, year: int) -> int:
    return cell.month.year if cell.month else year


def _month_of_cell(cell: Cell) -> int:
    return cell.month.month if cell.month else 0


def month_in(text: str, year: int) -> dt.date | None:
    """The month that a cell of a table names, by its name alone of the year that is known; None
    for an empty one. Raises ValidationError.
    """
    month = month_of(text, year) if text else None
    if text and month is None:
        raise ValidationError({"month": _("Write a month such as 1/2024.")})
    return month


def line_of_row(values: dict[str, object], year: int) -> Line:
    """A row of a table whose columns have been pointed at. Raises ValidationError."""
    month = month_in(str(values.get("month") or ""), year)
    count = values["count"] or 0
    assert isinstance(count, int)
    if count < 0:
        raise ValidationError({"count": _("Use cannot be less than nothing.")})
    use = Count(year, month.month if month else 0, str(values.get("format") or ""), count)
    if month and month.year != year:
        raise ValidationError({"month": _("The month is not of the year that was chosen.")})
    return Line(USE, str(values.get("municipality") or ""), (use,))
