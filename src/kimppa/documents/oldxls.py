"""Old Excel files (.xls), in which the ministry publishes its yearly figures. In only."""

import io

import python_calamine

from kimppa.documents.spreadsheets import SheetData, SpreadsheetError
from kimppa.documents.xlsx import cell_value

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def is_xls(content: bytes) -> bool:
    return content.startswith(_OLE) and _ENCRYPTED not in content


def read_xls(
    content: bytes,
    *,
    max_bytes: int = 20_000_000,
    max_rows: int = 100_000,
    max_cells: int = 2_000_000,
) -> list[SheetData]:
    """The worksheets of an .xls, in order, with values only; the format hides its formulas.

    Nothing in it is packed, so its size bounds what it may hold. Raises SpreadsheetError:
    too_large, encrypted, broken, too_many_rows, too_many_cells.
    """
    if len(content) > max_bytes:
        raise SpreadsheetError("too_large", limit=max(1, max_bytes // 1_000_000))
    if not is_xls(content):
        raise SpreadsheetError("encrypted" if content.startswith(_OLE) else "broken")
    try:
        return _sheets(content, max_rows, max_cells)
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        if isinstance(error, SpreadsheetError):
            raise
        raise SpreadsheetError("broken") from error
    except BaseException as error:  # the reader's own panic is no Exception
        if type(error).__name__ == "PanicException":
            raise SpreadsheetError("broken") from error
        raise


def _sheets(content: bytes, max_rows: int, max_cells: int) -> list[SheetData]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheets, cells = [], 0
    for meta in book.sheets_metadata:
        sheet = book.get_sheet_by_name(meta.name)
        last_row, last_column = sheet.end or (-1, -1)
        cells += (last_row + 1) * (last_column + 1)
        if last_row >= max_rows:
            raise SpreadsheetError("too_many_rows", sheet=meta.name, limit=max_rows)
        if cells > max_cells:
            raise SpreadsheetError("too_many_cells", sheet=meta.name, limit=max_cells)
        rows = sheet.to_python(skip_empty_area=False)
        hidden = meta.visible != python_calamine.SheetVisibleEnum.Visible
        values = tuple(tuple(cell_value(cell) for cell in row) for row in rows)
        sheets.append(SheetData(meta.name, values, hidden=hidden))
    return sheets
