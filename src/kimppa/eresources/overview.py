"""What the first page says above the agreements: what to do, and the year's money."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core.area import Due
from kimppa.core.words.messages import listed
from kimppa.eresources.licences import dues
from kimppa.eresources.licences.drawing import share_bar
from kimppa.eresources.licences.messages import NEAR, near_day
from kimppa.eresources.licences.money import committed
from kimppa.eresources.licences.queries import Card
from kimppa.eresources.orders import dues as order_dues
from kimppa.eresources.orders.queries import lines
from kimppa.eresources.terms.budget import together
from kimppa.eresources.usage import dues as usage_dues
from kimppa.eresources.usage.queries import Use
from kimppa.ui.numbers import money as euros

LENGTH = 5
BEHIND, AHEAD = dt.timedelta(days=365), dt.timedelta(days=62)


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do, as a row of the first page (`ui/todos.html`)."""

    status: str
    when: str
    title: str
    matter: str
    why: str
    verb: str
    url: str


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """A sum with its name; `ink` is its colour in the bar."""

    name: str
    amount: str
    ink: str = ""


@dataclass(frozen=True, slots=True)
class Money:
    """The year's sums and their bar."""

    year: int
    bar: SafeString | str
    lines: Sequence[MoneyLine]


def todos(cards: Sequence[Card], missing_uses: Sequence[Use], today: dt.date) -> list[Todo]:
    """What is late or falls due within two months, the earliest first."""
    matters = [*dues.dues(cards), *order_dues.dues(), *usage_dues.due_of(missing_uses)]
    window = dues.in_window(matters, today - BEHIND, today + AHEAD)
    return [_todo(due, today) for due in window if not due.done]


def _todo(due: Due, today: dt.date) -> Todo:
    days = (due.date - today).days
    late = ngettext("%(count)d day late", "%(count)d days late", -days) % {"count": -days}
    return Todo(
        status="late" if days < 0 else "near" if days <= NEAR else "waiting",
        when=late if days < 0 else near_day(due.date),
        title=due.title,
        matter=due.title,
        why=due.why,
        verb=str(due.verb),
        url=due.url,
    )


def lead(matters: Sequence[Todo]) -> str:
    """The first matter in a sentence."""
    if not matters:
        return _("Nothing waits.")
    count_text = ngettext("%(count)d matter waits", "%(count)d matters wait", len(matters))
    first_text = _("the first: %(matter)s, %(when)s.")
    words = {"matter": matters[0].title, "when": matters[0].when}
    return f"{count_text % {'count': len(matters)}}, {first_text % words}"


def money(cards: Sequence[Card], year: int) -> Money:
    """What has been invoiced, ordered and bound by agreements, and what the decided sum leaves;
    before there are lines what the agreements bind alone.
    """
    budget = lines(year, [card for card in cards if card.licence.line])
    names = {line.name for line, _sums in budget}
    other_sums = committed([card for card in cards if card.licence.line not in names], year)
    line_sums = together([sums for _line, sums in budget])
    invoiced, to_come = other_sums.invoiced, other_sums.to_come
    if budget:
        invoiced, to_come = line_sums.invoiced, line_sums.bound + line_sums.ordered
    parts = [
        MoneyLine(_("Invoiced"), euros(invoiced), "b-done"),
        MoneyLine(_("Bound"), euros(to_come), "b-ongoing"),
    ]
    if budget:
        parts.append(MoneyLine(_("Free"), euros(line_sums.decided - line_sums.used), "b-track"))
        parts.append(MoneyLine(_("Decided together"), euros(line_sums.decided)))
        if outside := other_sums.invoiced + other_sums.to_come:
            parts.append(MoneyLine(_("Agreements on no line"), euros(outside)))
    else:
        parts.append(MoneyLine(_("Together"), euros(invoiced + to_come)))
    bar = _bar(year, invoiced, to_come, max(line_sums.decided, invoiced + to_come))
    return Money(year, bar, [*parts, *_lines_without_price(cards)])


def _lines_without_price(cards: Sequence[Card]) -> list[MoneyLine]:
    """Whose price is not known, for it is in none of the sums."""
    names = [str(card.licence) for card in cards if card.period and card.total is None]
    return [MoneyLine(_("Price not known"), listed(names))] if names else []


def _bar(year: int, invoiced: Decimal, to_come: Decimal, total: Decimal) -> SafeString | str:
    words = {"year": year, "invoiced": euros(invoiced), "bound": euros(to_come)}
    label = _("Of %(year)d, %(invoiced)s has been invoiced and %(bound)s is bound.") % words
    parts = [("b-done", invoiced), ("b-ongoing", to_come)]
    shares = [(ink, float(amount / total)) for ink, amount in parts if total]
    return mark_safe(share_bar(shares, label)) if total else ""
