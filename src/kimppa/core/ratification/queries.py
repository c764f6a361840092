"""Reading ratifications."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from kimppa.core import clock
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.queries import directors, without_director
from kimppa.core.consortium.roles import Permission
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.proposals.actions import links_in_force
from kimppa.core.proposals.queries import links_of
from kimppa.core.ratification.models import AnswerLink, Confirmation, Ratification


@dataclass(frozen=True, slots=True)
class AnswerCount:
    """Of `total` municipalities that were asked, how many said yes and no."""

    total: int
    yes: int
    no: int

    @property
    def ratified(self) -> bool:
        """Whether every municipality has said yes."""
        return self.total > 0 and self.yes == self.total


def count_answers(ratification: Ratification) -> AnswerCount:
    """The state of one ratification; prefetch `confirmations` for lists."""
    states = [confirmation.state for confirmation in ratification.confirmations.all()]
    return AnswerCount(
        len(states), states.count(Confirmation.State.YES), states.count(Confirmation.State.NO)
    )


def unrepresented(ratification: Ratification) -> list[Municipality]:
    """Who have not answered an open question, and have no director in office who could."""
    awaiting = Confirmation.State.AWAITING
    confirmations = ratification.confirmations.all() if ratification.open else ()
    return without_director([c.municipality for c in confirmations if c.state == awaiting])


def visible_answers(ratification: Ratification, person: Person) -> list[Confirmation]:
    """What `visible_confirmations` gives of one question, from prefetched `confirmations`."""
    own_ids = {m.municipality_id for m in person.current_memberships}
    if ratification.internal and not person.can(Permission.COMMENT):
        return []
    return [
        confirmation
        for confirmation in ratification.confirmations.all()
        if person.is_coordinator or confirmation.municipality_id in own_ids
    ]


def visible_ratifications(person: Person) -> QuerySet[Ratification]:
    """A coordinator sees every question; others those put to their municipality. What is internal
    is for directors.
    """
    if person.is_coordinator:
        return Ratification.objects.all()
    own_ids = [m.municipality_id for m in person.current_memberships]
    questions = Ratification.objects.filter(confirmations__municipality__in=own_ids).distinct()
    return questions if person.can(Permission.COMMENT) else questions.filter(internal=False)


def visible_confirmations(person: Person) -> QuerySet[Confirmation]:
    """A coordinator sees every answer; others those of their municipality, to what they see."""
    confirmations = Confirmation.objects.select_related("ratification", "municipality", "document")
    if person.is_coordinator:
        return confirmations
    if not person.can(Permission.COMMENT):
        confirmations = confirmations.filter(ratification__internal=False)
    return confirmations.filter(
        municipality__in=[m.municipality_id for m in person.current_memberships]
    )


def open_links(ratification: Ratification, person: Person) -> list[AnswerLink]:
    """The links by which an open question is answered, as far as the person may close them."""
    if not ratification.open:
        return []
    own_links = links_of(AnswerLink, person).order_by().values("pk")
    return list(links_in_force(AnswerLink).filter(ratification=ratification, pk__in=own_links))


type Reminders = Mapping[tuple[int, int], dt.date]


def reminders(questions: Collection[int]) -> Reminders:
    """The day of the last reminder by the ids of question and municipality: one query."""
    if not questions:
        return {}
    about = Q(pk__in=[])
    for pk in questions:
        about |= Q(key__startswith=f"ratification-{pk}-")
    days: dict[tuple[int, int], dt.date] = {}
    for key in OutgoingMail.objects.filter(about).values_list("key", flat=True):
        _word, question, municipality, _person, *day = key.split("-", 4)
        if day:
            pair = int(question), int(municipality)
            days[pair] = max(dt.date.fromisoformat(day[0]), days.get(pair, dt.date.min))
    return days


def to_remind(ratification: Ratification, days: Reminders) -> list[tuple[Municipality, Person]]:
    """The directors who owe an answer and have not been written to today, by the `reminders`."""
    today = clock.today()
    if not ratification.open or ratification.asked_at.astimezone(clock.ZONE).date() >= today:
        return []
    municipalities_awaited = [
        answer.municipality
        for answer in ratification.confirmations.all()
        if answer.state == Confirmation.State.AWAITING
        and days.get((ratification.pk, answer.municipality_id)) != today
    ]
    return directors(municipalities_awaited) if municipalities_awaited else []
