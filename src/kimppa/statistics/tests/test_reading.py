"""Report exports of any layout into figures, and every fault of real life caught in its cell."""

import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pytest

from kimppa.core.imports.names import Certainty
from kimppa.statistics.reading.cells import CellError, State, read_cell
from kimppa.statistics.reading.grids import Grid, metadata, read_grids
from kimppa.statistics.reading.mapping import Layout, propose
from kimppa.statistics.reading.report import Reading, read_report
from kimppa.statistics.reading.vocabulary import Vocabulary, learned_key, vocabulary

PLACES = {
    "branch:for": ["for", "Forssan pääkirjasto"],
    "branch:hum": ["hum", "Humppilan kirjasto"],
    "branch:ypä": ["ypä", "Ypäjän kirjasto"],
}
WORDS = vocabulary(PLACES)
WIDE = """Lainat toimipisteittäin;;;
Jakso 1.1.2024 - 31.12.2024;Suorittava yksikkö;;Ajettu 2.1.2025
;;;
Toimipiste;Kirjat yhteensä;Suomenkieliset kirjat;Lainaajia
Forssan pääkirjasto;1 234;1200;310
Humppilan kirjasto;400;*;95
Ypäjän kirjasto;"2 100,0";2000;N/A
Yhteensä;3734;3200;405
"""


def grid(text: str, encoding: str = "utf-8") -> Grid:
    return read_grids(text.encode(encoding))[0]


def workbook(rows: list[list[object]], title: str = "Kokoelma") -> Grid:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = title
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return read_grids(out.getvalue())[0]


def read(text: str, words: Vocabulary = WORDS) -> Reading:
    return read_report(grid(text), words)


def figures(reading: Reading) -> dict[str, Decimal | None]:
    return {f"{f.place.partition(':')[2]} {f.variable}": f.value for f in reading.figures}


def faults(reading: Reading) -> list[tuple[str, str]]:
    return [(one.problem, one.address) for one in reading.faults]


def test_branches_down_under_title_and_period() -> None:
    reading = read(WIDE)
    assert reading.faults == ()
    assert reading.plan is not None
    assert reading.plan.layout == Layout.PLACES_DOWN
    assert figures(reading)["for LAI_books"] == 1234
    assert figures(reading)["ypä LAI_books"] == 2100
    states = {f"{f.place} {f.variable}": f.state for f in reading.figures}
    assert states["branch:hum LAI_books_fin"] == State.MISSING
    assert states["branch:ypä KAY_borrowers"] == State.NOT_COLLECTED
    assert len(reading.figures) == 9  # the row of sums is left out


def test_a_report_tells_its_period_day_and_units() -> None:
    said = metadata(grid(WIDE))
    assert (said.start, said.end) == (dt.date(2024, 1, 1), dt.date(2024, 12, 31))
    assert said.run == dt.date(2025, 1, 2)
    assert said.unit == "performing"
    assert said.is_year(2024)
    assert said.snapshot_days(2024) == 2


def test_a_stock_run_in_june_or_over_half_a_year_is_known_by_the_checks() -> None:
    late = WIDE.replace("2.1.2025", "16.6.2025").replace("31.12.2024", "30.6.2024")
    said = read(late).metadata
    assert said.snapshot_days(2024) == 167
    assert said.is_year(2024) is False
    assert read("Toimipiste;Lainat\nfor;5\n").metadata.is_year(2024) is None


def test_loans_by_unit_are_named_only_when_one_is_told() -> None:
    assert metadata(grid(WIDE.replace("Suorittava", "Omistava"))).unit == "owning"
    assert metadata(grid(WIDE.replace("Suorittava", "Sijoittava"))).unit == "placing"
    assert metadata(grid(WIDE.replace("Suorittava", "Omistava ja suorittava"))).unit == ""


def test_variables_down_with_sections() -> None:
    reading = read(
        "Tilasto;for;hum\n"
        "Kokoelma;;\nKirjat yhteensä;900;80\nVideotallenteet;30;4\n"
        "Hankinnat;;\nKirjat yhteensä;50;7\nVideotallenteet;2;0\n"
    )
    assert reading.plan is not None
    assert reading.plan.layout == Layout.VARIABLES_DOWN
    assert figures(reading)["for KOK_books"] == 900
    assert figures(reading)["hum HAN_books"] == 7
    assert {f.state for f in reading.figures if f.value == 0} == {State.ZERO}


def test_merged_titles_over_columns() -> None:
    reading = read(
        "\t".join(["", "Kokoelma", "", "Lainat", ""]) + "\n"
        "Yksikkö\tKirjat yhteensä\tNuotit ja partituurit\tKirjat yhteensä\tNuotit ja partituurit\n"
        "for\t900\t8\t4000\t12\nhum\t80\t1\t300\t2\n"
    )
    assert reading.faults == ()
    assert figures(reading)["for KOK_scores"] == 8
    assert figures(reading)["for LAI_books"] == 4000


def test_long_tables() -> None:
    reading = read(
        "yksikkö,luokka,lukumäärä\n"
        "for,Lainaus: Kirjat yhteensä,10\nhum,Lainaus: Kirjat yhteensä,3\nfor,Lainaajia,7\n"
    )
    assert reading.plan is not None
    assert reading.plan.layout == Layout.LONG
    assert figures(reading) == {"for LAI_books": 10, "hum LAI_books": 3, "for KAY_borrowers": 7}


def test_a_file_without_a_table_says_so() -> None:
    assert faults(read("hello;world\nfoo;bar\n")) == [("no-table", "")]


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-8-sig", "utf-16"])
def test_ypaja_is_read_in_every_encoding(encoding: str) -> None:
    reading = read_report(grid(WIDE, encoding), WORDS)
    assert reading.faults == ()
    assert figures(reading)["ypä LAI_books"] == 2100


