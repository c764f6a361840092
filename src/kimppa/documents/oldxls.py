"""Old Excel files (.xls), in which the ministry publishes its yearly figures. In only."""

import io

import python_calamine

from kimppa.documents.spreadsheets import SheetData, SpreadsheetError
from kimppa.documents.xlsx import cell_value

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def is_xls(content: bytes) -> bool:
    return content.startswith(_OLE) and _ENCRYPTED not in content


MAX_BYTES, MAX_ROWS, MAX_CELLS = 20_000_000, 100_000, 2_000_000


def read_xls(content: bytes) -> list[SheetData]:
    """The worksheets of an .xls, in order, with values only; the format hides its formulas.

    Nothing in it is packed, so its size bounds what it may hold. Raises SpreadsheetError:
    too_large, encrypted, broken, too_many_rows, too_many_cells.
    """
    if len(content) > MAX_BYTES:
        raise SpreadsheetError("too_large", limit=MAX_BYTES // 1_000_000)
    if not is_xls(content):
        raise SpreadsheetError("encrypted" if content.startswith(_OLE) else "broken")
    try:
        return _sheets(content)
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        if isinstance(error, SpreadsheetError):
            raise
        raise SpreadsheetError("broken") from error
    except BaseException as error:  # the reader's own panic is no Exception
        if type(error).__name__ == "PanicException":
            raise SpreadsheetError("broken") from error
        raise


def _sheets(content: bytes) -> list[SheetData]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheets, cells = [], 0
    for meta in book.sheets_metadata:
        sheet = book.get_sheet_by_name(meta.name)
        last_row, last_column = sheet.end or (-1, -1)
        cells += (last_row + 1) * (last_column + 1)
        if last_row >= MAX_ROWS:
            raise SpreadsheetError("too_many_rows", sheet=meta.name, limit=MAX_ROWS)
        if cells > MAX_CELLS:
            raise SpreadsheetError("too_many_cells", sheet=meta.name, limit=MAX_CELLS)
        cell_rows = sheet.to_python(skip_empty_area=False)
        is_hidden = meta.visible != python_calamine.SheetVisibleEnum.Visible
        value_rows = tuple(tuple(cell_value(cell) for cell in row) for row in cell_rows)
        sheets.append(SheetData(meta.name, value_rows, hidden=is_hidden))
    return sheets
