"""What no dictionary knows is asked for, not printed."""

import datetime as dt

import pytest

from kimppa.core.prose.looks import Reason, looks, misspelt, spoken
from kimppa.core.words.dictionary import has_stray_verb, is_past_verb, unknown_words
from tests.dictionary import needs_dictionary

pytestmark = needs_dictionary
MAY = dt.date(2024, 5, 14)


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("Ovi jäi auki yöks, onneks kukaan ei vieny mitään.", ("yöks", "onneks", "vieny")),
        ("Korjatiin kirjalistat ja otsikkotasot.", ("Korjatiin",)),
        ("Ajettiin dup-check-skripti uudelleen.", ("dup-check-skripti",)),
        ("Avattiin huhti–toukokuun ajaksi eMagz, OKM:ltä saatu SIP2-liitäntä ja Viddla.", ()),
        ("Viddla avattiin Säkylässä ja teamsissa.", ()),
        ("Chat-keskusteluja oli makerspacessa 14.", ()),
        ("Training on easy language was arranged in March.", ()),
        ("Aukioloa pidennettiin klo 22:een.", ()),
        ("Lehtiä avattiin huhti-elokuussa.", ()),
        ("Asiakasrek. siivous tehtiin ennen siirtoa.", ("Asiakasrek.",)),
        ("Hankittiin mm. sarjakuvia, esim. 12 nimekettä.", ()),
        ("", ()),
    ],
)
def test_words_that_are_in_no_dictionary_are_told(text: str, unknown: tuple[str, ...]) -> None:
    assert unknown_words(text) == unknown


def test_two_clauses_grown_together_are_seen() -> None:
    assert has_stray_verb("Elokuvat katsottiin niitä oli viisi.")
    assert not has_stray_verb("Luen Suomea -kampanja järjestettiin.")
    assert not has_stray_verb("Elokuvia katsottiin, ja niitä oli viisi.")


@pytest.mark.parametrize(
    ("word", "is_verb"),
    [
        ("ajoi", True),
        ("kiersivät", True),
        ("pätki", True),  # an order too, which nobody logs
        ("tuli", False),
        ("taksi", False),
        ("ajaa", False),
    ],
)
def test_a_verb_of_the_past_is_known_where_it_is_nothing_else(word: str, *, is_verb: bool) -> None:
    assert is_past_verb(word) is is_verb


@pytest.mark.parametrize(
    "line",
    [
        "Kirjavene ajoi kesällä kaksi kierrosta saaristossa",
        "Kuukausiraja laskettiin kolmeen, koska määräraha olisi loppunut syksyllä",
        "Asukkaille tiedotettiin, että kunta liittyy E-kirjastoon",
    ],
)
def test_a_clause_with_its_verb_is_printed(line: str) -> None:
    assert looks(line, MAY, 2024) == []


def test_the_first_person_is_known() -> None:
    assert looks("opetin kesäläiselle kassan", MAY, 2024) == [Reason.FIRST_PERSON]


def test_words_that_few_know_are_named() -> None:
    assert spoken("Testi meni ok, skripti ajettiin + CSS jees", "fi") == [
        "ok",
        "skripti",
        "+",
        "CSS",
        "jees",
    ]


def test_a_misspelt_line_is_asked_for_with_its_words() -> None:
    line = "Tarkistettiin käyttöoikeudet ja poistettiin vanhentuneet tunukset"
    assert looks(line, MAY, 2024) == [Reason.SPELLING]
    assert misspelt(line) == ["tunukset"]
    assert looks(line.replace("tunukset", "tunnukset"), MAY, 2024) == []


def test_other_languages_are_not_looked_up() -> None:
    assert looks("Webbibliotekett fick 12 nya sidor", MAY, 2024) == []


def test_words_are_named_as_they_were_written() -> None:
    assert misspelt("kolme laatikkoa puuttu, löyty väärästä pinosta") == ["puuttu", "löyty"]
    assert spoken("axe-ajo: 14 contrast issueta, 9 fixattu", "fi") == [
        "fixattu",
        "axe-ajo",
        "contrast",
        "issueta",
    ]
    assert spoken("Transp.lådor: 30 nya, grå", "sv") == []


def test_no_noun_is_a_verb_of_the_first_person() -> None:
    assert Reason.FIRST_PERSON not in looks("Kulkurin akselivika, ajot peruttu", MAY, 2024)
