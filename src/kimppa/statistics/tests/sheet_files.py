"""Files as library systems and people with Excel make them, of a consortium in the north and west:
a municipality with the name of a branch code, two of like names, and one that speaks Swedish."""

import io
from collections.abc import Mapping, Sequence

import openpyxl

from kimppa.statistics.reading.vocabulary import Vocabulary, vocabulary

PLACES = {
    "branch:ii": ["ii", "Iin pääkirjasto"],
    "branch:KOR": ["KOR", "Korsholms huvudbibliotek", "Mustasaaren pääkirjasto"],
    "branch:KVE": ["KVE", "Kvevlax bibliotek", "Koivulahden kirjasto"],
    "branch:PYJÄ": ["PYJÄ", "Pyhäjärven kirjasto"],
    "branch:PYJO": ["PYJO", "Pyhäjoen kirjasto"],
    "municipality:139": ["139", "Ii"],
    "municipality:499": ["499", "Mustasaari", "Korsholm"],
    "municipality:626": ["626", "Pyhäjärvi"],
    "municipality:625": ["625", "Pyhäjoki"],
}


def words(meanings: Mapping[str, str] | None = None, measure: str = "") -> Vocabulary:
    return vocabulary(PLACES, meanings, measure, year=2025)


def csv_file(text: str, encoding: str = "utf-8") -> bytes:
    return text.encode(encoding)


def workbook(
    sheets: Mapping[str, Sequence[Sequence[object]]],
    merged: Sequence[str] = (),
    hidden: Sequence[str] = (),
) -> bytes:
    """A workbook; `merged` are ranges of its first sheet."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        if name in hidden:
            sheet.sheet_state = "hidden"
    for cells in merged:
        book.worksheets[0].merge_cells(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
