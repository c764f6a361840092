"""Reading ratifications."""

from dataclasses import dataclass

from django.db.models import QuerySet

from kimppa.core.consortium.models import Person
from kimppa.core.ratification.models import Confirmation, Ratification


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


def visible_answers(ratification: Ratification, person: Person) -> list[Confirmation]:
    """What `visible_confirmations` gives of one question, from prefetched `confirmations`."""
    own = {m.municipality_id for m in person.current_memberships}
    return [
        confirmation
        for confirmation in ratification.confirmations.all()
        if person.is_coordinator or confirmation.municipality_id in own
    ]


def visible_ratifications(person: Person) -> QuerySet[Ratification]:
    """A coordinator sees every question; others those put to their municipality."""
    if person.is_coordinator:
        return Ratification.objects.all()
    own = [m.municipality_id for m in person.current_memberships]
    return Ratification.objects.filter(confirmations__municipality__in=own).distinct()


def visible_confirmations(person: Person) -> QuerySet[Confirmation]:
    """A coordinator sees every answer; others those of their municipality."""
    rows = Confirmation.objects.select_related("ratification", "municipality", "document")
    if person.is_coordinator:
        return rows
    return rows.filter(municipality__in=[m.municipality_id for m in person.current_memberships])
