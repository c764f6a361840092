"""A person's grants today, and which of those stored with a token or address still hold."""

from collections.abc import Iterable

from kimppa.core.consortium.models import Membership, Municipality, Person
from kimppa.core.grants.grant import Grant, common_grants, from_json, in_place, to_json
from kimppa.core.grants.models import Grants


def current_grants(person: Person, municipality: Municipality | None = None) -> list[Grant]:
    """The person's roles of today; with a municipality what they allow there."""
    grants = [
        Grant(membership.pk, membership.role, membership.municipality_id)
        for membership in person.current_memberships
    ]
    if municipality is None:
        return grants
    return [
        in_place(grant, municipality.pk)
        for grant in grants
        if grant.municipality in (None, municipality.pk)
    ]


def new_grants(person: Person, municipality: Municipality | None = None) -> list[dict[str, object]]:
    """The `grants` of something that the person makes now."""
    return to_json(current_grants(person, municipality))


def remaining_grants(holder: Grants, person: Person) -> list[Grant]:
    """Those of the stored grants that the owner still holds today."""
    return common_grants(from_json(holder.grants), current_grants(person))


def limit_owner(holder: Grants) -> bool:
    """Narrow `holder.person`, in memory, to the grants that still hold; False when none does."""
    person = holder.person
    grants = remaining_grants(holder, person)
    municipalities = _municipalities(grants, person.current_memberships)
    # Overwrites the cached property, so that nothing reads the person's other roles again.
    person.__dict__["current_memberships"] = [
        Membership(
            pk=grant.membership,
            person=person,
            role=grant.role,
            municipality=municipalities[grant.municipality] if grant.municipality else None,
        )
        for grant in grants
    ]
    person.__dict__.pop("role", None)
    return bool(grants)


def _municipalities(
    grants: Iterable[Grant], memberships: Iterable[Membership]
) -> dict[int, Municipality]:
    by_id = {m.municipality.pk: m.municipality for m in memberships if m.municipality}
    missing_ids = {grant.municipality for grant in grants if grant.municipality} - by_id.keys()
    return by_id | (Municipality.objects.in_bulk(missing_ids) if missing_ids else {})
