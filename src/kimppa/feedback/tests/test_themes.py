"""Small rules of words: themes, languages, subjects, variables."""

import pytest

from kimppa.feedback import letters
from kimppa.feedback.finna import theme_in
from kimppa.feedback.languages import language_of
from kimppa.feedback.themes import Theme, guess


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("Ruudunlukija ei toimi sivulla", Theme.ACCESSIBILITY),
        ("Skärmläsaren läser inte menyn", Theme.ACCESSIBILITY),
        ("Unohdin tunnusluvun", Theme.ACCOUNT),
        ("Sovellus kaatuu", Theme.TECHNICAL),
        ("Väärä kansikuva", Theme.METADATA),
        ("Voisitteko hankkia uusia kirjoja", Theme.MATERIAL),
        ("Miksi aukioloajat puuttuvat", Theme.SERVICES),
        ("Kiitos!", Theme.GENERAL),
    ],
)
def test_a_theme_is_guessed_from_the_words(text: str, theme: Theme) -> None:
    assert guess(text) == theme


@pytest.mark.parametrize(
    ("words", "theme"),
    [
        ("feedback_category_accessibility", "accessibility"),
        ("Palautetta Finnasta (Saavutettavuus)", "accessibility"),
        ("Tillgänglighet", "accessibility"),
        ("Käytettävyys", "usability"),
        ("Kuvailutiedot", "metadata"),
        ("Yleinen", "general"),
        ("Muu", ""),
    ],
)
def test_finnas_categories_are_known_by_key_and_by_label(words: str, theme: str) -> None:
    assert theme_in(words) == theme


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Haku ei löydä kirjaa, vaikka se on hyllyssä", "fi"),
        ("Jag kan inte logga in på sidan", "sv"),
        ("I cannot log in and the page is blank", "en"),
        ("???", "fi"),
    ],
)
def test_the_language_is_told_by_its_commonest_words(text: str, language: str) -> None:
    assert language_of(text) == language


def test_subjects_lose_their_prefixes_and_keep_their_mark() -> None:
    assert letters.plain_subject("VS: Re: VL: SV: Haku  ei toimi") == "Haku ei toimi"
    assert letters.plain_subject("Revitty sivu") == "Revitty sivu"
    assert letters.answer_subject("RE: Haku", "[LOUNA-7]", "sv") == "SV: Haku [LOUNA-7]"
    assert letters.number_in("VS: Haku [LOUNA-7]") == 7
    assert letters.number_in("Haku [7]") is None
    assert letters.tag("Åland-lib 2", 3) == "[ÅLANDLIB2-3]"
