"""Sentences of one passage go on from one another, and what tells nothing gives way."""

import datetime as dt

import pytest

from kimppa.core.evidence.matters import Entry, matters, pick
from kimppa.core.prose.linking import linked
from kimppa.core.prose.looks import Advice, advice
from kimppa.core.prose.punctuation import without_semicolons
from kimppa.core.words.abbreviations import spelled_out
from kimppa.core.words.services import introduced

MONTHS = {name: number for number, name in enumerate(
    ("tammikuu", "helmikuu", "maaliskuu", "huhtikuu", "toukokuu", "kesäkuu", "heinäkuu", "elokuu",
     "syyskuu", "lokakuu", "marraskuu", "joulukuu"), 1)}  # fmt: skip


def days_of(text: str) -> tuple[dt.date, ...]:
    """The day that a Finnish sentence dates."""
    return next(
        ((dt.date(2025, number, 5),) for name, number in MONTHS.items() if name in text.lower()), ()
    )


@pytest.mark.parametrize(
    ("texts", "passage"),
    [
        (
            [
                "Avustusta saatiin 40 000 euroa digitaitohankkeeseen.",
                "Digitaitohankkeessa koulutettiin marraskuussa 22 opastajaa.",
            ],
            (
                "Avustusta saatiin 40 000 euroa digitaitohankkeeseen."
                " Digitaitohankkeessa koulutettiin marraskuussa 22 opastajaa."
            ),
        ),
        (
            [
                "Sivut tarkistettiin helmikuussa, ja havaintoja löytyi 14.",
                "Havainnoista korjattiin elokuussa yhdeksän.",
            ],
            (
                "Sivut tarkistettiin alkuvuodesta, ja havaintoja löytyi 14."
                " Niistä korjattiin elokuussa yhdeksän."
            ),
        ),
        (
            ["Sierran toimittaja vaihdettiin.", "Sierrasta poistettiin 90 asiakasta."],
            "Sierran toimittaja vaihdettiin. Sierrasta poistettiin 90 asiakasta.",
        ),
        (
            ["Kirjastokortti uusittiin.", "Kirjastossa pidettiin juhla."],
            "Kirjastokortti uusittiin. Kirjastossa pidettiin juhla.",
        ),
        (
            [
                "Luettelointi valmistui kesäkuussa.",
                "Luettelosta poistettiin lokakuussa 530 nidettä.",
            ],
            "Luettelointi valmistui kesällä. Luettelosta poistettiin syksyllä 530 nidettä.",
        ),
        (
            ["Kortti uusittiin toukokuussa.", "Toukokuussa hankittiin 150 laatikkoa."],
            "Kortti uusittiin toukokuussa. Lisäksi hankittiin 150 laatikkoa.",
        ),
        (
            [
                "Kuljetukset kilpailutettiin huhtikuussa.",
                "Lajittelu keskitettiin lokakuussa Lopelle.",
            ],
            "Kuljetukset kilpailutettiin keväällä. Lajittelu keskitettiin syksyllä Lopelle.",
        ),
        (
            [
                "Kurssi järjestettiin Haminassa toukokuussa.",
                "Iltapäivä järjestettiin etänä lokakuussa.",
            ],
            "Kurssi järjestettiin Haminassa keväällä. Iltapäivä pidettiin etänä syksyllä.",
        ),
    ],
)
def test_a_second_sentence_goes_on_from_the_first(texts: list[str], passage: str) -> None:
    assert " ".join(linked(texts, [days_of(text) for text in texts], "fi")) == passage


def test_what_a_meeting_decided_is_told_of_the_meetings() -> None:
    text = "Johtajien toukokuun kokouksessa päätettiin maksuista."
    often = "Johtajat kokoontuivat vuoden aikana kolme kertaa."
    assert linked([text], [()], "fi", often) == ["Toukokuussa päätettiin maksuista."]
    more = "Johtajien lokakuun kokouksessa hyväksyttiin talousarvio."
    assert linked([text, more], [(), ()], "fi", often) == [
        "Toukokuussa päätettiin maksuista.",
        "Lokakuussa hyväksyttiin talousarvio.",
    ]
    once = "Johtajat kokoontuivat kerran, toukokuussa."
    assert linked([text], [()], "fi", once) == ["Silloin päätettiin maksuista."]


