"""E-kirjasto's export becomes municipality × format, its sum that of the file."""

import csv
import datetime as dt
import io
from collections.abc import Sequence

import pytest

from kimppa.documents.xlsx import Sheet, SheetColumn, write_xlsx
from kimppa.sources.usage.ekirjasto import LOANS, period_of
from kimppa.sources.usage.model import Kind, Period, Usage
from kimppa.sources.usage.reading import read_usage

HEADING = (
    "Tekijä (aakkostus)", "Nimeke", "Lajityyppi", "Tunniste", "Tunnisteen tyyppi", "Kirjasto",
    "Sijainti", "Formaatti", "Kategoria(t)", "Kohderyhmä", "Kieli", "Kustantaja/Julkaisija",
    "Julkaisuvuosi", "Kaikki lainat", "Tekijä 1",
)  # fmt: skip
NAME = "lainaukset_Louna-kirjastot_2025-01-01_2025-12-31.csv"


def loan(place: str, form: str, count: object, library: str = "Louna-kirjastot") -> list[object]:
    return ["Aho", "Nimeke", "kaunokirjallisuus", "9789510000000", "ISBN", library, place, form,
            "", "Adult", "fin", "K", "2020", count, "Aho"]  # fmt: skip


LOANS_OF_A_YEAR = [
    loan("061", "Book", 4), loan("061", "Audio", 3), loan("061", "Book", 2), loan("", "Book", 5),
    loan("091", "Audio", 1), loan("Forssa", "Periodical", 7), loan("103", "", 2),
]  # fmt: skip


def export(
    rows: Sequence[Sequence[object]], *, delimiter: str = ",", encoding: str = "utf-8"
) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([HEADING, *rows])
    return out.getvalue().encode(encoding)


def read(content: bytes, name: str = NAME, **options: object) -> Usage:
    return read_usage(io.BytesIO(content), name, **options)


def codes(usage: Usage) -> list[str]:
    return [problem.code for problem in usage.problems]


def workbook(rows: Sequence[Sequence[object]]) -> bytes:
    columns = tuple(SheetColumn(title) for title in HEADING[:13])
    columns += (SheetColumn(LOANS, "integer"), SheetColumn(HEADING[14]))
    return write_xlsx([Sheet("lainaukset", columns, rows)], created=dt.date(2026, 1, 5))


@pytest.mark.parametrize(
    "content",
    [
        export(LOANS_OF_A_YEAR),
        export(LOANS_OF_A_YEAR, delimiter=";", encoding="utf-8-sig"),
        export(LOANS_OF_A_YEAR, delimiter="\t", encoding="utf-16"),
        export(LOANS_OF_A_YEAR, delimiter=";", encoding="cp1252"),
        workbook(LOANS_OF_A_YEAR),
    ],
)
def test_municipality_by_format_with_the_file_s_sum(content: bytes) -> None:
    usage = read(content)
    assert (usage.kind, usage.rows, usage.metrics) == (Kind.EKIRJASTO, 7, {LOANS: 24})
    assert usage.by("municipality", "format", metric=LOANS) == {
        ("", "Book"): 5, ("061", "Audio"): 3, ("061", "Book"): 6, ("091", "Audio"): 1,
        ("103", ""): 2, ("Forssa", "Periodical"): 7,
    }  # fmt: skip
    assert usage.period == Period(dt.date(2025, 1, 1), dt.date(2025, 12, 31))
    assert usage.institution == "Louna-kirjastot"
    assert usage.is_fine


def test_what_is_blank_and_what_is_not_counted_is_told() -> None:
    lines = [problem.line("fi") for problem in read(export(LOANS_OF_A_YEAR)).problems]
    assert any("Lainoja ilman kuntaa: 5." in line for line in lines)
    assert any("suoratoistona" in line for line in lines)


def test_codes_that_excel_has_shortened_are_read_as_meant() -> None:
    usage = read(export([loan("61", "Book", 4), loan("061", "Book", 1)]))
    assert usage.by("municipality", metric=LOANS) == {("061",): 5}
    (problem,) = [p for p in usage.problems if p.code == "saved-again"]
    assert problem.place.text("sv") == "rad 2"


