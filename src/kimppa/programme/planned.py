"""What the agreed programmes plan for the lines of an agreement: steps and targets."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import F, Q
from django.urls import reverse_lazy

from kimppa.core import clock
from kimppa.core.answers import Counted
from kimppa.core.duties.planned import PlannedStep
from kimppa.programme import messages
from kimppa.programme.models import Action
from kimppa.programme.queries import value_of
from kimppa.programme.values import figure_values, values_of_years

_FIELDS = (
    "steps__pk", "steps__title", "steps__due", "steps__done_at", "pk", "number", "programme__year",
    "clauses", "topic", "for_all", "municipalities", "continuous", "end", "status_override",
    "carry_decision", "indicator", "indicator_unit", "indicator_direction", "indicator_target",
    "indicator_value", "indicator_variable",
)  # fmt: skip
_OF_ACTION = tuple(name for name in _FIELDS if "__" not in name and name != "municipalities")


def year_ends(start: dt.date, end: dt.date) -> list[dt.date]:
    """The last days of years between two days."""
    days = (dt.date(year, 12, 31) for year in range(start.year, end.year + 1))
    return [day for day in days if start <= day <= end]


def planned(years: Collection[int]) -> Iterator[PlannedStep]:
    """The steps of agreed programmes that fall due in the programme's own year, and the targets
    that were not reached in it, for a line whose target was missed is not all done: one query, and
    one of figures where the time of a target is over.
    """
    actions = Action.objects.filter(
        Q(steps__due__year=F("programme__year"))
        | Q(indicator_target__isnull=False)
        | ~Q(indicator_variable=""),
        programme__year__in=years,
        programme__approved_at__isnull=False,
    )
    ordered = actions.order_by("steps__pk").values_list(*_FIELDS)
    rows = [dict(zip(_FIELDS, row, strict=True)) for row in ordered]
    kept = [row for row in rows if not _is_given_up(row)]
    yield from _steps(kept)
    over = [row for row in kept if _is_over(row)]
    if over:
        yield from _missed(over, _values(rows, {row["programme__year"] for row in over}))


def _is_given_up(row: Mapping[str, Any]) -> bool:
    return row["carry_decision"] in (Action.Carry.DROP, Action.Carry.MERGE) or row[
        "status_override"
    ] in (Action.Status.DROPPED, Action.Status.MERGED)


def _values(
    rows: Collection[Mapping[str, Any]], years: Collection[int]
) -> dict[int, dict[str, Counted]]:
    """What the indicators of the years come to; of one year what its actions ask on the same
    page.
    """
    if len(years) == 1:
        (year,) = years
        codes = {r["indicator_variable"] for r in rows if r["programme__year"] == year}
        return {year: figure_values(codes, year)}
    return values_of_years({row["indicator_variable"] for row in rows} - {""}, years)


def _steps(rows: Collection[dict[str, Any]]) -> Iterator[PlannedStep]:
    """A row for each step and municipality, as steps."""
    concerned: dict[int, set[int]] = {}
    for row in rows:
        concerned.setdefault(row["steps__pk"], set()).add(row["municipalities"])
    for row in {row["steps__pk"]: row for row in rows}.values():
        year = row["programme__year"]
        if row["steps__due"] and row["steps__due"].year == year:
            yield PlannedStep(
                year,
                tuple(row["clauses"]),
                row["topic"],
                row["steps__due"],
                row["steps__done_at"] is not None,
                row["steps__title"],
                reverse_lazy("programme:action", args=[year, row["number"]]),
                None if row["for_all"] else frozenset(concerned[row["steps__pk"]]),
            )


def _is_over(row: Mapping[str, Any]) -> bool:
    """Whether an action's target had its last day in the year and nobody has said it is done."""
    is_settled = row["status_override"] or row["carry_decision"] == Action.Carry.DONE
    if row["indicator_target"] is None or is_settled:
        return False
    day = _last_day(row)
    return day is not None and day < clock.today() and day.year == row["programme__year"]


def _last_day(row: Mapping[str, Any]) -> dt.date | None:
    day: dt.date | None = row["end"]
    return dt.date(row["programme__year"], 12, 31) if row["continuous"] else day


def _missed(
    rows: Collection[Mapping[str, Any]], values: Mapping[int, Mapping[str, Counted]]
) -> Iterator[PlannedStep]:
    """A row for each step and municipality of actions whose time is over, as missed targets."""
    concerned: dict[int, set[int]] = {}
    for row in rows:
        concerned.setdefault(row["pk"], set()).add(row["municipalities"])
    for row in {row["pk"]: row for row in rows}.values():
        year, day = row["programme__year"], _last_day(row)
        action = Action(**{name: row[name] for name in _OF_ACTION})
        value = value_of(action, values[year])
        if day and not is_reached(action, value):
            yield PlannedStep(
                year,
                tuple(action.clauses),
                action.topic,
                day,
                False,
                messages.target_share(action, value),
                reverse_lazy("programme:action", args=[year, action.number]),
                None if action.for_all else frozenset(concerned[action.pk]),
            )


def is_reached(action: Action, value: Decimal | None) -> bool:
    """Whether a value reaches the action's target; what is not measured does not."""
    target = action.indicator_target
    if target is None or value is None:
        return target is None
    at_most = action.indicator_direction == Action.Direction.AT_MOST
    return value <= target if at_most else value >= target
