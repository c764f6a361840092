"""The coverage matrix as a workbook and as a document."""

import datetime as dt

from babel.dates import get_month_names
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kimppa.agreement.coverage.matrix import SLOTS, Cell, CellState, ClauseView, Coverage, Row
from kimppa.documents.blocks import Column, Document, Language, Table, paragraph, table
from kimppa.documents.xlsx import Sheet, SheetColumn, write_xlsx
from kimppa.ui.status import STATUSES

NOTHING = "–"


def column_titles() -> list[str]:
    """Before, the months' short names, after: in the active language."""
    months = get_month_names("abbreviated", context="stand-alone", locale=get_language() or "fi")
    return [_("Before"), *(months[month].rstrip(".") for month in range(1, 13)), _("After")]


def cell_text(cell: Cell) -> str:
    """What a cell says in print: a count, "4/5", or a word where there is nothing to count."""
    if cell.label:
        return cell.label
    if cell.state in (CellState.NOTHING, CellState.ONGOING):
        return ""
    return str(STATUSES[cell.state].word)


def state_text(row: Row) -> str:
    """The clause's state as a word, with its figure; a star when only hands have written it."""
    word = str(STATUSES[row.state].word)
    hand = " *" if row.handwritten_only else ""
    return f"{word} {row.label}".strip() + hand


def matrix_workbook(coverage: Coverage, *, created: dt.date) -> bytes:
    """The matrix as XLSX: a row for each clause, a column for each month."""
    is_limited = any(row.clause.limit for row in coverage.rows)
    columns = [
        SheetColumn(_("Clause")),
        SheetColumn(_("Name")),
        SheetColumn(_("Text")),
        *([SheetColumn(_("Concerns"))] if is_limited else []),
        *(SheetColumn(title) for title in column_titles()),
        SheetColumn(_("State")),
    ]
    rows = [
        (
            row.clause.number,
            row.clause.name,
            row.clause.text,
            *([row.clause.place_names or _("all municipalities")] if is_limited else []),
            *(row.cells[slot].count or cell_text(row.cells[slot]) or None for slot in SLOTS),
            state_text(row),
        )
        for row in coverage.rows
    ]
    title = matrix_title(coverage)
    sheet = Sheet(_("Coverage matrix"), tuple(columns), rows, notes=(title, legend()))
    return write_xlsx([sheet], created=created, language=(get_language() or "fi")[:2], title=title)


def matrix_title(coverage: Coverage) -> str:
    """What the matrix is of: the year, and the municipality when it is of one."""
    title = _("Coverage matrix %(year)d") % {"year": coverage.year}
    return f"{title}, {coverage.parties[0].name}" if len(coverage.parties) == 1 else title


def legend() -> str:
    """How the matrix is read."""
    return _(
        "A number tells how many pieces of work were recorded in the month, 4/5 how many "
        "municipalities a delivery has reached. * = written by hand only."
    )


def matrix_document(coverage: Coverage, *, language: Language, date: dt.date) -> Document:
    """The matrix as a document to print or send."""
    return Document(
        title=matrix_title(coverage),
        language=language,
        date=date,
        blocks=(_matrix_table(coverage), paragraph(legend())),
    )


def _line_name(clause: ClauseView) -> str:
    name = f"{clause.number} {clause.name}"
    return f"{name} ({clause.place_names})" if clause.place_names else name


def _matrix_table(coverage: Coverage) -> Table:
    columns = [
        Column(_("Clause"), weight=6),
        *(Column(title, "center", weight=1) for title in column_titles()),
        Column(_("State"), weight=3),
    ]
    rows = [
        (
            _line_name(row.clause),
            *(cell_text(cell) or NOTHING for cell in row.cells),
            state_text(row),
        )
        for row in coverage.rows
    ]
    return table(_("Clauses of the agreement by month"), columns, rows)
