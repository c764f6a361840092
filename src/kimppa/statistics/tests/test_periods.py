"""Sheets of half a year: frozen, delivered, and told apart from those of the year."""

import datetime as dt
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation

from conftest import Louna
from kimppa.core.duties.spans import span, span_of
from kimppa.core.evidence.models import Evidence
from kimppa.core.permissions import SYSTEM
from kimppa.core.releases.actions import deliver_versions, freeze_versions
from kimppa.statistics.area import due
from kimppa.statistics.opendata.figures import open_figures
from kimppa.statistics.sheets.releases import SHEETS, sheets_of
from kimppa.statistics.tests.test_line import YEAR, signed_in, text
from kimppa.statistics.tests.test_lists import give_codes, of_patrons, upload
from tests.lines import make_lines


@pytest.fixture
def desk(january: Louna) -> Client:
    return signed_in(january.coordinator)


@pytest.mark.parametrize("name", ["2024", "2024-H1", "2024-H2", "2024-Q3", "2024-02", "2023-12"])
def test_days_that_are_a_span_have_its_name(name: str) -> None:
    days = span(name)
    assert days is not None
    assert span_of(days[0], days[1]) == name
    assert span_of(days[0], days[1] - dt.timedelta(days=1)) == ""
    assert span_of(dt.date(2024, 2, 1), dt.date(2024, 4, 30)) == ""


def test_half_a_year_is_frozen_and_its_delivery_settles_that_half(
    desk: Client, january: Louna, tmp_path: Path
) -> None:
    half = upload(desk, tmp_path, start="1.1.2024", end="30.6.2024")
    give_codes(desk, half)
    desk.post(f"/statistics/imports/{half.pk}/take-in/")
    kind = {"kind": "deliverable"}
    (halves,) = make_lines(2024, "statistics-units", due="half-yearly by 08-31, 01-31 +1", **kind)
    make_lines(2024, "statistics-units", due="by 03-31 +1", **kind)
    sheets = sheets_of("2024-H1", 2024)
    (own,) = SHEETS.drafts(sheets, [january.municipalities["981"]])
    in_half = [row for row in of_patrons("ypä") if row["at"] < "2024-07-01"]
    loans = next(row for row in own.facts["rows"] if row["code"] == "LAI_total")
    assert (loans["value"], loans["branches"]) == (str(len(in_half)), {"ypä": str(len(in_half))})
    assert loans["source"].endswith("1.1.2024–30.6.2024")
    names = [file.name for file in SHEETS.files(own, own.stamp(dt.date(2024, 8, 20)))]
    assert names[0] == "tilastot-tammikuu-kesakuu-2024-ypaja-v1.xlsx"
    page = desk.get(f"{YEAR}sheets/2024-H1/freeze/")
    assert "Tilastot, tammikuu–kesäkuu 2024" in text(page)
    towns = january.municipalities.values()
    told = [town for town in towns if town.code != "834"]  # of which no file tells
    versions = freeze_versions(by=SYSTEM, kind=SHEETS, document=sheets, municipalities=told)
    assert {version.period for version in versions} == {"2024-H1"}
    assert SHEETS.page(versions[0]) == f"{YEAR}sheets/2024-H1/delivery/"
    deliver_versions(by=SYSTEM, kind=SHEETS, document=sheets, municipalities=told)
    given = Evidence.objects.filter(period="2024-H1", kind="delivery")
    assert [work.duty for work in given] == [halves] * 4
    with translation.override("fi"):
        days = list(due(dt.date(2024, 1, 1), dt.date(2025, 12, 31), january.coordinator))
    assert [(day.title, day.done) for day in days if day.topic == "statistics-units"] == [
        ("Tilastot, tammikuu–kesäkuu 2024 kuhunkin kirjastoon", True),
        ("Tilastot, heinäkuu–joulukuu 2024 kuhunkin kirjastoon", False),
        ("Tilastot 2024 kuhunkin kirjastoon", False),
    ]
    assert open_figures([2024]) == []


def test_a_period_of_which_no_file_tells_is_not_delivered(desk: Client, january: Louna) -> None:
    sheets = sheets_of("2024-Q2", 2024)
    with (
        translation.override("fi"),
        pytest.raises(ValidationError, match="Mikään tiedosto ei kerro"),
    ):
        freeze_versions(by=SYSTEM, kind=SHEETS, document=sheets)
    assert desk.get(f"{YEAR}sheets/2024-H3/freeze/").status_code == 404
    assert desk.get(f"{YEAR}sheets/2023-H1/freeze/").status_code == 404
