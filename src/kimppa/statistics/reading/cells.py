"""One cell into a value and a state, in the number formats of real life."""

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from kimppa.documents.spreadsheets import Cell

LARGEST = Decimal(10) ** 12
MONTHS = (
    (
        *("tammi", "helmi", "maalis", "huhti", "touko", "kesä"),
        *("heinä", "elo", "syys", "loka", "marras", "joulu"),
    ),
    (
        *("januari", "februari", "mars", "april", "maj", "juni"),
        *("juli", "augusti", "september", "oktober", "november", "december"),
    ),
    (
        *("january", "february", "march", "april", "may", "june"),
        *("july", "august", "september", "october", "november", "december"),
    ),
)
_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f']+")
_PLAIN = re.compile(r"-?\d+")
_GROUPED = re.compile(r"-?\d{1,3}(?: \d{3})+(?:[.,]\d+)?")
_DECIMAL = re.compile(r"-?\d+[.,]\d+")
_MIXED = re.compile(r"-?\d{1,3}(?:\.\d{3})+,\d+|-?\d{1,3}(?:,\d{3})+\.\d+")
_DOTTED = re.compile(r"-?\d{1,3}(?:[.,]\d{3})+")
_UNIT = re.compile(r"(?<!\s)\s*(?:%|€|eur|h|kpl|st)$", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}\.\d{1,2}\.\d{4}")
_BROKEN = re.compile("\ufffd|Ã[¤¶¥\u0084\u0096\u0085]|Ã„|Ã–|Ã…")


class State(StrEnum):
    """Why there is a value or none; the same words as in the desk's figures."""

    VALUE = "value"
    ZERO = "zero"
    MISSING = "missing"
    NOT_COLLECTED = "not-collected"
    NOT_RELEVANT = "not-relevant"


_MARKS = {
    "*": State.MISSING,
    "?": State.MISSING,
    "n/a": State.NOT_COLLECTED,
    "#n/a": State.NOT_COLLECTED,
    "-": State.NOT_RELEVANT,
    "–": State.NOT_RELEVANT,
}


@dataclass(frozen=True, slots=True)
class Read:
    """A value, or why there is none."""

    value: Decimal | None
    state: State


class CellError(ValueError):
    """A cell that cannot be a figure; `problem` names what is wrong."""

    def __init__(self, problem: str, text: str) -> None:
        super().__init__(f"{problem}: {text}")
        self.problem, self.text = problem, text


def is_broken(text: str) -> bool:
    """Whether letters were lost, or UTF-8 was read as Latin-1 and saved."""
    return bool(_BROKEN.search(text))


def read_cell(cell: Cell, *, decimals: bool = False) -> Read | None:
    """The figure of a cell; None for an empty one. Raises CellError."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if isinstance(cell, bool):
        raise CellError("not-number", str(cell))
    if isinstance(cell, dt.date | dt.time):
        raise CellError("date", cell.isoformat()[:10])
    if isinstance(cell, str):
        if state := _MARKS.get(cell.strip().casefold()):
            return Read(None, state)
        return _checked_number(
            _text_number(cell, decimals=decimals), cell.strip(), decimals=decimals
        )
    return _checked_number(_exact_number(cell), str(cell), decimals=decimals)


def _exact_number(cell: int | float | Decimal) -> Decimal:
    """A spreadsheet's number without the noise of its binary form."""
    number = Decimal(repr(cell)) if isinstance(cell, float) else Decimal(cell)
    if not number.is_finite():
        raise CellError("not-number", str(cell))
    return round(number, 6).normalize() if isinstance(cell, float) else number


def _text_number(cell: str, *, decimals: bool) -> Decimal:
    if is_broken(cell):
        raise CellError("broken-letters", cell.strip())
    if not decimals and cell.rstrip().endswith("%"):
        raise CellError("percent", cell.strip())
    text = _UNIT.sub("", _SPACES.sub(" ", cell).strip().replace("\u2212", "-"))
    if _DATE.match(text):
        raise CellError("date", text[:10])
    if _PLAIN.fullmatch(text):
        return Decimal(text)
    if _DOTTED.fullmatch(text) and not (decimals and text.count(",") + text.count(".") == 1):
        return _thousands(text)
    if _GROUPED.fullmatch(text) or _DECIMAL.fullmatch(text):
        return Decimal(text.replace(" ", "").replace(",", "."))
    if _MIXED.fullmatch(text):
        point = max(text.rfind(","), text.rfind("."))
        return Decimal(re.sub(r"[.,]", "", text[:point]) + "." + text[point + 1 :])
    raise CellError("not-number", cell.strip())


def _thousands(text: str) -> Decimal:
    """1.234.567 can only be thousands; 1.234 could also be one and a bit."""
    if text.count(".") + text.count(",") == 1 and not text.lstrip("-").startswith("0"):
        raise CellError("ambiguous", text)
    try:
        return Decimal(re.sub(r"[.,]", "", text) if text.count(text[-4]) > 1 else text)
    except InvalidOperation as error:
        raise CellError("fraction", text) from error


def _checked_number(number: Decimal, text: str, *, decimals: bool) -> Read:
    if number < 0:
        raise CellError("negative", text)
    if number > LARGEST:
        raise CellError("too-large", text)
    if not decimals and number != number.to_integral_value():
        raise CellError("fraction", text)
    return Read(number, State.VALUE if number else State.ZERO)
