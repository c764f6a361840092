"""What no dictionary knows is asked for, not printed."""

import datetime as dt

import pytest

from kimppa.core.words.dictionary import has_stray_verb, unknown_words
from kimppa.core.words.looks import Reason, looks, misspelt
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


def test_a_misspelt_line_is_asked_for_with_its_words() -> None:
    line = "Tarkistettiin käyttöoikeudet ja poistettiin vanhentuneet tunukset"
    assert looks(line, MAY, 2024) == [Reason.SPELLING]
    assert misspelt(line) == ["tunukset"]
    assert looks(line.replace("tunukset", "tunnukset"), MAY, 2024) == []


def test_other_languages_are_not_looked_up() -> None:
    assert looks("Webbibliotekett fick 12 nya sidor", MAY, 2024) == []
