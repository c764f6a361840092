"""The consortium from a workbook: every sheet and row, all or nothing, with undo."""

import datetime as dt
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core.audit import undo
from kimppa.core.consortium.integrations import Integration
from kimppa.core.consortium.models import (
    Branch,
    Department,
    Membership,
    Municipality,
    Person,
    Service,
)
from kimppa.core.consortium.queries import POPULATION
from kimppa.core.consortium.roles import Permission
from kimppa.core.figures.actions import Provenance
from kimppa.core.figures.models import Figure
from kimppa.core.imports.actions import writes_of
from kimppa.core.imports.columns import Column, yes_no
from kimppa.core.imports.importer import Context, Importer, Outcome, Record, Sheet, State
from kimppa.core.imports.models import Import
from kimppa.core.imports.tables import Limits
from kimppa.core.language import active_language, official_language
from kimppa.core.permissions import Actor
from kimppa.core.register import actions
from kimppa.core.sourced import Sourced
from kimppa.desk.consortium.sheets import SHEET_NAMES, SHEETS

type Values = dict[str, Any]
type RowChange = tuple[str, Values | None, Values]


def _municipality(values: Values, by: Actor) -> RowChange:
    municipality = Municipality.objects.filter(code=values["code"]).first()
    values["position"] = values["position"] or 0
    before = _stored_values(municipality, values) if municipality else None
    saved = actions.save_row(municipality or Municipality(), by=by, **values)
    return str(saved), before, values


def _branch(values: Values, by: Actor) -> RowChange:
    branch = Branch.objects.filter(code=values["code"]).select_related("municipality").first()
    before = _stored_values(branch, values) if branch else None
    if before and branch:
        before["municipality"] = branch.municipality.code
    town = _municipality_of_code(values["municipality"])
    fields = values | {"municipality": town, "kind": values["kind"] or Branch.Kind.LIBRARY}
    saved = actions.save_row(branch or Branch(), by=by, **fields)
    return str(saved), before, fields | {"municipality": town.code}


def _department(values: Values, by: Actor) -> RowChange:
    department = Department.objects.filter(code=values["code"]).first()
    codes = values["branches"]
    branches = list(Branch.objects.filter(code__in=codes))
    unknown_codes = sorted(set(codes) - {branch.code for branch in branches})
    if unknown_codes:
        message = _("There is no branch with the code %(codes)s. Add it to its sheet first.")
        raise ValidationError({"branches": message % {"codes": ", ".join(unknown_codes)}})
    before = _stored_values(department, values) if department else None
    if before and department:
        before["branches"] = tuple(sorted(department.branches.values_list("code", flat=True)))
    fields = {name: value for name, value in values.items() if name != "branches"}
    saved = actions.save_row(department or Department(), by=by, branches=branches, **fields)
    return str(saved), before, values


def _service(values: Values, by: Actor) -> RowChange:
    service = Service.objects.filter(slug=values["slug"]).first()
    values["kind"] = values["kind"] or Service.Kind.OTHER
    text = values.pop("integrations", "")
    before = _stored_values(service, values) if service else None
    saved = actions.save_row(service or Service(), by=by, **values)
    missing = actions.add_integrations(saved, text, by=by)
    if text:
        values["integrations"] = text
        if before is not None:
            before["integrations"] = "" if missing else text
    return str(saved), before, values


def _integration(values: Values, by: Actor) -> RowChange:
    services = {service.slug: service for service in Service.objects.all()}
    service, target_name = services.get(values["service"]), values["target"]
    if service is None:
        message = _("There is no service with the code %(code)s. Add it to its sheet first.")
        raise ValidationError({"service": message % {"code": values["service"] or "–"}})
    target = services.get(target_name)
    fields = {
        **values,
        "service": service,
        "target": target,
        "system": "" if target else target_name,
        "kind": values["kind"] or Integration.Kind.OTHER,
        "direction": values["direction"] or Integration.Direction.BOTH,
        "state": values["state"] or Integration.State.IN_USE,
    }
    ends = {name: fields[name] for name in ("service", "target", "system", "kind")}
    integration = Integration.objects.filter(**ends).first()
    names = ("direction", "standard", "state", "note")
    before = _stored_values(integration, dict.fromkeys(names)) if integration else None
    saved = actions.save_row(integration or Integration(), by=by, **fields)
    return str(saved), before, {name: fields[name] for name in names}


