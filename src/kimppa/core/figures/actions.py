"""Recording figures: the only writers of the table."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import change, record, snapshot, stored
from kimppa.core.consortium.models import Branch, Municipality
from kimppa.core.consortium.roles import Permission
from kimppa.core.figures.models import Derivation, Figure, Variable
from kimppa.core.locks import one_at_a_time
from kimppa.core.permissions import Actor, require

_WITHOUT_VALUE = frozenset(
    {Figure.State.MISSING, Figure.State.NOT_COLLECTED, Figure.State.NOT_RELEVANT}
)
DECIMALS, WIDE = Decimal("0.0001"), Context(prec=60)


@dataclass(frozen=True, slots=True)
class Place:
    """What a figure is of: at most one of its rows stands at a time."""

    variable: Variable
    year: int
    month: int | None
    municipality: Municipality | None
    branch: Branch | None

    def fields(self) -> dict[str, Any]:
        """The place as fields of a figure."""
        return {name: getattr(self, name) for name in self.__slots__}

    def figures(self) -> QuerySet[Figure]:
        """Every row of the place, standing or not."""
        return Figure.objects.filter(**self.fields())


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a figure comes from: source file, rule and its version, day of the state told, and
    from what it can be made again.
    """

    source: str = ""
    sha256: str = ""
    rule: str = ""
    rule_version: str = ""
    as_of: dt.date | None = None
    origin: str = Figure.Origin.MEASURED
    example: bool = False
    derivation: Derivation | None = None

    def fields(self) -> dict[str, Any]:
        """The provenance as fields of a figure."""
        return {
            "source": self.source,
            "source_sha256": self.sha256,
            "rule": self.rule,
            "rule_version": self.rule_version,
            "as_of": self.as_of,
            "origin": self.origin,
            "example": self.example,
            "derivation": self.derivation,
        }


def keep_derivation(files: Sequence[tuple[str, str]], content: Mapping[str, Any]) -> Derivation:
    """The row of a derivation; an equal one is found again.

    `files`: their use and their checksum. `content`: JSON, with its `kind`.
    """
    text = json.dumps([list(map(list, files)), content], sort_keys=True, ensure_ascii=False)
    derivation, _created = Derivation.objects.get_or_create(
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        defaults={"files": list(map(list, files)), "content": dict(content)},
    )
    return derivation


def files_together(derivations: Iterable[Derivation | None]) -> list[tuple[str, str]]:
    """The files of several derivations, each once; a second of a use is numbered ("items-2")."""
    checksum_by_use: dict[str, str] = {}
    for derivation in derivations:
        for use, sha256 in derivation.checksums.items() if derivation else ():
            if sha256 not in checksum_by_use.values():
                base_use = use.partition("-")[0]
                number = (
                    sum(use_so_far.partition("-")[0] == base_use for use_so_far in checksum_by_use)
                    + 1
                )
                checksum_by_use[base_use if number == 1 else f"{base_use}-{number}"] = sha256
    return list(checksum_by_use.items())


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

    Values are kept to four decimals. `value` None needs a state that says why there is none; a
    bare 0 is the state "zero". The caller's room has checked the permission: figures follow the
    rights of their source. Raises ValidationError for what the table cannot hold.
    """
    figure_place = Place(variable, year, month, municipality, branch)
    exact_value = None if value is None else Decimal(value).quantize(DECIMALS, context=WIDE)
    figure = Figure(
        **figure_place.fields(),
        **provenance.fields(),
        value=exact_value,
        state=state or _state_of_value(exact_value),
        recorded_at=clock.now(),
    )
    figure.clean_fields(exclude=Place.__slots__)
    _lock_place(figure_place)
    standing_figure = figure_place.figures().filter(replaced_at__isnull=True).first()
    if standing_figure and _is_same_figure(standing_figure, figure):
        return standing_figure
    values_before = snapshot(standing_figure) if standing_figure else {}
    if standing_figure:
        standing_figure.replaced_at = clock.now()
        standing_figure.save(update_fields=["replaced_at"])
    figure.save()
    record(by=by, action="figure.record", obj=figure, before=values_before)
    return figure


@transaction.atomic
def enter_figure(
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
    """Record a figure that comes from outside the rooms, as `record_figure` does.

    Raises PermissionDenied, and ValidationError without a source, for both a municipality and a
    branch, or for a state that does not fit the value.
    """
    require(by, Permission.MANAGE_CONSORTIUM)
    if not provenance.source.strip():
        raise ValidationError({"source": _("Tell where the figure comes from.")})
    if municipality and branch:
        raise ValidationError({"branch": _("Name a municipality or a branch, not both.")})
    fits = {Figure.State.VALUE, Figure.State.ZERO} if value is not None else _WITHOUT_VALUE
    if state and (state not in fits or (state == Figure.State.ZERO and value != 0)):
        raise ValidationError({"state": _("This state does not fit the value.")})
    return record_figure(
        by=by,
        variable=variable,
        year=year,
        value=value,
        provenance=provenance,
        month=month,
        municipality=municipality,
        branch=branch,
        state=state,
    )


@transaction.atomic
def withdraw_figure(*, by: Actor, figure: Figure) -> None:
    """Take back the standing figure of its place; the one it replaced stands again.

    The caller has checked the permission. Raises ValidationError when a newer figure stands.
    """
    figure_place = Place(*(getattr(figure, name) for name in Place.__slots__))
    _lock_place(figure_place)
    if stored(figure).replaced_at is not None:
        raise ValidationError(_("A newer figure stands in this one's place."))
    # By id: the consortium's day may have been stepped back since, so moments tell no order.
    earlier_figures = (
        figure_place.figures().filter(replaced_at__isnull=False, withdrawn=False).order_by("-pk")
    )
    last_replaced = earlier_figures.first()
    change(figure, by=by, action="figure.withdraw", replaced_at=clock.now(), withdrawn=True)
    if last_replaced:
        change(last_replaced, by=by, action="figure.restore", replaced_at=None)


def _lock_place(place: Place) -> None:
    # One name for a year of a variable: a statistics sheet has thousands of figures.
    one_at_a_time("figure", place.variable.pk, place.year)


def _state_of_value(value: Decimal | int | None) -> str:
    if value is None:
        return Figure.State.MISSING
    return Figure.State.ZERO if value == 0 else Figure.State.VALUE


def _is_same_figure(standing_figure: Figure, new_figure: Figure) -> bool:
    names = ("state", "origin", "source", "source_sha256", "rule", "rule_version", "as_of",
             "derivation_id")  # fmt: skip
    return standing_figure.value == new_figure.value and all(
        getattr(standing_figure, n) == getattr(new_figure, n) for n in names
    )
