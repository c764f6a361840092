"""Where long words are broken."""

import pytest

from kimppa.ui.hyphens import SOFT_HYPHEN, soften


@pytest.mark.parametrize(
    ("language", "word", "broken"),
    [
        ("fi", "Yhteistyöohjelma", "Yhteistyö-ohjelma"),
        ("fi", "Kirjastojärjestelmä", "Kirjasto-järjestelmä"),
        ("fi", "Verkkopalvelut", "Verk-ko-pal-ve-lut"),
        ("fi", "Järjestelmät", "Järjestelmät"),
        ("fi", "Yhteistyö ja raportointi", "Yhteistyö ja raportointi"),
        ("fi", "Tapahtumat", "Tapahtumat"),
        ("sv", "Bibliotekssamarbete", "Bib-lio-teks-sa-mar-bete"),
        ("sv", "Materialtransporter", "Mate-rial-trans-por-ter"),
        ("sv", "Läsfrämjande", "Läs-främ-jande"),
        ("en", "Accessibility-statements", "Accessibility-statements"),
    ],
)
def test_a_long_word(language: str, word: str, broken: str) -> None:
    assert soften(word, language).replace(SOFT_HYPHEN, "-") == broken
    assert soften(word, language).replace(SOFT_HYPHEN, "") == word