def test_who_came_in_all_is_not_told_again_of_each() -> None:
    texts = ["Kurssi järjestettiin Haminassa keväällä, ja siihen osallistui 46 ihmistä."]
    lead = "Opastuksiin osallistui 75 henkilöä."
    assert linked(texts, [()], "fi", lead) == ["Kurssi järjestettiin Haminassa keväällä."]


@pytest.mark.parametrize(
    ("language", "texts", "second"),
    [
        ("sv", ["Läslust-projektet fick bidrag.", "Läslust-projektet besökte alla skolor."],
         "Det besökte alla skolor."),
        ("sv", ["Nio brister hittades.", "Sex av bristerna åtgärdades."], "Sex av dem åtgärdades."),
        ("en", ["Money was got for the project.", "The project was begun at school."],
         "It was begun at school."),
    ],
)  # fmt: skip
def test_so_it_does_in_swedish_and_english(language: str, texts: list[str], second: str) -> None:
    assert linked(texts, [(), ()], language)[1] == second


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Sivut tarkistettiin; puutteita löytyi 14",
         ["Sivut tarkistettiin, ja puutteita löytyi 14"]),
        ("Kokeilu alkoi; hanke ei jatku, koska raha loppui",
         ["Kokeilu alkoi", "hanke ei jatku, koska raha loppui"]),
    ],
)  # fmt: skip
def test_no_semicolon_is_printed(text: str, sentences: list[str]) -> None:
    assert without_semicolons(text, "fi") == sentences


def told(*lines: tuple[int, str]) -> list[str]:
    log = [Entry(n, dt.date(2025, month, 5), title) for n, (month, title) in enumerate(lines)]
    return [wording.text for wording in pick(matters(log, 2025, "fi"), 3)]


def test_handling_without_a_result_is_not_told() -> None:
    handling = (2, "Siirtovuorot sovittu")
    assert told(handling, (5, "Lainausautomaatit vaihdettu laitteisiin, jotka puhuvat")) == [
        "Lainausautomaatit vaihdettiin toukokuussa laitteisiin, jotka puhuvat."
    ]
    assert told(handling) == []


def test_of_many_happenings_the_two_that_tell_most_are_told() -> None:
    lines = (
        (1, "Varausilmoitukset muutettu tekstiviesteiksi"),
        (3, "Kirjastossa 34 kassapäätettä uusittu"),
        (5, "Ohje kirjoitettu wikiin"),
        (10, "Rekisteristä poistettu 4120 vanhaa tiliä"),
    )
    texts = told(*lines)
    assert len(texts) == 2
    assert "4\u00a0120" in texts[1]


def test_a_tail_without_a_verb_is_asked_for_as_a_sentence() -> None:
    assert advice("Reitti muuttui, Virolahti ja Miehikkälä samalla autolla") == [Advice.TAIL]
    assert not advice("Poistettiin kirjoja, lehtiä ja levyjä")


def test_a_service_is_named_with_its_kind_once() -> None:
    texts = ["Kohan ilmoitukset uusittiin.", "Koha päivitettiin syksyllä.", "Koha-koulutus alkoi."]
    assert introduced(texts, {"Koha": "library-system"}, "fi") == [
        "Kirjastojärjestelmä Kohan ilmoitukset uusittiin.",
        "Järjestelmä päivitettiin syksyllä.",
        "Koha-koulutus alkoi.",
    ]
    texts_of_training = ["Koha-koulutukseen tuli 38.", "Koha-kysymyksille avattiin kanava."]
    assert introduced(texts_of_training, {"Koha": "library-system"}, "fi") == [
        "Kirjastojärjestelmä Kohan koulutukseen tuli 38.",
        "Koha-kysymyksille avattiin kanava.",
    ]
    assert introduced(texts[:1], {"Koha": "other"}, "fi") == texts[:1]
    kinds = {"Finna": "web-library"}
    assert introduced(["Verkkokirjasto Finna avattiin."], kinds, "fi") == [
        "Verkkokirjasto Finna avattiin."
    ]


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("OKM myönsi 40 000 €", "opetus- ja kulttuuriministeriö myönsi 40 000 euroa"),
        ("AVI-avustus nousi 12 %", "aluehallintoviraston avustus nousi 12 prosenttia"),
        ("SIP-asetukset AVI:in", "SIP-asetukset AVI:in"),
    ],
)
def test_abbreviations_are_spelled_out(text: str, full: str) -> None:
    assert spelled_out(text, "fi") == full
