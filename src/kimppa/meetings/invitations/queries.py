"""Who comes to a meeting, by their answers."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from kimppa.core import clock
from kimppa.core.consortium.models import Membership, Municipality, Person
from kimppa.core.consortium.queries import coordinators, directors, municipalities_on
from kimppa.core.consortium.roles import Role
from kimppa.core.memo import read_once
from kimppa.meetings.models import CalendarEntry, Invitee, Meeting

Answer = Invitee.Answer


def members() -> dict[Person, Municipality | None]:
    """Who is invited: the directors in office, each with a municipality, and the coordinators."""
    people: dict[Person, Municipality | None] = {}
    for town, person in directors():
        people.setdefault(person, town)
    for person in coordinators():
        people.setdefault(person, None)
    return people


@dataclass(frozen=True, slots=True)
class Coming:
    """An invited person: whether the office has ended since, whether the answer is to an earlier
    time or place than now."""

    invitee: Invitee
    has_left: bool
    is_old: bool

    @property
    def counts(self) -> bool:
        """Whether somebody comes by the answer: the person, or a substitute."""
        answer = self.invitee.answer
        says_yes = answer == Answer.ACCEPTED or bool(answer and self.invitee.substitute)
        return says_yes and not self.has_left and not self.is_old


def with_invitees() -> QuerySet[Meeting]:
    """Meetings with what `coming_to` and `is_invited` read."""
    invitees = Invitee.objects.select_related("person", "municipality")
    return Meeting.objects.select_related("entry").prefetch_related(Prefetch("invitees", invitees))


def is_invited(meeting: Meeting, person: Person) -> bool:
    """Whether the person has an invitation to answer."""
    return any(invitee.person_id == person.pk for invitee in meeting.invitees.all())


def coming_to(meeting: Meeting) -> Sequence[Coming]:
    """Each who is invited, in the order of the municipalities, the coordinators last: one query,
    of a meeting read `with_invitees`."""
    invitees = sorted(meeting.invitees.all(), key=_order)
    ids_in_office = _in_office() if invitees else set()
    calendar_entry: CalendarEntry | None = getattr(meeting, "entry", None)
    sequence = calendar_entry.sequence if calendar_entry else 0
    return [
        Coming(
            invitee,
            invitee.person_id not in ids_in_office,
            bool(invitee.answer) and invitee.sequence is not None and invitee.sequence < sequence,
        )
        for invitee in invitees
    ]


def _order(invitee: Invitee) -> tuple[bool, int, int]:
    town = invitee.municipality
    return town is None, town.position if town else 0, invitee.pk


def _in_office() -> set[int]:
    today = clock.today()
    people = Person.objects.valid_on(today).filter(is_active=True)
    roles = Membership.objects.valid_on(today).filter(role__in=(Role.DIRECTOR, Role.COORDINATOR))
    return set(roles.filter(person__in=people).values_list("person", flat=True))


def may_answer_for(invitee: Invitee) -> set[str]:
    """The addresses of those whose answer for the invited person is believed: who works for the
    same municipality, and the coordinators."""
    today = clock.today()
    roles = Membership.objects.valid_on(today).filter(municipality=invitee.municipality_id)
    people = Person.objects.valid_on(today).filter(is_active=True)
    colleagues = people.filter(pk__in=roles.values("person")) if invitee.municipality_id else []
    return {person.email.lower() for person in (*colleagues, *coordinators())}


def places_of(meeting: Meeting) -> list[Municipality]:
    """The municipalities of the meeting's day, asked once for a page."""
    day = meeting.day
    return read_once("places of a day", day, make=lambda: list(municipalities_on(day)))
