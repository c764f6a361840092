"""What is to be done about licences and by when: renewals to decide, shares to mend."""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kimppa.core import verbs
from kimppa.core.area import Due
from kimppa.core.consortium.roles import Role
from kimppa.eresources.licences.queries import Card
from kimppa.eresources.licences.words import fault_words, what_follows

TOPIC = "eresource-selection"


def dues(rows: Iterable[Card]) -> Iterator[Due]:
    """Of each card what its period at hand asks for."""
    for card in rows:
        yield from _renewal(card)
        yield from _shares(card)


def _renewal(card: Card) -> Iterator[Due]:
    period = card.period
    if period is None or card.following or period.notice_given_on:
        return
    if deadline := period.notice_on or period.end:
        passed = deadline < card.day and period.goes_on
        yield Due(
            date=deadline,
            title=_("Decide on the renewal of %(name)s") % {"name": card.licence},
            url=f"{card.licence.get_absolute_url()}#renewal",
            topic=TOPIC,
            responsible=Role.COORDINATOR,
            done=passed,
            verb=pgettext("button", "Decide"),
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
        topic=TOPIC,
        responsible=Role.COORDINATOR,
        verb=verbs.MEND,
        why=fault_words(card, first),
    )


def in_window(all_dues: Iterable[Due], start: dt.date, end: dt.date) -> list[Due]:
    """Those that fall between two days, both included, the earliest first."""
    return sorted((due for due in all_dues if start <= due.date <= end), key=lambda due: due.date)
