"""What is said of a licence: its days, its price, what is not right with its shares."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from kimppa.core import clock
from kimppa.core.words.messages import listed, say
from kimppa.documents.numbers import day_and_month
from kimppa.eresources.licences.queries import Card
from kimppa.eresources.models import Period
from kimppa.eresources.terms.prices import Model, Terms, counting_day, is_of, percent_of
from kimppa.eresources.terms.shares import Fault
from kimppa.ui.numbers import day, language, money, number, short_day

NEAR = 31  # days: what is to be decided within them is shown in colour
YEAR = 366


def steps() -> tuple[list[str], list[str]]:
    """Of an introduction: what is done once for all, and what each municipality does."""
    common_steps = [
        _("Agreement"),
        _("Sign-in"),
        _("Age check"),
        _("Accessibility statement"),
        _("Source of statistics"),
        _("Page of the web library"),
    ]
    local_steps = [_("Organisation cards"), _("Trial by the staff"), _("Customers have been told")]
    return common_steps, local_steps


def span_words(period: Period) -> str:
    """2.9.2024–31.8.2025."""
    if period.end is None:
        return _("from %(first)s until further notice") % {"first": day(period.start)}
    return f"{day(period.start)}–{day(period.end)}"


def near_day(date: dt.date) -> str:
    """A day at hand with how many days are left, one further off without its year."""
    days = (date - clock.today()).days
    if not 0 <= days <= YEAR:
        return day(date)
    if days > NEAR:
        return day_and_month(date, language())
    days_left = npgettext("left", "%(count)d day", "%(count)d days", days) % {"count": days}
    return f"{short_day(date)} · {days_left}"


def notice_state(card: Card) -> tuple[str, str]:
    """The state of the period at hand as a key with its words: until when notice can be given."""
    period = card.period
    if period is None:
        return "draft", _("no period")
    if period.notice_given_on:
        return "done", _("notice given %(day)s") % {"day": day(period.notice_given_on)}
    if card.following:
        return "done", _("goes on %(day)s") % {"day": day(card.following.start)}
    deadline = period.deadline
    if deadline is None:
        return "none", _("until further notice")
    if period.notice_on is None and deadline >= card.day:
        soon = (deadline - card.day).days <= NEAR
        text = _("not known · ends %(day)s") % {"day": short_day(deadline)}
        return ("near" if soon else "waiting"), text
    if deadline < card.day:
        if period.goes_on and period.notice_on:
            return "none", _("goes on")
        return "late", _("ended %(day)s") % {"day": day(deadline)}
    soon = (deadline - card.day).days <= NEAR
    return ("near" if soon else "waiting"), near_day(deadline)


def what_follows(period: Period) -> str:
    """What happens if nobody decides."""
    if period.goes_on and period.end:
        begins = period.end + dt.timedelta(days=1)
        return _("Else the agreement goes on from %(day)s") % {"day": day(begins)}
    if period.end:
        return _("Else the agreement ends on %(day)s") % {"day": day(period.end)}
    return _("Else the agreement goes on")


def faults_words(card: Card, faults: Sequence[Fault]) -> list[str]:
    """A sentence of each; all whose share is missing are in one."""
    names = [card.name_of(fault.code) for fault in faults if fault.kind == "missing"]
    if len(names) < 2:
        return [fault_words(card, fault) for fault in faults]
    sentences = [fault_words(card, fault) for fault in faults if fault.kind != "missing"]
    return [_("Shares missing: %(names)s.") % {"names": listed(names)}, *sentences]


def fault_words(card: Card, fault: Fault) -> str:
    """One sentence of what is not right."""
    municipality, amount = card.name_of(fault.code), money(fault.amount)
    match fault.kind:
        case "missing":
            return say(_("{place:genitive} share is missing."), place=municipality)
        case "off":
            text = _("{place:genitive} share, {sum}, is for other days than it belongs.")
            return say(text, place=municipality, sum=amount)
        case "left":
            text = _("{place} has a share of {sum} although it does not belong.")
            return say(text, place=municipality, sum=amount)
    if fault.amount and fault.amount > 0:
        return _("The shares lack %(sum)s of the invoice.") % {"sum": amount}
    return _("The shares are %(sum)s more than the invoice.") % {"sum": money(-(fault.amount or 0))}


def basis_words(card: Card, period: Period) -> list[str]:
    """What the invoice is based on, in sentences."""
    sentences = [_("Period %(span)s.") % {"span": span_words(period)}]
    if period.invoice_on:
        sentences.append(_("Invoice %(day)s.") % {"day": day(period.invoice_on)})
    if price := price_words(period):
        sentences.append(f"{price}, {tax_words(period)}.")
    if period.invoice_sum is not None:
        sentences.append(_("The invoice is %(sum)s.") % {"sum": money(period.invoice_sum)})
    elif card.cost_of(period) is None:
        sentences.append(_("The price is not known."))
    is_at_hand = card.period is not None and card.period.pk == period.pk
    if is_at_hand:
        sentences += notes(card)
    if (key := period.key) and not (is_at_hand and card.is_by_hand):
        words = {"key": key.name, "day": day(key.as_of)}
        sentences.append(_("Key: %(key)s, values of %(day)s.") % words)
        if key.kind == key.Kind.POPULATION and not is_of(key.as_of, period.start):
            count = {"day": day(counting_day(period.start))}
            sentences.append(_("By rule the inhabitants of %(day)s would count.") % count)
        sentences.append(_rule(card, period))
    return sentences


def notes(card: Card) -> list[str]:
    """What departs from the rule in the period at hand, on purpose or not."""
    sentences = []
    price_difference = card.off_price
    if price_difference:
        text = (
            _("The invoice is %(sum)s more than what was agreed.")
            if price_difference > 0
            else _("The invoice is %(sum)s less than what was agreed.")
        )
        sentences.append(text % {"sum": money(abs(price_difference))})
    if card.is_by_hand:
        sentences.append(_("The shares were written by hand; they do not follow a key."))
    return sentences


def match_words(card: Card) -> str:
    """To what the shares of the period at hand sum; empty where there is nothing to match."""
    if not card.shares or card.faults or card.total is None or card.period is None:
        return ""
    if card.period.invoice_sum is None:
        return _("The sum matches the price to the cent")
    return _("The sum matches the invoice to the cent")


def _rule(card: Card, period: Period) -> str:
    """How the parts come: one rule for each kind of price."""
    if card.is_each_for_its_own(period):
        return _("Each pays for its own inhabitants by the days that it belongs.")
    return _("The sum is shared by the key's values and by the days that each belongs.")


def price_words(period: Period) -> str:
    """The price by its model; empty when it is not known."""
    words = {
        "price": money(period.price),
        "unit": money(period.unit_price),
        "limit": money(period.use_limit),
    }
    text = ""
    if period.model == Model.PER_INHABITANT and period.unit_price is not None:
        a_year = period.months is not None
        text = _("%(unit)s an inhabitant a year") if a_year else _("%(unit)s an inhabitant")
    elif period.model == Model.PER_USE and period.use_limit is not None:
        base = period.price is not None
        text = (
            _("Base price %(price)s and uses at most %(limit)s")
            if base
            else _("Uses at most %(limit)s")
        )
    elif period.price is not None:
        text = _("Price %(price)s")
    extent = _extent(period)
    return text % words + (f" ({extent})" if text and extent else "")


def _extent(period: Period) -> str:
    """How much is got for the price, of models that say so."""
    counts = (
        (period.copies, ngettext("%(count)s copy", "%(count)s copies", period.copies or 0)),
        (period.months, ngettext("%(count)s month", "%(count)s months", period.months or 0)),
        (period.loans, ngettext("%(count)s loan", "%(count)s loans", period.loans or 0)),
        (
            period.concurrent_users,
            ngettext("%(count)s at a time", "%(count)s at a time", period.concurrent_users or 0),
        ),
    )
    return listed(text % {"count": number(count, 0)} for count, text in counts if count)


def tax_words(period: Period) -> str:
    """Whether value added tax is in the price, and of how many per cent."""
    terms = Terms(model=period.model, tax=period.tax, tax_percent=period.tax_percent)
    percent = percent_of(terms, period.invoice_on or period.start)
    if not percent:
        return _("no value added tax")
    text = (
        _("value added tax of %(percent)s %% in it")
        if period.tax_included
        else _("value added tax of %(percent)s %% comes to it")
    )
    return text % {"percent": number(percent)}