def _person(values: Values, by: Actor) -> RowChange:
    """A person with one role: a row for each role. The validity is that of the role."""
    email = values["email"].lower()
    if values["language"] not in ("", *dict(settings.LANGUAGES)):
        raise ValidationError({"language": _("Write fi, sv or en.")})
    town = _municipality_of_code(values["municipality"]) if values["municipality"] else None
    names = {"name": values["name"], "language": values["language"] or official_language()}
    validity = {"valid_from": values["valid_from"], "valid_to": values["valid_to"]}
    person = Person.objects.filter(email=email).first()
    if person is None:
        person = actions.add_person(
            by=by,
            email=email,
            role=values["role"],
            municipality=town,
            role_valid=(values["valid_from"], values["valid_to"]),
            **names,
        )
        return str(person), None, values
    role = person.memberships.filter(role=values["role"], municipality=town).first()
    before: Values = {"name": person.name, "language": person.language}
    if role:
        before |= {"valid_from": role.valid_from, "valid_to": role.valid_to}
    actions.change_person(by=by, person=person, **names)
    actions.save_membership(
        role or Membership(person=person), by=by, role=values["role"], municipality=town, **validity
    )
    return str(person), before if role else None, names | validity


def _population(values: Values, by: Actor) -> RowChange:
    town = _municipality_of_code(values["municipality"])
    if values["year"] is None or values["value"] is None or values["value"] < 0:
        raise ValidationError({"value": _("Give the year and the number of people.")})
    if not values["source"]:
        raise ValidationError({"source": _("Say where the number is from.")})
    if not 1900 <= values["year"] <= 2100:
        raise ValidationError({"year": _("Write the year in four digits.")})
    figure = Figure.objects.filter(
        variable__code=POPULATION,
        municipality=town,
        year=values["year"],
        month=None,
        replaced_at=None,
    ).first()
    stored = {name: values[name] for name in ("value", "source", "as_of")}
    before: Values | None = None
    if figure:
        count = int(figure.value) if figure.value is not None else None
        before = {"value": count, "source": figure.source, "as_of": figure.as_of}
    if before != stored:
        origin = Provenance(source=values["source"], as_of=values["as_of"])
        actions.record_population(
            by=by, municipality=town, year=values["year"], value=values["value"], provenance=origin
        )
    return f"{town} {values['year']}", before, stored


_SHEETS_WITH_NAMES = ("Kunnat", "Toimipisteet", "Osastot", "Palvelut")
_WRITERS: Mapping[str, Callable[[Values, Actor], RowChange]] = {
    "Kunnat": _municipality,
    "Toimipisteet": _branch,
    "Osastot": _department,
    "Palvelut": _service,
    "Liitännät": _integration,
    "Henkilöt": _person,
    "Asukasluvut": _population,
}


def _take_row(name: str, columns: tuple[Column, ...], record: Record, context: Context) -> Outcome:
    """Write a row of a sheet. Raises ValidationError and PermissionDenied."""
    title, before, after = _WRITERS[name](_with_names(name, record.values), context.by)
    if before is None:
        return Outcome(title, State.ADDED)
    titles = {column.name: column.title_in(active_language()) for column in columns}
    changes = tuple(
        (titles.get(field, field), _cell_text(before.get(field)), _cell_text(value))
        for field, value in after.items()
        if _cell_text(before.get(field)) != _cell_text(value)
    )
    return Outcome(title, State.CHANGED if changes else State.UNCHANGED, changes=changes)


def _with_names(sheet_name: str, values: Mapping[str, Any]) -> Values:
    """The row with a name of no language as that of the consortium's, or as the Finnish one where
    the row has that besides.
    """
    if sheet_name not in _SHEETS_WITH_NAMES or "name" not in values:
        return dict(values)
    first_name = f"name_{official_language()}"
    field_name = "name_fi" if values.get(first_name) else first_name
    row_values = {column: text for column, text in values.items() if column != "name"}
    row_values[field_name] = row_values.get(field_name) or values["name"]
    return row_values


def _cell_text(value: Any) -> str:
    if isinstance(value, tuple):
        return " ".join(value)
    if isinstance(value, dt.date):
        return f"{value.day}.{value.month}.{value.year}"
    if isinstance(value, bool):
        return yes_no(active_language(), is_true=value)
    return "" if value is None else str(value)


def undo_import(by: Actor, upload: Import) -> str:
    """Put back everything that a workbook changed.

    Raises ValidationError, undoing nothing, when something has been changed since.
    """
    undo.undo(by=by, events=writes_of(upload))
    return _("The import was undone: everything is as it was.")


IMPORTER = Importer(
    slug="desk.consortium",
    title=gettext_lazy("The consortium from Excel"),
    permission=Permission.MANAGE_CONSORTIUM,
    address="desk:exchange",
    types=(".xlsx",),
    limits=Limits(size=5_000_000, rows=20_000, columns=20),
    sheets=tuple(
        Sheet(columns, partial(_take_row, name, columns), name, SHEET_NAMES[name])
        for name, columns in SHEETS.items()
    ),
    undo=undo_import,
)


def _municipality_of_code(code: str) -> Municipality:
    municipality = Municipality.objects.filter(code=code).first()
    if municipality is None:
        message = _("There is no municipality with the code %(code)s. Add it to its sheet first.")
        raise ValidationError({"municipality": message % {"code": code or "–"}})
    return municipality


def _stored_values(row: Sourced, values: Values) -> Values:
    return {name: getattr(row, name) for name in values if hasattr(row, name)}
