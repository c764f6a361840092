"""What a year's meetings are held for, which weeks do not suit, and how polls stand."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from kimppa.core import clock, verbs
from kimppa.core.area import Due
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.queries import directors
from kimppa.core.consortium.roles import Permission, Role
from kimppa.core.duties.models import Duty as AgreedDuty
from kimppa.core.duties.queries import duties_of, years
from kimppa.core.duties.rules import LENGTHS, due_dates, parse
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.memo import read_once
from kimppa.core.topics import label
from kimppa.meetings.agenda.queries import meetings_of
from kimppa.meetings.dates.planning import Busy, Duty
from kimppa.meetings.dates.ticks import Standing, Suits, Tick, tally
from kimppa.meetings.dates.weeks import busy_days
from kimppa.meetings.models import Ballot, BusyWeeks, Meeting, Poll, PollDay

TOPIC = "meetings"
AHEAD = 14  # days before a duty falls due: time to do what the meeting decides
WINDOW = 42
HABIT = 6  # meetings in a year


def duties_between(first_day: dt.date, last_day: dt.date) -> list[Duty]:
    """What falls due on a day of its own, by the agreement of the time; not what recurs monthly."""
    titles: dict[dt.date, list[str]] = {}
    for duty in _duties_for(last_day.year).exclude(topic=""):
        rule = parse(duty.due)
        for year in range(first_day.year - 1, last_day.year + 1) if rule.kind == "by" else ():
            for day in due_dates(rule, year):
                if first_day <= day - dt.timedelta(days=AHEAD) <= last_day:
                    titles.setdefault(day, []).append(str(label(duty.topic)))
    return [
        Duty(day, ", ".join(dict.fromkeys(names)), AHEAD, WINDOW)
        for day, names in sorted(titles.items())
    ]


def meetings_wanted(year: int) -> int:
    """How many meetings the year still lacks: of those that its agreement asks for ("four times a
    year"), or the latest before it, or that were held the year before, else of `HABIT`; one at
    least.
    """
    rules = [parse(duty.due) for duty in _duties_for(year).filter(topic=TOPIC)]
    counts = [12 // LENGTHS[rule.kind] for rule in rules if rule.kind in LENGTHS]
    count = max(counts, default=0) or len(meetings_of(year - 1)) or HABIT
    return max(1, count - len(meetings_of(year)))


def _duties_for(year: int) -> QuerySet[AgreedDuty]:
    """The duties of a year to come by its own agreement, else by the latest before it."""
    return duties_of(next((agreed_year for agreed_year in years() if agreed_year <= year), year))


def open_span() -> tuple[dt.date, dt.date]:
    """The days to plan for: after the last planned meeting to the year's end; from October on the
    next year's."""
    last = Meeting.objects.filter(state=Meeting.State.PLANNED).first()
    begin = max(clock.today(), last.day if last else clock.today()) + dt.timedelta(days=1)
    year = begin.year + (begin.month >= 10)
    return max(begin, dt.date(year, 1, 1)), dt.date(year, 12, 31)


def marked_days(years: Iterable[int]) -> list[Busy]:
    """The days of the weeks that the municipalities have marked: one query."""
    busy_weeks = BusyWeeks.objects.filter(year__in=list(years)).select_related("municipality")
    return [
        span for row in busy_weeks for span in busy_days(row.municipality.name, row.year, row.weeks)
    ]


def marked_weeks(year: int) -> dict[int, list[int]]:
    """The weeks that do not suit, by the municipality's key."""
    busy_weeks = BusyWeeks.objects.filter(year=year).exclude(weeks=[])
    return dict(busy_weeks.values_list("municipality", "weeks"))


@dataclass(frozen=True, slots=True)
class Standings:
    """A poll as it has been answered: the days of each meeting, the best first."""

    meetings: Sequence[tuple[int, Sequence[Standing[PollDay, Municipality]]]]
    ballots: Sequence[Ballot]
    """Of the municipalities that have not left, in their order."""

    @property
    def silent(self) -> list[Ballot]:
        """Those not answered."""
        return [ballot for ballot in self.ballots if ballot.answered_at is None]

    @property
    def is_complete(self) -> bool:
        """Whether all have answered."""
        return bool(self.ballots) and not self.silent


def standings_of(poll: Poll) -> Standings:
    """Two queries."""
    today = clock.today()
    ballot_rows = poll.ballots.select_related("municipality", "answered_by")
    ballots = [ballot for ballot in ballot_rows if ballot.municipality.in_force_on(today)]
    towns = [ballot.municipality for ballot in ballots]
    days: dict[int, list[PollDay]] = {}
    for day in poll.days.all():
        days.setdefault(day.number, []).append(day)
    return Standings(
        [
            (number, tally(options, towns, _ticks(options, ballots)).standings)
            for number, options in days.items()
        ],
        ballots,
    )


def _ticks(
    days: Sequence[PollDay], ballots: Sequence[Ballot]
) -> Iterator[Tick[PollDay, Municipality]]:
    for ballot in ballots:
        for day in days:
            if answer := ballot.answers.get(str(day.pk)):
                yield Tick(day, ballot.municipality, Suits(answer))


def open_polls() -> QuerySet[Poll]:
    """Those whose days have not been confirmed, with how many were asked and have answered."""
    asked_count = Count("ballots")
    answered_count = Count("ballots", filter=Q(ballots__answered_at__isnull=False))
    polls = Poll.objects.filter(state=Poll.State.OPEN)
    return polls.annotate(asked=asked_count, answered=answered_count).order_by("due", "pk")


def visible_ballots(person: Person) -> QuerySet[Ballot]:
    """Those of the person's municipalities; a coordinator's are all."""
    ballots = Ballot.objects.select_related("poll", "municipality")
    if person.is_coordinator:
        return ballots
    return ballots.filter(municipality__in=[m.municipality_id for m in person.current_memberships])


def poll_dues(first_day: dt.date, last_day: dt.date, person: Person) -> Iterator[Due]:
    """Answers that are awaited: for a director the own one, for a coordinator those of all."""
    every_poll = read_once("meetings polls", make=lambda: list(open_polls()))
    polls = [poll for poll in every_poll if first_day <= poll.due <= last_day]
    if not polls:
        return
    if person.is_coordinator:
        yield from map(_coordinator_due, polls)
        return
    unanswered = visible_ballots(person).filter(poll__in=polls, answered_at=None)
    for ballot in unanswered:
        if ballot.poll.takes_answers and person.can(Permission.COMMENT, ballot.municipality):
            yield Due(
                date=ballot.poll.due,
                title=_("Answer which days suit: %(name)s") % {"name": ballot.poll},
                url=ballot.get_absolute_url(),
                topic=TOPIC,
                municipality=ballot.municipality.code,
                responsible=person.email,
                verb=verbs.ANSWER,
            )


def _coordinator_due(poll: Any) -> Due:
    complete = poll.answered == poll.asked
    title = (
        _("Confirm the days of meetings: %(name)s")
        if complete
        else _("Follow the answers about the days of meetings: %(name)s")
    )
    counts = {"answered": poll.answered, "asked": poll.asked}
    return Due(
        date=poll.due,
        title=title % {"name": poll},
        url=poll.get_absolute_url(),
        topic=TOPIC,
        responsible=Role.COORDINATOR,
        verb=verbs.OPEN,
        why=_("%(answered)d of %(asked)d have answered") % counts,
    )


def days_written(poll: int) -> dict[int, dt.date]:
    """The day on which each municipality, by its key, was last written to: one query."""
    days: dict[int, dt.date] = {}
    letters = OutgoingMail.objects.filter(key__startswith=f"poll-{poll}-")
    for key in letters.values_list("key", flat=True):
        _word, _poll, municipality, _person, day = key.split("-", 4)
        days[int(municipality)] = max(
            dt.date.fromisoformat(day), days.get(int(municipality), dt.date.min)
        )
    return days


def to_remind(poll: Poll, silent: Iterable[Ballot]) -> list[tuple[Municipality, Person]]:
    """The directors who owe an answer and have not been written to today."""
    if not poll.takes_answers:
        return []
    today, days = clock.today(), days_written(poll.pk)
    towns = [ballot.municipality for ballot in silent if days.get(ballot.municipality_id) != today]
    return directors(towns) if towns else []