@pytest.mark.parametrize(
    ("name", "made", "code"),
    [
        ("lainaukset_Louna_2025-01-01_2025-11-30.csv", None, "part-of-year"),
        ("lainaukset_Louna_2025-01-01_2025-06-05.csv", dt.date(2025, 6, 5), "ends-today"),
        ("lainaukset_Louna_2025-01-01_2025-12-31.csv", dt.date(2025, 12, 1), "not-over"),
        ("lainaukset_Louna_2025-06-05_2025-06-05.csv", dt.date(2025, 6, 5), "one-day"),
        ("lainaukset_Louna_2024-01-01_2025-12-31.csv", None, "over-years"),
        ("lainat.csv", None, "no-period"),
    ],
)
def test_a_doubtful_period_is_asked_about(name: str, made: dt.date | None, code: str) -> None:
    usage = read(export(LOANS_OF_A_YEAR), name, made=made)
    assert code in codes(usage)
    assert usage.metrics == {LOANS: 24}
    assert not usage.is_fine


def test_a_turned_period_is_refused() -> None:
    usage = read(export(LOANS_OF_A_YEAR), "lainaukset_L_2025-12-31_2025-01-01.csv")
    assert usage.is_refused
    assert usage.metrics == {}


def test_a_period_that_is_given_goes_before_the_name() -> None:
    year = Period(dt.date(2024, 1, 1), dt.date(2024, 12, 31))
    assert read(export(LOANS_OF_A_YEAR), "lainat.csv", period=year).period == year


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("lainaukset_Louna_kirjastot_2024-04-23_2024-12-31 (1).xlsx", dt.date(2024, 4, 23)),
        ("C:\\lainaukset_L_2024-04-23_2024-12-31.csv", dt.date(2024, 4, 23)),
        ("lainaukset_L_2024-04-31_2024-12-31.csv", None),
        ("circulation_events_2024-04-23-to-2024-12-31 (1).csv", dt.date(2024, 4, 23)),
        ("koillis-circulation_events_2024-04-23-to-2024-12-31.csv", dt.date(2024, 4, 23)),
        ("circulation_events_2024-05-01.csv", dt.date(2024, 5, 1)),
        ("kopio_2024.csv", None),
    ],
)
def test_the_period_of_a_name(name: str, first: dt.date | None) -> None:
    period = period_of(name)
    assert (period and period.first) == first


@pytest.mark.parametrize(
    ("count", "text"),
    [
        ("-3", "Rivi 3, sarake N: Luku -3 on negatiivinen."),
        ("=SUM(N2:N2)", "Rivi 3, sarake N: Solussa on kaava"),
        ("neljä", "Rivi 3, sarake N: ”neljä” ei ole kokonaisluku."),
    ],
)
def test_an_odd_count_refuses_the_file_with_its_place(count: str, text: str) -> None:
    usage = read(export([loan("061", "Book", 1), loan("061", "Book", count)]))
    assert usage.problems[0].line("fi").startswith(text)
    assert (usage.rows, usage.metrics) == (0, {})


def test_a_formula_of_a_workbook_is_refused() -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(HEADING)
    book.active.append(loan("061", "Book", "=1+1"))
    out = io.BytesIO()
    book.save(out)
    assert codes(read(out.getvalue()))[0] == "formula"


def test_headings_alone_a_missing_column_and_a_cut_row_are_refused() -> None:
    assert codes(read(export([]))) == ["no-loans", "no-streaming", "no-fiction"]
    assert "cut-row" in codes(read(export(LOANS_OF_A_YEAR).removesuffix(b",2,Aho\r\n")))
    without = export(LOANS_OF_A_YEAR).replace(b"Sijainti", b"Paikka")
    assert read(without).problems[0].text("fi").startswith("Sarake ”Sijainti” puuttuu.")


def test_several_libraries_are_asked_about() -> None:
    usage = read(export([loan("061", "Book", 1), loan("444", "Book", 1, "Lukki-kirjastot")]))
    assert "libraries" in codes(usage)
    assert usage.institution == "Louna-kirjastot | Lukki-kirjastot"
