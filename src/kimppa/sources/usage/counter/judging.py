"""What is judged of a report after it is read, whatever its format."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Final

from kimppa.sources.usage.counter import troubles
from kimppa.sources.usage.counter.reports import ALL, METRICS, RELEASES, REPORTS, Header
from kimppa.sources.usage.model import Cell, Kind, Period, Usage
from kimppa.sources.usage.problems import WHOLE, Place, Problems

_MACHINES: Final = "TDM"  # text and data mining


def judge_identity(header: Header, problems: Problems, places: Mapping[str, Place]) -> None:
    """Whether it is a report and a release that we read. `places` are those of the header's rows
    or members by name."""
    place = places.get("Report_ID", WHOLE)
    if not header.report:
        problems.refuse("report-missing", place)
    elif header.report not in REPORTS:
        problems.refuse("report-unknown", place, report=header.report)
    if header.release not in RELEASES:
        release = header.release or "–"
        problems.refuse("release-unknown", places.get("Release", WHOLE), release=release)


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
    first, last = min(months), max(months)
    if header.period is None:
        header.period = Period(first, Period.month(last.year, last.month).last)
    elif first < header.period.first or last > header.period.last:
        outside = first if first < header.period.first else last
        problems.ask("month-outside", month=f"{outside:%Y-%m}", period=header.period)
    if header.period.year is not None and not header.period.is_year:
        problems.note("months-of-year", period=header.period)


def concluded(header: Header, rows: int, counts: Mapping[Cell, int], problems: Problems) -> Usage:
    """The report, after what its service and its counts say has been judged."""
    troubles.judge(header.troubles, rows, problems)
    has_no_use = any(trouble.code == troubles.NO_USE for trouble in header.troubles)
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
