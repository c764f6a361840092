"""Parts of a year made into its figures, and taken apart again."""

from django.db import transaction
from django.utils import formats

from kimppa.core.audit.actions import change
from kimppa.core.consortium.roles import Permission
from kimppa.core.figures.actions import Provenance, withdraw_figure
from kimppa.core.figures.models import Figure
from kimppa.core.permissions import Actor, require
from kimppa.statistics.parts.joining import Joined, Part, join, year_of
from kimppa.statistics.parts.queries import part_takes, parts_of
from kimppa.statistics.reading.cells import Read, State
from kimppa.statistics.reading.known import place_rows
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
    takes = {one.pk: one for one in part_takes(year)}
    groups: dict[tuple[int, ...], dict[tuple[Place, str], Joined]] = {}
    for (place, code), one in joined.items():
        if one.value is not None and place in places:
            key = tuple(part.take for part in one.parts)
            groups.setdefault(key, {})[places[place], code] = one
    made: list[Figure] = []
    for key, group in groups.items():
        values = {where: Read(one.value, State.VALUE) for where, one in group.items()}
        last, parts = takes[key[-1]], next(iter(group.values())).parts
        provenance = Provenance(
            source=" + ".join(map(_told, parts))[:500],
            sha256=last.checksum,
            rule=RULE,
            rule_version="1",
            example=any(takes[pk].example for pk in key),
        )
        new = store(by, year, values, provenance)
        if new:
            recorded = [*last.recorded, *(figure.pk for figure in new)]
            change(last, by=by, action="statistics.join", recorded=recorded)
        made += new
    return made


def _told(part: Part) -> str:
    days = "–".join(formats.date_format(day, "j.n.Y") for day in part.span)
    return f"{part.name} {days}"


@transaction.atomic
def take_parts_apart(*, by: Actor, year: int) -> int:
    """Take back what was made of the year's parts; how many figures. The parts stay.

    Raises ValidationError, undoing nothing, when one has been corrected since.
    """
    require(by, Permission.MANAGE_CONSORTIUM)
    takes = [one for one in part_takes(year) if one.recorded]
    recorded = [pk for one in takes for pk in one.recorded]
    for figure in Figure.objects.filter(pk__in=recorded).order_by("-pk"):
        withdraw_figure(by=by, figure=figure)
    for one in takes:
        change(one, by=by, action="statistics.take-apart", recorded=[])
    return len(recorded)
