"""Figures of a year: entered by hand or from files, summed from branches, locked."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core.consortium.models import Branch, Municipality
from kimppa.core.consortium.roles import Permission
from kimppa.core.figures.actions import (
    Provenance,
    files_together,
    keep_derivation,
    record_figure,
    withdraw_figure,
)
from kimppa.core.figures.models import Figure, Variable
from kimppa.core.language import official
from kimppa.core.permissions import Actor, require
from kimppa.statistics.reading.cells import Read, State
from kimppa.statistics.variables.catalogue import catalogue
from kimppa.statistics.years.actions import require_open

SUMMED = "sum-of-branches"
"""A rule by which figures have come: see `Figure.rule`."""

type Place = Branch | Municipality
type Values = Mapping[tuple[Place, str], Read]


@transaction.atomic
def enter(*, by: Actor, year: int, values: Values) -> list[Figure]:
    """Record figures typed by a person, by place and variable's code; the new ones, with sums.

    Raises PermissionDenied for a municipality of others and ValidationError for a locked year.
    """
    for place, _code in values:
        require(by, Permission.LOG_WORK, municipality_of(place))
    require_open(year)
    with official():
        source = _("entered by hand: %(name)s") % {"name": by.name}
    return store(by, year, values, Provenance(source=source, rule="by-hand"))


def store(by: Actor, year: int, values: Values, provenance: Provenance) -> list[Figure]:
    """Record figures and the sums that follow from them; the rows that are new.

    The caller has checked the permission and that the year is open.
    """
    desk_variables = variables({code for _place, code in values})
    newest_pk = newest_row()
    figures: list[Figure] = []
    for (place, code), read in values.items():
        branch = place if isinstance(place, Branch) else None
        figures.append(
            record_figure(
                by=by,
                variable=desk_variables[code],
                year=year,
                value=read.value,
                provenance=provenance,
                municipality=None if isinstance(place, Branch) else place,
                branch=branch,
                state="" if read.value is not None else read.state,
            )
        )
    codes_by_town: dict[Municipality, set[str]] = {}
    for place, code in values:
        if isinstance(place, Branch):
            codes_by_town.setdefault(place.municipality, set()).add(code)
    for town, codes in codes_by_town.items():
        figures += sum_up(by, town, year, codes, example=provenance.example)
    return [figure for figure in figures if figure.pk > newest_pk]


def sum_up(
    by: Actor, town: Municipality, year: int, codes: Iterable[str], *, example: bool
) -> list[Figure]:
    """Record the municipality's sums where every branch that was in use in the year has a figure.

    A figure of the municipality that is not such a sum stays, and the check V09 tells of it.
    """
    additive = [code for code in codes if catalogue()[code].additive]
    desk_variables = variables(additive)
    figures_by_variable = _parts(town, year, desk_variables)
    branch_ids = set(
        Branch.objects.valid_between(dt.date(year, 1, 1), dt.date(year, 12, 31))
        .filter(municipality=town)
        .values_list("pk", flat=True)
    )
    figure_by_variable = {
        figure.variable_id: figure
        for figure in Figure.objects.filter(
            municipality=town, year=year, variable__in=desk_variables.values(),
            month__isnull=True, replaced_at__isnull=True,
        )
    }  # fmt: skip
    sums = []
    for variable in desk_variables.values():
        standing_sum = figure_by_variable.get(variable.pk)
        if standing_sum is not None and standing_sum.rule != SUMMED:
            continue
        figures = figures_by_variable.get(variable.pk, {})
        total = _whole_sum(figures, branch_ids)
        if total is not None:
            sums.append(_record_sum(by, town, variable, figures.values(), total, example=example))
        elif standing_sum is not None:
            withdraw_figure(by=by, figure=standing_sum)
    return sums


def _record_sum(
    by: Actor,
    town: Municipality,
    variable: Variable,
    parts: Collection[Figure],
    total: Decimal,
    *,
    example: bool,
) -> Figure:
    content = {
        "kind": SUMMED,
        "parts": {part.branch.code: part.pk for part in parts if part.branch},
    }
    with official(town):
        source = _("sum of the branches")
    provenance = Provenance(
        source=source,
        rule=SUMMED,
        rule_version="1",
        example=example,
        derivation=keep_derivation(files_together(part.derivation for part in parts), content),
    )
    return record_figure(
        by=by,
        variable=variable,
        year=next(iter(parts)).year,
        value=total,
        provenance=provenance,
        municipality=town,
    )


def _parts(
    town: Municipality, year: int, desk_variables: Mapping[str, Variable]
) -> dict[int, dict[int, Figure]]:
    """Standing figures of the branches, by the keys of variable and branch."""
    figures: dict[int, dict[int, Figure]] = {}
    for figure in Figure.objects.filter(
        branch__municipality=town,
        year=year,
        variable__in=desk_variables.values(),
        month__isnull=True,
        replaced_at__isnull=True,
    ).select_related("branch", "derivation"):
        if figure.branch_id is not None:
            figures.setdefault(figure.variable_id, {})[figure.branch_id] = figure
    return figures


def _whole_sum(figures: Mapping[int, Figure], branch_ids: set[int]) -> Decimal | None:
    """The sum when every branch has a value or is not concerned; with a missing part none."""
    if not figures or branch_ids - figures.keys():
        return None
    values = [figure.value for figure in figures.values() if figure.state != State.NOT_RELEVANT]
    numbers = [value for value in values if value is not None]
    return sum(numbers, Decimal(0)) if numbers and len(numbers) == len(values) else None


def variables(codes: Iterable[str]) -> dict[str, Variable]:
    """The desk's variables of some codes; those that it lacks are made."""
    definitions = {code: catalogue()[code] for code in codes}
    existing = Variable.objects.in_bulk(
        [variable.figure_code for variable in definitions.values()], field_name="code"
    )
    variable_by_code = {}
    for code, variable in definitions.items():
        desk_variable = existing.get(variable.figure_code)
        if desk_variable is None:
            desk_variable = Variable.objects.create(
                code=variable.figure_code,
                name_fi=variable.name.fi[:200],
                name_sv=variable.name.sv[:200],
                name_en=variable.name.en[:200],
                unit=variable.unit[:30],
                additive=variable.additive,
                source=variable.source[:500],
            )
        variable_by_code[code] = desk_variable
    return variable_by_code


def newest_row() -> int:
    """The id of the newest figure: what is recorded after has a greater one."""
    return Figure.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def municipality_of(place: Place) -> Municipality:
    """The municipality that answers for a place."""
    return place if isinstance(place, Municipality) else place.municipality
