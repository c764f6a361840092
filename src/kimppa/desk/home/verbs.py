"""The four things that staff come to do: begun in the topic's room, or else a task for whoever
coordinates the topic."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Verb:
    """One thing to do: its topic, words, icon and what to write."""

    slug: str
    topic: str
    title: str | Promise
    text: str | Promise
    icon: str
    label: str | Promise
    hint: str | Promise


VERBS = (
    Verb(
        "tapahtuma",
        "events",
        _("Send an event or news"),
        _("It comes to the web library's front page under your municipality."),
        "calendar",
        _("What happens, where and when?"),
        _("For example: Story hour on 12 March at 10 in the main library"),
    ),
    Verb(
        "opastus",
        "guidance",
        _("Ask for guidance"),
        _("Say what you would like to learn; the same wish of many becomes a session."),
        "info",
        _("What do you need guidance in?"),
        _("For example: How do I change opening hours?"),
    ),
    Verb(
        "tietue",
        "catalogue-integrity",
        _("Report a fault in a record"),
        _("A wrong title, class or language in the shared catalogue."),
        "library",
        _("Which record and what is wrong?"),
        _("For example: the record's number or title, and what should stand there"),
    ),
    Verb(
        "palaute",
        "feedback",
        _("Pass on customer feedback"),
        _("What a customer said about the shared services. No names or card numbers, please."),
        "edit",
        _("What did the customer say?"),
        _("For example: The search gives only e-books first"),
    ),
)


def verb(slug: str) -> Verb | None:
    """The verb of an address, if there is one."""
    return next((candidate for candidate in VERBS if candidate.slug == slug), None)
