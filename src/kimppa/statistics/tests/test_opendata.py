"""Open data, series and the API: what everybody, a reader and a program get."""

import csv
import io
import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import Louna
from kimppa.core.consortium.queries import municipalities_on
from kimppa.core.figures.actions import Provenance
from kimppa.core.permissions import SYSTEM
from kimppa.core.register.actions import record_population
from kimppa.core.releases.actions import deliver_versions, freeze_versions
from kimppa.core.search.sources import sources
from kimppa.core.tokens.scopes import offered_scopes
from kimppa.statistics.models import Round
from kimppa.statistics.opendata.figures import open_figures
from kimppa.statistics.series.queries import known_series, marks, series_of
from kimppa.statistics.sheets.releases import SHEETS, sheets_of
from kimppa.statistics.variables.breaks import breaks, breaks_of
from kimppa.statistics.variables.catalogue import catalogue
from kimppa.statistics.variables.keyfigures import key_figures
from kimppa.statistics.years.actions import open_data
from tests.tokens import secret_of


def text(response: Any) -> str:
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(plain.split())


@pytest.fixture
def delivered(january: Louna) -> Louna:
    """The sheets of customers have gone out as final, those of the units as provisional."""
    towns = list(municipalities_on())
    for topic, provisional in (("active-customers", False), ("statistics-units", True)):
        freeze_versions(
            by=SYSTEM,
            kind=SHEETS,
            document=sheets_of(topic, 2024),
            municipalities=towns,
            provisional=provisional,
        )
        deliver_versions(
            by=SYSTEM, kind=SHEETS, document=sheets_of(topic, 2024), municipalities=towns
        )
    return january


def test_nothing_is_open_until_the_coordinator_opens_it(delivered: Louna) -> None:
    visitor, desk = Client(), Client()
    desk.force_login(delivered.coordinator)
    assert "Yhtään vuotta" in text(visitor.get("/tilastot/"))
    assert json.loads(visitor.get("/tilastot/luvut.json").content)["figures"] == []
    assert visitor.get("/tilastot/2024/luvut.csv").status_code == 404
    desk.post("/statistics/2024/open/")
    assert visitor.get("/tilastot/2024/luvut.csv").status_code == 200
    assert "2024" in text(visitor.get("/tilastot/"))
    desk.post("/statistics/2024/close/")
    assert visitor.get("/tilastot/2024/luvut.csv").status_code == 404


def test_only_what_was_delivered_as_final_is_open(delivered: Louna) -> None:
    open_data(by=SYSTEM, statistics=Round.objects.get(year=2024))
    visitor = Client()
    told = json.loads(visitor.get("/tilastot/2024/luvut.json").content)
    assert told["licence"] == "CC BY 4.0"
    assert {one["variable"] for one in told["figures"]} == {"KAY_borrowers"}
    values = {one["municipality_code"]: one["value"] for one in told["figures"]}
    assert values == {"061": "5610", "103": "655", "169": "1588", "834": "1640", "981": "577"}
    assert all(one["example"] and len(one["sha256"]) == 64 for one in told["figures"])
    uri = told["figures"][0]["variable_uri"]
    page = visitor.get(uri[uri.index("/tilastot/") :])
    assert "Ypäjä" in text(page)
    rows = list(
        csv.DictReader(
            io.StringIO(visitor.get("/tilastot/luvut.csv").content.decode("utf-8-sig")),
            delimiter=";",
        )
    )
    assert {row["value"] for row in rows} == set(values.values())
    assert rows[0]["licence"] == "CC BY 4.0"
    one = json.loads(visitor.get("/tilastot/muuttuja/KAY_borrowers/luvut.json").content)
    assert one["variable"]["uri"] == uri
    assert len(one["figures"]) == 5


def test_public_pages_ask_little_and_need_no_cookie(delivered: Louna) -> None:
    open_data(by=SYSTEM, statistics=Round.objects.get(year=2024))
    visitor = Client()
    for path in (
        *("/tilastot/", "/tilastot/luvut.json", "/tilastot/muuttujat.json"),
        *("/tilastot/muuttujat.csv", "/tilastot/muuttuja/LAI_total/"),
    ):
        with CaptureQueriesContext(connection) as captured:
            found = visitor.get(path)
        assert found.status_code == 200, path
        assert not found.cookies
        assert len(captured.captured_queries) <= 12, path
    assert found["Content-Type"].startswith("text/html")
    assert visitor.get("/tilastot/muuttuja/NOTHING/").status_code == 404
    assert visitor.get("/tilastot/luvut.exe").status_code == 404
    assert visitor.post("/tilastot/").status_code == 405


