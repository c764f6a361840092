"""The columns and cells of a table, on the page and in Excel."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.documents import spreadsheets
from kimppa.documents.spreadsheets import Cell
from kimppa.documents.xlsx import Sheet, SheetColumn, write_xlsx
from kimppa.ui import numbers
from kimppa.ui.attachments import attachment, file_stem
from kimppa.ui.status import STATUSES, Status, drawing

type Kind = Literal["text", "integer", "change", "decimal", "percent", "money", "date", "status"]
type Text = str | Promise

NUMERIC = frozenset({"integer", "change", "decimal", "percent", "money"})


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `value(row)` gives what stands in it (default: the attribute or key `key`).

    A status column's value is a status key or a (key, words) pair; a percent's is a share of one; a
    change's is how many more (or fewer, negative) there are than before.
    `url(row)` makes the value a link. `order_by` names the database field a queryset is sorted by
    when `key` does not; without either, the rows are sorted by their values. What is `raw` is shown
    to the blank as it stands in a file, and breaks anywhere. `places` is how many decimals are
    shown, where not as many as the kind has. What is `under` the column before it has a column of
    its own in Excel alone: on the page it is that one's second line. `language(row)` is that of
    its text.
    """

    key: str
    title: Text
    value: Callable[[Any], Any] | None = None
    kind: Kind = "text"
    url: Callable[[Any], str] | None = None
    sortable: bool = True
    order_by: str = ""
    raw: bool = False
    places: int | None = None
    under: bool = False
    language: Callable[[Any], str] | None = None

    @property
    def numeric(self) -> bool:
        """Whether the column is right-aligned."""
        return self.kind in NUMERIC

    def of(self, row: Any) -> Any:
        """The row's value in this column."""
        return self.value(row) if self.value else read(row, self.key)


def read(row: Any, key: str) -> Any:
    """A row's value by name: a mapping's key, or an attribute through dots or double underlines."""
    for part in key.replace("__", ".").split("."):
        row = row.get(part) if isinstance(row, Mapping) else getattr(row, part, None)
    return row


XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_KINDS: dict[str, spreadsheets.Kind] = {
    "integer": "integer",
    "change": "integer",
    "decimal": "decimal",
    "percent": "percent",
    "money": "money",
    "date": "date",
}


@dataclass(frozen=True, slots=True)
class ShownCell:
    column: Column
    text: str
    url: str = ""
    status: Status | None = None
    path: str = ""
    under: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row as it is shown; `mark` is the object whose example mark stands after the first cell,
    `key` what is sent when the row is ticked, 0 where it cannot be.
    """

    cells: list[ShownCell]
    mark: Any
    key: int = 0


def shown_row(
    columns: Sequence[Column],
    row: Any,
    mark: Callable[[Any], Any] | None,
    key: Callable[[Any], int] | None = None,
) -> ShownRow:
    """A row's cells; the example mark comes from the row itself unless `mark(row)` says else."""
    shown_cells: list[ShownCell] = []
    for column in columns:
        cell = _cell(column, row)
        if not column.under:
            shown_cells.append(cell)
        elif cell.text != numbers.EMPTY:
            shown_cells[-1] = replace(shown_cells[-1], under=cell.text)
    return ShownRow(shown_cells, mark(row) if mark else row, key(row) if key else 0)


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
    columns: Sequence[Column],
    rows: Iterable[Any],
    title: str,
    suffix: object = "",
    *,
    notes: Sequence[str] = (),
) -> HttpResponse:
    """A workbook of one sheet with the columns' kinds kept; text is never a formula. `notes` stand
    on a sheet of their own.
    """
    sheet = Sheet(
        name=_sheet_name(title),
        columns=tuple(SheetColumn(str(c.title), _KINDS.get(c.kind, "text")) for c in columns),
        rows=[[excel_cell(column, row) for column in columns] for row in rows],
        notes=tuple(notes),
    )
    book = write_xlsx([sheet], created=clock.today(), language=numbers.language(), title=title)
    return attachment(f"{file_stem(title, str(suffix))}.xlsx", XLSX_TYPE, book)


def excel_cell(column: Column, row: Any) -> Cell:
    """A cell's value for Excel: numbers and days stay such, the rest is text."""
    value = column.of(row)
    if column.kind == "status":
        return _status(value)[1]
    if column.numeric:
        number = numbers.as_number(value)
        return _words(value) if number is None else number
    if isinstance(value, dt.datetime):
        value = (value.astimezone(clock.ZONE) if is_aware(value) else value).date()
    return value if isinstance(value, dt.date) and column.kind == "date" else _words(value)


def _cell(column: Column, row: Any) -> ShownCell:
    value = column.of(row)
    url = column.url(row) if column.url else ""
    if column.kind == "status":
        if not value:
            return ShownCell(column, numbers.EMPTY)
        status, text = _status(value)
        return ShownCell(column, text, url, status, drawing(status.key) if status else "")
    language = column.language(row) if column.language else ""
    return ShownCell(column, _text(column, value), url, language=language)


def _text(column: Column, value: Any) -> str:
    if column.kind not in _FORMATS:
        return _words(value) or numbers.EMPTY
    decimals = () if column.places is None else (column.places,)
    return _FORMATS[column.kind](value, *decimals)


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, dt.date):
        return numbers.day(value)
    return "" if value is None else str(value)


_FORMATS: dict[str, Callable[..., str]] = {
    "integer": lambda value: numbers.number(value, 0),
    "change": numbers.change,
    "decimal": numbers.number,
    "percent": numbers.percent,
    "money": numbers.money,
    "date": numbers.day,
}


def _status(value: Any) -> tuple[Status | None, str]:
    """The status and its words, from a key or a (key, words) pair; (None, "") of nothing."""
    if not value:
        return None, ""
    key, text = value if isinstance(value, tuple) else (value, "")
    status = STATUSES[key]
    return status, str(text or status.word)


def _sheet_name(title: str) -> str:
    allowed = "".join(character for character in title if character not in "[]:*?/\\'")
    return allowed.strip()[:31] or "1"
