"""Records that are nobody's: how many, and where their library system tells whose they are."""

from collections.abc import Collection
from dataclasses import dataclass

from kimppa.catalogue.models import Check, PlaceTotal
from kimppa.catalogue.queries import findings_of, owner_places
from kimppa.marc.definition.systems import systems

DEFAULT = "852a"
# The subfield of an item's field that names its library, as each system exports it. Koha: 952 $a
# homebranch (Koha manual, "Koha to MARC mapping"); Evergreen: 852 $b owning library; Sierra and
# Millennium: 945 $l location; Symphony: 999 $m library.
PLACES = {"koha": "952a", "evergreen": "852b", "sierra": "945l", "symphony": "999m"}


@dataclass(frozen=True, slots=True)
class Ownerless:
    """Of an export's records those without an owner; where they are all, where owners were looked
    for.

    `owner_fields` are the fields where an owner was looked for, as text. `suggested` is the field
    in which the recognised `system` has it; empty when no system is known. `is_already_set`: it
    was set after the check.
    """

    records: int
    is_all: bool
    owner_fields: str = ""
    system: str = ""
    suggested: str = ""
    is_already_set: bool = False


def ownerless(check: Check, totals: Collection[PlaceTotal]) -> Ownerless | None:
    """What is to be told of records without an owner; None when every record has one."""
    unowned = next((t for t in totals if not (t.code or t.branch_id or t.municipality_id)), None)
    if unowned is None or not unowned.held:
        return None
    if unowned.held != check.records:
        return Ownerless(unowned.held, is_all=False)
    set_fields = owner_places()
    owner_fields = " ".join(set_fields or (DEFAULT,))
    system_code = next((system for system in _systems(check) if system in PLACES), "")
    if not system_code:
        return Ownerless(unowned.held, is_all=True, owner_fields=owner_fields)
    system_name = systems()[system_code].name
    is_already_set = PLACES[system_code] in set_fields
    return Ownerless(
        unowned.held,
        is_all=True,
        owner_fields=owner_fields,
        system=system_name,
        suggested=PLACES[system_code],
        is_already_set=is_already_set,
    )


def _systems(check: Check) -> tuple[str, ...]:
    try:
        return findings_of(check).checked.systems
    except FileNotFoundError:  # somebody has removed the files
        return ()
