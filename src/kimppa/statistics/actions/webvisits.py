"""Visits of shared web services, split among the municipalities by a key."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core.allocation.actions import split
from kimppa.core.allocation.models import AllocationKey
from kimppa.core.audit.actions import record, snapshot
from kimppa.core.consortium.models import Municipality, Service
from kimppa.core.consortium.roles import Permission
from kimppa.core.figures.actions import Provenance, record_figure, withdraw_figure
from kimppa.core.figures.models import Figure
from kimppa.core.permissions import Actor, require
from kimppa.statistics.actions.figures import require_open, variables
from kimppa.statistics.models import WebVisits
from kimppa.statistics.queries import web_visits

WEB = "KAY_web"
ALLOCATED = "allocation"


@transaction.atomic
def set_visits(
    *,
    by: Actor,
    year: int,
    service: Service,
    visits: int,
    key: AllocationKey,
    method: str = "",
    series_break: bool = False,
    example: bool = False,
    source: str = "",
) -> WebVisits:
    """Set a service's visits of a year and split the year's visits anew.

    A changed key makes new figures; the earlier ones stay as replaced. Raises ValidationError
    for a negative number or a locked year.
    """
    require(by, Permission.MANAGE_CONSORTIUM)
    require_open(year)
    row = WebVisits.objects.filter(year=year, service=service).first()
    before = snapshot(row) if row else {}
    row = row or WebVisits(year=year, service=service)
    row.visits, row.key, row.method = visits, key, method.strip()
    row.series_break, row.example, row.source = series_break, example, source
    row.full_clean()
    row.save()
    record(by=by, action="statistics.web-visits", obj=row, before=before)
    _split(by, year)
    return row


@transaction.atomic
def remove_visits(*, by: Actor, visits: WebVisits) -> None:
    """Take a service's visits back; the rest is split anew."""
    require(by, Permission.MANAGE_CONSORTIUM)
    require_open(visits.year)
    record(by=by, action="statistics.remove-visits", obj=visits, before=snapshot(visits), after={})
    visits.delete()
    _split(by, visits.year)


def _split(by: Actor, year: int) -> None:
    """Each municipality's visits: the sum of its parts of every service."""
    parts: dict[str, Decimal] = {}
    rows = web_visits(year)
    for row in rows:
        for code, share in split(row.visits, row.key).items():
            parts[code] = parts.get(code, Decimal(0)) + share.value
    variable = variables([WEB])[WEB]
    towns = {one.code: one for one in Municipality.objects.all()}
    if sum(parts.values(), Decimal(0)) != sum(row.visits for row in rows):
        raise ValidationError(_("The parts do not sum to the whole."))
    for code, value in parts.items():
        record_figure(
            by=by,
            variable=variable,
            year=year,
            value=value,
            provenance=_provenance(rows),
            municipality=towns[code],
        )
    stale = Figure.objects.filter(
        variable=variable, year=year, rule=ALLOCATED, replaced_at__isnull=True
    ).exclude(municipality__code__in=parts)
    for figure in stale:
        withdraw_figure(by=by, figure=figure)


def _provenance(rows: list[WebVisits]) -> Provenance:
    said = "; ".join(f"{row.service.name_fi} {row.visits}: {row.key.name_fi}" for row in rows)
    return Provenance(
        source=said[:500],
        rule=ALLOCATED,
        rule_version="+".join(str(pk) for pk in sorted({row.key_id for row in rows}))[:30],
        as_of=max(row.key.as_of for row in rows),
        origin=Figure.Origin.ALLOCATED,
        example=any(row.example for row in rows),
    )
