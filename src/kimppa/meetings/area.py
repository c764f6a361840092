"""What the area answers when the rest of the house asks."""

import datetime as dt
from collections.abc import Collection, Iterator

from django.utils.translation import gettext_lazy

from kimppa.core import verbs
from kimppa.core.area import Due, Hours, Resolved, Sentence
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.memo import read_once
from kimppa.core.search.sources import Document, Source, resolve_documents
from kimppa.meetings.agenda.actions import TOPIC
from kimppa.meetings.agenda.queries import day_start, meetings_of
from kimppa.meetings.dates.queries import poll_dues
from kimppa.meetings.models import CalendarEntry, Item, Meeting
from kimppa.meetings.questions import TOPIC as METHODS
from kimppa.meetings.sentences import held_sentence
from kimppa.meetings.ways import offers as ways
from kimppa.meetings.ways.search import WAYS, plain_keys
from kimppa.meetings.ways.sentences import way_sentences


def resolve(ids: Collection[str], person: Person) -> dict[str, Resolved]:
    """By the kind and the key: "meeting-7", "item-7", "suggestion-7"; a way of working also with
    the day on which it is asked about.
    """
    keys = plain_keys(ids)
    resolved = resolve_documents(DOCUMENTS, set(keys.values()), person)
    return {key: resolved[plain_key] for key, plain_key in keys.items() if plain_key in resolved}


def summary(
    topics: Collection[str], year: int, municipality: Municipality | None
) -> dict[str, list[Sentence]]:
    """How often the directors met, the same for each municipality; what its staff suggested."""
    sentences = {}
    if TOPIC in topics:
        sentences[TOPIC] = read_once("meetings held", year, make=lambda: _held(year))
    if METHODS in topics:
        sentences[METHODS] = way_sentences(year, municipality)
    return {topic: group for topic, group in sentences.items() if group}


def _held(year: int) -> list[Sentence]:
    meetings = [m for m in meetings_of(year) if m.state == Meeting.State.HELD]
    return [held_sentence(meetings)] if meetings else []


def due(start: dt.date, end: dt.date, person: Person) -> Iterator[Due]:
    """Meetings of the days, for those who come to them, and answers about days that are awaited;
    what the ways of working ask for.
    """
    yield from ways.due(start, end, person)
    if not person.can(Permission.COMMENT):
        return
    yield from poll_dues(start, end, person)
    meetings = Meeting.objects.exclude(state=Meeting.State.CANCELLED).select_related("entry")
    start_moment, end_moment = day_start(start), day_start(end + dt.timedelta(days=1))
    for meeting in meetings.filter(start__gte=start_moment, start__lt=end_moment):
        is_held = meeting.state == Meeting.State.HELD
        yield Due(
            meeting.day,
            str(meeting),
            meeting.get_absolute_url(),
            TOPIC,
            verb=verbs.PREPARE if person.is_coordinator else verbs.OPEN,
            done=is_held,
            hours=_hours(meeting),
        )


def _hours(meeting: Meeting) -> Hours:
    """With the name by which the invitation is known, once it has been sent."""
    entry: CalendarEntry | None = getattr(meeting, "entry", None)
    return Hours(
        meeting.local_start,
        meeting.end,
        ", ".join(filter(None, (meeting.place, meeting.link))),
        uid=entry.uid if entry else "",
        sequence=entry.sequence if entry else 0,
    )


DOCUMENTS = (
    Source(
        Meeting,
        "meeting",
        gettext_lazy("Meetings"),
        document=lambda meeting: Document(
            title=str(meeting),
            text=" ".join(filter(None, (meeting.place, meeting.note))),
            year=meeting.day.year,
            date=meeting.day,
        ),
        state=lambda meeting: "done" if meeting.state == Meeting.State.HELD else "",
    ),
    Source(
        Item,
        "item",
        gettext_lazy("Items of meetings"),
        rows=lambda: Item.objects.select_related("meeting"),
        visible=Item.objects.visible_to,
        document=lambda item: Document(
            title=item.title,
            text=" ".join(filter(None, (item.text, item.outcome_text))),
            year=item.meeting.day.year if item.meeting else None,
            date=item.meeting.day if item.meeting else None,
        ),
        follows={"meetings.meeting": "meeting"},
    ),
    *WAYS,
)
