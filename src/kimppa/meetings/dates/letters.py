"""The letters of a poll: the question, its reminder, and word that all have answered."""

from django.utils.translation import gettext_lazy as _

from kimppa.core import clock
from kimppa.core.consortium.queries import coordinators
from kimppa.core.mail.actions import write_to
from kimppa.meetings.models import BallotLink, Poll
from kimppa.ui.numbers import day
from kimppa.ui.proposals import address_of


def write_question(link: BallotLink, *, again: bool = False) -> None:
    """Ask a director, or `again` remind; at most one letter a day."""
    person, poll = link.person, link.poll
    question_text = _(
        "Hello,\n\nwhich days suit %(municipality)s? %(name)s\n\n"
        "Tick the days by %(day)s; you need not sign in:\n%(link)s\n\n"
        "You can change your answer until then. Whoever comes instead of you may answer by "
        "the same link.\n"
    )
    reminder_text = _(
        "Hello,\n\nthe answer of %(municipality)s is still missing: which days suit? "
        "%(name)s\n\nTick the days by %(day)s; you need not sign in:\n%(link)s\n"
    )
    today = clock.today().isoformat()
    write_to(
        person,
        key=f"poll-{poll.pk}-{link.municipality_id}-{person.pk}-{today}",
        subject=_("Which days suit: %(name)s, by %(day)s"),
        body=reminder_text if again else question_text,
        words=lambda: {
            "name": poll,
            "municipality": link.municipality,
            "day": day(poll.due),
        },
        link=address_of(link),
    )


def write_complete(poll: Poll) -> None:
    """Tell the coordinators that all have answered: once, whatever is changed later."""
    for person in coordinators():
        write_to(
            person,
            key=f"polled-{poll.pk}-{person.pk}",
            subject=_("All have answered: %(name)s"),
            body=_(
                "Hello,\n\nall have answered which days suit: %(name)s\n\n"
                "See the best days and confirm them:\n%(link)s\n"
            ),
            words=lambda: {"name": poll},
            link=poll.get_absolute_url(),
        )
