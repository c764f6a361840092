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


def use_table(cards: Sequence[Card], uses: Uses, *, may_write: bool) -> UseTable | None:
    """The years that are over; None without licences."""
    if not cards:
        return None
    years = years_shown(uses)
    return UseTable(years, [_use_row(card, years, uses, may_write=may_write) for card in cards])


def _use_row(
    card: Card, years: Sequence[int], uses: Mapping[tuple[int, int], Use], *, may_write: bool
) -> UseRow:
    year_uses = [uses[card.licence.pk, year] for year in years]
    top = max((use.count or 0 for use in year_uses), default=0)
    newest = year_uses[-1]
    state, text = asking_state(newest)
    return UseRow(
        name=str(card.licence),
        unit=unit(card.licence),
        cells=[_use_cell(use, top) for use in year_uses],
        state=state,
        state_text=text,
        verb=_verb(newest, may_write=may_write),
        url=year_page(newest),
        is_example=any(use.is_example for use in year_uses),
    )


def _use_cell(use: Use, top: int) -> UseCell:
    share = round(100 * (use.count or 0) / top) if top else 0
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
        newest_day = max(file.taken_on for file in use.files)
        text = _("reported %(day)s") if use.is_reported else _("taken %(day)s")
        return "done", text % {"day": day(newest_day)}
    if use.state == "missing":
        usage_year = use.agreed
        if usage_year and usage_year.asked_on:
            return "near", _("asked %(day)s") % {"day": day(usage_year.asked_on)}
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
