"""What the ways of working give to agendas and to the list of what is due."""

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from kimppa.core import clock, verbs
from kimppa.core.area import Due, Group
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission, Role
from kimppa.core.handover import Offer
from kimppa.core.memo import read_once
from kimppa.meetings.agenda.queries import next_meeting
from kimppa.meetings.models import Item, Practice, Suggestion
from kimppa.meetings.questions import TOPIC, asked_practices, question_of, unjudged_practices
from kimppa.ui.numbers import day


def offer_suggestion(suggestion: Suggestion) -> Offer:
    """A suggestion as it would stand on an agenda."""
    return Offer(
        key=suggestion.key,
        title=suggestion.title,
        url=suggestion.get_absolute_url(),
        topic=TOPIC,
        text=suggestion.reason,
        municipality=suggestion.municipality,
        example=suggestion.example,
    )


def offers(_place: str, person: Person) -> Iterator[Offer]:
    """Suggestions without an answer and ways of working that are to be asked about, which are on
    no agenda yet, those whose day comes by the next meeting: three queries. For who comes there.
    """
    if not person.can(Permission.COMMENT):
        return
    suggestions = Suggestion.objects.open().visible_to(person).on_no_agenda()
    for suggestion in suggestions.select_related("municipality").order_by("due_on", "pk"):
        yield offer_suggestion(suggestion)
    meeting, today = next_meeting(), clock.today()
    for practice in asked_practices(meeting.day if meeting else today):
        yield question_of(practice)


def due(start: dt.date, end: dt.date, person: Person) -> Iterator[Due]:
    """Suggestions to answer, for the coordinator, and ways of working to be asked about, for the
    owner too.
    """
    if person.can(Permission.DECIDE):
        yield from _answer_dues(start, end)
    if person.can(Permission.LOG_WORK):
        yield from _questions(start, end, person)


def _answer_dues(start: dt.date, end: dt.date) -> Iterator[Due]:
    """By their day; one that a meeting has closed is answered since that day. Two queries."""
    suggestions, items = read_once("meetings suggestions", make=_open_suggestions)
    for suggestion in suggestions:
        item = items.get(suggestion.item_pk or 0)
        date = suggestion.due_on
        if item:
            if not item.outcome or item.meeting is None:
                continue
            date = item.meeting.day
        if start <= date <= end:
            town = suggestion.municipality
            yield Due(
                date=date,
                title=_("Answer the suggestion: %(title)s") % {"title": suggestion.title},
                url=suggestion.get_absolute_url(),
                topic=TOPIC,
                responsible=Role.COORDINATOR,
                verb=verbs.ANSWER,
                why=item.outcome_text[:100] if item else (town.name if town else ""),
                group=Group(_("Answer %(count)d suggestions"), reverse("meetings:ways")),
            )


def _open_suggestions() -> tuple[list[Suggestion], dict[int, Item]]:
    """With the items of agendas that some of them have become."""
    suggestions = list(Suggestion.objects.open().with_item().select_related("municipality"))
    pks = [suggestion.item_pk for suggestion in suggestions if suggestion.item_pk]
    items = Item.objects.filter(pk__in=pks).select_related("meeting").in_bulk() if pks else {}
    return suggestions, items


def _practices_to_judge() -> list[Practice]:
    return list(unjudged_practices().select_related("owner"))


def _questions(start: dt.date, end: dt.date, person: Person) -> Iterator[Due]:
    for practice in read_once("meetings practices", make=_practices_to_judge):
        if not start <= practice.ask_on <= end:
            continue
        owner = practice.owner if practice.owner and practice.owner.in_use else None
        if person.is_coordinator or owner == person:
            yield _due_practice(practice, owner)


def _due_practice(practice: Practice, owner: Person | None) -> Due:
    return Due(
        date=practice.ask_on,
        title=_("Judge whether it helped: %(title)s") % {"title": practice.title},
        url=practice.get_absolute_url(),
        topic=TOPIC,
        responsible=owner.email if owner else Role.COORDINATOR,
        verb=_("Judge"),
        why=_("In use since %(day)s.") % {"day": day(practice.begins_on)},
        group=Group(_("Judge %(count)d ways of working"), reverse("meetings:ways")),
    )
