"""The consortium written as a workbook that `exchange` takes in unchanged."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import QuerySet

from kimppa.core import clock
from kimppa.core.consortium import sheets
from kimppa.core.consortium.integrations import Integration
from kimppa.core.consortium.models import (
    Branch,
    Department,
    Membership,
    Municipality,
    Service,
)
from kimppa.core.consortium.queries import POPULATION, consortium
from kimppa.core.consortium.roles import Permission
from kimppa.core.figures.models import Figure
from kimppa.core.permissions import Actor, require
from kimppa.documents.spreadsheets import Cell, Kind
from kimppa.documents.xlsx import Sheet, SheetColumn, write_xlsx

_KINDS: Mapping[str, Kind] = {"integer": "integer", "date": "date"}


def workbook(*, by: Actor) -> bytes:
    """The whole register with its people and population as .xlsx bytes: a sheet for each table."""
    require(by, Permission.MANAGE_CONSORTIUM)
    require(by, Permission.MANAGE_PEOPLE)
    named = consortium()
    return write_xlsx(
        [_sheet(form, _ROWS[form.name]()) for form in sheets.FORMS],
        created=clock.today(),
        title=named.name if named else "Kimppa",
    )


def _sheet(form: sheets.Form, rows: Iterable[Any]) -> Sheet:
    fields = [field for field in form.fields if not field.legacy]
    columns = tuple(SheetColumn(f.title, _KINDS.get(f.kind, "text")) for f in fields)
    return Sheet(form.name, columns, [[_cell(row, f) for f in fields] for row in rows])


def _cell(row: Any, field: sheets.Field) -> Cell:
    if isinstance(row, Membership) and field.name in ("email", "name", "language"):
        return sheets.cell_of(field, getattr(row.person, field.name))
    value = getattr(row, field.name)
    if isinstance(row, Integration) and field.name == "target":
        value = value or row.system
    if isinstance(value, Service):
        value = value.slug
    elif isinstance(value, Municipality):
        value = value.code
    elif field.name == "branches":
        value = tuple(sorted(branch.code for branch in value.all()))
    elif field.name == "value":
        value = None if value is None else int(value)
    return sheets.cell_of(field, value)


def _population() -> QuerySet[Figure]:
    return Figure.objects.filter(
        variable__code=POPULATION, month=None, municipality__isnull=False, replaced_at=None
    ).select_related("municipality")


_ROWS: Mapping[str, Callable[[], Iterable[Any]]] = {
    sheets.MUNICIPALITIES.name: Municipality.objects.all,
    sheets.BRANCHES.name: lambda: Branch.objects.select_related("municipality"),
    sheets.DEPARTMENTS.name: lambda: Department.objects.prefetch_related("branches"),
    sheets.SERVICES.name: Service.objects.all,
    sheets.INTEGRATIONS.name: lambda: Integration.objects.select_related("service", "target"),
    sheets.PEOPLE.name: lambda: Membership.objects.select_related("person", "municipality"),
    sheets.POPULATION.name: _population,
}
