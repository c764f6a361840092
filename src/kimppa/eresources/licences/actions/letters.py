"""Letters, each once to each: 120, 60 and 30 days before the last day of notice, and when less
than a fifth of a cap is left early on.
"""

from collections.abc import Iterator

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.queries import coordinators, directors
from kimppa.core.mail.actions import write_to
from kimppa.eresources.caps.messages import cap_words
from kimppa.eresources.licences.messages import what_follows
from kimppa.eresources.licences.queries import Card, cards
from kimppa.ui.numbers import day

BEFORE = (30, 60, 120)  # days


@transaction.atomic
def warn() -> int:
    """Queue the letters about periods that end and caps that run short; the number of matters.

    A letter whose day was missed goes the next day; examples send none.
    """
    count = 0
    for card in cards():
        days = _days_before(card)
        if days is not None:
            for person in _readers(card, days):
                _queue_notice(card, person, days)
            count += 1
        if card.use and card.use.is_short and not card.licence.example:
            for _municipality, person in directors(
                [member.municipality for member in card.present]
            ):
                _queue_cap(card, person)
            count += 1
    return count


def _days_before(card: Card) -> int | None:
    """Which of the letters is due today; None when none is."""
    period = card.undecided
    if period is None or period.example or period.notice_on is None:
        return None
    remaining = (period.notice_on - clock.today()).days
    return next((days for days in BEFORE if 0 <= remaining <= days), None)


def _readers(card: Card, days: int) -> Iterator[Person]:
    """The coordinators, who prepare it; in the last letter also the directors, who decide."""
    person_by_pk = {person.pk: person for person in coordinators()}
    if days == BEFORE[0]:
        municipalities = [member.municipality for member in card.present]
        person_by_pk |= {person.pk: person for _place, person in directors(municipalities)}
    yield from person_by_pk.values()


def _queue_notice(card: Card, person: Person, days: int) -> None:
    period = card.period
    assert period is not None
    write_to(
        person,
        key=f"eresources-notice-{period.pk}-{period.notice_on}-{days}-{person.pk}",
        subject=_("Notice on %(name)s by %(day)s"),
        body=_(
            "Hello,\n\nthe last day to give notice on %(name)s is %(day)s. %(follows)s.\n\n"
            "Price, shares and answers:\n%(link)s\n"
        ),
        words=lambda: {
            "name": card.licence,
            "day": day(period.notice_on),
            "follows": what_follows(period),
        },
        link=card.licence.get_absolute_url(),
    )


def _queue_cap(card: Card, person: Person) -> None:
    """The key names the month or the period, so that a second reading sends no second letter."""
    cap, use = card.cap, card.use
    assert cap is not None
    assert use is not None
    write_to(
        person,
        key=f"eresources-cap-{card.licence.pk}-{use.span.first}-{person.pk}",
        subject=_("Less than a fifth of the cap is left: %(name)s"),
        body=_(
            "Hello,\n\n%(name)s: %(state)s When it is full, customers get nothing more until "
            "the next month or period. Changing the cap needs your common decision.\n\n"
            "The agreement card:\n%(link)s\n"
        ),
        words=lambda: {"name": card.licence, "state": cap_words(cap, use, card.day)},
        link=card.licence.get_absolute_url(),
    )