def test_a_correction_takes_the_place_of_what_it_corrects(delivered: Louna) -> None:
    open_data(by=SYSTEM, statistics=Round.objects.get(year=2024))
    assert {one.version for one in open_figures([2024])} == {1}
    desk = Client()
    desk.force_login(delivered.coordinator)
    desk.post("/statistics/2024/municipality/169/enter/use/", {"|KAY_borrowers": "1600"})
    towns = [one for one in municipalities_on() if one.code == "169"]
    freeze_versions(
        by=SYSTEM,
        kind=SHEETS,
        document=sheets_of("active-customers", 2024),
        municipalities=towns,
        reason="Korjaus",
    )
    assert {one.value for one in open_figures([2024]) if one.municipality_code == "169"} == {"1588"}
    deliver_versions(
        by=SYSTEM, kind=SHEETS, document=sheets_of("active-customers", 2024), municipalities=towns
    )
    found = [one for one in open_figures([2024]) if one.municipality_code == "169"]
    assert [(one.value, one.version) for one in found] == [("1600", 2)]


def test_breaks_are_of_variables_that_there_are() -> None:
    for one in breaks():
        assert any(one.concerns(code) for code in catalogue()), one.of
    assert [one.year for one in breaks_of("KAY_web")] == [2024]
    assert [one.year for one in breaks_of("AUK_total", [2010, 2016])] == [2014]
    assert not breaks_of("AUK_total", [2014, 2020])
    assert not breaks_of("LAI_total")


def test_series_show_breaks_peers_and_key_figures(january: Louna) -> None:
    towns = list(municipalities_on())
    known = known_series()
    assert "TUN_loans_cap" in known
    assert {one.code for one in key_figures()} >= {one for one in known if one.startswith("TUN_")}
    place, origin = january.municipalities["061"], Provenance(source="Tilastokeskus")
    record_population(by=SYSTEM, municipality=place, year=2010, value=17_000, provenance=origin)
    loans, per_head = series_of("LAI_total", towns), series_of("TUN_loans_cap", towns)
    assert per_head["061"] == {2010: loans["061"][2010] / 17_000}
    assert per_head == series_of("LAI_total", towns, per_head=True)
    own = [one for one in towns if one.code == "981"]
    others = series_of("LAI_total", own)
    assert 2024 in others["981"]
    assert 2024 not in others["061"]  # it has not been published
    assert 1999 in others["061"]
    assert [year for year, _text in marks("KAY_web", [2020, 2024], "fi")] == [2024, 2024]
    client = Client()
    client.force_login(january.directors["981"])
    page = client.get("/statistics/series/?muuttuja=AUK_total")
    assert page.status_code == 200
    client.force_login(january.coordinator)
    page = client.get("/statistics/series/?muuttuja=TUN_loans_cap")
    assert "Forssa" in text(page)
    page = client.get("/statistics/series/?muuttuja=KAY_web")
    assert "Finna jättää botit pois 27.5.2024" not in text(page)  # there is one year only


def test_the_api_tells_own_figures_and_series(january: Louna) -> None:
    director = january.directors["981"]
    secret = secret_of(director, offered_scopes(director))
    program = Client(headers={"Authorization": f"Bearer {secret}", "Accept-Language": "en"})
    told = program.get("/api/statistics/years/2024/figures?municipality=981").json()
    loans = next(one for one in told["items"] if one["code"] == "LAI_total")
    assert loans["state"] == "value"
    hidden = program.get("/api/statistics/years/2024/figures?municipality=061")
    assert hidden.status_code == 404
    assert program.get("/api/statistics/series/LAI_total").json()["values"]["061"]["1999"]
    assert program.get("/api/statistics/series/NOTHING").status_code == 404
    names = {one["code"] for one in program.get("/api/statistics/variables").json()["items"]}
    assert names == set(catalogue())


def test_years_explanations_and_files_are_found_by_words(january: Louna) -> None:
    of_room = {kind: one for kind, one in sources().items() if kind.startswith("statistics.")}
    assert set(of_room) == {"statistics.round", "statistics.explanation", "statistics.take"}
    files = of_room["statistics.take"]
    assert files.visible(january.directors["981"]) is None
    assert files.visible(january.coordinator) is not None
