"""The search leads by name to pages, lines of the agreement and guides."""

import re

import pytest

from kimppa.core.consortium.models import Person
from kimppa.core.duties.models import Duty
from kimppa.desk.help.guides import guides, read
from kimppa.desk.tests.conftest import Louna


def hits(louna: Louna, words: str, who: str = "coordinator") -> list[tuple[str, str]]:
    """(address, title) of what is found by name."""
    page = louna.client(who).get("/search/", {"q": words}).content.decode()
    named = "".join(re.findall(r'<h2 id="named-\d".*?</section>', page, flags=re.DOTALL))
    return re.findall(r'<a href="([^"]+)">([^<]+)</a>', named)


@pytest.fixture
def line(louna: Louna) -> Louna:
    Duty.objects.create(
        agreement_year=2024, clause="5.3", text="Kehitetään tapoja toimia", topic="working-methods"
    )
    return louna


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("vuosikello", "/year-clock/"),
        ("vuosikellon", "/year-clock/"),
        ("tehtävät", "/tasks/"),
        ("sopimus 5.3", "/agreement/2024/work/5.3/"),
        ("5.3", "/agreement/2024/work/5.3/"),
        ("yhteistyötavat", "/agreement/2024/work/5.3/"),
        ("kehittää tapoja", "/agreement/2024/work/5.3/"),
        ("muutosloki", "/audit/"),
        ("miten kumoan", "/help/publishing/#miten-kumoan"),
    ],
)
def test_words_lead_to_their_place(line: Louna, words: str, address: str) -> None:
    assert address in [url for url, _title in hits(line, words)]


def test_places_are_counted_among_the_hits(line: Louna) -> None:
    page = line.client("coordinator").get("/search/", {"q": "sopimus 5.3"}).content.decode()
    assert "1 osuma haulle" in page
    assert "Mitään ei löytynyt" not in page


def test_a_number_that_no_line_has_names_no_line(line: Louna) -> None:
    assert not [url for url, _title in hits(line, "sopimus 5.4") if "/work/" in url]


def test_pages_of_others_are_not_offered(line: Louna) -> None:
    assert "/audit/" in [url for url, _title in hits(line, "muutosloki")]
    assert "/audit/" not in [url for url, _title in hits(line, "muutosloki", "reader")]


@pytest.mark.parametrize("words", ["", "a", "()", "%", "zzzyx"])
def test_words_that_name_nothing_find_no_place(line: Louna, words: str) -> None:
    assert hits(line, words) == []


def test_every_guide_opens_and_its_links_lead_to_guides(louna: Louna) -> None:
    client = louna.client("reader")
    assert guides()
    for slug in guides():
        page = client.get(f"/help/{slug}/").content.decode().partition("</main>")[0]
        for other in re.findall(r'href="/help/([^/"]+)/', page):
            assert other in guides()
        assert not re.search(r'href="[^"#]*\.md', page)
    assert client.get("/help/nothing/").status_code == 404


def test_a_guide_says_in_the_readers_language_that_it_is_in_finnish(louna: Louna) -> None:
    pages = {}
    for language in ("fi", "sv", "en"):
        client = louna.client("reader")
        Person.objects.update(language=language)
        pages[language] = client.get("/help/work/").text
    assert "Den här guiden är på finska." in pages["sv"]
    assert "This guide is in Finnish." in pages["en"]
    assert "Tämä ohje on suomeksi" not in pages["fi"]
    assert all('<div class="k-text" lang="fi">' in page for page in pages.values())


def test_links_to_other_docs_are_plain_words() -> None:
    guide = read(
        "x", "# Otsikko\n\nAlku [asetukset](../operations/a.md), [työ](work.md).\n\n## Osa\nTeksti"
    )
    assert guide.opening == "Alku asetukset, [työ](/help/work/)."
    assert [(part.title, part.anchor, part.text) for part in guide.parts] == [
        ("Osa", "osa", "Teksti")
    ]


@pytest.mark.parametrize(
    ("page", "guide"),
    [("/", "desk"), ("/publishing/7/", "publishing"), ("/waiting/", "deliveries")],
)
def test_a_page_leads_to_the_guide_of_its_room(louna: Louna, page: str, guide: str) -> None:
    client = louna.client("coordinator")
    assert client.get("/help/", {"sivu": page}).url == f"/help/{guide}/"
    assert client.get("/help/", {"sivu": "/nowhere/"}).status_code == 200
    foot = client.get("/tasks/").content.decode().partition("<footer")[2]
    assert 'href="/help/?sivu=/tasks/"' in foot
