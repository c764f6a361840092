"""Awkward files: each is read right, or refused with the sheet, the cell and what to do."""

import datetime as dt

import pytest

from kimppa.statistics.reading.grids import read_grids
from kimppa.statistics.reading.report import Reading, read_report
from kimppa.statistics.tests.sheet_files import csv_file, words, workbook


def read(content: bytes, sheet: int = 0, measure: str = "") -> Reading:
    return read_report(read_grids(content)[sheet], words(measure=measure))


def figures(reading: Reading) -> dict[str, int]:
    """The figures of a file that may be taken into use."""
    assert [(f.address, f.message("en")) for f in reading.faults] == []
    return {f"{f.place.partition(':')[2]} {f.variable}": int(f.value or 0) for f in reading.figures}


MERGED_GROUPS = workbook(
    {
        "Taul1": [
            ["Kirjaston tilasto", None, None, None, None],
            [None, "Kokoelma", None, "Lainaus", None],
            ["Toimipiste", "Kirjat yhteensä", "Videotallenteet", "Kirjat yhteensä", "Lainaajia"],
            ["ii", 900, 12, 4000, 310],
            ["KOR", 800, 9, 3000, 200],
        ]
    },
    merged=["A1:E1", "B2:C2", "D2:E2"],
)
TWO_ROWS = workbook(
    {
        "Lainat": [
            ["Toimipiste", "Kaunokirjat", None, "Tietokirjat", None, "Lainaajia"],
            [None, "aikuiset", "lapset", "aikuiset", "lapset", None],
            ["Iin pääkirjasto", 10, 20, 30, 40, 5],
            ["Pyhäjoen kirjasto", 1, 2, 3, 4, 1],
        ]
    },
    merged=["B1:C1", "D1:E1", "A1:A2", "F1:F2"],
)
MEASURES_BELOW = workbook(
    {
        "Taul1": [
            ["Kirjasto", "Kirjat", None, "Videotallenteet", None],
            [None, "Lainat", "Hankinnat", "Lainat", "Hankinnat"],
            ["PYJÄ", 700, 30, 60, 2],
            ["PYJO", 500, 20, 40, 1],
        ]
    },
    merged=["B1:C1", "D1:E1"],
)
YEARS_SIDE_BY_SIDE = workbook(
    {
        "Lainaus": [
            ["Toimipiste", 2024, None, 2025, None],
            [None, "Kirjat yhteensä", "Lainat", "Kirjat yhteensä", "Lainat"],
            ["ii", 1, 2, 700, 900],
            ["KVE", 3, 4, 300, 400],
        ]
    },
    merged=["B1:C1", "D1:E1"],
)
PIVOT = workbook(
    {
        "Taul2": [
            ["Summa / Lainat", "Sarakeotsikot", None, None],
            [
                "Riviotsikot",
                "Lainaus: Nuotit ja partituurit",
                "Lainaus: Videotallenteet",
                "Kaikki yhteensä",
            ],
            ["KOR", 5, 6, 11],
            ["KVE", 7, 8, 15],
            ["Kaikki yhteensä", 12, 14, 26],
        ]
    }
)
SWEDISH = csv_file(
    "Utlåning per verksamhetsställe;;;\n"
    "Period 1.1.2025 – 31.12.2025;Utförande enhet;;Utskriven 3.1.2026\n"
    "Verksamhetsställe;Böcker totalt;Musikinspelningar;Låntagare\n"
    "Korsholms huvudbibliotek;12 345;1\u00a0234;2 000\n"
    "Kvevlax bibliotek;4 000;200;600\n"
    "Sammanlagt;16 345;1 434;2 600\n",
    "cp1252",
)
SUBTOTALS = csv_file(
    "Lainat kunnittain\nKunta;Toimipiste;Lainat\n"
    "Mustasaari;KOR;3000\n;KVE;1000\n;Mustasaari yhteensä;4000\n"
    "Pyhäjoki;PYJO;500\n;Pyhäjoki yhteensä;500\nKaikki yhteensä;;4500\n"
)
PAGES = csv_file(
    "\ufeffToimipiste;Lainat;Lainaajia\nii;10;5\nsivu 1\n"
    "Toimipiste;Lainat;Lainaajia\nKOR;20;6\nsivu 2\n"
)
YEAR_COLUMN = csv_file("Vuosi;Toimipiste;Lainat\n2024;ii;1\n2024;KOR;2\n2025;ii;10\n2025;KOR;20\n")
HIDDEN = workbook(
    {
        "Vanha": [["Toimipiste", "Lainat"], ["ii", 1]],
        "Lainat 2025": [["Toimipiste", "Lainat"], ["ii", 10]],
    },
    hidden=["Vanha"],
)
LONG_YEARS = csv_file(
    "vuosi,yksikkö,luokka,määrä\n2024,ii,Lainaajia,1\n2025,ii,Lainaajia,9\n"
    "2024,KOR,Lainaajia,2\n2025,KOR,Lainaajia,8\n"
)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(
            MERGED_GROUPS,
            {
                "ii KOK_books": 900,
                "ii LAI_books": 4000,
                "KOR KOK_video": 9,
                "ii KAY_borrowers": 310,
            },
            id="merged titles over columns",
        ),
        pytest.param(
            TWO_ROWS,
            {
                "ii LAI_fic_adu": 10,
                "ii LAI_fic_chi": 20,
                "ii LAI_non_chi": 40,
                "PYJO KAY_borrowers": 1,
            },
            id="headings of two rows",
        ),
        pytest.param(
            MEASURES_BELOW,
            {"PYJÄ LAI_books": 700, "PYJÄ HAN_books": 30, "PYJO LAI_video": 40},
            id="measures below materials",
        ),
        pytest.param(
            YEARS_SIDE_BY_SIDE,
            {"ii LAI_books": 700, "KVE LAI_total": 400},
            id="two years side by side",
        ),
        pytest.param(
            PIVOT, {"KOR LAI_scores": 5, "KVE LAI_video": 8}, id="a pivot table copied as it was"
        ),
        pytest.param(
            SWEDISH,
            {"KOR LAI_books": 12345, "KOR LAI_music": 1234, "KVE KAY_borrowers": 600},
            id="Swedish, cp1252, spaces in numbers",
        ),
        pytest.param(
            PAGES,
            {"ii LAI_total": 10, "KOR LAI_total": 20, "KOR KAY_borrowers": 6},
            id="BOM, and headings on each page",
        ),
        pytest.param(
            SUBTOTALS,
            {"KOR LAI_total": 3000, "499 LAI_total": 4000, "PYJO LAI_total": 500},
            id="municipality's sums between",
        ),
        pytest.param(
            YEAR_COLUMN, {"ii LAI_total": 10, "KOR LAI_total": 20}, id="a column of years"
        ),
        pytest.param(
            LONG_YEARS,
            {"ii KAY_borrowers": 9, "KOR KAY_borrowers": 8},
            id="a long table of two years",
        ),
        pytest.param(HIDDEN, {"ii LAI_total": 10}, id="a hidden sheet"),
    ],
)
def test_it_is_read_right(content: bytes, expected: dict[str, int]) -> None:
    found = figures(read(content))
    assert {name: found.get(name) for name in expected} == expected
    assert not any(value in (1, 2, 3, 4) and "LAI_total" in name for name, value in found.items())


