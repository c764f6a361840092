"""What a row of each sheet of the workbook writes."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kimppa.core.consortium import actions, sheets
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
from kimppa.core.figures.actions import Provenance
from kimppa.core.figures.models import Figure
from kimppa.core.permissions import Actor
from kimppa.core.sourced import Sourced

type Values = dict[str, Any]
type Taken = tuple[str, Values | None, Values]


def _municipality(values: Values, by: Actor) -> Taken:
    row = Municipality.objects.filter(code=values["code"]).first()
    values["position"] = values["position"] or 0
    before = _plain(row, values) if row else None
    saved = actions.save_row(row or Municipality(), by=by, **values)
    return str(saved), before, values


def _branch(values: Values, by: Actor) -> Taken:
    row = Branch.objects.filter(code=values["code"]).select_related("municipality").first()
    before = _plain(row, values) if row else None
    if before and row:
        before["municipality"] = row.municipality.code
    place = _place(values["municipality"])
    given = values | {"municipality": place, "kind": values["kind"] or Branch.Kind.LIBRARY}
    saved = actions.save_row(row or Branch(), by=by, **given)
    return str(saved), before, given | {"municipality": place.code}


def _department(values: Values, by: Actor) -> Taken:
    row = Department.objects.filter(code=values["code"]).first()
    codes = values["branches"]
    branches = list(Branch.objects.filter(code__in=codes))
    strange = sorted(set(codes) - {branch.code for branch in branches})
    if strange:
        message = _("There is no branch with the code %(codes)s. Add it to its sheet first.")
        raise ValidationError({"branches": message % {"codes": ", ".join(strange)}})
    before = _plain(row, values) if row else None
    if before and row:
        before["branches"] = tuple(sorted(row.branches.values_list("code", flat=True)))
    names = {name: value for name, value in values.items() if name != "branches"}
    saved = actions.save_row(row or Department(), by=by, branches=branches, **names)
    return str(saved), before, values


def _service(values: Values, by: Actor) -> Taken:
    row = Service.objects.filter(slug=values["slug"]).first()
    values["kind"] = values["kind"] or Service.Kind.OTHER
    text = values.pop("integrations", "")
    before = _plain(row, values) if row else None
    saved = actions.save_row(row or Service(), by=by, **values)
    missing = actions.add_integrations(saved, text, by=by)
    if text:
        values["integrations"] = text
        if before is not None:
            before["integrations"] = "" if missing else text
    return str(saved), before, values


def _integration(values: Values, by: Actor) -> Taken:
    services = {service.slug: service for service in Service.objects.all()}
    service, other = services.get(values["service"]), values["target"]
    if service is None:
        message = _("There is no service with the code %(code)s. Add it to its sheet first.")
        raise ValidationError({"service": message % {"code": values["service"] or "–"}})
    target = services.get(other)
    given = {
        **values,
        "service": service,
        "target": target,
        "system": "" if target else other,
        "kind": values["kind"] or Integration.Kind.OTHER,
        "direction": values["direction"] or Integration.Direction.BOTH,
        "state": values["state"] or Integration.State.IN_USE,
    }
    ends = {name: given[name] for name in ("service", "target", "system", "kind")}
    row = Integration.objects.filter(**ends).first()
    names = ("direction", "standard", "state", "note")
    before = _plain(row, dict.fromkeys(names)) if row else None
    saved = actions.save_row(row or Integration(), by=by, **given)
    return str(saved), before, {name: given[name] for name in names}


def _person(values: Values, by: Actor) -> Taken:
    """A person with one role: a row for each role. The validity is that of the role."""
    email = values["email"].lower()
    if values["language"] not in ("", *dict(settings.LANGUAGES)):
        raise ValidationError({"language": _("Write fi, sv or en.")})
    place = _place(values["municipality"]) if values["municipality"] else None
    own = {"name": values["name"], "language": values["language"] or "fi"}
    valid = {"valid_from": values["valid_from"], "valid_to": values["valid_to"]}
    person = Person.objects.filter(email=email).first()
    if person is None:
        person = actions.add_person(
            by=by,
            email=email,
            role=values["role"],
            municipality=place,
            role_valid=(values["valid_from"], values["valid_to"]),
            **own,
        )
        return str(person), None, values
    held = person.memberships.filter(role=values["role"], municipality=place).first()
    before: Values = {"name": person.name, "language": person.language}
    if held:
        before |= {"valid_from": held.valid_from, "valid_to": held.valid_to}
    actions.change_person(by=by, person=person, **own)
    actions.save_membership(
        held or Membership(person=person),
        by=by,
        role=values["role"],
        municipality=place,
        **valid,
    )
    return str(person), before if held else None, own | valid


def _population(values: Values, by: Actor) -> Taken:
    place = _place(values["municipality"])
    if values["year"] is None or values["value"] is None or values["value"] < 0:
        raise ValidationError({"value": _("Give the year and the number of people.")})
    if not values["source"]:
        raise ValidationError({"source": _("Say where the number is from.")})
    if not 1900 <= values["year"] <= 2100:
        raise ValidationError({"year": _("Write the year in four digits.")})
    now = Figure.objects.filter(
        variable__code=POPULATION,
        municipality=place,
        year=values["year"],
        month=None,
        replaced_at=None,
    ).first()
    after = {name: values[name] for name in ("value", "source", "as_of")}
    before: Values | None = None
    if now:
        count = int(now.value) if now.value is not None else None
        before = {"value": count, "source": now.source, "as_of": now.as_of}
    if before != after:
        origin = Provenance(source=values["source"], as_of=values["as_of"])
        actions.record_population(
            by=by,
            municipality=place,
            year=values["year"],
            value=values["value"],
            provenance=origin,
        )
    return f"{place} {values['year']}", before, after


TAKERS: Mapping[str, Callable[[Values, Actor], Taken]] = {
    sheets.MUNICIPALITIES.name: _municipality,
    sheets.BRANCHES.name: _branch,
    sheets.DEPARTMENTS.name: _department,
    sheets.SERVICES.name: _service,
    sheets.INTEGRATIONS.name: _integration,
    sheets.PEOPLE.name: _person,
    sheets.POPULATION.name: _population,
}


def _place(code: str) -> Municipality:
    found = Municipality.objects.filter(code=code).first()
    if found is None:
        message = _("There is no municipality with the code %(code)s. Add it to its sheet first.")
        raise ValidationError({"municipality": message % {"code": code or "–"}})
    return found


def _plain(row: Sourced, values: Values) -> Values:
    return {name: getattr(row, name) for name in values if hasattr(row, name)}
