"""How the desk's imports are asked (see tests/imported.py)."""

import io
from typing import TYPE_CHECKING, Any

import openpyxl

from kimppa.core.consortium.models import Branch, Membership, Municipality, Service
from kimppa.desk.consortium.workbook import workbook
from tests.imported import Example

if TYPE_CHECKING:
    from conftest import Louna


def edited(louna: "Louna", **cells: Any) -> bytes:
    """The consortium's own workbook with some cells of the municipalities changed."""
    book = openpyxl.load_workbook(io.BytesIO(workbook(by=louna.coordinator)))
    for address, value in cells.items():
        book["Kunnat"][address] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def last(louna: "Louna") -> int:
    """The row of the last municipality."""
    return len(louna.municipalities) + 1


EXAMPLES = {
    "desk.consortium": Example(
        name="kirjastokimppa.xlsx",
        good=lambda louna: edited(louna, C2="Nytt namn"),
        faulty=lambda louna: edited(louna, C2="Nytt namn", F6="joskus"),
        fault=(6, "Voimassa alkaen"),
        by=lambda louna: louna.coordinator,
        refused=lambda louna: louna.directors["834"],
        tables=(Municipality, Branch, Service, Membership),
    ),
}
