"""What files may call places, and what their names have been said to mean. Reads."""

from collections.abc import Mapping

from kimppa.core.consortium.models import Branch, Municipality
from kimppa.statistics.models import (
    Learned,
)


def places() -> dict[str, list[str]]:
    """Every name of each branch and municipality: what a file may call them."""
    found = {
        f"branch:{one.code}": [one.code, one.name_fi, one.name_sv, one.name_en, one.isil]
        for one in Branch.objects.all()
    }
    for one in Municipality.objects.all():
        names = [one.name_fi, one.name_sv, one.name_en, one.code]
        found[f"municipality:{one.code}"] = names
    return {place: [name for name in names if name] for place, names in found.items()}


def register() -> dict[str, list[str]]:
    """Names of each municipality by its code, of those that have left too."""
    return {
        one.code: [name for name in (one.name_fi, one.name_sv, one.name_en) if name]
        for one in Municipality.objects.all()
    }


def learned() -> dict[str, str]:
    """What names have been said to mean."""
    return dict(Learned.objects.values_list("key", "target"))


def place_rows(places: set[str]) -> Mapping[str, Branch | Municipality]:
    """Branches and municipalities by their names in files ("branch:for")."""
    codes = {kind: {p.partition(":")[2] for p in places if p.startswith(kind)} for kind in _KINDS}
    branches = Branch.objects.filter(code__in=codes["branch"]).select_related("municipality")
    found: dict[str, Branch | Municipality] = {f"branch:{one.code}": one for one in branches}
    towns = Municipality.objects.filter(code__in=codes["municipality"])
    return found | {f"municipality:{one.code}": one for one in towns}


_KINDS = ("branch", "municipality")
