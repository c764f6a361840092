"""A table of any vendor is looked through; with roles its counts are those of the file."""

import datetime as dt

import pytest

from kimppa.documents.xlsx import Sheet, SheetColumn, write_xlsx
from kimppa.sources.usage.cells import count_of, month_of, number_of
from kimppa.sources.usage.model import ColumnKind, Kind, Period
from kimppa.sources.usage.tables import USE, Role
from kimppa.sources.usage.tests.samples import codes, read

TABLE = (
    "Cineast, katselut 2025;;;;\n;;;;\nKunta;Kuntanro;Elokuvia;Katselut;Hinta\n"
    "Forssa;061;40;1 204;3,50\nYpäjä;981;12;60;3,50\nYhteensä;;52;1264;7\n"
).encode("cp1252")


def test_columns_are_told_with_their_sums() -> None:
    usage = read(TABLE, "cineast.csv")
    assert (usage.kind, usage.rows, usage.period) == (Kind.TABLE, 2, None)
    kinds = {column.heading: column.kind for column in usage.columns}
    assert kinds == {
        "Kunta": ColumnKind.TEXT, "Kuntanro": ColumnKind.TEXT, "Elokuvia": ColumnKind.NUMBER,
        "Katselut": ColumnKind.NUMBER, "Hinta": ColumnKind.NUMBER,
    }  # fmt: skip
    assert usage.metrics == {"Elokuvia": 52, "Hinta": 7.0, "Katselut": 1264}
    assert usage.columns[0].examples == ("Forssa", "Ypäjä")
    assert [(p.code, p.place.row) for p in usage.problems] == [("total-row", 6)]


def test_roles_make_counts_of_a_table() -> None:
    roles = {"Kuntanro": Role.MUNICIPALITY, "Katselut": Role.COUNT}
    year = Period(dt.date(2025, 1, 1), dt.date(2025, 12, 31))
    usage = read(TABLE, "cineast.csv", roles=roles, period=year)
    assert usage.metrics == {"Katselut": 1264}
    assert usage.by("municipality", metric="Katselut") == {("061",): 1204, ("981",): 60}
    assert usage.period == year


def test_months_in_headings_count_by_themselves() -> None:
    content = (
        "Nimi,Mittari,Kunta,tammi.25,helmi.25\nA,Kuuntelut,Forssa,1,2\nB,Lataukset,Forssa,3,\n"
    )
    roles = {"Mittari": Role.METRIC, "Kunta": Role.MUNICIPALITY}
    usage = read(content.encode(), roles=roles)
    assert usage.metrics == {"Kuuntelut": 3, "Lataukset": 3}
    assert usage.period == Period(dt.date(2025, 1, 1), dt.date(2025, 2, 28))
    assert read(content.encode(), roles={"Kunta": Role.MUNICIPALITY}).metrics == {USE: 6}


def test_months_in_rows() -> None:
    content = "Kuukausi;Kunta;Lainat\n2025-01;Forssa;5\n2/2025;Forssa;6\nmaalis 2025;Forssa;7\n"
    roles = {"Kuukausi": Role.MONTH, "Lainat": Role.COUNT}
    usage = read(content.encode(), roles=roles)
    assert usage.by("month", metric="Lainat") == {
        (dt.date(2025, 1, 1),): 5, (dt.date(2025, 2, 1),): 6, (dt.date(2025, 3, 1),): 7,
    }  # fmt: skip


def test_a_workbook_is_read_as_its_csv() -> None:
    columns = (SheetColumn("Kunta"), SheetColumn("Katselut", "integer"))
    sheet = Sheet("Sivu", columns, [("Forssa", 1204), ("Ypäjä", 60)])
    usage = read(write_xlsx([sheet], created=dt.date(2025, 1, 1)))
    assert usage.metrics == {"Katselut": 1264}


