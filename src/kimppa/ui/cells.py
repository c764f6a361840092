"""The cells of a table, on the page and in Excel."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

import xlsxwriter
from django.http import HttpResponse
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _

from kimppa.core.clock import ZONE
from kimppa.ui import numbers
from kimppa.ui.icons import drawing
from kimppa.ui.status import STATUSES, Status

if TYPE_CHECKING:
    from kimppa.ui.tables import Column

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMATS = {
    "integer": "#,##0",
    "decimal": "#,##0.###",
    "percent": "0.0 %",
    "money": "#,##0.00 €",
    "date": "d.m.yyyy",
}


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell as it is shown."""

    column: "Column"
    text: str
    url: str = ""
    status: Status | None = None
    path: str = ""


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row as it is shown; `mark` is the object whose example mark stands after the first cell."""

    cells: list[ShownCell]
    mark: Any


def shown_row(columns: Sequence["Column"], row: Any, mark: Callable[[Any], Any] | None) -> ShownRow:
    """A row's cells; the example mark comes from the row itself unless `mark(row)` says else."""
    return ShownRow([_cell(column, row) for column in columns], mark(row) if mark else row)


def order(value: Any) -> tuple[int, Any]:
    """A sort key for mixed values: numbers, then days, then words as Finnish sorts å, ä, ö."""
    if isinstance(value, tuple):
        value = value[-1]
    if isinstance(value, (int, float, Decimal)):
        return 0, value
    if isinstance(value, dt.datetime):
        return 1, value.date().isoformat() + value.time().isoformat()
    if isinstance(value, dt.date):
        return 1, value.isoformat()
    return 2, str(value).casefold().translate(_AFTER_Z)


# å, ä, ö follow z in Finnish and Swedish.
_AFTER_Z = str.maketrans({"å": "{a", "ä": "{b", "ö": "{c"})


def excel(
    columns: Sequence["Column"], rows: Iterable[Any], title: str, filename: str
) -> HttpResponse:
    """A workbook of one sheet: a header row, a filter, types kept; text is never a formula."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet(_sheet_name(title))
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        styles = {kind: book.add_format({"num_format": form}) for kind, form in _FORMATS.items()}
        for place, column in enumerate(columns):
            sheet.write_string(0, place, str(column.title), head)
            sheet.set_column(place, place, 14 if column.numeric else 28)
        last = 0
        for last, row in enumerate(rows, start=1):
            for place, column in enumerate(columns):
                sheet.write(last, place, plain(column, row), styles.get(column.kind))
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, last, max(len(columns) - 1, 0))
    response = HttpResponse(buffer.getvalue(), content_type=XLSX_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{filename}.xlsx"'
    return response


def plain(column: "Column", row: Any) -> Any:
    """A cell's value for Excel: numbers and days stay such, the rest is text."""
    value = column.of(row)
    if column.kind == "status":
        return _status(value)[1]
    if column.numeric:
        found = numbers.as_number(value)
        return value if found is None else float(found)
    if isinstance(value, dt.datetime):
        value = value.astimezone(ZONE) if is_aware(value) else value
        return value.date()
    if value is None or isinstance(value, dt.date):
        return value
    return str(value)


def _cell(column: "Column", row: Any) -> ShownCell:
    value = column.of(row)
    url = column.url(row) if column.url else ""
    if column.kind == "status":
        if not value:
            return ShownCell(column, numbers.EMPTY)
        shown, text = _status(value)
        return ShownCell(column, text, url, shown, drawing(shown.key) if shown else "")
    return ShownCell(column, _text(column.kind, value), url)


def _text(kind: str, value: Any) -> str:
    if kind in _SHOWN:
        return _SHOWN[kind](value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, dt.date):
        return numbers.day(value)
    return numbers.EMPTY if value is None or value == "" else str(value)


_SHOWN: dict[str, Callable[[Any], str]] = {
    "integer": lambda value: numbers.number(value, 0),
    "decimal": numbers.number,
    "percent": numbers.percent,
    "money": numbers.money,
    "date": numbers.day,
}


def _status(value: Any) -> tuple[Status | None, str]:
    if not value:
        return None, ""
    key, text = value if isinstance(value, tuple) else (value, "")
    shown = STATUSES[key]
    return shown, str(text or shown.word)


def _sheet_name(title: str) -> str:
    allowed = "".join(character for character in title if character not in "[]:*?/\\'")
    return allowed.strip()[:31] or "1"
