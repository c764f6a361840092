"""Whether a sentence obliges where its parts say different things."""

import pytest

from kimppa.agreement.meaning.suggest import suggest, topics
from kimppa.agreement.text.headings import looks_like_heading
from kimppa.agreement.text.obligation import title_says
from kimppa.agreement.text.paper import Role
from kimppa.agreement.text.verdicts import of_paragraph, why_no_item_obliges


@pytest.mark.parametrize(
    "text",
    [
        "Isäntäkunta pitää yllä järjestelmää ja maksaa sen lisenssit toimittajalle.",
        "Yhteinen tila on johtoryhmän työkalu: tuottaja pitää jäsenluettelon ajan tasalla.",
    ],
)
def test_a_part_that_obliges_is_enough(text):
    verdict = of_paragraph(text, "")
    assert (verdict.role, verdict.ask) == (Role.DUTY, "")


@pytest.mark.parametrize(
    "text",
    ["Palvelun tuottaja on Porvoon kaupunki.", "Kunnat maksavat osuutensa ja saavat laskun."],
)
def test_who_is_a_party_and_who_pays_oblige_nobody(text):
    assert of_paragraph(text, "").role is Role.TEXT


@pytest.mark.parametrize("stance", ["price", ""])
@pytest.mark.parametrize(
    "text",
    [
        "toimittaa kunnille neljännesvuosittain raportin kustannuksista",
        "Kunnille lähetetään erittely menoista.",
        "Kustannusten ylittymisestä ilmoitetaan kunnille heti.",
        "Tilinpäätös esitetään kunnille maaliskuussa.",
        "Om kostnaderna överskrids underrättas kommunerna utan dröjsmål.",
        "Kommunerna får en översikt över ekonomin två gånger om året.",
        "Värdkommunen ska årligen före utgången av mars redovisa kostnaderna för parterna.",
    ],
)
def test_giving_an_account_of_money_obliges_under_any_heading(text, stance):
    verdict = of_paragraph(text, stance, is_item=True)
    assert (verdict.role, verdict.ask) == (Role.DUTY, "")


@pytest.mark.parametrize(
    "text",
    [
        "Kustannukset jaetaan talousarvion mukaan.",
        "Hinnat ilmoitetaan ilman arvonlisäveroa.",
        "Lasku lähetetään vuosittain, ja siihen liitetään erittely.",
        "Kunta maksaa osuutensa arvion mukaan kahdessa erässä.",
        "Isäntäkunta vastaa tilojen kustannuksista.",
        "Kostnaderna fördelas enligt bokslutet.",
        "Kommunen får betala i rater.",
        "Värdkommunen svarar för lönekostnaderna.",
    ],
)
def test_what_is_paid_and_by_what_it_is_shared_obliges_nobody(text):
    assert of_paragraph(text, "price", is_item=True).role is Role.TEXT


@pytest.mark.parametrize(
    ("title", "stance"),
    [
        ("Jäsenkunnat", "parties"),
        ("Medlemmar", "parties"),
        ("Sopijakuntien velvollisuudet", ""),
        ("Parternas uppgifter", ""),
    ],
)
def test_a_section_tells_who_the_parties_are_or_what_they_do(title, stance):
    assert title_says(title) == stance


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Yhteisten toimintatapojen läpikäynti", "working-methods"),
        ("Översyn av gemensamma arbetssätt", "working-methods"),
        ("Häiriön selvittäminen aloitetaan tunnin kuluessa", "library-system"),
        ("Tuottaja huolehtii verkkokirjaston ulkoasusta", "finna-platform"),
        ("Val av e-böcker för följande år", "eresource-selection"),
        ("Författarsidorna för nejden", "authors"),
        ("Sommarläsning för barn", "reading"),
    ],
)
def test_topics_in_other_words(text, topic):
    assert topics(suggest(text, "Muuta", 2026)) == (topic,)


@pytest.mark.parametrize(
    "text",
    [
        "Bästa kolleger!",
        "Hyvät ystävät!",
        "För det gemensamma webbiblioteket gäller att",
        "Yhteisistä palveluista sovitaan, että",
        "Kokoelmat ja",
    ],
)
def test_a_greeting_and_a_sentence_that_goes_on_are_no_headings(text: str) -> None:
    assert not looks_like_heading(text)


def test_what_holds_for_a_service_is_no_clause_of_validity() -> None:
    assert why_no_item_obliges("För det gemensamma webbiblioteket gäller att", "") == ""
    assert why_no_item_obliges("Avtalet gäller", "") != ""