def test_ypaja_that_a_naive_reader_lost_is_told_with_its_cell() -> None:
    """A Latin-1 file read as UTF-8 and saved: "Yp\ufffdj\ufffdn kirjasto"."""
    lost = WIDE.encode("latin-1").decode("utf-8", "replace")
    reading = read(lost)
    assert ("broken-letters", "A7") in faults(reading)
    assert not reading.fit
    twisted = WIDE.encode("utf-8").decode("latin-1")
    assert ("broken-letters", "A7") in faults(read(twisted))


def test_a_key_typo_is_asked_about_and_gives_no_zero() -> None:
    """`book_finnish` for `books_finnish`: the column waits for a person's word."""
    text = "Kokoelma;;\nbranch;books_total;book_finnish\nfor;900;850\nhum;80;79\n"
    reading = read(text)
    assert faults(reading) == [("unknown-column", "C2")]
    assert "books finnish" in reading.faults[0].message("fi")
    assert "for KOK_books_fin" not in figures(reading)
    learned = {learned_key("variable", "book_finnish"): "KOK_books_fin"}
    again = read(text, vocabulary(PLACES, learned))
    assert again.fit
    assert figures(again)["for KOK_books_fin"] == 850


def test_what_was_left_out_once_is_left_out_again() -> None:
    text = "Toimipiste;Lainat;Varauksia\nfor;5;9\nLouna-varasto;1;1\n"
    assert faults(read(text)) == [("unknown-column", "C1"), ("unknown-place", "A3")]
    learned = {learned_key("variable", "Varauksia"): "", learned_key("place", "louna varasto"): ""}
    again = read(text, vocabulary(PLACES, learned))
    assert again.fit
    assert figures(again) == {"for LAI_total": 5}


def test_near_names_are_proposed_never_taken() -> None:
    plan = propose(grid("Toimipiste;Lainaajiaa\nForsan pääkirjasto;5\nhum;3\n"), WORDS)
    assert plan is not None
    near = {one.name: one.match for one in plan.open}
    assert near["Lainaajiaa"].certainty == Certainty.NEAR
    assert near["Lainaajiaa"].target == "KAY_borrowers"
    assert near["Forsan pääkirjasto"].target == "branch:for"


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("-5", "negative"),
        ("\u22125", "negative"),
        ("12,5", "fraction"),
        ("0.125", "fraction"),
        ("1.234", "ambiguous"),
        ("1,234", "ambiguous"),
        ("1900-01-01", "date"),
        ("1.1.1900", "date"),
        ("noin 500", "not-number"),
        ("1e5", "not-number"),
        ("12 34", "not-number"),
        ("9999999999999", "too-large"),
    ],
)
def test_a_cell_that_is_no_count_is_named_and_located(cell: str, problem: str) -> None:
    reading = read(f"Toimipiste;Lainat;Lainaajia\nfor;5;2\nhum;{cell};1\n")
    assert faults(reading) == [(problem, "B3")]
    for language in ("fi", "sv", "en"):
        assert "{" not in reading.faults[0].message(language)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1 793 664,05", "1793664.05"),
        ("1\u00a0793\u202f664,05", "1793664.05"),
        ("1.793.664,05", "1793664.05"),
        ("1,793,664.05", "1793664.05"),
        ("1793664.05 €", "1793664.05"),
        ("7,250", "7.250"),
        (7.1, "7.1"),
        (0.1 + 0.2, "0.3"),
        ("42,5 %", "42.5"),
    ],
)
def test_decimals_of_real_life(cell: str | float, value: str) -> None:
    found = read_cell(cell, decimals=True)
    assert found is not None
    assert found.value == Decimal(value)


def test_counts_of_real_life() -> None:
    for cell in ("12 345", "12345", "12345,0", "12345,00", 12345, 12345.0, "12'345", "12345 kpl"):
        found = read_cell(cell)
        assert found is not None
        assert found.value == 12345
    assert read_cell("1.234.567") == read_cell(1234567)
    assert read_cell("") is None
    assert read_cell("0") != read_cell("*")
    with pytest.raises(CellError, match="fraction"):
        read_cell("0,125")


def test_excel_cells_that_are_dates_or_formulas() -> None:
    sheet = workbook(
        [
            ["Toimipiste", "Kirjat yhteensä", "Videotallenteet", "Muut aineistot"],
            ["for", 900, dt.date(1900, 1, 1), "=SUM(B2:B3)"],
            ["hum", -3, 12.5, True],
        ]
    )
    assert faults(read_report(sheet, WORDS)) == [
        ("date", "C2"),
        ("formula", "D2"),
        ("negative", "B3"),
        ("fraction", "C3"),
        ("not-number", "D3"),
    ]


def test_the_sheets_name_tells_the_measure() -> None:
    rows: list[list[object]] = [["Toimipiste", "Kirjat yhteensä"], ["for", 9], ["hum", 8]]
    assert figures(read_report(workbook(rows, "Hankinnat"), WORDS))["for HAN_books"] == 9
    told_nothing = read_report(workbook(rows, "Taul1"), WORDS)
    assert faults(told_nothing) == [("unknown-column", "B1")]


def test_the_same_figure_twice_is_told() -> None:
    reading = read("Toimipiste;Lainat;Lainat yhteensä\nfor;5;6\nhum;3;3\n")
    assert faults(reading) == [("twice", "C2")]  # where both say the same, it is one figure


def test_quoted_fields_and_rows_of_other_widths() -> None:
    text = 'Raportti\n"Toimipiste";"Lainat"\n"for";"5"\n"hum";"3"\nsivu 1\n'
    assert figures(read(text)) == {"for LAI_total": 5, "hum LAI_total": 3}
