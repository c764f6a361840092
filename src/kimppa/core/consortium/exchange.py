"""The consortium as a workbook: out, and in with a preview, all or nothing, with undo.

The preview is the import itself, rolled back: what it promises is what will happen.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core.audit.actions import batch, new_batch
from kimppa.core.consortium import sheets
from kimppa.core.consortium.roles import Permission
from kimppa.core.consortium.takers import TAKERS, Values
from kimppa.core.permissions import Actor, require
from kimppa.documents.spreadsheets import SheetData
from kimppa.documents.xlsx import read_xlsx

MAX_BYTES, MAX_ROWS, MAX_CELLS = 5_000_000, 20_000, 400_000
ADDED, CHANGED, UNCHANGED = "added", "changed", "unchanged"


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
        if one.optional and one.name not in line.cells:
            continue
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
            title, before, after = TAKERS[form.name](values, by)
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
