"""Whether a sentence obliges where its parts say different things."""

import pytest

from kimppa.agreement.meaning.suggest import suggest, topics
from kimppa.agreement.text.paper import Role
from kimppa.agreement.text.verdicts import of_paragraph


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
