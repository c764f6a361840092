"""Where two act in one sentence, somebody is asked whether it is one clause or two."""

import pytest

from kimppa.agreement.structure.asking import questions
from kimppa.agreement.structure.mending import LineAt
from kimppa.agreement.text.roles import read_paper
from kimppa.agreement.text.twodoers import second_doer

TWO = [
    "Forssa ylläpitää verkkokirjaston sivuja| ja kunnat hyväksyvät niiden tekstit.",
    "Kunta toimittaa tiedot| ja pääkäyttäjä kokoaa niistä raportin.",
    "Kirjastot ilmoittavat tapahtumansa;| pääkäyttäjä vie ne verkkokirjastoon.",
    "Vuosittain tuottaja kokoaa luvut,| ja kukin kunta tarkistaa omansa.",
    "Iisalmen kaupunki kilpailuttaa kuljetukset| sekä Kiuruveden kaupunki ajaa reitit.",
    "Forssa laatii ohjelman, jonka johtoryhmä käsittelee,| ja kunnat toteuttavat sen.",
    "Tuottaja luetteloi aineiston| mutta Jokioinen ja Tammela tarroittavat sen.",
    "Ohjausryhmä päättää kursseista| ja isäntäkunta järjestää ne.",
    "Värdkommunen upprätthåller webbplatsen| och kommunerna uppdaterar sina sidor.",
    "Borgå sammanställer statistiken| medan Lovisa ordnar utbildningen.",
    "Årligen sammanställer värdkommunen en rapport| och nämnderna godkänner den.",
    "Varje kommun lämnar sina uppgifter| och huvudanvändaren gör en rapport.",
]
ONE = [
    "Forssa ylläpitää verkkokirjaston sivuja ja kokoaa tapahtumatiedot.",
    "Forssa ylläpitää verkkokirjastoa ja kunnat saavat siitä raportin.",
    "Tuottaja hoitaa järjestelmää ja kirjastot voivat pyytää apua.",
    "Tuottaja ostaa lisenssit ja kunnat maksavat niistä osuutensa.",
    "Kunnat ja kirjastot vastaavat tiedoistaan.",
    "Tuottaja pitää sivustoa, jota kunnat täydentävät ja kirjastot käyttävät.",
    "Tiedot päivitetään, kun kunnat ilmoittavat muutoksista ja pääkäyttäjä hyväksyy ne.",
    "Kunta vastaa omasta aineistostaan ja kunta poistaa sen itse.",
    "Yhteystiedot kerätään ja kunnat tarkistavat ne.",
    "Pääkäyttäjä opastaa kirjastot ja koulut järjestelmän käyttöön.",
    "Värdkommunen sköter systemet och kommunerna får en rapport.",
    "Värdkommunen upprätthåller sidorna och svarar på frågor.",
    "Kommunerna och biblioteken svarar för sina uppgifter.",
    "Producenten köper licenserna och kommunerna betalar sin andel.",
]


@pytest.mark.parametrize("marked", TWO)
def test_the_second_doer_is_found_where_its_part_begins(marked):
    text, own = marked.replace("|", ""), marked.partition("|")[2].lstrip()
    assert text[second_doer(text) :] == own


@pytest.mark.parametrize("text", ONE)
def test_one_doer_is_not_asked_about(text):
    assert second_doer(text) == 0


def test_the_two_parts_are_the_answer():
    text = "Kunta toimittaa tiedot ja pääkäyttäjä kokoaa niistä raportin."
    paper = f"Yhteistyösopimus 2026\n\n1. Tilastot\n\n{text}\n\nKunnat tilaavat lehdet yhdessä.\n"
    lines = [LineAt(line, at, at) for at, line in enumerate(read_paper(paper), start=1)]
    (question,) = questions(lines)
    assert question.code == "two"
    split, keep = question.answers
    assert (split.code, keep.code) == ("split", "keep")
    assert text[split.mend.at :].strip() == "ja pääkäyttäjä kokoaa niistä raportin."
