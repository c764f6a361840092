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
    figure_by_key = join(parts_of(year), year_of(year), catalogue().__getitem__)
    place_by_code = place_rows({place_code for place_code, _variable in figure_by_key})
    take_by_pk = {take.pk: take for take in part_takes(year)}
    figures_by_takes: dict[tuple[int, ...], dict[tuple[Place, str], Joined]] = {}
    for (place_code, code), joined_figure in figure_by_key.items():
        if joined_figure.value is not None and place_code in place_by_code:
            key = tuple(part.take for part in joined_figure.parts)
            figures_by_takes.setdefault(key, {})[place_by_code[place_code], code] = joined_figure
    figures: list[Figure] = []
    for key, group in figures_by_takes.items():
        reads = {
            figure_key: Read(joined_figure.value, State.VALUE)
            for figure_key, joined_figure in group.items()
        }
        last_take, parts = take_by_pk[key[-1]], next(iter(group.values())).parts
        provenance = Provenance(
            source=" + ".join(map(describe, parts))[:500],
            sha256=last_take.checksum,
            rule=RULE,
            rule_version="1",
            example=any(take_by_pk[pk].example for pk in key),
            derivation=_derivation(year, [take_by_pk[pk] for pk in key]),
        )
        new_figures = store(by, year, reads, provenance)
        if new_figures:
            recorded = [*last_take.recorded, *(figure.pk for figure in new_figures)]
            change(last_take, by=by, action="statistics.join", recorded=recorded)
        figures += new_figures
    return figures


def _derivation(year: int, takes: Sequence[Take]) -> Derivation | None:
    """The files of the parts; None when one came before derivations were kept."""
    derivations = [take.derivation for take in takes]
    if not all(derivations):
        return None
    parts = [
        {"days": [str(take.start), str(take.end)], "name": take.name, "derivation": derivation.pk}
        for take, derivation in zip(takes, derivations, strict=True)
        if derivation
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
