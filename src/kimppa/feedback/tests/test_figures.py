"""The figures of a year: by service, municipality and theme."""

from conftest import Louna
from kimppa.feedback.figures import figures_of
from kimppa.feedback.tests.conftest import signed_in, text_of
from tests.api.conftest import Program
from tests.tokens import secret_of


def test_a_year_is_counted_by_service_municipality_and_theme(examples: Louna) -> None:
    by_service = {one.code: one for one in figures_of(2024, "service")}
    assert {code: one.arrived for code, one in by_service.items()} == {
        "finna": 9,
        "ekirjasto": 3,
        "lounakirjailijat": 1,
    }
    assert by_service["ekirjasto"].share == 1
    for kind in ("service", "municipality", "theme"):
        assert sum(one.arrived for one in figures_of(2024, kind)) == 13
    tammela = figures_of(2024, "municipality", [examples.municipalities["834"]])
    assert {one.name: one.arrived for one in tammela} == {"Tammela": 3, "Kaikki kunnat": 1}


def test_the_page_and_its_workbook(examples: Louna) -> None:
    client = signed_in(examples.readers["981"])
    page = text_of(client.get("/feedback/figures/"))
    assert "Palautteet 2025" in page
    assert "Louna-Finna" in page
    assert "Tammela" not in page.partition("Kunnittain")[2]
    excel = client.get("/feedback/figures/?theme-format=xlsx")
    assert "spreadsheet" in excel["Content-Type"]


def test_programs_read_the_same_figures(examples: Louna) -> None:
    secret = secret_of(examples.coordinator)
    items = Program(secret).get("/api/feedback/figures?year=2024").json()["items"]
    assert {one["code"]: one["arrived"] for one in items if one["by"] == "service"} == {
        "finna": 9,
        "ekirjasto": 3,
        "lounakirjailijat": 1,
    }
