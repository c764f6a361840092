"""Parts of a year made into its figures, and taken apart again."""

from collections.abc import Sequence

from django.db import transaction

from kimppa.core.audit.actions import change
from kimppa.core.consortium.roles import Permission
from kimppa.core.figures.actions import (
    Provenance,
    files_together,
    keep_derivation,
    withdraw_figure,
)
from kimppa.core.figures.models import Derivation, Figure
from kimppa.core.permissions import Actor, require
from kimppa.statistics.models import Take
from kimppa.statistics.parts.joins import Joined, join, year_of
from kimppa.statistics.parts.queries import describe, part_takes, parts_of
from kimppa.statistics.reading.cells import Read, State
from kimppa.statistics.reading.register import place_rows
from kimppa.statistics.variables.catalogue import catalogue
from kimppa.statistics.years.figures import Place, store

RULE = "joined"


@transaction.atomic
def join_parts(*, by: Actor, year: int) -> list[Figure]:
    """Record the figures that the parts in use make of the year; the new ones.

    They are noted with the last part of each, so that undoing any part takes them back.
    """
    require(by, Permission.MANAGE_CONSORTIUM)
    joined = join(parts_of(year), year_of(year), catalogue().__getitem__)
    places = place_rows({place for place, _variable in joined})
    takes = {take.pk: take for take in part_takes(year)}
    groups: dict[tuple[int, ...], dict[tuple[Place, str], Joined]] = {}
    for (place, code), joined_figure in joined.items():
        if joined_figure.value is not None and place in places:
            key = tuple(part.take for part in joined_figure.parts)
            groups.setdefault(key, {})[places[place], code] = joined_figure
    figures: list[Figure] = []
    for key, group in groups.items():
        values = {
            where: Read(joined_figure.value, State.VALUE) for where, joined_figure in group.items()
        }
        last, parts = takes[key[-1]], next(iter(group.values())).parts
        provenance = Provenance(
            source=" + ".join(map(describe, parts))[:500],
            sha256=last.checksum,
            rule=RULE,
            rule_version="1",
            example=any(takes[pk].example for pk in key),
            derivation=_derivation(year, [takes[pk] for pk in key]),
        )
        new = store(by, year, values, provenance)
        if new:
            recorded = [*last.recorded, *(figure.pk for figure in new)]
            change(last, by=by, action="statistics.join", recorded=recorded)
        figures += new
    return figures


def _derivation(year: int, takes: Sequence[Take]) -> Derivation | None:
    """The files of the parts; None when one came before derivations were kept."""
    derivations = [take.derivation for take in takes]
    if not all(derivations):
        return None
    parts = [
        {"days": [str(take.start), str(take.end)], "name": take.name, "derivation": kept.pk}
        for take, kept in zip(takes, derivations, strict=True)
        if kept
    ]
    content = {"kind": RULE, "year": year, "parts": parts}
    return keep_derivation(files_together(derivations), content)


@transaction.atomic
def take_parts_apart(*, by: Actor, year: int) -> int:
    """Take back what was made of the year's parts; how many figures. The parts stay.

    Raises ValidationError, undoing nothing, when one has been corrected since.
    """
    require(by, Permission.MANAGE_CONSORTIUM)
    takes = [take for take in part_takes(year) if take.recorded]
    recorded = [pk for take in takes for pk in take.recorded]
    for figure in Figure.objects.filter(pk__in=recorded).order_by("-pk"):
        withdraw_figure(by=by, figure=figure)
    for take in takes:
        change(take, by=by, action="statistics.take-apart", recorded=[])
    return len(recorded)
