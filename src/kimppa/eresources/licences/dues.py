"""What is to be done about licences and by when: renewals to decide, shares to mend."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kimppa.core import verbs
from kimppa.core.area import Due
from kimppa.core.consortium.roles import Role
from kimppa.core.evidence.models import Evidence
from kimppa.core.handover import Offer
from kimppa.core.memo import remember
from kimppa.eresources.caps.messages import cap_words
from kimppa.eresources.licences.messages import basis_words, fault_words, what_follows
from kimppa.eresources.licences.queries import Card
from kimppa.eresources.models import Period
from kimppa.eresources.models.licences import ACCOUNTS
from kimppa.eresources.terms.shares import later
from kimppa.ui.numbers import day

TOPIC = "eresource-selection"
OFFERED = dt.timedelta(days=120)


def dues(cards: Collection[Card]) -> Iterator[Due]:
    """Of each card what its period at hand asks for."""
    for card in cards:
        yield from _renewal_dues(card)
        yield from _share_dues(card)
        yield from _cap_dues(card)
    yield from _account_dues(cards)


def _renewal_dues(card: Card) -> Iterator[Due]:
    period = card.undecided
    if period and (deadline := period.deadline):
        has_passed = deadline < card.day and period.goes_on
        title, verb = _("Ask about the renewal of %(name)s"), pgettext("button", "Ask")
        if period.is_asked:
            title, verb = _("Decide on the renewal of %(name)s"), pgettext("button", "Decide")
        yield Due(
            date=card.licence.due_from(deadline),
            title=title % {"name": card.licence},
            url=f"{card.licence.get_absolute_url()}#renewal",
            topic=card.licence.topic,
            responsible=Role.COORDINATOR,
            done=has_passed,
            verb=verb,
            why=_why(period),
        )


def _why(period: Period) -> str:
    if period.notice_on:
        return what_follows(period)
    return _("The last day of notice is not known. %(follows)s") % {"follows": what_follows(period)}


def _share_dues(card: Card) -> Iterator[Due]:
    period = card.period
    if period is None or period.invoice_on is None or not card.faults:
        return
    first_fault = card.faults[0]
    yield Due(
        date=card.licence.due_from(period.invoice_on),
        title=_("Mend the shares of %(name)s") % {"name": card.licence},
        url=f"{card.licence.get_absolute_url()}#shares",
        topic=card.licence.topic,
        responsible=Role.COORDINATOR,
        verb=verbs.MEND,
        why=fault_words(card, first_fault),
    )


def _cap_dues(card: Card) -> Iterator[Due]:
    """A cap that may be full before its month or period ends."""
    use, cap = card.use, card.cap
    if use is None or cap is None or use.earliest is None:
        return
    yield Due(
        date=max(use.earliest, card.day),
        title=_("Look through the cap that fills: %(name)s") % {"name": card.licence},
        url=f"{card.licence.get_absolute_url()}#cap",
        topic=card.licence.topic,
        responsible=Role.COORDINATOR,
        verb=verbs.LOOK,
        why=cap_words(cap, use, card.day),
    )


def _account_dues(cards: Iterable[Card]) -> Iterator[Due]:
    """The accounts of the national e-library: this year and the next, after that of its beginning,
    by the day on which it began.
    """
    state_cards = [card for card in cards if card.licence.state_pays and card.period]
    checked = remember("eresources accounts", make=_checked_accounts) if state_cards else set()
    for card in state_cards:
        start, this_year = card.periods[0].start, card.day.year
        for year in (year for year in (this_year, this_year + 1) if start.year < year):
            yield Due(
                date=card.licence.due_from(later(start, 12 * (year - start.year))),
                title=_("Look through the accounts of %(name)s") % {"name": card.licence},
                url=card.licence.get_absolute_url(),
                topic=card.licence.topic,
                responsible=Role.COORDINATOR,
                done=(card.licence.accounts_origin[1], year) in checked,
                verb=verbs.LOOK,
                why=_("Who has left, and who lacks an account"),
            )


def _checked_accounts() -> set[tuple[str, int]]:
    """Whose accounts have been checked, and in which year."""
    work = Evidence.objects.standing().filter(area="eresources", object_id__startswith=ACCOUNTS)
    return set(work.values_list("object_id", "agreement_year"))


def in_window(all_dues: Iterable[Due], start: dt.date, end: dt.date) -> list[Due]:
    """Those that fall between two days, both included, the earliest first."""
    return sorted((due for due in all_dues if start <= due.date <= end), key=lambda due: due.date)


def offers(cards: Iterable[Card]) -> Iterator[Offer]:
    """Renewals to be decided within the time of the letters: a matter for an agenda."""
    for card in cards:
        period = card.undecided
        deadline = period and period.deadline
        if period and deadline and dt.timedelta(0) <= deadline - card.day <= OFFERED:
            yield Offer(
                key=period.origin[1],
                title=_offer_title(period) % {"name": card.licence, "day": day(deadline)},
                url=f"{card.licence.get_absolute_url()}#renewal",
                topic=card.licence.topic,
                text=" ".join(basis_words(card, period)),
                example=period.example,
            )


def _offer_title(period: Period) -> str:
    if period.notice_on:
        return _("Renewal of %(name)s, notice by %(day)s")
    return _("Renewal of %(name)s, ends %(day)s")
