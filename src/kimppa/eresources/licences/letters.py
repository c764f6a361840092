"""Letters before the last day of notice: 120, 60 and 30 days, each once to each."""

from collections.abc import Iterator

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.queries import coordinators, directors
from kimppa.core.mail.actions import queue_mail
from kimppa.eresources.licences.queries import Card, cards
from kimppa.eresources.licences.words import what_follows
from kimppa.ui.numbers import day

BEFORE = (30, 60, 120)  # days


@transaction.atomic
def warn() -> int:
    """Queue the letters that are due; how many licences they are about. A letter whose day was
    missed goes the next day; examples send none.
    """
    count = 0
    for card in cards():
        days = _days_before(card)
        if days is None:
            continue
        for person in _readers(card, days):
            _queue_letter(card, person, days)
        count += 1
    return count


def _days_before(card: Card) -> int | None:
    """Which of the letters is due today; None when none is."""
    period = card.period
    if period is None or period.example or card.following or period.notice_given_on:
        return None
    if period.notice_on is None:
        return None
    remaining = (period.notice_on - clock.today()).days
    return next((days for days in BEFORE if 0 <= remaining <= days), None)


def _readers(card: Card, days: int) -> Iterator[Person]:
    """The coordinators, who prepare it; in the last letter also the directors, who decide."""
    people = {person.pk: person for person in coordinators()}
    if days == BEFORE[0]:
        places = [member.municipality for member in card.present]
        people |= {person.pk: person for _place, person in directors(places)}
    yield from people.values()


def _queue_letter(card: Card, person: Person, days: int) -> None:
    period = card.period
    assert period is not None
    with translation.override(person.language):
        words = {
            "name": card.licence,
            "day": day(period.notice_on),
            "follows": what_follows(period),
            "link": f"{settings.KIMPPA_PUBLIC_URL}{card.licence.get_absolute_url()}",
        }
        subject = _("Notice on %(name)s by %(day)s") % words
        body = (
            _(
                "Hello,\n\nthe last day to give notice on %(name)s is %(day)s. %(follows)s.\n\n"
                "Price, shares and answers:\n%(link)s\n"
            )
            % words
        )
    key = f"eresources-notice-{period.pk}-{period.notice_on}-{days}-{person.pk}"
    queue_mail(key=key, to=person.email, subject=subject[:300], body=body, person=person)
