"""Branches and municipalities that figures are of, and what names have been said to mean."""

from collections.abc import Mapping

from kimppa.core.consortium.models import Branch, Municipality
from kimppa.core.imports.models import Meaning
from kimppa.core.imports.places import BRANCH, MUNICIPALITY, Places


def places() -> dict[str, list[str]]:
    """Every name of each branch and municipality: what a file may call them."""
    return Places().names()


def register() -> dict[str, list[str]]:
    """Names of each municipality by its code, of those that have left too."""
    return {town.code: list(town.names) for town in Municipality.objects.all()}


def meanings() -> dict[str, str]:
    """What names have been said to mean."""
    return dict(Meaning.objects.values_list("key", "target"))


def place_rows(places: set[str]) -> Mapping[str, Branch | Municipality]:
    """Branches and municipalities by their names in files ("branch:main")."""
    codes_by_kind = {
        kind: {p.partition(":")[2] for p in places if p.startswith(kind)} for kind in _KINDS
    }
    branches = Branch.objects.filter(code__in=codes_by_kind[BRANCH]).select_related("municipality")
    place_by_code: dict[str, Branch | Municipality] = {f"{BRANCH}:{b.code}": b for b in branches}
    towns = Municipality.objects.filter(code__in=codes_by_kind[MUNICIPALITY])
    return place_by_code | {f"{MUNICIPALITY}:{town.code}": town for town in towns}


_KINDS = (BRANCH, MUNICIPALITY)
