"""Reading decisions."""

from django.db.models import Q, QuerySet

from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.decisions.models import Decision


def visible_decisions(person: Person) -> QuerySet[Decision]:
    """A coordinator sees every decision; others the common ones and their municipality's."""
    if person.is_coordinator:
        return Decision.objects.all()
    return _concerning([m.municipality_id for m in person.current_memberships])


def decisions_of(person: Person, municipality: Municipality) -> QuerySet[Decision]:
    """What the person sees of the decisions that concern a municipality, the common ones too."""
    here = _concerning([municipality.pk])
    return visible_decisions(person).filter(pk__in=here.values("pk"))


def _concerning(municipality_ids: list[int | None]) -> QuerySet[Decision]:
    links = Decision.municipalities.through.objects
    here = links.filter(municipality__in=municipality_ids).values("decision_id")
    tied = links.values("decision_id")
    return Decision.objects.filter(Q(pk__in=here) | ~Q(pk__in=tied))
