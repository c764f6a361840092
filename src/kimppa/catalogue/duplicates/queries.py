"""Reading searches, groups and what has been said of pairs."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from kimppa.catalogue.duplicates.groups import Twins, stored
from kimppa.catalogue.duplicates.models import Pair, Search
from kimppa.catalogue.models import Check
from kimppa.catalogue.queries import Scope, findings_of


def search_of(check: Check) -> Search | None:
    """The search in a check, with its run."""
    return Search.objects.select_related("run").filter(check_of=check).first()


def groups_of(check: Check, open_to: Scope, number: int | None = None) -> list[Twins]:
    """The groups with a record that is open to whoever asks; none before the first search."""
    try:
        found = stored(findings_of(check).checked.folder, number)
    except FileNotFoundError:
        return []
    return [one for one in found if any(open_to.opens(m.owners) for m in one.members)]


def said(groups: Iterable[Twins]) -> dict[tuple[str, str], Pair]:
    """What has been said of the pairs of these groups: one query."""
    wanted = {pair for one in groups for pair in one.pairs}
    rows = Pair.objects.select_related("by")
    if len(wanted) < 100:
        rows = rows.filter(a__in={a for a, _b in wanted})
    return {(one.a, one.b): one for one in rows if (one.a, one.b) in wanted}


def pairs_with(number: str) -> QuerySet[Pair]:
    """What has been said of pairs, the newest first: of those with a number, or with "" of all."""
    with_it = Q(a__icontains=number) | Q(b__icontains=number)
    return Pair.objects.select_related("by").filter(with_it)
