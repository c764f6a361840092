"""What a person holds today, and what of it something that was made earlier may still use."""

from collections.abc import Iterable

from kimppa.core.consortium.models import Membership, Municipality, Person
from kimppa.core.grants.grant import Grant, common, from_json, in_place, to_json
from kimppa.core.grants.models import Grants


def held_by(person: Person, municipality: Municipality | None = None) -> list[Grant]:
    """The person's roles of today; with a municipality what they allow there."""
    held = [Grant(one.pk, one.role, one.municipality_id) for one in person.current_memberships]
    if municipality is None:
        return held
    return [
        in_place(one, municipality.pk)
        for one in held
        if one.municipality in (None, municipality.pk)
    ]


def granted(person: Person, municipality: Municipality | None = None) -> list[dict[str, object]]:
    """The `grants` of something that the person makes now."""
    return to_json(held_by(person, municipality))


def still_held(row: Grants, person: Person) -> list[Grant]:
    """What of the row's grants its owner holds today."""
    return common(from_json(row.grants), held_by(person))


def act_within(row: Grants) -> bool:
    """Leave the row's owner, as it is at hand, only what the row may use today; False = nothing."""
    person = row.person
    rest = still_held(row, person)
    places = _places(rest, person.current_memberships)
    # The cached property is written over: nothing asks the database for more than this again.
    person.__dict__["current_memberships"] = [
        Membership(
            pk=one.membership,
            person=person,
            role=one.role,
            municipality=places[one.municipality] if one.municipality else None,
        )
        for one in rest
    ]
    person.__dict__.pop("role", None)
    return bool(rest)


def _places(grants: Iterable[Grant], held: Iterable[Membership]) -> dict[int, Municipality]:
    known = {one.municipality.pk: one.municipality for one in held if one.municipality}
    others = {one.municipality for one in grants if one.municipality} - known.keys()
    return known | (Municipality.objects.in_bulk(others) if others else {})
