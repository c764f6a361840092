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


def facts_of(found: Tally, whole: Consortium | None) -> Facts:
    """The list's facts: `columns` (code, name) and three tables of rows (name, together, by).

    `by` holds a number or a share in words by column's code; what is None has nothing to count.
    """
    done = _done(found)
    return {
        "title": title_of(found.month),
        "month": str(found.month),
        "consortium": whole.name if whole else "",
        "producer": whole.host.name if whole and whole.host else "",
        "columns": [
            *({"code": one.code, "name": one.name} for one in found.municipalities),
            {"code": COMMON, "name": _("Common to all")},
        ],
        "told": _told(found, max(LEAST, ROWS - len(done))),
        "handling": _handling(found),
        "done": done,
        "example": found.example,
    }


def _row(name: str, by: Mapping[str, int]) -> Facts:
    return {"name": name, "together": sum(by.values()), "by": dict(by)}


def _told(found: Tally, room: int) -> list[Facts]:
    """What customers told of, the most first; what there is no room for, as one row."""
    rows = sorted(
        (_row(_name(found, slug, theme), by) for (slug, theme), by in found.told.items()),
        key=lambda row: (-row["together"], row["name"]),
    )
    if len(rows) <= room:
        return rows
    shown, rest = rows[: room - 1], rows[room - 1 :]
    summed: dict[str, int] = {}
    for row in rest:
        for code, count in row["by"].items():
            summed[code] = summed.get(code, 0) + count
    return [*shown, _row(_("%(count)d rarer ones together") % {"count": len(rest)}, summed)]


def _name(found: Tally, slug: str, theme: str) -> str:
    service = found.services[slug].name if slug else _("No service named")
    return f"{service}: {Theme(theme).label}"


def _handling(found: Tally) -> list[Facts]:
    columns = {"together": found.together, **found.columns}
    told: dict[str, Callable[[Sums], float | str | None]] = {
        _("Arrived"): lambda one: one.arrived,
        _("Handled"): lambda one: one.handled,
        _("In the time promised"): lambda one: one.in_time,
        _("Share in the time promised"): _share,
        _("Days to the answer on average"): _days,
        _("Waits at the end of the month"): lambda one: one.waiting,
    }
    rows = []
    for name, value in told.items():
        by = {code: value(one) for code, one in columns.items()}
        rows.append({"name": name, "together": by.pop("together"), "by": by})
    return rows


def _share(one: Sums) -> str | None:
    return percent(one.in_time / one.handled, language(), 0) if one.handled else None


def _days(one: Sums) -> float | None:
    return round(one.days / one.handled, 1) if one.handled else None


def _done(found: Tally) -> list[Facts]:
    """Tasks by the room that got them, and what went to an owner outside the libraries."""
    forwarded = {code: one.forwarded for code, one in found.columns.items() if one.forwarded}
    rows = [
        _row(_("Task handed over: %(topic)s") % {"topic": label(topic)}, by)
        for topic, by in sorted(found.tasks.items())
    ]
    return [*rows, _row(_("Forwarded to an owner outside"), forwarded)] if forwarded else rows


def cell(row: Mapping[str, Any], code: str) -> Any:
    """A row's value in a column: a count of nothing is 0, a share or mean of nothing None."""
    return row["by"].get(code, 0 if isinstance(row["together"], int) else None)
