"""Statistics on the first page of a report: each municipality beside the others."""

from decimal import Decimal

import pytest

from conftest import Louna
from kimppa.core.figures.actions import Provenance, record_figure
from kimppa.core.figures.models import Variable
from kimppa.core.figures.queries import PUBLISHED
from kimppa.core.keyfigures import KeyFigure, key_figures
from kimppa.core.permissions import SYSTEM
from kimppa.statistics.models import Round
from kimppa.statistics.series.queries import trend_of


def enter(louna: Louna, code: str, year: int, values: dict[str, int], rule: str = "") -> None:
    variable, _new = Variable.objects.get_or_create(code=code, defaults={"name_fi": code})
    for town, value in values.items():
        record_figure(
            by=SYSTEM,
            variable=variable,
            year=year,
            value=Decimal(value),
            municipality=louna.municipalities[town],
            provenance=Provenance(source="koe", rule=rule),
        )


def cards(louna: Louna, code: str = "981", year: int = 2024) -> dict[str, KeyFigure]:
    rows = key_figures(year, list(louna.municipalities.values()))[code]
    return {row.title.partition(",")[0]: row for row in rows}


@pytest.fixture
def begun(louna: Louna) -> Louna:
    Round.objects.create(year=2024)
    return louna


def test_loans_stand_beside_the_others_and_a_missing_year_is_told(begun: Louna) -> None:
    enter(begun, "TUN_loans_cap", 2022, {"981": 8, "061": 12}, PUBLISHED)
    enter(begun, "LAI_total", 2024, {"981": 17640, "061": 170_000})
    enter(begun, "population", 2024, {"981": 2193, "061": 17_000})
    loans = cards(begun)["Lainat asukasta kohti"]
    assert (loans.number, loans.span) == ("8,0", 4)
    assert loans.words == "lainaa vuonna 2024; muissa kunnissa 10"
    assert [picture.alt for picture in loans.pictures] == [
        "Ypäjä, Lainat asukasta kohti: 2022 8,0, 2024 8,0.",
        "Forssa, Lainat asukasta kohti: 2022 12,0, 2024 10,0.",
    ]
    assert loans.source.endswith("Luku puuttuu: 2023.")
    assert loans.lines == ("Ennakkotieto: vuotta ei ole vielä suljettu.",)


def test_the_population_of_the_next_january_stands_for_a_missing_one(begun: Louna) -> None:
    enter(begun, "LAI_total", 2024, {"981": 4386})
    enter(begun, "population", 2025, {"981": 2193})
    assert cards(begun)["Lainat asukasta kohti"].number == "2,0"


def test_loans_that_fell_are_not_drawn_as_a_rise_for_want_of_a_population(begun: Louna) -> None:
    enter(begun, "TUN_loans_cap", 2022, {"981": 7}, PUBLISHED)
    enter(begun, "LAI_total", 2023, {"981": 20_000})
    enter(begun, "LAI_total", 2024, {"981": 17_600})
    for year in (2022, 2025):
        enter(begun, "population", year, {"981": 2200})
    assert trend_of("TUN_loans_cap", [begun.municipalities["981"]])["981"] == {
        2022: 7, 2023: pytest.approx(Decimal("9.09"), abs=Decimal("0.01")), 2024: 8,
    }  # fmt: skip
    source = cards(begun)["Lainat asukasta kohti"].source
    assert source.endswith("Jos vuoden väkiluku puuttuu, jakajana on lähimmän vuoden väkiluku.")


def test_a_figure_of_other_years_only_says_that_this_one_is_missing(begun: Louna) -> None:
    enter(begun, "TUN_loans_cap", 2022, {"981": 8}, PUBLISHED)
    loans = cards(begun)["Lainat asukasta kohti"]
    assert (loans.number, loans.words) == ("", "vuoden 2024 lukua ei ole")


def test_borrowers_are_told_by_their_share_of_the_population(begun: Louna) -> None:
    enter(begun, "KAY_borrowers", 2024, {"981": 577, "061": 5610})
    enter(begun, "population", 2024, {"981": 2193, "061": 16_500})
    borrowers = cards(begun)["Lainaajat"]
    assert (borrowers.number, borrowers.words) == ("577", "lainaajaa vuonna 2024")
    assert borrowers.pictures[0].alt.replace("\xa0", " ") == (
        "Osuus väkiluvusta: Ypäjä 26 %, Forssa 34 %."
    )


def test_a_year_that_nobody_has_begun_has_no_figures(louna: Louna) -> None:
    assert cards(louna) == {}


def test_all_together_are_told_from_the_least_to_the_greatest_and_never_added(
    begun: Louna,
) -> None:
    enter(begun, "LAI_total", 2024, {"981": 17_544, "061": 165_000})
    enter(begun, "KAY_borrowers", 2024, {"981": 66, "061": 5610})
    enter(begun, "population", 2024, {"981": 2193, "061": 16_500})
    together = cards(begun, "")
    loans, borrowers = together["Lainat asukasta kohti"], together["Lainaajat"]
    assert (loans.number, loans.words) == ("8,0–10,0", "lainaa kunnissa vuonna 2024")
    assert {picture.alt.partition(",")[0] for picture in loans.pictures} == {"Ypäjä", "Forssa"}
    assert borrowers.number.replace("\xa0", " ") == "3–34 %"
    assert borrowers.words == "väestöstä lainasi vuonna 2024"
    enter(begun, "KAY_borrowers", 2024, {"981": 746})
    assert cards(begun, "")["Lainaajat"].number.replace("\xa0", " ") == "34 %"


def test_one_municipality_with_a_figure_says_nothing_of_all(begun: Louna) -> None:
    enter(begun, "LAI_total", 2024, {"981": 4386})
    enter(begun, "population", 2024, {"981": 2193})
    assert cards(begun, "") == {}
