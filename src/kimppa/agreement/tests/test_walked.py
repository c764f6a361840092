"""What a coordinator's own papers showed."""

from kimppa.agreement.tests.papers import read_agreement
from kimppa.agreement.text.paper import Role
from kimppa.agreement.text.roles import read_paper

LETTER = """Moi kaikki, tässä sovittu ensi vuodeksi paperille.

Porvoo hoitaa verkkokirjaston etusivua ja tapahtumia.

Palautteisiin vastataan kahdessa päivässä.

- kirjavinkkaus: Askola pitää kolme vinkkausta keväällä

Hälsningar / terkuin

Kirjasto
"""


def test_a_greeting_under_a_letter_makes_no_heading_of_it_all():
    obliging = [line.text for line in read_paper(LETTER) if line.obliges]
    assert obliging == [
        "Porvoo hoitaa verkkokirjaston etusivua ja tapahtumia.",
        "Palautteisiin vastataan kahdessa päivässä.",
        "kirjavinkkaus: Askola pitää kolme vinkkausta keväällä",
    ]


def test_a_text_that_is_there_twice_is_no_page_matter():
    topics = [
        "luettelo",
        "kuljetus",
        "palaute",
        "tilasto",
        "opastus",
        "tapahtuma",
        "viestintä",
        "hanke",
    ]
    page = "\n".join(f"{n}. Kirjasto hoitaa palvelun {t}\n" for n, t in enumerate(topics, start=1))
    lines = read_paper(f"Sopimus\n\n{page}\n{page}")
    assert all(line.role is not Role.PAGE for line in lines)


def test_the_title_stands_under_the_name_of_a_town():
    text = "Porvoon kaupunki · Sivistystoimiala\n\nPalvelusopimus 1.1.2027–31.12.2027\n\n"
    agreement = read_agreement(text + "1. Tehtävät\n\nPorvoo ylläpitää luetteloa.\n")
    assert agreement.title == "Palvelusopimus 1.1.2027–31.12.2027"
    assert agreement.year == 2027
