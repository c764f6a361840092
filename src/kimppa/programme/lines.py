"""How the agreement's lines stand beside the actions that carry them out.

An action has a state of its own, by its steps and target, and its line another, by what the
agreement asks. They may differ, so whoever shows the one says the other too. Whom it concerns, its
lines say too.
"""

from collections.abc import Iterable, Sequence

from django.db.models import OuterRef, QuerySet

from kimppa.agreement.coverage.queries import remembered_coverage
from kimppa.core.consortium.models import Municipality
from kimppa.core.duties.limits import NO_LIMIT, Limit
from kimppa.core.duties.models import Duty
from kimppa.core.memo import read_once
from kimppa.programme.models import Action
from kimppa.ui.status import STATUSES


def line_states(
    year: int, municipality: Municipality | None = None, own_ids: Limit | None = None
) -> dict[str, str]:
    """How each line of the year stands by its number: "Partly done 3/4"; of those that concern some
    of the municipalities of `own_ids`, None = all.
    """
    rows = remembered_coverage(year, municipality).within(own_ids).rows
    return {row.clause.number: f"{STATUSES[row.state].word} {row.label}".strip() for row in rows}


def line_words(clauses: Iterable[str], states: dict[str, str]) -> str:
    """The clauses with the states of their lines: "5.1: Partly done 3/4, 5.2: Done"."""
    return ", ".join(
        f"{number}: {states[number]}" if number in states else number for number in clauses
    )


def places_of(action: Action) -> Sequence[Municipality] | None:
    """Whom an action concerns, None = all. One for all concerns those whom its lines of the
    agreement do.
    """
    if not action.for_all:
        return list(action.municipalities.all())
    if not getattr(action, "limited", True):  # known of those `with_follow_up` gave
        return None
    year = action.programme.year
    limits, towns = read_once("limits of lines", year, make=lambda: _limits_of(year))
    own = [limits.get(number, NO_LIMIT) for number in action.clauses]
    if not own or not all(own):
        return None
    return [town for town in towns if any(town.pk in limit for limit in own)]


def limited_duties(year: int | OuterRef) -> QuerySet[Duty]:
    """The duties of a year whose lines concern some municipalities only."""
    return Duty.objects.filter(agreement_year=year).exclude(municipality_ids=[]).order_by()


def _limits_of(year: int) -> tuple[dict[str, Limit], list[Municipality]]:
    """The limits of a year's lines by their number, and the municipalities in them."""
    limits = {duty.clause: duty.limit for duty in limited_duties(year)}
    ids = frozenset().union(*limits.values())
    return limits, list(Municipality.objects.filter(pk__in=ids)) if ids else []