@pytest.mark.parametrize(
    ("content", "roles", "line"),
    [
        ("Kunta;2025-01;1/2025\nA;1;2\n", None, "Rivi 1, sarake B: 2025-01 on kahdesti."),
        ("Kunta;2025-01\nA;-2\n", None, "Rivi 2, sarake B: Luku -2 on negatiivinen."),
        ("Kunta;Lainat\nA;-5\n", None, "Rivi 2, sarake B: Luku -5 on negatiivinen."),
        ("Kunta;Lainat\nA;=B1\n", None, "Rivi 2, sarake B: Solussa on kaava"),
        ("Kunta;Lainat\nA;1;2\n", None, "Rivi 2: Rivillä on 3 solua, mutta otsikkorivillä 2."),
        ("Kunta;Lainat\nA;x\n", {"Lainat": Role.COUNT}, "Rivi 2, sarake B: ”x” ei ole koko"),
        ("Kunta;Lainat\nA;1\n", {"Käyttö": Role.COUNT}, "Sarake ”Käyttö” puuttuu."),
        ("Kunta;Lainat\nA;1\n", {"Kunta": Role.MUNICIPALITY}, "Mitään saraketta ei ole valittu"),
        ("Kk;Lainat\nx;1\n", {"Kk": Role.MONTH, "Lainat": Role.COUNT}, "Rivi 2, sarake A: ”x” ei"),
        ("Kunta;Lainat\n", None, "Tässä ei ole taulukkoa"),
        ("1;2\n3;4\n", None, "Tässä ei ole taulukkoa: tiedoston alussa lukee ”1 2 3 4”."),
        ("x" * 1_500_000, None, "Rivi on pidempi kuin 1\xa0000\xa0000 merkkiä"),
    ],
)  # fmt: skip
def test_what_is_odd_refuses_the_table(
    content: str, roles: dict[str, Role] | None, line: str
) -> None:
    usage = read(content.encode(), roles=roles)
    assert usage.problems[0].line("fi").startswith(line)
    assert (usage.rows, usage.metrics, usage.columns) == (0, {}, ())


def test_a_heading_that_stands_twice_cannot_be_pointed_at() -> None:
    usage = read(b"Lainat;Lainat\n1;2\nx;3\n", roles={"Lainat": Role.COUNT})
    assert codes(usage) == ["column-twice"]


@pytest.mark.parametrize(
    ("cell", "month"),
    [
        ("Jan-2022", "2022-01"), ("Feb-19", "2019-02"), ("Mar 2019", "2019-03"),
        ("2020-07", "2020-07"), ("202007", "2020-07"), ("07/2020", "2020-07"),
        ("tammikuu 2022", "2022-01"), ("joulu.22", "2022-12"), ("maj 2022", "2022-05"),
        ("2022-01-01", "2022-01"), (dt.date(2022, 5, 1), "2022-05"), ("Sept-2021", "2021-09"),
    ],
)  # fmt: skip
def test_months_as_they_are_written(cell: object, month: str) -> None:
    assert f"{month_of(cell):%Y-%m}" == month


@pytest.mark.parametrize("cell", ["2022", "13/2020", "Foo-2022", "Jan", "", None, 7, "2020-13"])
def test_what_is_no_month(cell: object) -> None:
    assert month_of(cell) is None


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        ("12", 12), (" 1 204 ", 1204), ("1\N{NO-BREAK SPACE}204", 1204), ("12,0", 12), ("", 0),
        (None, 0), (7.0, 7), (7.5, None), ("1.204", None), ("x", None), (True, None), ("-3", -3),
        ("1" * 16, None), ("１２", None), ("1_000", None), ("=1", None), (float("nan"), None),
    ],
)  # fmt: skip
def test_counts_as_they_are_written(cell: object, count: int | None) -> None:
    assert count_of(cell) == count


def test_numbers_with_decimals() -> None:
    assert [number_of(cell) for cell in ("3,50", "1 204.5", 2.5, "", "x")] == [
        3.5, 1204.5, 2.5, None, None,
    ]  # fmt: skip
