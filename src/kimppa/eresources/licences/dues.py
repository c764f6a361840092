"""What is to be done about licences and by when: renewals to decide, shares to mend."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kimppa.core import verbs
from kimppa.core.area import Due
from kimppa.core.consortium.roles import Role
from kimppa.core.handover import Offer
from kimppa.eresources.licences.queries import Card, periods_asked
from kimppa.eresources.licences.words import basis_words, fault_words, what_follows
from kimppa.ui.numbers import day

TOPIC = "eresource-selection"
OFFERED = dt.timedelta(days=120)


def dues(rows: Iterable[Card]) -> Iterator[Due]:
    """Of each card what its period at hand asks for."""
    asked = periods_asked()
    for card in rows:
        yield from _renewal(card, asked)
        yield from _shares(card)


def _renewal(card: Card, asked: Collection[str]) -> Iterator[Due]:
    period = card.period
    if period is None or card.following or period.notice_given_on:
        return
    if deadline := period.notice_on or period.end:
        passed = deadline < card.day and period.goes_on
        decide, ask = pgettext("button", "Decide"), pgettext("button", "Ask")
        yield Due(
            date=deadline,
            title=_("Decide on the renewal of %(name)s") % {"name": card.licence},
            url=f"{card.licence.get_absolute_url()}#renewal",
            topic=card.licence.topic,
            responsible=Role.COORDINATOR,
            done=passed,
            verb=decide if period.origin[1] in asked else ask,
            why=what_follows(period),
        )


def _shares(card: Card) -> Iterator[Due]:
    period = card.period
    if period is None or period.invoice_on is None or not card.faults:
        return
    first = card.faults[0]
    yield Due(
        date=period.invoice_on,
        title=_("Mend the shares of %(name)s") % {"name": card.licence},
        url=f"{card.licence.get_absolute_url()}#shares",
        topic=card.licence.topic,
        responsible=Role.COORDINATOR,
        verb=verbs.MEND,
        why=fault_words(card, first),
    )


def in_window(all_dues: Iterable[Due], start: dt.date, end: dt.date) -> list[Due]:
    """Those that fall between two days, both included, the earliest first."""
    return sorted((due for due in all_dues if start <= due.date <= end), key=lambda due: due.date)


def offers(rows: Iterable[Card]) -> Iterator[Offer]:
    """Renewals to be decided within the time of the letters: a matter for an agenda."""
    for card in rows:
        period = card.period
        if period is None or card.following or period.notice_given_on:
            continue
        deadline = period.notice_on or period.end
        if deadline and dt.timedelta(0) <= deadline - card.day <= OFFERED:
            yield Offer(
                key=period.origin[1],
                title=_("Renewal of %(name)s, notice by %(day)s")
                % {"name": card.licence, "day": day(deadline)},
                url=f"{card.licence.get_absolute_url()}#renewal",
                topic=card.licence.topic,
                text=" ".join(basis_words(card, period)),
                example=period.example,
            )
