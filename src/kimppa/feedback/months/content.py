"""What a theme list tells, as JSON, in the active language. Nothing of it tells of a person."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from kimppa.core.consortium.models import Consortium
from kimppa.core.topics import label
from kimppa.documents.numbers import percent
from kimppa.feedback.months.counts import COMMON, Sums, Tally
from kimppa.feedback.months.month import title_of
from kimppa.feedback.themes import Theme
from kimppa.ui.numbers import language

# A page has room for so many rows of what was told and what was done; of services and themes, the
# rarest are told together.
ROWS, LEAST = 10, 4

type Facts = dict[str, Any]


def facts_of(tally: Tally, whole: Consortium | None) -> Facts:
    """The list's facts: `columns` (code, name) and three tables of rows (name, together, by).

    `by` holds a number or a share in words by column's code; what is None has nothing to count.
    """
    outcomes = _outcomes(tally)
    return {
        "title": title_of(tally.month),
        "month": str(tally.month),
        "consortium": whole.name if whole else "",
        "producer": whole.host.name if whole and whole.host else "",
        "columns": [
            *({"code": town.code, "name": town.name} for town in tally.municipalities),
            {"code": COMMON, "name": _("Common to all")},
        ],
        "told": _arrivals(tally, max(LEAST, ROWS - len(outcomes))),
        "handling": _handling(tally),
        "done": outcomes,
        "example": tally.example,
    }


def _row(name: str, by: Mapping[str, int]) -> Facts:
    return {"name": name, "together": sum(by.values()), "by": dict(by)}


def _arrivals(tally: Tally, room: int) -> list[Facts]:
    """What customers told of, the most first; what there is no room for, as one row."""
    rows = sorted(
        (_row(_name(tally, slug, theme), by) for (slug, theme), by in tally.arrivals.items()),
        key=lambda row: (-row["together"], row["name"]),
    )
    if len(rows) <= room:
        return rows
    head, rest = rows[: room - 1], rows[room - 1 :]
    summed: dict[str, int] = {}
    for row in rest:
        for code, count in row["by"].items():
            summed[code] = summed.get(code, 0) + count
    return [*head, _row(_("%(count)d rarer ones together") % {"count": len(rest)}, summed)]


def _name(tally: Tally, slug: str, theme: str) -> str:
    service = tally.services[slug].name if slug else _("No service named")
    return f"{service}: {Theme(theme).label}"


def _handling(tally: Tally) -> list[Facts]:
    columns = {"together": tally.together, **tally.columns}
    measures: dict[str, Callable[[Sums], float | str | None]] = {
        _("Arrived"): lambda sums: sums.arrived,
        _("Handled"): lambda sums: sums.handled,
        _("In the time promised"): lambda sums: sums.in_time,
        _("Share in the time promised"): _share,
        _("Days to the answer on average"): _days,
        _("Waits at the end of the month"): lambda sums: sums.waiting,
    }
    rows = []
    for name, value in measures.items():
        by = {code: value(sums) for code, sums in columns.items()}
        rows.append({"name": name, "together": by.pop("together"), "by": by})
    return rows


def _share(sums: Sums) -> str | None:
    return percent(sums.in_time / sums.handled, language(), 0) if sums.handled else None


def _days(sums: Sums) -> float | None:
    return round(sums.days / sums.handled, 1) if sums.handled else None


def _outcomes(tally: Tally) -> list[Facts]:
    """Tasks by the room that got them, and what went to an owner outside the libraries."""
    forwarded = {code: sums.forwarded for code, sums in tally.columns.items() if sums.forwarded}
    rows = [
        _row(_("Task handed over: %(topic)s") % {"topic": label(topic)}, by)
        for topic, by in sorted(tally.tasks.items())
    ]
    return [*rows, _row(_("Forwarded to an owner outside"), forwarded)] if forwarded else rows


def cell(row: Mapping[str, Any], code: str) -> Any:
    """A row's value in a column: a count of nothing is 0, a share or mean of nothing None."""
    return row["by"].get(code, 0 if isinstance(row["together"], int) else None)
