"""Clauses of several sentences: each topic has the time of its own sentences."""

import pytest

from kimppa.agreement.meaning.suggest import suggest, time_of
from kimppa.agreement.meaning.times.due import Certainty

ASK = Certainty.ASK


@pytest.mark.parametrize(
    ("clause", "dues"),
    [
        (
            (
                "Toimintasuunnitelma tehdään 15.11. mennessä. Sen toteutumisesta raportoidaan"
                " tammikuun loppuun mennessä."
            ),
            [("programme", "by 11-15"), ("report", "by 01-31 +1")],
        ),
        (
            (
                "En verksamhetsplan görs upp före den 1 december. Genomförandet rapporteras till"
                " kommunerna senast den 28 februari."
            ),
            [("programme", "by 12-01"), ("report", "by 02-28 +1")],
        ),
        (
            "Palautteet käydään läpi kuukausittain. Saavutettavuusseloste tarkistetaan syyskuussa.",
            [("feedback", "monthly"), ("accessibility", "by 09-30")],
        ),
        (
            (
                "Tapahtumat julkaistaan kuukausittain, ja henkilöstölle järjestetään koulutusta"
                " kaksi kertaa vuodessa."
            ),
            [("events", "monthly"), ("guidance", "half-yearly")],
        ),
    ],
)
def test_each_topic_is_due_when_its_own_sentence_says(clause, dues):
    duties = suggest(clause, "", 2026)
    assert [(duty.topic, duty.due) for duty in duties] == dues
    assert all(duty.certainty is not ASK for duty in duties)


@pytest.mark.parametrize(
    ("clause", "due"),
    [
        ("Johtoryhmä kokoontuu neljä kertaa vuodessa. Muistio lähetetään viikossa.", "quarterly"),
        ("Katalogen granskas i april och oktober. Felen rättas inom en månad.", "by 04-30, 10-31"),
        ("Palautteisiin vastataan viidessä päivässä. Niistä kootaan yhteenveto kuukausittain.",
         "within 5d"),
    ],
)  # fmt: skip
def test_of_several_times_of_one_topic_the_first_stands_and_a_person_is_asked(clause, due):
    duty = suggest(clause, "", 2026)[0]
    assert (duty.due, duty.certainty) == (due, ASK)


@pytest.mark.parametrize(
    ("clause", "due"),
    [
        ("Tilastot kootaan kaksi kertaa vuodessa. Ne annetaan 31.1. ja 31.8. mennessä.",
         "by 01-31, 08-31"),
        ("Luettelo tarkistetaan vuosittain. Tarkistus tehdään 30.9. mennessä.", "by 09-30"),
        ("Luettelo tarkistetaan puolivuosittain. Tarvittaessa tarkistetaan useammin.",
         "half-yearly"),
    ],
)  # fmt: skip
def test_sentences_that_say_one_time_together_are_not_asked_about(clause, due):
    time = time_of(clause, 2026)
    assert (time.due, time.certainty is ASK) == (due, False)


def test_a_line_without_a_topic_is_asked_about_its_several_times():
    time = time_of("Arvio annetaan 30.9. mennessä. Selvitys annetaan neljännesvuosittain.", 2026)
    assert (time.due, time.certainty) == ("by 09-30", ASK)


def test_what_is_on_our_page_in_swedish_is_not_done_in_the_spring():
    assert time_of("Dokumenten sparas på vår webbplats.", 2026).due == "continuous"
    assert time_of("Dokumenten granskas på våren.", 2026).due == "by 05-31"
