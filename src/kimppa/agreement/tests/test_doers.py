"""Who does the task of a table's row, as its cell says."""

import pytest

from kimppa.agreement.meaning.doers import Doer, doer_of
from kimppa.agreement.meaning.suggest import suggest
from kimppa.agreement.reading import read_text, suggester

TABLE = """Yhteistyösopimus 2026

1. Tehtävät

Tehtävä\tVastaa\tMilloin
Lainaustilastot toimipisteittäin\tKirjastonjohtaja\t31.1. mennessä
Kahdentuneet tietueet yhdistetään\tKaikki kirjastot\tkuukausittain
Tapahtumat ja uutiset verkkosivuille\tToimittaja\tviikoittain
Kuljetuslaatikoiden inventointi\tKunta\tkeväällä
Teams-alustan ylläpito\tPääkäyttäjä\tjatkuvasti
"""

CELLS = {
    "director": (
        "Johtaja; Kirjastonjohtaja; Kirjastotoimenjohtaja; Kirjastojen johtajat; Johtoryhmä; "
        "kunta; Kukin kunta; jäsenkunnat; Ohjausryhmä; Bibliotekschefen; Ledningsgruppen; "
        "Varje kommun; kommunerna; kaikki; alla"
    ),
    "staff": (
        "Kaikki kirjastot; kirjastot; Toimipaikat; Henkilökunta; Toimittaja; Verkkotoimittaja; "
        "Yhteyshenkilö; Luetteloija; Lastenkirjastonhoitaja; Alla bibliotek; Personalen; "
        "Redaktören; Webbredaktören; Kontaktpersonerna"
    ),
    "coordinator": (
        "Pääkäyttäjä; Tuottaja; Isäntäkunta; Huvudanvändaren; Värdkommunen; Koordinaattori"
    ),
}


@pytest.mark.parametrize(
    ("cell", "role"), [(cell, role) for role, cells in CELLS.items() for cell in cells.split("; ")]
)
def test_a_cell_keeps_its_words_and_names_a_role(cell, role):
    assert doer_of(f"Toimintaohjelma – {cell} – 30.11. mennessä") == Doer(cell, role)


@pytest.mark.parametrize("cell", ["Lapinlahti", "Borgå", "Anneli K.", "IT-osasto"])
def test_a_cell_without_a_role_keeps_its_words(cell):
    assert doer_of(f"Toimintaohjelma – {cell} – 30.11. mennessä") == Doer(cell)


@pytest.mark.parametrize(
    "text",
    [
        "Toimintaohjelma – 30.11. mennessä",
        "Tapahtumat – myös verkossa pidettävät – viedään sivuille",
        "Kunta huolehtii aineistostaan",
    ],
)
def test_nobody_is_guessed(text):
    assert doer_of(text) == Doer()


def test_the_table_says_who_answers_for_each_row():
    agreement = read_text(TABLE).agreement
    clauses = [clause for section in agreement.sections for clause in section.clauses]
    suggests = suggester(2026, [])
    found = [suggests(clause, "Tehtävät")[0].responsible for clause in clauses]
    assert found == ["director", "staff", "staff", "director", "coordinator"]
    (duty, *_more) = suggest(clauses[0].text, "Tehtävät", 2026)
    assert duty.doer == "Kirjastonjohtaja"
