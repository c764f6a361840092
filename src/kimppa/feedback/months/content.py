"""What a theme list tells, as JSON, in the active language. Nothing of it tells of a person."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from kimppa.core.consortium.models import Consortium
from kimppa.core.topics import label
from kimppa.feedback.months.counts import COMMON, Sums, Tally, Tasks
from kimppa.feedback.months.month import title_of
from kimppa.feedback.themes import Theme

# A page has room for so many rows of what was told and what was done; of services and themes, the
# rarest are told together.
ROWS, LEAST = 10, 4

type Facts = dict[str, Any]


def facts_of(tally: Tally, consortium: Consortium | None) -> Facts:
    """The list's facts: `together` and for each of `places` the same counts, `told` of what
    customers wrote (name, together, earlier, by place's code) and `done` by topic of tasks.
    """
    town_names = [(town.code, town.name) for town in tally.municipalities]
    places = [*town_names, (COMMON, _("Common to all"))]
    outcomes = [_outcome(topic, tasks) for topic, tasks in sorted(tally.tasks.items())]
    return {
        "title": title_of(tally.month),
        "month": str(tally.month),
        "consortium": consortium.name if consortium else "",
        "producer": consortium.host.name if consortium and consortium.host else "",
        "together": _sums(tally.together),
        "places": [
            {"code": code, "name": name, **_sums(tally.columns.get(code, Sums()))}
            for code, name in places
        ],
        "told": _theme_list(tally, max(LEAST, ROWS - len(outcomes))),
        "done": outcomes,
        "example": tally.example,
    }


def _sums(sums: Sums) -> Facts:
    return {
        "arrived": sums.arrived,
        "earlier": sums.earlier,
        "handled": sums.handled,
        "in_time": sums.in_time,
        "days": round(sums.days / sums.handled, 1) if sums.handled else None,
        "waiting": sums.waiting,
        "forwarded": sums.forwarded,
    }


def _theme_list(tally: Tally, limit: int) -> list[Facts]:
    """What customers told of, the most first; what there is no room for, as one row."""
    themes = sorted(
        (
            _theme_facts(_theme_name(tally, *subject), tally.earlier[subject], by)
            for subject, by in tally.arrivals.items()
        ),
        key=lambda theme: (-theme["together"], theme["name"]),
    )
    if len(themes) <= limit:
        return themes
    common_themes, rare_themes = themes[: limit - 1], themes[limit - 1 :]
    rare_counts: dict[str, int] = {}
    for theme in rare_themes:
        for code, count in theme["by"].items():
            rare_counts[code] = rare_counts.get(code, 0) + count
    name = _("%(count)d rarer ones together") % {"count": len(rare_themes)}
    earlier = sum(theme["earlier"] for theme in rare_themes)
    return [*common_themes, _theme_facts(name, earlier, rare_counts)]


def _theme_facts(name: str, earlier: int, counts: Mapping[str, int]) -> Facts:
    return {"name": name, "together": sum(counts.values()), "earlier": earlier, "by": dict(counts)}


def _theme_name(tally: Tally, slug: str, theme: str) -> str:
    service = tally.services[slug].name if slug else _("No service named")
    return f"{service}: {Theme(theme).label}"


def _outcome(topic: str, tasks: Tasks) -> Facts:
    return {"name": label(topic), "new": tasks.new, "done": tasks.done, "open": tasks.open}
