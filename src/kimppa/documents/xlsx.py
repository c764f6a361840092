"""Excel workbooks out and in.

Out: plain sheets with a frozen header, a filter and our formats; text is never taken for a
formula. In: values only, after `xlsxguard` has looked at the file.
"""

import datetime
import io
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NoReturn

import python_calamine

from kimppa.documents import xlsxguard
from kimppa.documents.spreadsheets import (
    FORMULA_START,
    Cell,
    Kind,
    SheetData,
    SpreadsheetError,
    column_letter,
)
from kimppa.documents.text import fit

_LONGEST_TEXT = 32_767  # letters that a cell holds
_EXACT = 10**15  # a whole number longer than this loses digits in Excel, so it is kept as text
_BAD_NAME = re.compile(r"[\[\]:*?/\\]|^'|'$")
_UNPACKED_PER_BYTE = 20  # of the largest file accepted
_NOTES = {"fi": "Tiedot", "sv": "Uppgifter", "en": "About"}
_FORMATS: dict[Kind, str] = {
    "text": "@",
    "integer": "#,##0",
    "decimal": "#,##0.00",
    "percent": "0.0 %",
    "date": "d.m.yyyy",
    "money": '#,##0.00 "€"',
}
_ENGLISH_FORMATS: dict[Kind, str] = {
    "percent": "0.0%",
    "date": "d mmm yyyy",
    "money": '"€"#,##0.00',
}


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column and the kind of its values. `percent` takes shares (0.125), `money` euros.

    Any column also takes text, as for a value that is missing or not collected.
    """

    title: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet to write. `notes` say where the figures come from; they are collected on a sheet
    of their own, so that the table stays a clean table."""

    name: str
    columns: tuple[SheetColumn, ...]
    rows: Sequence[Sequence[Cell]]
    notes: tuple[str, ...] = ()


def write_xlsx(
    sheets: Sequence[Sheet],
    *,
    created: datetime.date,
    language: str = "fi",
    title: str = "",
    author: str = "",
) -> bytes:
    """A workbook; the same arguments give the same bytes. `created` is the file's own date.

    Raises SpreadsheetError (sheet_name, row_width, wrong_kind, long_text) with the place.
    """
    import xlsxwriter  # what starts and writes no workbook starts a tenth of a second earlier

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    midnight = datetime.datetime.combine(created, datetime.time())
    book.set_properties({"title": fit(title), "author": fit(author), "created": midnight})
    formats = {kind: _format(book, kind, language) for kind in _FORMATS}
    _check_names([sheet.name for sheet in sheets])
    for sheet in sheets:
        _SheetWriter(book, sheet, formats).write()
    _write_notes(book, sheets, language)
    book.close()
    return stream.getvalue()


def _format(book: Any, kind: Kind, language: str) -> Any:
    english = _ENGLISH_FORMATS if language == "en" else {}
    align = "left" if kind == "text" else "right"
    pattern = english.get(kind, _FORMATS[kind])
    return book.add_format({"num_format": pattern, "align": align, "valign": "top"})


def _check_names(names: list[str]) -> None:
    taken_names: set[str] = set()
    for name in names:
        is_repeated = name.casefold() in taken_names
        if is_repeated or not 1 <= len(name) <= 31 or _BAD_NAME.search(name) or fit(name) != name:
            raise SpreadsheetError("sheet_name", sheet=name)
        taken_names.add(name.casefold())


