"""The consortium written as a workbook that `imports` takes in unchanged."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from kimppa.core import clock
from kimppa.core.consortium.integrations import Integration
from kimppa.core.consortium.models import Branch, Department, Membership, Municipality, Service
from kimppa.core.consortium.queries import POPULATION, consortium
from kimppa.core.consortium.roles import Permission
from kimppa.core.figures.models import Figure
from kimppa.core.imports.columns import Column
from kimppa.core.language import active_language
from kimppa.core.permissions import Actor, require
from kimppa.desk.consortium.sheets import SHEET_NAMES, SHEETS
from kimppa.documents.spreadsheets import Cell, Kind
from kimppa.documents.xlsx import Sheet, SheetColumn, write_xlsx

_KINDS: Mapping[str, Kind] = {"integer": "integer", "date": "date"}


def workbook(*, by: Actor) -> bytes:
    """The whole register with its people and population as .xlsx bytes: a sheet for each table."""
    require(by, Permission.MANAGE_CONSORTIUM)
    require(by, Permission.MANAGE_PEOPLE)
    owner = consortium()
    return write_xlsx(
        [_sheet(name, columns, _ROWS[name]()) for name, columns in SHEETS.items()],
        created=clock.today(),
        language=active_language(),
        title=owner.name if owner else "Kimppa",
    )


def _sheet(name: str, columns: Sequence[Column], rows: Iterable[Any]) -> Sheet:
    language = active_language()
    columns = [column for column in columns if not column.legacy]
    titles = tuple(SheetColumn(c.title_in(language), _KINDS.get(c.kind, "text")) for c in columns)
    cells = [[_cell(row, column, language) for column in columns] for row in rows]
    return Sheet(SHEET_NAMES[name].get(language, name), titles, cells)


def _cell(row: Any, column: Column, language: str) -> Cell:
    if isinstance(row, Membership) and column.name in ("email", "name", "language"):
        return column.cell(getattr(row.person, column.name), language)
    value = getattr(row, column.name)
    if isinstance(row, Integration) and column.name == "target":
        value = value or row.system
    if isinstance(value, Service):
        value = value.slug
    elif isinstance(value, Municipality):
        value = value.code
    elif column.name == "branches":
        value = tuple(sorted(branch.code for branch in value.all()))
    elif column.name == "value":
        value = None if value is None else int(value)
    return column.cell(value, language)


def _population() -> QuerySet[Figure]:
    return Figure.objects.filter(
        variable__code=POPULATION, month=None, municipality__isnull=False, replaced_at=None
    ).select_related("municipality")


_ROWS: Mapping[str, Callable[[], Iterable[Any]]] = {
    "Kunnat": Municipality.objects.all,
    "Toimipisteet": lambda: Branch.objects.select_related("municipality"),
    "Osastot": lambda: Department.objects.prefetch_related("branches"),
    "Palvelut": Service.objects.all,
    "Liitännät": lambda: Integration.objects.select_related("service", "target"),
    "Henkilöt": lambda: Membership.objects.select_related("person", "municipality"),
    "Asukasluvut": _population,
}
