"""Visits of web services: read from tables of real life, and what each key would change."""

import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pytest

from kimppa.sources.matomo import Visits, Year
from kimppa.statistics.visits.reading import from_matomo, read_visits
from kimppa.statistics.visits.whatif import Candidate, compare


def table(*lines: str, encoding: str = "utf-8") -> bytes:
    return "\n".join(lines).encode(encoding)


def faults(content: bytes, year: int = 2024) -> list[tuple[str, str]]:
    return [(one.address, one.problem) for one in read_visits(content, year).faults]


@pytest.mark.parametrize(
    ("head", "january", "february"),
    [
        ("Kuukausi;Käynnit", "2024-01;1 234", "2024-02;987"),
        ("Jakso;Yksilölliset;Istunnot", "1/2024;500;1234", "02/2024;400;987"),
        ("Månad;Besök", "januari 2024;1234", "feb 2024;987"),
        ("Kuukausi;Käynnit", "tammikuu 2024;1234", "2024 helmi;987"),
        ("Date;nb_visits", "2024-01-31;1234", "2024-02-29;987"),
        ("Päivämäärä;Vierailut", "31.1.2024;1234", "29.2.2024;987"),
    ],
)
def test_months_are_read_however_they_are_written(head: str, january: str, february: str) -> None:
    found = read_visits(table("Verkkokäynnit", head, january, february, encoding="cp1252"), 2024)
    assert found.months == {1: 1234, 2: 987}
    assert found.visits == 2221
    assert found.missing == list(range(3, 13))
    assert found.row[:3] == [1234, 987, None]
    assert found.fit


def test_days_are_summed_and_other_years_left_out() -> None:
    found = read_visits(
        table("Pvm;Käynnit", "31.12.2023;5", "1.1.2024;10", "2.1.2024;20", "1.3.2024;7"), 2024
    )
    assert (found.months, found.skipped) == ({1: 30, 3: 7}, 1)


def test_a_workbook_with_real_dates_is_read() -> None:
    book, out = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in (("Kuukausi", "Käynnit"), (dt.date(2024, 1, 1), 10), (dt.date(2024, 2, 1), 0)):
        sheet.append(row)
    book.save(out)
    found = read_visits(out.getvalue(), 2024)
    assert found.months == {1: 10, 2: 0}
    assert 2 not in found.missing


def test_a_month_that_is_empty_or_marked_is_missing_and_not_nought() -> None:
    found = read_visits(table("Kuukausi;Käynnit", "2024-01;10", "2024-02;", "2024-03;*"), 2024)
    assert found.months == {1: 10}
    assert found.missing[:2] == [2, 3]


def test_a_years_own_figure_is_taken_as_it_is() -> None:
    content = table("Vuosi;Käynnit", "2023;900", "2024;1000")
    found = read_visits(content, 2024)
    assert (found.visits, found.months, found.missing) == (1000, {}, [])


def test_a_total_must_be_the_sum_of_its_months() -> None:
    lines = ["Kuukausi;Käynnit", "2024-01;10", "2024-02;20", "Yhteensä;30"]
    assert read_visits(table(*lines), 2024).fit
    lines[-1] = "Yhteensä;31"
    found = read_visits(table(*lines), 2024)
    assert not found.fit
    (fault,) = found.faults
    assert fault.address == "B4"
    assert "yhteensä 30" in fault.message("fi")


@pytest.mark.parametrize(
    ("line", "address", "problem"),
    [
        ("2024-02;-5", "B3", "negative"),
        ("2024-02;1,5", "B3", "fraction"),
        ("2024-02;paljon", "B3", "not-number"),
        ("2024-13;5", "A3", "no-period"),
        ("kevät;5", "A3", "no-period"),
        ("2024-01;5", "A3", "twice"),
    ],
)
def test_faults_are_told_with_their_cells(line: str, address: str, problem: str) -> None:
    assert faults(table("Kuukausi;Käynnit", "2024-01;10", line)) == [(address, problem)]


def test_a_file_without_visits_or_without_the_year_is_told() -> None:
    assert faults(table("Kunta;Lainat", "Ypäjä;5")) == [("", "no-visits")]
    assert faults(table("Vuosi;Käynnit", "2023;5")) == [("", "no-visits-of-year")]


def test_what_a_matomo_told_is_read_again() -> None:
    months = {1: Visits(700, 300), 2: Visits(), 3: Visits(0, 0)}
    content = from_matomo(Year(2024, Visits(700), months), site=3, segment="")
    found = read_visits(content, 2024)
    assert found.visits == 700
    assert found.missing == [2]
    assert found.row[:4] == [700, None, 0, None]
    nothing = read_visits(from_matomo(Year(2024, Visits(), {}), site=3, segment=""), 2024)
    assert nothing.visits is None
    assert not nothing.fit


def test_keys_side_by_side_sum_to_the_same_whole() -> None:
    weights = {"061": Decimal(16_600), "981": Decimal(2_220)}
    now = {"061": Decimal(880), "981": Decimal(121)}
    people = Candidate("population", "Väkiluku", weights, key=1)
    equal = Candidate("equal", "Tasaosuudet", {"061": Decimal(1), "981": Decimal(1)})
    without = Candidate("loans", "Lainat", {"061": Decimal(1)}, missing=("Ypäjä",))
    nought = Candidate("agreed", "Sovittu", {"061": Decimal(0), "981": Decimal(0)})
    found = compare(1000, {"981": Decimal(1)}, now, [people, equal, without, nought])
    assert [one.parts is None for one in found] == [False, False, True, True]
    for one in found[:2]:
        assert one.parts is not None
        assert sum(one.parts.values()) == 1001
    assert found[0].part("981") == 119
    assert found[1].part("981") == 501
    assert found[1].effect("981") == 380
    assert round(found[1].percent("981") or 0) == 314
    assert found[2].effect("061") is None
