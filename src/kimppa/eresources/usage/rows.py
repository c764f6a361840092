"""The table of use: platform × year, each number against the platform's own best year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kimppa.core import verbs
from kimppa.eresources.licences.queries import Card
from kimppa.eresources.usage.messages import unit
from kimppa.eresources.usage.queries import Use, Uses, years_shown
from kimppa.ui.numbers import day, number

_BAR = (
    '<svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
    '<path class="e-bar-track" d="M0 0h100v6h-100z"/>'
    '<path class="e-bar" d="M0 0h{0}v6h-{0}z"/></svg>'
)


@dataclass(frozen=True, slots=True)
class UseCell:
    """One year of a platform."""

    year: int
    state: str
    count: str
    bar: SafeString | str
    url: str
    is_reported: bool


@dataclass(frozen=True, slots=True)
class UseRow:
    """One platform: its years, and what is to be done of the newest."""

    name: str
    unit: str
    cells: Sequence[UseCell]
    state: str
    state_text: str
    verb: str
    url: str
    is_example: bool


@dataclass(frozen=True, slots=True)
class UseTable:
    """Every platform by year."""

    years: Sequence[int]
    rows: Sequence[UseRow]

    @property
    def last(self) -> int:
        return self.years[-1]


def use_table(cards: Sequence[Card], by_place: Uses, *, may_write: bool) -> UseTable | None:
    """The years that are over; None without licences."""
    if not cards:
        return None
    years = years_shown(by_place)
    return UseTable(years, [_row(card, years, by_place, may_write=may_write) for card in cards])


def _row(
    card: Card, years: Sequence[int], by_place: Mapping[tuple[int, int], Use], *, may_write: bool
) -> UseRow:
    own = [by_place[card.licence.pk, year] for year in years]
    best = max((use.count or 0 for use in own), default=0)
    last = own[-1]
    state, text = asking_state(last)
    return UseRow(
        name=str(card.licence),
        unit=unit(card.licence),
        cells=[_cell(use, best) for use in own],
        state=state,
        state_text=text,
        verb=_verb(last, may_write=may_write),
        url=year_page(last),
        is_example=any(use.is_example for use in own),
    )


def _cell(use: Use, best: int) -> UseCell:
    share = round(100 * (use.count or 0) / best) if best else 0
    return UseCell(
        year=use.year,
        state=use.state,
        count=number(use.count, 0) if use.count is not None else "",
        bar=format_html(_BAR, share) if use.state == "got" else "",
        url=year_page(use) if use.files or use.is_in_use else "",
        is_reported=use.is_reported,
    )


def year_page(use: Use) -> str:
    """The page of a licence's year."""
    return reverse("eresources:usage", args=[use.licence.pk, use.year])


def asking_state(use: Use) -> tuple[str, str]:
    """Where the figures of a year are, as a state and in words."""
    if use.state in ("got", "zero"):
        newest = max(file.taken_on for file in use.files)
        text = _("reported %(day)s") if use.is_reported else _("taken %(day)s")
        return "done", text % {"day": day(newest)}
    if use.state == "missing":
        agreed = use.agreed
        if agreed and agreed.asked_on:
            return "near", _("asked %(day)s") % {"day": day(agreed.asked_on)}
        return "near", _("not asked")
    if use.state == "going":
        return "waiting", _("the year is not over")
    return "no-need", _("not collected")


def _verb(use: Use, *, may_write: bool) -> str:
    if use.state == "missing" and may_write:
        is_reminder = use.agreed and use.agreed.asked_on
        return str(verbs.REMIND) if is_reminder else pgettext("button", "Ask for the figures")
    if use.files:
        return pgettext("button", "See the parts")
    return ""
