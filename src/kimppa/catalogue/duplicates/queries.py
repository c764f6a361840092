"""Reading searches, groups and what has been said of pairs."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from kimppa.catalogue.duplicates.groups import DuplicateGroup, stored_groups
from kimppa.catalogue.models import Check
from kimppa.catalogue.models.duplicates import Pair, Search
from kimppa.catalogue.queries import Scope, findings_of


def search_of(check: Check) -> Search | None:
    return Search.objects.select_related("run").filter(check_of=check).first()


def groups_of(check: Check, open_to: Scope, number: int | None = None) -> list[DuplicateGroup]:
    """The groups with a record that is open to whoever asks; none before the first search."""
    try:
        groups = stored_groups(findings_of(check).checked.folder, number)
    except FileNotFoundError:
        return []
    return [group for group in groups if any(open_to.opens(m.owners) for m in group.members)]


def verdicts_of(groups: Iterable[DuplicateGroup]) -> dict[tuple[str, str], Pair]:
    """What has been said of the pairs of these groups: one query."""
    pairs = {pair for group in groups for pair in group.pairs}
    stored_pairs = Pair.objects.select_related("by")
    if len(pairs) < 100:
        stored_pairs = stored_pairs.filter(a__in={a for a, _b in pairs})
    return {(pair.a, pair.b): pair for pair in stored_pairs if (pair.a, pair.b) in pairs}


def pairs_with(number: str) -> QuerySet[Pair]:
    """What has been said of pairs, the newest first: of those with a number, or with "" of all."""
    with_it = Q(a__icontains=number) | Q(b__icontains=number)
    return Pair.objects.select_related("by").filter(with_it)
