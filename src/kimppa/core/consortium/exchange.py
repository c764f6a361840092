"""The consortium as a workbook: out, and in with a preview, all or nothing, with undo.

The preview is the import itself, rolled back: what it promises is what will happen.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core.audit.actions import batch, new_batch
from kimppa.core.consortium import sheets
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
from kimppa.core.permissions import Actor, require
from kimppa.core.register import actions
from kimppa.core.sourced import Sourced
from kimppa.documents.spreadsheets import SheetData
from kimppa.documents.xlsx import read_xlsx

MAX_BYTES, MAX_ROWS, MAX_CELLS = 5_000_000, 20_000, 400_000
ADDED, CHANGED, UNCHANGED = "added", "changed", "unchanged"

type Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """What cannot be taken in: where, and what to do."""

    sheet: str
    row: int
    column: str
    message: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happens to one row; `changes` are (column, before, after)."""

    sheet: str
    row: int
    title: str
    state: str
    changes: tuple[tuple[str, str, str], ...] = ()


@dataclass(slots=True)
class Result:
    """What an import does, or why it does nothing."""

    outcomes: list[Outcome] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    batch: str = ""

    def count(self, state: str) -> int:
        """How many rows come out in a state."""
        return sum(outcome.state == state for outcome in self.outcomes)


class _Undone(Exception):  # noqa: N818  # a signal, not an error
    """Rolls the transaction back once everything has been tried."""


def preview(content: bytes, *, by: Actor) -> Result:
    """What `take_in` would do. Raises as it does."""
    return _run(content, by, save=False)


def take_in(content: bytes, *, by: Actor) -> Result:
    """Take a workbook in; with any fault nothing is written.

    Rows that the file does not name stay as they are. Raises PermissionDenied, and
    SpreadsheetError for a file that cannot be read or holds formulas.
    """
    return _run(content, by, save=True)


def _run(content: bytes, by: Actor, *, save: bool) -> Result:
    require(by, Permission.MANAGE_CONSORTIUM)
    require(by, Permission.MANAGE_PEOPLE)
    given = read_xlsx(content, max_bytes=MAX_BYTES, max_rows=MAX_ROWS, max_cells=MAX_CELLS)
    for sheet in given:
        sheet.refuse_formulas()
    result = Result(batch=new_batch())
    try:
        with transaction.atomic(), batch(result.batch):
            _take_sheets(given, by, result)
            if result.faults or not save:
                raise _Undone
    except _Undone:
        result.batch = ""
    return result


def _take_sheets(given: list[SheetData], by: Actor, result: Result) -> None:
    known = {form.name.casefold() for form in sheets.FORMS} | {sheets.NOTES.casefold()}
    for sheet in given:
        if sheet.name.strip().casefold() not in known and sheet.rows:
            names = ", ".join(form.name for form in sheets.FORMS)
            message = _("There is no such sheet. Name it as one of these: %(names)s")
            result.faults.append(Fault(sheet.name, 0, "", message % {"names": names}))
    by_name = {sheet.name.strip().casefold(): sheet for sheet in given}
    for form in sheets.FORMS:
        found = by_name.get(form.name.casefold())
        if found and found.rows and _check_titles(found, form, result):
            _take_lines(found, form, by, result)


def _check_titles(sheet: SheetData, form: sheets.Form, result: Result) -> bool:
    faults = [
        Fault(form.name, 1, letter, _("Column “%(title)s” is not known.") % {"title": title})
        for letter, title in sheets.unknown_titles(sheet, form)
    ]
    faults += [
        Fault(form.name, 1, title, _("The column is missing. Add it; its cells may be empty."))
        for title in sheets.missing_titles(sheet, form)
    ]
    faults += [
        Fault(form.name, 1, title, _("The column stands there twice. Remove one."))
        for title in sheets.repeated_titles(sheet)
    ]
    result.faults += faults
    return not faults


def _take_lines(sheet: SheetData, form: sheets.Form, by: Actor, result: Result) -> None:
    lines = list(sheets.lines(sheet, form))
    read = [(line, _values(line, form, result)) for line in lines]
    keys = Counter(_key(values, form) for _line, values in read if values is not None)
    for line, values in read:
        if values is None:
            continue
        key = _key(values, form)
        if keys[key] > 1:
            message = _("“%(key)s” stands on several rows. Keep one of them.") % {"key": key}
            result.faults.append(Fault(form.name, line.number, form.fields[0].title, message))
            continue
        _take_line(line.number, values, form, by, result)


def _key(values: Values, form: sheets.Form) -> str:
    parts = (str(values.get(f.name) or "") for f in form.fields if f.key)
    return " ".join(part for part in parts if part).casefold()


def _values(line: sheets.Line, form: sheets.Form, result: Result) -> Values | None:
    """The row's values, or None with faults noted."""
    texts = {
        "number": _("Write a whole number, digits only."),
        "date": _("Write a date such as 14.1.2025."),
        "yes-no": _("Write kyllä or ei."),
        **{
            kind: _("Write one of these: %(names)s") % {"names": ", ".join(names)}
            for kind, names in sheets.NAMED.items()
        },
    }
    values: Values = {}
    good = True
    for one in form.fields:
        try:
            values[one.name] = sheets.value_of(one, line.cells.get(one.name))
        except sheets.CellError as error:
            good = False
            fault = Fault(form.name, line.number, one.title, texts[error.problem])
            result.faults.append(fault)
    return values if good else None


def _take_line(number: int, values: Values, form: sheets.Form, by: Actor, result: Result) -> None:
    try:
        with transaction.atomic():
            title, before, after = _TAKERS[form.name](values, by)
    except ValidationError as error:
        result.faults += _faults(error, form, number)
    except PermissionDenied as error:
        result.faults.append(Fault(form.name, number, "", str(error)))
    else:
        changes = tuple(
            (form.title_of(name), _shown((before or {}).get(name)), _shown(after.get(name)))
            for name in after
            if _shown((before or {}).get(name)) != _shown(after.get(name))
        )
        state = ADDED if before is None else CHANGED if changes else UNCHANGED
        result.outcomes.append(
            Outcome(form.name, number, title, state, changes if state == CHANGED else ())
        )


def _faults(error: ValidationError, form: sheets.Form, number: int) -> Iterable[Fault]:
    if not hasattr(error, "error_dict"):
        return [Fault(form.name, number, "", message) for message in error.messages]
    return [
        Fault(form.name, number, "" if name == "__all__" else form.title_of(name), message)
        for name, messages in error.message_dict.items()
        for message in messages
    ]


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return " ".join(value)
    if isinstance(value, dt.date):
        return f"{value.day}.{value.month}.{value.year}"
    if isinstance(value, bool):
        return sheets.YES if value else sheets.NO
    return "" if value is None else str(value)


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
    before = _plain(row, values) if row else None
    saved = actions.save_row(row or Service(), by=by, **values)
    return str(saved), before, values


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


_TAKERS: Mapping[str, Callable[[Values, Actor], Taken]] = {
    sheets.MUNICIPALITIES.name: _municipality,
    sheets.BRANCHES.name: _branch,
    sheets.DEPARTMENTS.name: _department,
    sheets.SERVICES.name: _service,
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
