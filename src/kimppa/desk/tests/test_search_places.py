"""A plain word leads to the page that has it for a name."""

import re

import pytest

from kimppa.core.consortium.models import Person
from kimppa.desk.tests.conftest import Louna

PLAIN_WORDS = {
    "fi": {
        "palaute": "/feedback/", "raportti": "/report/", "vuosikello": "/year-clock/",
        "tilasto": "/statistics/", "tapahtuma": "/publishing/", "kokous": "/meetings/",
        "ohjelma": "/programme/", "e-aineisto": "/eresources/", "henkilöt": "/people/",
        "ohje": "/help/", "luvut": "/figures/",
    },
    "sv": {
        "respons": "/feedback/", "rapport": "/report/", "årsklocka": "/year-clock/",
        "statistik": "/statistics/", "evenemang": "/publishing/", "möte": "/meetings/",
        "program": "/programme/", "e-resurs": "/eresources/", "personer": "/people/",
        "hjälp": "/help/", "siffror": "/figures/",
    },
    "en": {
        "feedback": "/feedback/", "report": "/report/", "year clock": "/year-clock/",
        "statistics": "/statistics/", "event": "/publishing/", "meeting": "/meetings/",
        "programme": "/programme/", "e-resource": "/eresources/", "people": "/people/",
        "help": "/help/", "figures": "/figures/",
    },
}  # fmt: skip


@pytest.mark.parametrize("language", PLAIN_WORDS)
def test_a_plain_word_finds_its_page_first(louna: Louna, language: str) -> None:
    Person.objects.update(language=language)
    client = louna.client("coordinator")
    for word, address in PLAIN_WORDS[language].items():
        found = client.get("/search/", {"q": word}).text.partition("k-found")[2]
        first = re.search(r'<a href="(/[^"?]*)"', found)
        assert first is not None
        assert first[1] == address, word


def test_a_director_finds_the_people_of_the_own_library(louna: Louna) -> None:
    found = louna.client("director").get("/search/", {"q": "henkilöt"}).text
    assert '<a href="/people/">' in found
    assert (
        '<a href="/people/">' not in louna.client("staff").get("/search/", {"q": "henkilöt"}).text
    )
