"""What a walk with another consortium's papers showed of the preview."""

import pytest
from django.test import Client

from kimppa.agreement.models import Agreement, Clause, Paper, Section
from kimppa.agreement.tests.selkavesi import line, make_paper, press, url, words
from kimppa.agreement.tests.walk import after, page, undo_address
from kimppa.agreement.text.paper import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(empty: dict[str, Client]) -> Client:
    return empty["coordinator"]


@pytest.fixture
def paper(client: Client) -> Paper:
    return make_paper()


def test_duties_before_any_heading_get_a_section_that_is_named(client: Client) -> None:
    paper = make_paper((
        line(Role.DUTY, "Forssan kirjasto järjestää kuljetuksen kuntien välillä.", 0, "-"),
        line(Role.HEADING, "Luettelo", 1, "2."),
        line(Role.DUTY, "Kirjastot luetteloivat aineistonsa.", 0, "-"),
    ))  # fmt: skip
    body = page(client, url(paper))
    assert "ei otsikkoa: nimi on tehty sen sanoista" in words(body)
    body = after(client, url(paper), year=2025)
    assert "Tallennettu luonnoksena" in body
    first, second = Section.objects.all()
    assert first.title
    assert (second.title, Clause.objects.count()) == ("Luettelo", 2)


def test_a_saved_paper_tells_where_it_is_and_is_mended_no_more(
    client: Client, paper: Paper
) -> None:
    draft = after(client, url(paper), year=2025)
    body = page(client, url(paper))
    assert "Tallennettu luonnokseksi vuodelle 2025" in words(body)
    assert 'href="/agreement/2025/"' in body
    assert "Mitään ei ole vielä tallennettu" not in body
    assert "Tallennettu luonnokseksi" in press(client, paper, "12 answer:1")
    assert "Tallennettu luonnokseksi" in after(client, url(paper), year=2026)
    paper.refresh_from_db()
    assert (paper.mends, Agreement.objects.count()) == ([], 1)
    after(client, undo_address(draft))
    assert "Mitään ei ole vielä tallennettu" in page(client, url(paper))


@pytest.mark.parametrize("rest", ["mend/", "undo/", "forget/"])
def test_the_address_of_a_button_alone_leads_to_the_paper(
    client: Client, paper: Paper, rest: str
) -> None:
    answer = client.get(url(paper, rest))
    assert (answer.status_code, answer["Location"]) == (302, url(paper))
    assert Paper.objects.exists()


def test_a_raise_at_the_margin_is_no_change(client: Client, paper: Paper) -> None:
    press(client, paper, "8 raise")
    paper.refresh_from_db()
    assert paper.mends == []


def test_the_price_and_the_notice_are_told_and_the_price_saved(
    client: Client, paper: Paper
) -> None:
    body = words(page(client, url(paper)))
    assert "Irtisanomisaika 6 kuukautta" in body
    assert "Tiedote" not in body
    priced = make_paper((
        line(Role.HEADING, "Kustannukset", 1, "1."),
        line(Role.TEXT, "Hinta on yhteensä 41 000 euroa vuodessa."),
        line(Role.DUTY, "Forssan kirjasto laskuttaa kuntia vuosittain.", 0, "-"),
    ))  # fmt: skip
    assert "41 000,00 € vuodessa" in words(page(client, url(priced))).replace("\xa0", " ")
    after(client, url(priced), year=2025)
    assert Agreement.objects.get().price == 41_000


def test_a_price_of_a_month_is_not_that_of_a_year(client: Client) -> None:
    paper = make_paper((
        line(Role.HEADING, "Kustannukset", 1, "1."),
        line(Role.TEXT, "Hinta on yhteensä 4 100 €/kk."),
        line(Role.DUTY, "Forssan kirjasto laskuttaa kuntia vuosittain.", 0, "-"),
    ))  # fmt: skip
    assert "4 100" not in page(client, url(paper)).replace("\xa0", " ").split("a-lines")[0]
    after(client, url(paper), year=2025)
    assert Agreement.objects.get().price is None


def test_the_beginning_of_a_sentence_is_shown_once_before_its_clauses(
    client: Client, paper: Paper
) -> None:
    after(client, url(paper), year=2025)
    body = page(client, "/agreement/2025/")
    assert body.count('<span class="k-muted">Forssan kaupunki vastaa siitä, että</span>') == 1
