"""What the ministry published: long CSV, one variable by years, the yearly .xls."""

from decimal import Decimal
from pathlib import Path

import pytest

from kimppa.documents import oldxls
from kimppa.documents.oldxls import read_xls
from kimppa.documents.spreadsheets import SpreadsheetError
from kimppa.statistics.reading.cells import State
from kimppa.statistics.reading.grids import read_grids
from kimppa.statistics.reading.published import Publication, read_published
from kimppa.statistics.tests.oldexcel import old_xls

LOUNA = {"061": ["Forssa"], "103": ["Humppila"], "169": ["Jokioinen", "Jockis"]}
LOUNA |= {"834": ["Tammela"], "981": ["Ypäjä"]}
# Statistics Finland's codes of two that the official file had wrong.
OTHERS = {"235": ["Kauniainen"], "284": ["Koski Tl"]}


def values(found: Publication) -> dict[tuple[str, str, int], Decimal | None]:
    return {(one.municipality, one.variable, one.year): one.value for one in found.values}


def test_the_published_history_of_louna_is_read_whole(shared_data: Path) -> None:
    content = (shared_data / "okm" / "louna_published.csv").read_bytes()
    found = read_published(read_grids(content), LOUNA)
    assert found.faults == ()
    assert values(found)["061", "LAI_total", 1999] == 418705
    assert values(found)["981", "TUN_cost_cap", 2010] == Decimal("75.8")
    assert values(found)["169", "AUK_total", 2022] == Decimal("4528.5")
    assert len({one.municipality for one in found.values}) == 5
    assert found.skipped > 0  # the whole country


def test_a_latin_1_file_among_its_utf_8_siblings_loses_nobody() -> None:
    """`lainaukset.csv` is Latin-1: a naive reader loses Ypäjä."""
    text = "Kunta,2009,2010\nForssa,345980,337141\nKanta-Häme,9,9\nYpäjä,44000,37000\n"
    for encoding in ("latin-1", "utf-8"):
        grids = read_grids(text.encode(encoding))
        found = read_published(grids, LOUNA, variable="LAI_total")
        assert values(found)["981", "LAI_total", 2009] == 44000
        assert found.skipped == 1
    lost = text.encode("latin-1").decode("utf-8", "replace").encode()
    found = read_published(read_grids(lost), LOUNA, variable="LAI_total")
    assert [(f.problem, f.address) for f in found.faults] == [
        ("broken-letters", "A3"),
        ("broken-letters", "A4"),
    ]


def test_events_that_were_not_collected_are_no_zero() -> None:
    text = "Kunta,2010,2012\nForssa,0,70\n"
    found = read_published(read_grids(text.encode()), LOUNA, variable="TAP_u18_n")
    states = {one.year: (one.state, one.value) for one in found.values}
    assert states == {2010: (State.NOT_COLLECTED, None), 2012: (State.VALUE, 70)}


def test_the_yearly_xls_is_read_from_its_sheet_all() -> None:
    content = old_xls(
        "ALL",
        [
            ["Kirjasto", "Kokoelmat", "Lainaus (kokonaislainaus)", "Salaisuus", "Kuntanumero"],
            ["Akaa", 80000, 120000, 1, 20],
            ["Forssa", 135000, "*", 1, 61],
            ["Ypäjä", 25100, 17300, 1, 981],
        ],
    )
    found = read_published(read_grids(content), LOUNA, year=2022)
    assert found.faults == ()
    assert values(found)["061", "KOK_total", 2022] == 135000
    assert values(found)["981", "LAI_total", 2022] == 17300
    assert {one.state for one in found.values if one.value is None} == {State.MISSING}
    assert found.skipped == 1


def test_a_wrong_municipality_code_is_told_with_the_right_one() -> None:
    """The official files had 236 for 235 and 248 for 284."""
    content = old_xls(
        "ALL",
        [
            ["Kunta", "Kuntanumero", "Kokoelmat"],
            ["Kauniainen", 236, 60000],
            ["Koski Tl", 248, 30000],
            ["Forssa", 61, 135000],
        ],
    )
    found = read_published(read_grids(content), LOUNA | OTHERS, year=2022)
    assert [(f.problem, f.address, f.text) for f in found.faults] == [
        ("wrong-municipality", "B2", "236"),
        ("wrong-municipality", "B3", "248"),
    ]
    assert "235" in found.faults[0].message("fi")


def test_long_csv_tells_what_it_cannot_read() -> None:
    text = (
        "variable,municipality_code,municipality,year,value\n"
        "loans,061,Forssa,2013,295342\nlaons,061,Forssa,2013,1\n"
        "loans,061,Ypäjä,2013,34532\nloans,981,Ypäjä,noin,1\nloans,981,Ypäjä,2013,x\n"
    )
    found = read_published(read_grids(text.encode()), LOUNA)
    assert [(f.problem, f.address) for f in found.faults] == [
        ("unknown-column", "A3"),
        ("wrong-municipality", "B4"),
        ("wrong-year", "D5"),
        ("not-number", "E6"),
    ]
    assert found.faults[0].near == "loans"


def test_a_file_of_one_year_needs_the_year() -> None:
    content = old_xls("ALL", [["Kirjasto", "Kokoelmat"], ["Forssa", 1]])
    assert [f.problem for f in read_published(read_grids(content), LOUNA).faults] == ["no-table"]


@pytest.mark.parametrize("cut", [9, 520, 1600])
def test_a_damaged_old_file_is_refused(cut: int, monkeypatch: pytest.MonkeyPatch) -> None:
    content = old_xls("ALL", [["Kirjasto", "Kokoelmat"], ["Forssa", 1]])
    with pytest.raises(SpreadsheetError):
        read_xls(content[:cut])
    with pytest.raises(SpreadsheetError, match="broken"):
        read_xls(b"nothing of the kind")
    monkeypatch.setattr(oldxls, "MAX_ROWS", 1)
    with pytest.raises(SpreadsheetError, match="rows"):
        read_xls(old_xls("ALL", [["a"], ["b"]]))
