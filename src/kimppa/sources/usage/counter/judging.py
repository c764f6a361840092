"""What is judged of a report after it is read, whatever its format."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from kimppa.sources.usage.counter.reports import ALL, METRICS, RELEASES, REPORTS, Header, Trouble
from kimppa.sources.usage.model import Cell, Kind, Period, Usage
from kimppa.sources.usage.problems import WHOLE, Place, Problems

NO_USE: Final = 3030
_UNFILTERED: Final = (3050, 3060, 3061, 3062, 3063, 3070)
_CODES: Final = {
    1000: "service-down",
    1010: "service-busy",
    1011: "service-queued",
    1020: "service-many-requests",
    1030: "service-lacks",
    2000: "service-credentials",
    2010: "service-credentials",
    2011: "service-no-global",
    2020: "service-credentials",
    3000: "service-no-report",
    3010: "service-no-release",
    3020: "service-dates",
    NO_USE: "service-no-use",
    3031: "service-not-ready",
    3032: "service-too-old",
    3040: "service-partial",
    **dict.fromkeys(_UNFILTERED, "service-unfiltered"),
}
_LAST_INFORMATION: Final = 999


def judge_troubles(troubles: Iterable[Trouble], rows: int, problems: Problems) -> None:
    """With rows the file is taken and the trouble asked about; without them it refuses, unless
    there was no use."""
    for trouble in troubles:
        code, message = trouble.code, trouble.message.rstrip(" .") or "–"
        if code is not None and 0 <= code <= _LAST_INFORMATION:
            problems.note("service-tells", WHOLE, message=message)
        elif code == NO_USE and not rows:
            problems.note("service-no-use", WHOLE)
        elif code in _UNFILTERED:
            problems.ask("service-unfiltered", WHOLE, exception=code, message=message)
        else:
            name = _CODES.get(code or 0, "service-warns" if rows else "service-error")
            add = problems.ask if rows else problems.refuse
            add(name, WHOLE, exception=code or "–", message=message)


_MACHINES: Final = "TDM"  # text and data mining


def judge_identity(header: Header, problems: Problems, place_by_name: Mapping[str, Place]) -> None:
    """Whether it is a report and a release that we read. `place_by_name` has the places of the
    header's rows or members."""
    place = place_by_name.get("Report_ID", WHOLE)
    if not header.report:
        problems.refuse("report-missing", place)
    elif header.report not in REPORTS:
        problems.refuse("report-unknown", place, report=header.report)
    if header.release not in RELEASES:
        release = header.release or "–"
        problems.refuse("release-unknown", place_by_name.get("Release", WHOLE), release=release)


def judge_metric(
    header: Header, metric: str, data_type: str, problems: Problems, place: Place
) -> None:
    """Whether the report may have the metric and the type of material."""
    report = REPORTS.get(header.report)
    if metric not in METRICS:
        problems.ask("metric-unknown", place, metric=metric)
    elif report and report.metrics is not ALL and metric not in report.metrics:
        problems.refuse("view-mismatch", place, report=header.report, content=metric)
    elif report and report.types and data_type and data_type not in report.types:
        problems.refuse("view-mismatch", place, report=header.report, content=data_type)


def judge_columns(header: Header, master: str, problems: Problems, place: Place) -> None:
    """Whether what is counted (`master`: PR, DR, TR, IR) is what the Report_ID says."""
    report = REPORTS.get(header.report)
    if report and report.of != master:
        problems.refuse("report-mismatch", place, report=header.report, actual=master)


def judge_months(header: Header, months: Collection[dt.date], problems: Problems) -> None:
    """Whether the months are those of the period; without a period they are the period."""
    if not months:
        return
    first_month, last_month = min(months), max(months)
    if header.period is None:
        header.period = Period(first_month, Period.month(last_month.year, last_month.month).last)
    elif first_month < header.period.first or last_month > header.period.last:
        outside_month = first_month if first_month < header.period.first else last_month
        problems.ask("month-outside", month=f"{outside_month:%Y-%m}", period=header.period)
    if header.period.year is not None and not header.period.is_year:
        problems.note("months-of-year", period=header.period)


def concluded(header: Header, rows: int, counts: Mapping[Cell, int], problems: Problems) -> Usage:
    """The report, after what its service and its counts say has been judged."""
    judge_troubles(header.troubles, rows, problems)
    has_no_use = any(trouble.code == NO_USE for trouble in header.troubles)
    if not rows and not has_no_use and not problems.is_refused:
        problems.ask("no-rows")
    if any(cell.access == _MACHINES for cell in counts):
        problems.note("machine-reading")
    return Usage(
        Kind.COUNTER,
        header.report,
        header.release,
        header.period,
        rows,
        counts,
        institution=header.institution,
        created=header.created,
    )
