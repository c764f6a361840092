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

    `suggested` is where the recognised `system` has them; both are empty when nothing is known, or
    when the place has been said already. `is_said`: it has, after the check.
    """

    records: int
    is_all: bool
    places: str = ""
    system: str = ""
    suggested: str = ""
    is_said: bool = False


def ownerless(check: Check, totals: Collection[PlaceTotal]) -> Ownerless | None:
    """What is to be told of records without an owner; None when every record has one."""
    nobody = next((t for t in totals if not (t.code or t.branch_id or t.municipality_id)), None)
    if nobody is None or not nobody.held:
        return None
    if nobody.held != check.records:
        return Ownerless(nobody.held, is_all=False)
    known_places = owner_places()
    places = " ".join(known_places or (DEFAULT,))
    name = next((system for system in _systems(check) if system in PLACES), "")
    if not name:
        return Ownerless(nobody.held, is_all=True, places=places)
    title = systems()[name].name
    is_said = PLACES[name] in known_places
    return Ownerless(
        nobody.held,
        is_all=True,
        places=places,
        system=title,
        suggested=PLACES[name],
        is_said=is_said,
    )


def _systems(check: Check) -> tuple[str, ...]:
    try:
        return findings_of(check).checked.systems
    except FileNotFoundError:  # somebody has removed the files
        return ()
