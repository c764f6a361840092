"""A table of codes as a file has it: codes in the first column, their names in the second. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from kimppa.documents.csvfile import read_csv
from kimppa.documents.spreadsheets import SpreadsheetError
from kimppa.documents.xlsx import read_xlsx

LONGEST: Final = 60  # of a code in the records
_UNSEEN: Final = re.compile(r"[\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class CodesFile:
    """The heading that was taken off, and the codes with their names."""

    heading: tuple[str, str]
    codes: tuple[tuple[str, str], ...]

    @property
    def too_long(self) -> str:
        """A text of the first column that can be no code; empty when there is none."""
        return next((code for code, _name in self.codes if len(code) > LONGEST), "")


def read_codes(name: str, data: bytes) -> CodesFile:
    """The codes of a CSV or .xlsx file, the same line once. Raises SpreadsheetError."""
    heading, *rows = _rows(name, data) or [()]
    pairs = (_pair(one) for one in rows)
    return CodesFile(_pair(heading), tuple(dict.fromkeys(one for one in pairs if one[0])))


def _rows(name: str, data: bytes) -> list[Iterable[Any]]:
    if name.lower().endswith(".csv"):
        found = read_csv(data)
        return [found.header, *found.rows]
    sheet = next((one for one in read_xlsx(data) if one.rows and not one.hidden), None)
    if sheet is None:
        raise SpreadsheetError("no_rows")
    sheet.refuse_formulas()
    return list(sheet.rows)


def _pair(cells: Iterable[Any]) -> tuple[str, str]:
    """The first two cells as texts; Excel's 1.0 is the code 1."""
    told = ["" if one is None else _UNSEEN.sub(" ", str(one)).strip() for one in cells]
    code, name, *_rest = *told, "", ""
    return code, name
