"""Workbooks as a program that we do not write reads them."""

from io import BytesIO

import openpyxl

from kimppa.marc.results.sheets import LONGEST, Sheet, workbook

SIGNS = "<Sota> & \"rauha\" 'ja' _x0041_ \x01 a\r\nb\uffff"
# What openpyxl leaves as it is written, and Excel shows: _x005F_ is _, _x000D_ the end of a line.
WRITTEN = "<Sota> & \"rauha\" 'ja' _x005F_x0041_ \ufffd a_x000D_\nb\ufffd"


def opened(*sheets: Sheet) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(workbook("Tarkastus: a & b.mrc", sheets)))


def test_texts_are_texts_and_numbers_numbers() -> None:
    rows = [("=1+1", 1234567), (SIGNS, -1), (" edge ", 0), ("", 2), ("x" * (LONGEST + 1), 3)]
    book = opened(Sheet("Havainnot", [("Teksti", 20), ("Määrä", 9)], rows))
    (title, *cells) = book["Havainnot"].iter_rows()
    assert [cell.value for cell in title] == ["Teksti", "Määrä"]
    texts = ["=1+1", WRITTEN, " edge ", None, "x" * LONGEST]
    assert [text.value for text, _number in cells] == texts
    assert [number.value for _text, number in cells] == [1234567, -1, 0, 2, 3]
    assert {(text.data_type, number.data_type) for text, number in cells} <= {
        ("s", "n"),
        ("n", "n"),  # an empty cell
    }
    assert (cells[0][0].number_format, cells[0][1].number_format) == ("@", "#,##0")


def test_titles_stay_in_sight_and_filter() -> None:
    book = opened(
        Sheet("Koko'elma & muut", [("A", 10), ("B", 70)], [("1", "2")] * 3),
        Sheet("Ei", [("C", 5)], []),
    )
    assert book.sheetnames == ["Koko'elma & muut", "Ei"]
    assert book.properties.title == "Tarkastus: a & b.mrc"
    first, second = book.worksheets
    assert (first.freeze_panes, first.auto_filter.ref) == ("A2", "A1:B4")
    assert second.auto_filter.ref == "A1:A2"
    assert first["A1"].font.b
    assert first.column_dimensions["B"].width > first.column_dimensions["A"].width
