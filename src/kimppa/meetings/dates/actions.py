"""Adding the meetings of a year, and asking which days suit."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import add, change, record, stored
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.queries import directors, municipalities_on
from kimppa.core.consortium.roles import Permission
from kimppa.core.locks import one_at_a_time
from kimppa.core.permissions import Actor, person_or_none, require
from kimppa.core.proposals.actions import make_link, prolong_links, sender_of, use_link
from kimppa.meetings.agenda.actions import RIGHT, add_meeting
from kimppa.meetings.dates.letters import write_complete, write_question
from kimppa.meetings.dates.messages import late_words
from kimppa.meetings.dates.queries import standings_of, to_remind
from kimppa.meetings.dates.ticks import Suits
from kimppa.meetings.models import Ballot, BallotLink, BusyWeeks, Meeting, Poll, PollDay

ANSWER = Permission.COMMENT
SAME = ("name", "minutes", "place", "link")
AFTER = 60  # days for which a link tells how it went after the last day for answers


@transaction.atomic
def add_meetings(*, by: Actor, starts: Sequence[dt.datetime], **values: Any) -> list[Meeting]:
    """A meeting of each day. Raises as `add_meeting`."""
    return [
        add_meeting(by=by, start=start.astimezone(clock.ZONE), **values) for start in sorted(starts)
    ]


@transaction.atomic
def ask_days(
    *, by: Actor, meetings: Iterable[Iterable[dt.datetime]], due: dt.date, **values: Any
) -> Poll:
    """Ask every municipality which days suit: `meetings` are the days of each, `values` of `SAME`.

    The directors get a letter, except of an example. Raises PermissionDenied, and ValidationError
    by field, also for a last day that is past.
    """
    require(by, RIGHT)
    _require_coming(due)
    poll = Poll(due=due, asked_at=clock.now(), **values)
    add(poll, by=by, action="meetings.poll-ask")
    PollDay.objects.bulk_create(
        PollDay(poll=poll, number=number, start=start)
        for number, starts in enumerate(meetings, 1)
        for start in sorted(starts)
    )
    towns = list(municipalities_on())
    Ballot.objects.bulk_create(
        Ballot(poll=poll, municipality=town, example=poll.example) for town in towns
    )
    if not poll.example:
        _write_letters(by, poll, directors(towns))
    return poll


@transaction.atomic
def answer_days(
    *,
    by: Actor,
    ballot: Ballot,
    answers: Mapping[str, str],
    name: str = "",
    comment: str = "",
    weeks: Sequence[int] | None = None,
) -> None:
    """Record or change a municipality's answer about every day: `Suits` by the day's key.

    `weeks` are those of the year that do not suit; None leaves them. Raises PermissionDenied, and
    ValidationError once the poll takes no answers, or for other days than it offers.
    """
    require(by, ANSWER, ballot.municipality)
    poll = stored(ballot.poll)
    _require_taking(poll)
    days = {str(pk) for pk in poll.days.values_list("pk", flat=True)}
    if set(answers) != days or not set(answers.values()) <= set(Suits):
        raise ValidationError(_("The days have changed. Open the page again."))
    change(
        ballot,
        by=by,
        action="meetings.ballot",
        answers={day: str(answers[day]) for day in sorted(answers, key=int)},
        answered_at=clock.now(),
        answered_by=person_or_none(by),
        name=name.strip(),
        comment=comment.strip(),
    )
    if weeks is not None:
        mark_weeks(by=by, year=year_of(poll), weeks={ballot.municipality: weeks})
    if not poll.example and standings_of(poll).is_complete:
        write_complete(poll)


@transaction.atomic
def restore_ballot(*, by: Actor, ballot: Ballot, **values: Any) -> None:
    """Undo an answer. Raises as `answer_days`."""
    require(by, ANSWER, ballot.municipality)
    _require_taking(stored(ballot.poll))
    change(ballot, by=by, action="meetings.ballot", **values)


def answer_by_link(*, link: BallotLink, ballot: Ballot, **values: Any) -> None:
    """As `answer_days`, for whoever holds the link; also refused when it is used too often."""
    use_link(link)
    answer_days(by=sender_of(link), ballot=ballot, **values)


@transaction.atomic
def remind(*, by: Actor, poll: Poll) -> None:
    """Write to the directors whose municipality is silent; nobody gets two letters a day.

    Raises ValidationError when there is nobody to write to.
    """
    require(by, RIGHT)
    one_at_a_time("remind", "poll", str(poll.pk))
    people = to_remind(stored(poll), standings_of(poll).silent)
    if poll.example or not people:
        raise ValidationError(_("There is nobody to remind today."))
    _write_letters(by, poll, people, again=True)
    names = ", ".join(str(town) for town, _person in people)
    record(by=by, action="meetings.poll-remind", obj=poll, after={"reminded": names})


@transaction.atomic
def take_reminder_back(*, by: Actor, poll: Poll) -> None:
    """Log that a reminder was undone; its letters are withdrawn with the press."""
    require(by, RIGHT)
    record(by=by, action="meetings.poll-remind-back", obj=poll)


@transaction.atomic
def confirm_days(*, by: Actor, poll: Poll, days: Iterable[PollDay]) -> list[Meeting]:
    """Make a meeting of each chosen day and close the poll.

    Raises ValidationError without days, when two are of one meeting, or when it is closed.
    """
    require(by, RIGHT)
    _require_open(stored(poll))
    chosen_days = sorted(days, key=lambda day: day.start)
    if not chosen_days:
        raise ValidationError(_("Choose a day."))
    if len({day.number for day in chosen_days}) < len(chosen_days):
        raise ValidationError(_("Choose one day for each meeting."))
    fields = {name: getattr(poll, name) for name in (*SAME, "example", "source")}
    meetings = add_meetings(by=by, starts=[day.start for day in chosen_days], **fields)
    for day, meeting in zip(chosen_days, meetings, strict=True):
        PollDay.objects.filter(pk=day.pk).update(meeting=meeting)
    change(poll, by=by, action="meetings.poll-confirm", state=Poll.State.CONFIRMED)
    return meetings


@transaction.atomic
def withdraw_poll(*, by: Actor, poll: Poll) -> None:
    """Ask no more; the answers stay readable. Raises ValidationError for one that is closed."""
    require(by, RIGHT)
    _require_open(stored(poll))
    change(poll, by=by, action="meetings.poll-withdraw", state=Poll.State.WITHDRAWN)


@transaction.atomic
def set_poll(*, by: Actor, poll: Poll, **values: Any) -> None:
    """Undo a withdrawal, a confirmation or another last day."""
    require(by, RIGHT)
    change(poll, by=by, action="meetings.poll-change", **values)


@transaction.atomic
def move_due(*, by: Actor, poll: Poll, due: dt.date) -> None:
    """Another last day for answers; the links last as much longer.

    Raises ValidationError for a day that is past, and for a poll that is closed.
    """
    require(by, RIGHT)
    _require_open(stored(poll))
    _require_coming(due)
    change(poll, by=by, action="meetings.poll-change", due=due)
    prolong_links(poll.links.all(), days=_link_days(due))


@transaction.atomic
def mark_weeks(*, by: Actor, year: int, weeks: Mapping[Municipality, Sequence[int]]) -> None:
    """The weeks of a year that do not suit, of each municipality. Raises PermissionDenied."""
    for town, numbers in weeks.items():
        require(by, ANSWER, town)
        busy_weeks = BusyWeeks.objects.filter(municipality=town, year=year).first()
        if busy_weeks is not None:
            change(busy_weeks, by=by, action="meetings.weeks", weeks=list(numbers))
        elif numbers:
            busy_weeks = BusyWeeks(municipality=town, year=year, weeks=list(numbers))
            add(busy_weeks, by=by, action="meetings.weeks-add")


@transaction.atomic
def set_weeks(*, by: Actor, row: BusyWeeks, weeks: Sequence[int] = ()) -> None:
    """Undo what was marked. Raises PermissionDenied."""
    require(by, ANSWER, row.municipality)
    change(row, by=by, action="meetings.weeks", weeks=list(weeks))


def year_of(poll: Poll) -> int:
    """The year of its first day."""
    first_day = poll.days.order_by("start").first()
    return first_day.local_start.year if first_day else poll.due.year


def _write_letters(
    by: Actor, poll: Poll, people: Iterable[tuple[Municipality, Person]], *, again: bool = False
) -> None:
    """A letter to each, with the link that the person has of old or a new one."""
    links = {(row.municipality_id, row.person_id): row for row in poll.links.all()}
    for town, person in people:
        link = links.get((town.pk, person.pk)) or make_link(
            BallotLink,
            by=by,
            municipality=town,
            holder=person.name,
            days=_link_days(poll.due),
            poll=poll,
            person=person,
        )
        link.poll, link.person, link.municipality = poll, person, town
        write_question(link, again=again)


def _link_days(due: dt.date) -> int:
    return (due - clock.today()).days + AFTER


def _require_open(poll: Poll) -> None:
    if not poll.is_open:
        raise ValidationError(_("The days have been confirmed, or are asked no more."))


def _require_taking(poll: Poll) -> None:
    _require_open(poll)
    if not poll.takes_answers:
        raise ValidationError(" ".join(late_words(poll)))


def _require_coming(due: dt.date) -> None:
    if due < clock.today():
        raise ValidationError({"due": _("The day is past.")})


check_undo_by(lambda by, _poll: require(by, RIGHT), Poll)
check_undo_by(lambda by, ballot: require(by, ANSWER, ballot.municipality), Ballot)
check_undo_by(lambda by, row: require(by, ANSWER, row.municipality), BusyWeeks)
