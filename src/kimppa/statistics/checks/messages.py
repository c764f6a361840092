"""Findings and checks in words: what a finding says, which checks hold, ask or wait for what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.documents import numbers
from kimppa.statistics.checks.checks import Finding, Tally
from kimppa.statistics.checks.conditions import Value
from kimppa.statistics.variables.catalogue import catalogue


def sentence(finding: Finding, language: str) -> str:
    """The finding's message with its names and numbers."""
    variable = catalogue().get(finding.field)
    name = variable.name.text(language) if variable else finding.field
    facts = {key: format_value(value, language) for key, value in finding.facts.items()}
    return finding.check.message.format(language, **({"name": name} | facts | _year_fact(finding)))


def _year_fact(finding: Finding) -> dict[str, str]:
    year = finding.facts.get("year")
    return {"year": str(year)} if year is not None else {}


def format_value(value: Value | str, language: str) -> str:
    """A number as the reader writes it: at most two decimals, none where there are none."""
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool):
        return numbers.MISSING if value is None else str(value)
    decimals = 0 if value == value.to_integral_value() else 2
    text = numbers.decimal(value, language, decimals)
    point = "." if language == "en" else ","
    return text.rstrip("0").rstrip(point) if decimals and Decimal(value) else text


FACTS: Mapping[str, str | Promise] = {
    "renewals": gettext_lazy("renewals: lists of items and loans"),
    "last_renewal_share": gettext_lazy("last year's renewals: lists of last year"),
    "wrong_municipalities": gettext_lazy("a file in use"),
    "unmapped": gettext_lazy("lists of items and loans"),
    "undefined_share": gettext_lazy("lists of items and loans"),
    "interlibrary_in_loans": gettext_lazy("lists of items and loans"),
    "electronic_in_physical": gettext_lazy("lists of items and loans"),
    "unreadable": gettext_lazy("a file in use"),
    "period_is_year": gettext_lazy("a report that tells its period"),
    "snapshot_days": gettext_lazy("a report that tells the day it was run"),
    "early_days": gettext_lazy("a report that tells the day it was run"),
    "allocated_parts": gettext_lazy("web visits split to every municipality"),
    "allocated_total": gettext_lazy("visits of a shared web service"),
    "key_of_year": gettext_lazy("visits of a shared web service"),
    "same_key": gettext_lazy("visits of a shared web service"),
    "web_method_same": gettext_lazy("visits of a shared web service"),
    "months_present": gettext_lazy("monthly use of e-material"),
    "branches_missing": gettext_lazy("figures of the branches this year and last year"),
    "branches_new": gettext_lazy("figures of the branches this year and last year"),
    "changed_since_delivery": gettext_lazy("a delivered sheet"),
    "low": gettext_lazy("key figures of at least three other municipalities"),
    "high": gettext_lazy("key figures of at least three other municipalities"),
    "whole": gettext_lazy("the sum and all of its parts"),
    "parts": gettext_lazy("the sum and all of its parts"),
    "given": gettext_lazy("the sum and some of its parts"),
    "branch_sum": gettext_lazy("a figure of every branch"),
    "branch_max": gettext_lazy("a figure of a branch"),
    "change": gettext_lazy("the figures of this year and last year"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A check with its state and what it waits for."""

    tally: Tally
    state: tuple[str, str]
    waits: tuple[str, ...]


def lines(tallies: Sequence[Tally], language: str) -> list[Line]:
    """Every check, in order."""
    return [Line(tally, _line_state(tally), _wait_words(tally, language)) for tally in tallies]


def _line_state(tally: Tally) -> tuple[str, str]:
    if tally.failed:
        key = {"stop": "late", "explain": "waiting", "info": "info"}[tally.check.severity]
        return key, _("Asks: %(count)d") % {"count": tally.failed}
    if tally.judged:
        return "done", _("Holds: %(count)d") % {"count": tally.judged}
    return ("empty", _("Waits")) if tally.open else ("empty", _("Not of this year"))


def _wait_words(tally: Tally, language: str) -> tuple[str, ...]:
    """Facts and variables in words, the first few."""
    names = dict.fromkeys(_name_of(name, language) for name in tally.waits)
    return tuple(names)[:6]


def _name_of(name: str, language: str) -> str:
    inner_name = name.removeprefix("last(").removesuffix(")")
    if inner_name != name:
        return _("last year: %(name)s") % {"name": _name_of(inner_name, language)}
    if name in FACTS:
        return str(FACTS[name])
    return catalogue()[name].name.text(language) if name in catalogue() else name
