"""The letters about a question, each with the link by which its director answers."""

import datetime as dt
from collections.abc import Sequence

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.mail.actions import queue_mail
from kimppa.core.permissions import Actor
from kimppa.core.proposals.actions import address_of, links_in_force, make_link, prolong_links
from kimppa.core.ratification.models import AnswerLink, Ratification

MOST_LETTERS = 2000  # of a question's text in a letter; the page has it whole


def write_letters(
    ratification: Ratification,
    people: Sequence[tuple[Municipality, Person]],
    *,
    by: Actor,
    again: bool = False,
) -> None:
    """Ask the directors, or `again` remind them; at most one letter of asking, and one reminder a
    day. Each has one link in force for a municipality, the same in every letter.
    """
    days = _link_days(ratification.due)
    links = {
        (link.municipality_id, link.person_id): link
        for link in links_in_force(AnswerLink)
        .filter(ratification=ratification)
        .select_related("person")
    }
    keys = {(municipality.pk, person.pk) for municipality, person in people}
    link_ids = [link.pk for key, link in links.items() if key in keys]
    prolong_links(AnswerLink.objects.filter(pk__in=link_ids), days=days)
    for municipality, person in people:
        link = links.get((municipality.pk, person.pk)) or make_link(
            AnswerLink,
            by=by,
            municipality=municipality,
            holder=person.name,
            days=days,
            ratification=ratification,
            person=person,
        )
        _queue_letter(ratification, link, again=again)


def _link_days(due: dt.date | None) -> int:
    days_left = max((due - clock.today()).days, 0) if due else 0
    return days_left + settings.KIMPPA_ANSWER_LINK_DAYS


def _queue_letter(ratification: Ratification, link: AnswerLink, *, again: bool) -> None:
    municipality, person = link.municipality, link.person
    with translation.override(person.language):
        asking = _(
            "Hello,\n\nThe confirmation of %(municipality)s is asked for:\n%(title)s\n\n"
            "Read it and answer here; you need not sign in:\n%(link)s\n\n"
            "The link is yours alone: whoever has it answers for %(municipality)s in your name.\n"
        )
        reminding = _(
            "Hello,\n\nThe answer of %(municipality)s is still missing:\n%(title)s\n\n"
            "Read it and answer here; you need not sign in:\n%(link)s\n\n"
            "The link is yours alone: whoever has it answers for %(municipality)s in your name.\n"
        )
        body = (reminding if again else asking) % {
            "municipality": municipality,
            "title": _asked_words(ratification),
            "link": settings.KIMPPA_PUBLIC_URL + address_of(link),
        }
        if ratification.due:
            due_day = date_format(ratification.due, "SHORT_DATE_FORMAT")
            body += _("\nAn answer is hoped for by %(day)s.\n") % {"day": due_day}
        subject = _("Your answer is awaited: %(title)s") % {"title": ratification.title}
    key = f"ratification-{ratification.pk}-{municipality.pk}-{person.pk}"
    key += f"-{clock.today().isoformat()}" if again else ""
    queue_mail(key=key, to=person.email, subject=subject, body=body, person=person)


def _asked_words(ratification: Ratification) -> str:
    """What a letter tells of a question: its title, and its text unless it is for directors only
    or says the same.
    """
    title, text = ratification.title, ratification.text.strip()
    if ratification.internal or text in ("", title):
        return title
    return f"{title}\n\n{Truncator(text).chars(MOST_LETTERS)}"
