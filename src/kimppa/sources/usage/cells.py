"""Cells of tables of use: counts and months, as vendors and Excel write them."""

import datetime as dt
import re
from typing import Final

from kimppa.documents.spreadsheets import Cell

_SPACES: Final = dict.fromkeys(map(ord, " '\u00a0\u2007\u202f"))  # between thousands
_COUNT: Final = re.compile(r"-?[0-9]{1,15}(?:[.,]0{1,6})?")
_MONTHS: Final = {
    name: number
    for names in (
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "january february march april may june july august september october november december",
        "tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu",
        "jan febr mars apr maj juni juli aug sept okt nov dec",
        "januari februari mars april maj juni juli augusti september oktober november december",
    )
    for number, name in enumerate(names.split(), 1)
}
_NAMED: Final = re.compile(r"([a-zåäö]{3,12})\.?[ \-./]{0,2}((?:19|20)?[0-9]{2})", re.IGNORECASE)
_YEAR_FIRST: Final = re.compile(r"((?:19|20)[0-9]{2})[-/.]?(0[1-9]|1[0-2])")
_MONTH_FIRST: Final = re.compile(r"(0?[1-9]|1[0-2])[-/.]((?:19|20)[0-9]{2})")
_WITH_DAY: Final = re.compile(r"((?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2]))-01(?:[T ]00:00:00)?")
_LONGEST: Final = 40  # letters that a month or a count may have


def count_of(cell: Cell) -> int | None:
    """The whole number in a cell, 0 for an empty one; None for anything else."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int):
        return cell
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() and abs(cell) < 10**15 else None
    if cell is None:
        return 0
    if not isinstance(cell, str) or len(cell) > _LONGEST:
        return None
    text = cell.translate(_SPACES)
    if not text:
        return 0
    if not _COUNT.fullmatch(text):
        return None
    return int(text.replace(",", ".").partition(".")[0])


def number_of(cell: Cell) -> int | float | None:
    """The number in a cell, decimals among them; None for anything else and for an empty one."""
    if cell is None or cell == "":
        return None
    count = count_of(cell)
    if count is not None:
        return count
    if isinstance(cell, float) and abs(cell) < 10**15:
        return cell
    if isinstance(cell, str) and len(cell) <= _LONGEST:
        text = cell.translate(_SPACES).replace(",", ".")
        if re.fullmatch(r"-?[0-9]{1,15}\.[0-9]{1,6}", text):
            return float(text)
    return None


def month_of(cell: Cell, year: int | None = None) -> dt.date | None:
    """The first day of the month that a heading names: Jan-2022, 2022-01, tammi.22, a date; where
    the year is known also tammikuu, jan. and 1.
    """
    if isinstance(cell, dt.date):
        return dt.date(cell.year, cell.month, 1) if cell.day == 1 else None
    if not isinstance(cell, str) or len(cell) > _LONGEST:
        return None
    number = _month_alone(cell.strip()) if year else None
    return dt.date(year, number, 1) if year and number else _month_in(cell.strip())


def _month_in(text: str) -> dt.date | None:
    if match := _NAMED.fullmatch(text):
        number = _MONTHS.get(match[1].casefold().removesuffix("kuu"))
        year = int(match[2]) + (2000 if len(match[2]) == 2 else 0)
        return dt.date(year, number, 1) if number else None
    if match := _WITH_DAY.fullmatch(text):
        text = match[1]
    if match := _YEAR_FIRST.fullmatch(text):
        return dt.date(int(match[1]), int(match[2]), 1)
    if match := _MONTH_FIRST.fullmatch(text):
        return dt.date(int(match[2]), int(match[1]), 1)
    return None


def _month_alone(text: str) -> int | None:
    """The number of a month that is written without its year."""
    if text.isdecimal() and len(text) < 3:
        return int(text) if 1 <= int(text) <= 12 else None
    return _MONTHS.get(text.casefold().rstrip(".").removesuffix("ta").removesuffix("kuu"))


def is_formula(cell: Cell) -> bool:
    return isinstance(cell, str) and cell.lstrip()[:1] == "="


def text_of(cell: Cell) -> str:
    """A cell as text; numbers that Excel made of a code without their decimals."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
