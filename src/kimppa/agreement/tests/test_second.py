"""A file with two agreements is noticed; an annex or a mention of one is not."""

from kimppa.agreement.text.roles import read_paper
from kimppa.agreement.text.second import second_agreement

FIRST = """SOPIMUS KIRJASTOJEN YHTEISTYÖSTÄ

1 § Luettelo

Kauhava ylläpitää luetteloa.

2 § Voimassaolo

Sopimus on voimassa vuoden 2026.

Allekirjoitukset

Kauhavalla 1.12.2025
"""
OTHER = """
SOPIMUS AINEISTON KULJETUKSISTA

1 § Kuljetukset

Lapua ajaa kuljetukset kahdesti viikossa.

2 § Voimassaolo

Sopimus on voimassa vuoden 2026.
"""
ANNEX = """
Liite 1. Sopimuksen vuosikello

Kauhava laatii raportin 31.1. mennessä.

Liite 2. Yhteystiedot

Kauhava ilmoittaa yhteystiedot.
"""


def test_the_second_agreement_of_a_file_is_found():
    lines = read_paper(FIRST + OTHER)
    at = second_agreement(lines)
    assert at is not None
    assert lines[at].text == "SOPIMUS AINEISTON KULJETUKSISTA"


def test_one_agreement_with_annexes_is_one():
    assert second_agreement(read_paper(FIRST)) is None
    assert second_agreement(read_paper(FIRST + ANNEX)) is None
