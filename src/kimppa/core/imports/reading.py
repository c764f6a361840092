"""A file to records: columns recognised, cells read, faults by row and column."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from kimppa.core.imports.columns import (
    CellError,
    Column,
    cell_words,
    lacking,
    recognised,
    yes_no_words,
)
from kimppa.core.imports.importer import Fault, Importer, Intake, Record, Sheet
from kimppa.core.imports.meanings import meanings
from kimppa.core.imports.tables import Table, read_sheets, read_table, sheet_table
from kimppa.core.language import active_language
from kimppa.documents.spreadsheets import Cell, column_letter

NOTES = "Tiedot"
"""A sheet that a workbook may have and that nobody reads."""
HEADING = "heading"
"""The option that says on which line of a table its headings are."""
SHOWN_LENGTH = 60
type Read = tuple[Sheet, Record]


def read_records(
    importer: Importer,
    content: bytes,
    name: str,
    intake: Intake,
    *,
    columns: Sequence[str] = (),
    options: Mapping[str, Any],
) -> Iterator[Read]:
    """Every row that can be read; what cannot is noted in `result`.

    Raises SpreadsheetError and FileRefusedError.
    """
    if importer.read and (records := importer.read(content, name, options)) is not None:
        return ((importer.sheets[0], record) for record in records)
    if importer.sheets[0].name:
        return _workbook(importer, content, intake)
    table = table_of(importer, content, options)
    names = columns_of(importer, table, columns)
    intake.lacking = lacking(names, importer.sheets[0].columns)
    if intake.lacking:
        return iter(())
    return _readable_records(table, names, importer.sheets[0], intake, importer.cover)


def table_of(importer: Importer, content: bytes, options: Mapping[str, Any]) -> Table:
    """The table of a file, its headings on the row that was said. Raises SpreadsheetError."""
    line = int(options.get(HEADING) or 0)
    return read_table(content, importer.limits, find=importer.find_heading, line=line)


def columns_of(importer: Importer, table: Table, columns: Sequence[str] = ()) -> list[str]:
    """The column behind each heading: as chosen, else as it is recognised."""
    if columns and len(columns) == len(table.header):
        return list(columns)
    return recognised(table.header, importer.sheets[0].columns, meanings(importer.slug))


def _workbook(importer: Importer, content: bytes, intake: Intake) -> Iterator[Read]:
    sheets = read_sheets(content, importer.limits)
    for sheet_data in sheets:
        sheet_data.refuse_formulas()
    tables = {
        sheet_data.name.strip().casefold(): sheet_table(sheet_data)
        for sheet_data in sheets
        if sheet_data.rows
    }
    sheet_names = {name.casefold() for sheet in importer.sheets for name in sheet.names}
    names = ", ".join(sheet.name_in(active_language()) for sheet in importer.sheets)
    message = _("There is no such sheet. Name it as one of these: %(names)s") % {"names": names}
    intake.faults += [
        Fault(0, "", message, table.sheet)
        for key, table in tables.items()
        if key not in sheet_names | {NOTES.casefold()}
    ]
    for sheet in importer.sheets:
        keys = map(str.casefold, sheet.names)
        table = next((tables[key] for key in keys if key in tables), None)
        if table and not _note_titles(table, sheet, intake):
            names_by_place = recognised(table.header, sheet.columns, {})
            yield from _readable_records(table, names_by_place, sheet, intake, importer.cover)


def _note_titles(table: Table, sheet: Sheet, intake: Intake) -> bool:
    """Whether the first row is at fault."""
    titles = {title.casefold() for column in sheet.columns for title in column.titles}
    plain_titles = [title.strip().casefold() for title in table.header]
    faults = [
        Fault(1, column_letter(number), _("Column “%(title)s” is not known.") % {"title": title})
        for number, title in enumerate(table.header, 1)
        if title and title.strip().casefold() not in titles
    ]
    faults += [
        Fault(1, title, _("The column is missing. Add it; its cells may be empty."))
        for column, title, count in _counted_columns(sheet, plain_titles)
        if not count and not column.optional
    ]
    faults += [
        Fault(1, title, _("The column stands there twice. Remove one."))
        for _column, title, count in _counted_columns(sheet, plain_titles)
        if count > 1
    ]
    intake.faults += [Fault(f.row, f.column, f.message, table.sheet) for f in faults]
    return bool(faults)


def _counted_columns(
    sheet: Sheet, plain_titles: Sequence[str]
) -> Iterator[tuple[Column, str, int]]:
    """Each column with its title and how many of the heads name it, in whatever language."""
    language = active_language()
    for column in sheet.columns:
        names = {title.casefold() for title in column.titles}
        yield column, column.title_in(language), sum(head in names for head in plain_titles)


def _readable_records(
    table: Table,
    names: Sequence[str],
    sheet: Sheet,
    intake: Intake,
    cover: Callable[[str], str],
) -> Iterator[Read]:
    """The rows whose cells can be read and whose key stands there once."""
    readable = []
    headings = {name: title for name, title in zip(names, table.header, strict=True) if name}
    for line, cells in zip(table.lines, table.rows, strict=True):
        cell_of = partial(_shown_cell, names, cells, cover)
        cell_values = _values_of_row(table, line, cells, names, sheet, intake, cell_of)
        if cell_values is not None:
            readable.append(Record(line, cell_values, headings=headings, cell_of=cell_of))
    keys = Counter(_row_key(record.values, sheet) for record in readable)
    for record in readable:
        key = _row_key(record.values, sheet)
        if key and keys[key] > 1:
            message = _("“%(key)s” stands on several rows. Keep one of them.") % {"key": key}
            first = sheet.columns[0]
            title = headings.get(first.name, first.heading)
            intake.faults.append(Fault(record.row, title, message, table.sheet))
        else:
            yield sheet, record


def _shown_cell(
    names: Sequence[str], cells: Sequence[Cell], cover: Callable[[str], str], name: str
) -> str:
    """What stands in a column of a row, short and without what is personal in it."""
    if name not in names:
        return ""
    text = cover(cell_words(cells[names.index(name)]))
    return f"{text[: SHOWN_LENGTH - 1]}…" if len(text) > SHOWN_LENGTH else text


def _values_of_row(
    table: Table,
    line: int,
    cells: Sequence[Cell],
    names: Sequence[str],
    sheet: Sheet,
    intake: Intake,
    cell_of: Callable[[str], str],
) -> dict[str, Any] | None:
    """The row's values, empty for columns that the table has not, without its optional ones; None
    with faults noted.
    """
    cell_values: dict[str, Any] = {}
    faults = []
    for column in sheet.columns:
        indexes = [index for index, name in enumerate(names) if name == column.name]
        if not indexes and column.optional:
            continue
        try:
            cell_values[column.name] = _column_value(column, table, line, cells, indexes)
        except CellError as error:
            title = table.header[indexes[0]] if indexes else column.heading
            message = cell_problem(error.problem, column)
            faults.append(Fault(line, title, message, table.sheet, cell_of(column.name)))
    intake.faults += faults
    return None if faults else cell_values


def _column_value(
    column: Column, table: Table, line: int, cells: Sequence[Cell], indexes: Sequence[int]
) -> Any:
    """What a row has of a column, empty without places: of many its texts by heading. Raises
    CellError.
    """
    if any((line, index) in table.formulas for index in indexes):
        raise CellError("formula")
    if not column.many:
        return column.value(cells[indexes[0]] if indexes else None)
    texts = {table.header[index]: column.value(cells[index]) for index in indexes}
    return {title: text for title, text in texts.items() if title and text}


def _row_key(cell_values: Mapping[str, Any], sheet: Sheet) -> str:
    parts = (str(cell_values.get(column.name) or "") for column in sheet.columns if column.key)
    return " ".join(part for part in parts if part).casefold()


def cell_problem(problem: str, column: Column) -> str:
    """What is wrong with a cell, and what to write."""
    if problem == "choice":
        return _("Write one of these: %(names)s") % {"names": ", ".join(column.choice_words)}
    return {
        "empty": _("The cell is empty. Fill it in, or remove the row."),
        "formula": _("The cell has a formula or a fault. Paste its value instead."),
        "integer": _("Write a whole number, digits only."),
        "date": _("Write a date such as 14.1.2025."),
        "no-day": _("The calendar has no such day. Write another."),
        "time": _("Write a time such as 17.00."),
        "moment": _("The day is not understood. Write it as 24.2.2025 or 2025-02-24."),
        "yes-no": _("Write %(yes)s or %(no)s.") % yes_no_words(),
    }[problem]