class _SheetWriter:
    def __init__(self, book: Any, sheet: Sheet, formats: dict[Kind, Any]) -> None:
        self.sheet = sheet
        self.formats = formats
        self.page = book.add_worksheet(sheet.name)
        self.header = book.add_format(
            {"bold": True, "bg_color": "#F0F4F6", "bottom": 2, "bottom_color": "#0F5C6E"}
        )
        # The quote prefix keeps such text as text also when someone edits the cell.
        self.quoted = book.add_format({"num_format": "@", "quote_prefix": True, "valign": "top"})
        self.widths = [len(column.title) + 3 for column in sheet.columns]

    def write(self) -> None:
        for index, column in enumerate(self.sheet.columns):
            self.page.write_string(0, index, fit(column.title), self.header)
        for number, cells in enumerate(self.sheet.rows, 1):
            self._write_row(number, cells)
        for index, width in enumerate(self.widths):
            self.page.set_column(index, index, min(max(width, 9), 60))
        self.page.freeze_panes(1, 0)
        if self.sheet.columns:
            last_cell = (len(self.sheet.rows), len(self.sheet.columns) - 1)
            self.page.autofilter(0, 0, *last_cell)

    def _write_row(self, number: int, cells: Sequence[Cell]) -> None:
        columns = self.sheet.columns
        if len(cells) != len(columns):
            raise SpreadsheetError(
                "row_width",
                self.sheet.name,
                number + 1,
                found=len(cells),
                expected=len(columns),
            )
        for index, (column, cell) in enumerate(zip(columns, cells, strict=True)):
            if cell is not None:
                length = self._write_cell(number, index, column.kind, cell)
                self.widths[index] = max(self.widths[index], length + 2)

    def _write_cell(self, number: int, column: int, kind: Kind, cell: Cell) -> int:
        """Writes the value by its kind; gives about how many letters it shows."""
        style = self.formats[kind]
        if isinstance(cell, str) or (kind == "text" and _is_number(cell)):
            return self._write_text(number, column, str(cell), style)
        if kind == "date" and isinstance(cell, datetime.date):
            self.page.write_datetime(number, column, cell, style)
            return 10
        if kind in ("text", "date") or not _is_number(cell):
            self._refuse("wrong_kind", number, column, value=cell, kind=kind)
        if isinstance(cell, int) and abs(cell) >= _EXACT:
            return self._write_text(number, column, str(cell), style)
        self.page.write_number(number, column, cell, style)
        return len(f"{cell:,.2f}") + 2

    def _write_text(self, number: int, column: int, text: str, style: Any) -> int:
        text = fit(text)
        if len(text) > _LONGEST_TEXT:
            self._refuse("long_text", number, column, limit=_LONGEST_TEXT)
        self.page.write_string(
            number, column, text, self.quoted if FORMULA_START.match(text) else style
        )
        return max((len(line) for line in text.split("\n")), default=0)

    def _refuse(self, problem: str, number: int, column: int, **facts: object) -> NoReturn:
        letter = column_letter(column + 1)
        raise SpreadsheetError(
            problem, sheet=self.sheet.name, row=number + 1, column=letter, **facts
        )


def _is_number(cell: Cell) -> bool:
    if isinstance(cell, bool) or not isinstance(cell, int | float | Decimal):
        return False
    return math.isfinite(cell)


def _write_notes(book: Any, sheets: Iterable[Sheet], language: str) -> None:
    notes = [(sheet.name, note) for sheet in sheets for note in sheet.notes]
    if not notes:
        return
    name = _NOTES[language]
    while name.casefold() in {sheet.name.casefold() for sheet in sheets}:
        name += "_"
    page = book.add_worksheet(name)
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    page.set_column(0, 0, 31)
    page.set_column(1, 1, 90)
    for number, (sheet_name, note) in enumerate(notes):
        page.write_string(number, 0, sheet_name, wrap)
        page.write_string(number, 1, fit(note)[:_LONGEST_TEXT], wrap)


def read_xlsx(
    content: bytes,
    *,
    max_bytes: int = 20_000_000,
    max_rows: int = 100_000,
    max_cells: int = 2_000_000,
) -> list[SheetData]:
    """The worksheets of an .xlsx, in order, with values only.

    A formula gives the value that was saved with it, and its address in `formulas`: whoever
    needs plain values calls `refuse_formulas`. Limits: bytes of the file, rows of a sheet, cells
    of all sheets. Raises SpreadsheetError: too_large, not_xlsx, old_xls, encrypted, broken,
    expands, too_many_rows, too_many_cells.
    """
    if len(content) > max_bytes:
        raise SpreadsheetError("too_large", limit=max(1, max_bytes // 1_000_000))
    limits = xlsxguard.Limits(max_bytes * _UNPACKED_PER_BYTE, max_rows, max_cells)
    parts = xlsxguard.unpack(content, limits)
    scans = xlsxguard.scan_sheets(parts, limits)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(xlsxguard.repack(parts)))
        worksheets = [m for m in book.sheets_metadata if m.name in scans]
        return [_sheet_data(book, meta, scans[meta.name]) for meta in worksheets]
    except python_calamine.CalamineError as error:
        raise SpreadsheetError("broken") from error


def _sheet_data(
    book: python_calamine.CalamineWorkbook,
    meta: python_calamine.SheetMetadata,
    scan: xlsxguard.Scan,
) -> SheetData:
    table = book.get_sheet_by_name(meta.name).to_python(skip_empty_area=False)
    return SheetData(
        meta.name,
        tuple(tuple(cell_value(cell) for cell in row) for row in table),
        tuple(scan.formulas),
        tuple(scan.errors),
        meta.visible != python_calamine.SheetVisibleEnum.Visible,
    )


def cell_value(cell: Any) -> Cell:
    """Excel has one kind of number: a whole one is given as int. A duration is given in hours."""
    if cell == "":
        return None
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _EXACT:
        return int(cell)
    if isinstance(cell, datetime.timedelta):
        return cell.total_seconds() / 3600
    plain_cell: Cell = cell
    return plain_cell
