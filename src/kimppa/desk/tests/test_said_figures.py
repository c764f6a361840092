"""Numbers in a line become figures; what is no number of things does not."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kimppa.desk.work.said_figures import said_figures


@pytest.mark.parametrize(
    ("line", "figures"),
    [
        ("Valitsin 12 e-kirjaa Forssaan", {"e-kirjaa": 12}),
        ("Lånen följdes upp för kvartal 2 den 8.7.2025", {}),
        (
            "Korjasin 45 tietuetta ja poistin 3 kaksoiskappaletta",
            {"tietuetta": 45, "kaksoiskappaletta": 3},
        ),
        ("Luetteloin 12 uutta e-kirjaa", {"uutta e-kirjaa": 12}),
        ("Korjasin 30 virheellistä merkintää", {"virheellistä merkintää": 30}),
        ("Opastus, 9 osallistujaa kirjastolla", {"osallistujaa": 9}),
        ("Perehdytys uusille (7 hlöä)", {"hlöä": 7}),
        ("Lainoja 1 204 kappaletta", {"kappaletta": 1204}),
        ("Kurssi, 2,5 tuntia", {"tuntia": Decimal("2.5")}),
        ("Köpte 7 e-böcker", {"e-böcker": 7}),
        ("Chose 7 new e-books", {"new e-books": 7}),
        ("12 e-kirjaa", {"e-kirjaa": 12}),
        ("Kokous 3.12. klo 12 alkoi", {}),
        ("Vuoden 2024 tilastot", {}),
        ("Tilastot 2024 toimitettiin", {}),
        ("Kokous 4 pidettiin, § 12 hyväksyttiin", {}),
        ("Opastin 5 tammikuuta", {}),
        ("Kokous 4/2024 Forssassa", {}),
        ("Palaveri 14.1.2025 Tammelassa", {}),
        ("Klo 10.30 kokous", {}),
        ("Palvelu otettiin käyttöön, kuukausikatto 120 katselua kuntaa kohti", {}),
        ("Päätettiin nostaa katto 200 katseluun", {}),
        ("Tavoite 500 tietuetta", {}),
        ("Kielikoodi puuttui 3 905 tietueesta", {}),
        ("Sopimuksen kohta 5 käytiin läpi", {}),
    ],
)
def test_a_line_tells_its_figures(line: str, figures: dict[str, int]) -> None:
    assert said_figures(line) == figures


@given(st.integers(0, 10**6).filter(lambda n: not 1900 <= n <= 2100))
def test_any_number_of_things_is_kept(number: int) -> None:
    assert said_figures(f"Korjasin {number} tietuetta eilen") == {"tietuetta": number}
    grouped = f"{number:,}".replace(",", " ")
    assert said_figures(f"Korjasin {grouped} tietuetta") == {"tietuetta": number}
