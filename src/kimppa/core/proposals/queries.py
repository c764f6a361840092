"""Reading personal links."""

from django.db.models import QuerySet

from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Role
from kimppa.core.proposals.models import ProposalLink


def links_of[L: ProposalLink](model: type[L], person: Person) -> QuerySet[L]:
    """The links of the municipalities in which the person manages people."""
    links = model._default_manager.select_related("municipality")
    if person.is_coordinator:
        return links
    own_ids = [m.municipality_id for m in person.current_memberships if m.role == Role.DIRECTOR]
    return links.filter(municipality__in=own_ids)