MONTHS = workbook(
    {
        "Lainat": [
            ["Toimipiste", "Kuukausi", "Lainat"],
            ["ii", "tammikuu", 100],
            [None, "helmikuu", 110],
            [None, "maaliskuu", 120],
            ["KOR", "tammikuu", 90],
            [None, "helmikuu", 80],
        ]
    },
    merged=["A2:A4", "A5:A6"],
)
DEPARTMENTS = workbook(
    {"Lainat": [["Toimipiste", "Osasto", "Lainat"], ["ii", "aikuiset", 5], [None, "lapset", 6]]},
    merged=["A2:A3"],
)
TWO_BELOW = workbook(
    {
        "Tilasto": [
            ["Kokoelma", None, None],
            ["Toimipiste", "Kirjat yhteensä", "Videotallenteet"],
            ["ii", 10, 1],
            ["KOR", 20, 2],
            [None, None, None],
            ["Lainat", None, None],
            ["Toimipiste", "Kirjat yhteensä", "Videotallenteet"],
            ["PYJO", 300, 30],
        ]
    }
)
TWO_BESIDE = workbook(
    {
        "Taul1": [
            ["Toimipiste", "Lainat", None, "Toimipiste", "Lainaajia"],
            ["ii", 10, None, "KOR", 5],
            ["KOR", 20, None, "ii", 6],
        ]
    }
)
PLACES_OVER_YEARS = workbook(
    {
        "Lainaus": [
            ["Tilasto", "ii", None, "KOR", None],
            [None, 2024, 2025, 2024, 2025],
            ["Kirjat yhteensä", 1, 10, 2, 20],
            ["Videotallenteet", 3, 30, 4, 40],
        ]
    },
    merged=["B1:C1", "D1:E1"],
)
UNNAMED_SUM = csv_file("Toimipiste;Lainat\nii;10\nKOR;20\n;30\n")
UNNAMED_COLUMN = workbook(
    {"Lainat": [["Toimipiste", "Lainat", None], ["ii", 10, 0.4], ["KOR", 15, 0.6]]}
)
SHARES = csv_file("Toimipiste;Lainat;Lainaajia\nii;10;12 %\nKOR;20;14 %\n")
OTHER_YEARS_ONLY = csv_file("Vuosi;Toimipiste;Lainat\n2024;ii;1\n2024;KOR;2\n")
DATES = workbook({"Lainat": [["Toimipiste", "Lainat"], ["ii", dt.date(2025, 3, 4)], ["KOR", 5]]})
BENEATH_WITHDRAWALS = csv_file(
    "Kokoelma\nTilasto;ii;KOR\nPoistot;;\nKirjat yhteensä;5;6\nVideotallenteet;1;1\n"
)
INTERLIBRARY = csv_file(
    ";Lainaus;;Kaukolainat;\n"
    "Toimipiste;Kirjat yhteensä;Videotallenteet;Kirjat yhteensä;Videotallenteet\n"
    "ii;100;2;5;1\nKOR;200;3;6;1\n"
)
COVER = workbook(
    {
        "Kansi": [["Kirjastotilasto 2025"], ["Tekijä: NN"]],
        "Lainat": [["Toimipiste", "Lainat"], ["ii", 10]],
    }
)
FOOTER = csv_file("Toimipiste;Lainat\nii;10\nKOR;20\nTulostettu Kohasta;3.1.2026\n")


