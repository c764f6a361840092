"""The letters of a poll: the question, its reminder, and word that all have answered."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.queries import coordinators
from kimppa.core.mail.actions import queue_mail
from kimppa.meetings.models import BallotLink, Poll
from kimppa.ui.numbers import day
from kimppa.ui.proposals import address_of


def write_question(link: BallotLink, *, again: bool = False) -> None:
    """Ask a director, or `again` remind; at most one letter a day."""
    person, poll = link.person, link.poll
    with translation.override(person.language):
        words = {
            "name": poll,
            "municipality": link.municipality,
            "day": day(poll.due),
            "link": settings.KIMPPA_PUBLIC_URL + address_of(link),
        }
        subject = _("Which days suit: %(name)s, by %(day)s") % words
        asking = _(
            "Hello,\n\nwhich days suit %(municipality)s? %(name)s\n\n"
            "Tick the days by %(day)s; you need not sign in:\n%(link)s\n\n"
            "You can change your answer until then. Whoever comes instead of you may answer by "
            "the same link.\n"
        )
        reminding = _(
            "Hello,\n\nthe answer of %(municipality)s is still missing: which days suit? "
            "%(name)s\n\nTick the days by %(day)s; you need not sign in:\n%(link)s\n"
        )
        body = (reminding if again else asking) % words
    today = clock.today().isoformat()
    queue_mail(
        key=f"poll-{poll.pk}-{link.municipality_id}-{person.pk}-{today}",
        to=person.email,
        subject=subject[:300],
        body=body,
        person=person,
    )


def write_complete(poll: Poll) -> None:
    """Tell the coordinators that all have answered: once, whatever is changed later."""
    for person in coordinators():
        _write_complete(poll, person)


def _write_complete(poll: Poll, person: Person) -> None:
    with translation.override(person.language):
        words = {
            "name": poll,
            "link": settings.KIMPPA_PUBLIC_URL + poll.get_absolute_url(),
        }
        subject = _("All have answered: %(name)s") % words
        body = _(
            "Hello,\n\nall have answered which days suit: %(name)s\n\n"
            "See the best days and confirm them:\n%(link)s\n"
        )
    queue_mail(
        key=f"polled-{poll.pk}-{person.pk}",
        to=person.email,
        subject=subject[:300],
        body=body % words,
        person=person,
    )
