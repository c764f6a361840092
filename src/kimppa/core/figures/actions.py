"""Recording figures: the only writers of the table."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import change, record, snapshot
from kimppa.core.consortium.models import Branch, Municipality
from kimppa.core.figures.models import Figure, Variable
from kimppa.core.permissions import Actor


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a figure comes from: source file, rule and its version, day of the state told."""

    source: str = ""
    sha256: str = ""
    rule: str = ""
    rule_version: str = ""
    as_of: dt.date | None = None
    origin: str = Figure.Origin.MEASURED
    example: bool = False


@transaction.atomic
def record_figure(
    *,
    by: Actor,
    variable: Variable,
    year: int,
    value: Decimal | int | None,
    provenance: Provenance,
    month: int | None = None,
    municipality: Municipality | None = None,
    branch: Branch | None = None,
    state: str = "",
) -> Figure:
    """Record a figure; a differing earlier one is kept as replaced, an equal one stays as it is.

    `value` None needs a state that says why there is none; a bare 0 is the state "zero".
    The caller's room has checked the permission: figures follow the rights of their source.
    """
    state = state or _state(value)
    place = {"month": month, "municipality": municipality, "branch": branch}
    current = Figure.objects.filter(
        variable=variable, year=year, replaced_at__isnull=True, **place
    ).first()
    figure = Figure(
        variable=variable,
        year=year,
        value=value,
        state=state,
        origin=provenance.origin,
        source=provenance.source,
        source_sha256=provenance.sha256,
        rule=provenance.rule,
        rule_version=provenance.rule_version,
        as_of=provenance.as_of,
        example=provenance.example,
        recorded_at=clock.now(),
        **place,
    )
    if current and _same(current, figure):
        return current
    before = snapshot(current) if current else {}
    if current:
        current.replaced_at = clock.now()
        current.save(update_fields=["replaced_at"])
    figure.save()
    record(by=by, action="figure.record", obj=figure, before=before, municipality=municipality)
    return figure


@transaction.atomic
def withdraw_figure(*, by: Actor, figure: Figure) -> None:
    """Take back the standing figure of its place; the one it replaced stands again.

    The caller has checked the permission. Raises ValidationError when a newer figure stands.
    """
    if figure.replaced_at is not None:
        raise ValidationError(_("A newer figure stands in this one's place."))
    earlier = (
        Figure.objects.filter(
            variable=figure.variable,
            year=figure.year,
            month=figure.month,
            municipality=figure.municipality,
            branch=figure.branch,
            replaced_at__isnull=False,
            withdrawn=False,
        )
        .order_by("-replaced_at")
        .first()
    )
    change(
        figure,
        by=by,
        action="figure.withdraw",
        municipality=figure.municipality,
        replaced_at=clock.now(),
        withdrawn=True,
    )
    if earlier:
        change(
            earlier,
            by=by,
            action="figure.restore",
            municipality=figure.municipality,
            replaced_at=None,
        )


def _state(value: Decimal | int | None) -> str:
    if value is None:
        return Figure.State.MISSING
    return Figure.State.ZERO if value == 0 else Figure.State.VALUE


def _same(old: Figure, new: Figure) -> bool:
    names = ("state", "origin", "source", "source_sha256", "rule", "rule_version", "as_of")
    return old.value == new.value and all(getattr(old, n) == getattr(new, n) for n in names)
