"""Reading decisions."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.decisions.models import Decision
from kimppa.core.evidence.models import Evidence
from kimppa.core.ratification.models import Confirmation
from kimppa.core.tasks.models import Task


def visible_decisions(person: Person) -> QuerySet[Decision]:
    """A coordinator sees every decision; others the common ones and their municipality's. What is
    internal is for directors.
    """
    if person.is_coordinator:
        return Decision.objects.all()
    rows = _concerning([m.municipality_id for m in person.current_memberships])
    return rows if person.can(Permission.COMMENT) else rows.filter(internal=False)


def citable_decisions() -> QuerySet[Decision]:
    """Those that others than directors may read, so that rooms, the report and the programme may
    name them.
    """
    return Decision.objects.filter(internal=False)


def standing_decisions() -> QuerySet[Decision]:
    """Those of the citable ones that have every confirmation that they ask for: what is told of as
    decided. A question that was withdrawn or carried out asks for nothing more, but a no to it
    stays a no.
    """
    answers = Confirmation.objects.filter(ratification=OuterRef("ratification"))
    refused = answers.filter(state=Confirmation.State.NO)
    is_open = Q(ratification__withdrawn_at=None, ratification__settled_at=None)
    missing = answers.filter(is_open, state=Confirmation.State.AWAITING)
    return citable_decisions().filter(~Exists(refused), ~Exists(missing))


def decisions_of(person: Person, municipality: Municipality) -> QuerySet[Decision]:
    """What the person sees of the decisions that concern a municipality, the common ones too."""
    here = _concerning([municipality.pk])
    return visible_decisions(person).filter(pk__in=here.values("pk"))


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What came of a decision: its tasks, the work that they became by the task's key, and what
    replaced it.
    """

    tasks: Sequence[Task]
    work: dict[int, Evidence]
    replaced_by: Sequence[Decision]


def aftermath(decision: Decision, person: Person) -> Aftermath:
    """What the person may see of it: three queries at most."""
    area, object_id = decision.origin
    rows = Task.objects.visible_to(person).filter(area=area, object_id=object_id)
    tasks = list(rows.exclude(state=Task.State.DROPPED).select_related("owner"))
    names = {f"task-{task.pk}": task.pk for task in tasks}
    works = Evidence.objects.standing().filter(area="desk", object_id__in=names) if names else ()
    later = visible_decisions(person).filter(replaces=decision)
    return Aftermath(tasks, {names[row.object_id]: row for row in works}, list(later))


def _concerning(municipality_ids: list[int | None]) -> QuerySet[Decision]:
    links = Decision.municipalities.through.objects
    here = links.filter(municipality__in=municipality_ids).values("decision_id")
    tied = links.values("decision_id")
    return Decision.objects.filter(Q(pk__in=here) | ~Q(pk__in=tied))
