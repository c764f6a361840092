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
    decisions = _decisions_concerning([m.municipality_id for m in person.current_memberships])
    return decisions if person.can(Permission.COMMENT) else decisions.filter(internal=False)


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
    noes = answers.filter(state=Confirmation.State.NO)
    is_open = Q(ratification__withdrawn_at=None, ratification__settled_at=None)
    awaiting_answers = answers.filter(is_open, state=Confirmation.State.AWAITING)
    return citable_decisions().filter(~Exists(noes), ~Exists(awaiting_answers))


def decisions_of(person: Person, municipality: Municipality) -> QuerySet[Decision]:
    """What the person sees of the decisions that concern a municipality, the common ones too."""
    decisions_here = _decisions_concerning([municipality.pk])
    return visible_decisions(person).filter(pk__in=decisions_here.values("pk"))


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
    tasks_of_origin = Task.objects.visible_to(person).filter(area=area, object_id=object_id)
    tasks = list(tasks_of_origin.exclude(state=Task.State.DROPPED).select_related("owner"))
    task_ids = {f"task-{task.pk}": task.pk for task in tasks}
    works = (
        Evidence.objects.standing().filter(area="desk", object_id__in=task_ids) if task_ids else ()
    )
    later_decisions = visible_decisions(person).filter(replaces=decision)
    return Aftermath(
        tasks, {task_ids[work.object_id]: work for work in works}, list(later_decisions)
    )


def _decisions_concerning(municipality_ids: list[int | None]) -> QuerySet[Decision]:
    links = Decision.municipalities.through.objects
    ids_here = links.filter(municipality__in=municipality_ids).values("decision_id")
    ids_with_municipality = links.values("decision_id")
    return Decision.objects.filter(Q(pk__in=ids_here) | ~Q(pk__in=ids_with_municipality))