@pytest.mark.parametrize(
    ("content", "problem", "address", "told"),
    [
        pytest.param(MONTHS, "by-month", "B2", "tammikuu", id="months below a merged branch"),
        pytest.param(
            DEPARTMENTS, "nameless-row", "A3", "joka", id="departments below a merged one"
        ),
        pytest.param(TWO_BELOW, "second-table", "7", "(Lainat)", id="two tables, one below"),
        pytest.param(
            TWO_BESIDE, "second-table", "D1", "välilehdelleen", id="two tables, side by side"
        ),
        pytest.param(
            PLACES_OVER_YEARS, "two-headings", "2", "2024", id="years below merged branches"
        ),
        pytest.param(UNNAMED_SUM, "nameless-row", "A4", "summa", id="a sum that nobody named"),
        pytest.param(
            UNNAMED_COLUMN, "no-heading", "C1", "otsikko", id="a column that nobody named"
        ),
        pytest.param(SHARES, "percent", "C2", "12 %", id="shares in place of counts"),
        pytest.param(OTHER_YEARS_ONLY, "other-year", "A2", "2024", id="only rows of another year"),
        pytest.param(DATES, "date", "B2", "2025-03-04", id="a number that Excel made a day"),
        pytest.param(
            BENEATH_WITHDRAWALS,
            "unknown-column",
            "A4",
            "Poistot Kirjat",
            id="a class below withdrawals",
        ),
        pytest.param(
            INTERLIBRARY,
            "unknown-column",
            "D2",
            "Kaukolainat Kirjat",
            id="a class below interlibrary loans",
        ),
        pytest.param(COVER, "no-table", "", "välilehti", id="a cover sheet"),
        pytest.param(FOOTER, "unknown-place", "A4", "jätä se pois", id="a footer of two cells"),
    ],
)
def test_it_is_refused_where_it_is_wrong(
    content: bytes, problem: str, address: str, told: str
) -> None:
    reading = read(content)
    assert (problem, address) in [(fault.problem, fault.address) for fault in reading.faults]
    assert not reading.fit
    fault = next(fault for fault in reading.faults if fault.problem == problem)
    assert told in fault.message("fi")
    assert all("{" not in fault.message(language) for language in ("fi", "sv", "en"))


def test_ii_is_the_municipality_and_ii_in_small_letters_the_branch() -> None:
    assert words().place("Ii").target == "municipality:139"
    assert words().place("ii").target == "branch:ii"
    assert words().place("kor").target == "branch:KOR"
    assert words().place("Pyhäjoki").target != words().place("Pyhäjärvi").target
