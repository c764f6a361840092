"""The topics of a paper's lines, asked and mended before anything is kept."""

import re

import pytest
from django.test import Client

from kimppa.agreement.models import Paper
from kimppa.agreement.tests.selkavesi import line, make_paper, press, url, words
from kimppa.agreement.tests.walk import after, page
from kimppa.agreement.text.paper import Role
from kimppa.core.duties.models import Duty

pytestmark = pytest.mark.django_db
ANSWERS = (Role.LEAD, Role.TEXT, Role.PAGE)


@pytest.fixture
def client(empty: dict[str, Client]) -> Client:
    return empty["coordinator"]


@pytest.fixture
def paper(client: Client) -> Paper:
    """A sure topic, two that only the heading tells, and two lines without any."""
    return make_paper((
        line(Role.HEADING, "Tilastot", 1, "1."),
        line(Role.DUTY, "Forssa kokoaa ne maaliskuussa.", 0, "-"),
        line(Role.DUTY, "Tammela tarkistaa ne.", 0, "-"),
        line(Role.HEADING, "Muut", 1, "2."),
        line(Role.DUTY, "Ypäjä huolehtii liputuksesta.", 0, "-"),
        line(Role.DUTY, "Kirjastojen johtajat kokoontuvat joka toinen kuukausi.", 0, "-"),
        line(Role.TEXT, "Kunnat ovat tehneet yhteistyötä pitkään."),
    ))  # fmt: skip


def shown(body: str, key: str) -> str:
    """The words beside a line."""
    found = re.search(rf'data-line="{key}".*?</li>', body, re.DOTALL)
    assert found
    return words(found[0])


def test_each_obliging_line_shows_its_topic(client: Client, paper: Paper) -> None:
    body = page(client, url(paper))
    assert "Aihe: Johtajien kokoukset" in shown(body, "6")
    assert "Aihe? Toimipisteiden tilastot Ei aihetta Muu" in shown(body, "2")
    assert "Aihe? Ei aihetta Muu" in shown(body, "5")
    assert "aihe" not in shown(body, "7").lower()
    assert "3 aihetta auki" in body
    assert "kohta=2" in page(client, url(paper) + "?kohta=1").split('class="a-next"')[1][:200]


def test_a_press_says_the_topic_and_is_taken_back(client: Client, paper: Paper) -> None:
    body = press(client, paper, "5 topic:guidance")
    assert "Aihe: Henkilökunnan opastus" in shown(body, "5")
    assert "Viimeksi: rivi 5: Henkilökunnan opastus" in body
    assert "2 aihetta auki" in body
    body = after(client, url(paper, "undo/"), seen=1)
    assert "Aihe? Ei aihetta Muu" in shown(body, "5")


def test_any_topic_is_chosen_from_the_list_of_the_open_line(client: Client, paper: Paper) -> None:
    body = page(client, url(paper) + "?rivi=6")
    assert '<option value="meetings" selected>' in body
    body = press(client, paper, "6 topic", rivi="6", topic="teams")
    assert "Aihe: Teams-työtila" in shown(body, "6")
    body = page(client, url(paper) + "?rivi=6&aihe=1")
    assert "autofocus" in body.split("a-choose")[1][:120]


def test_lines_that_ask_the_same_are_answered_at_once(client: Client, paper: Paper) -> None:
    body = page(client, url(paper) + "?rivi=2")
    assert "Ja 1 rivi, jolla on sama kysymys" in body
    assert 'name="same" value="3"' in body
    body = press(client, paper, "2 topic:statistics-units", rivi="2", same="3")
    assert "Viimeksi: 2 riviä: Tilastot toimipisteittäin" in body
    assert "1 aihe auki" in body


def test_enter_takes_the_guessed_topic_for_right(client: Client, paper: Paper) -> None:
    body = press(client, paper, "3 guess")
    assert "Aihe: Toimipisteiden tilastot" in shown(body, "3")
    assert 'a-guessed" data-line="2"' in body
    assert 'a-guessed" data-line="3"' not in body


def test_a_topic_that_there_is_not_is_refused(client: Client, paper: Paper) -> None:
    sent = {"do": "2 topic:flags", "seen": 0}
    assert client.post(url(paper, "mend/"), sent).status_code == 404
    sent = {"do": "2 topic:teams", "same": "99", "seen": 0}
    assert "ei ole enää" in client.post(url(paper, "mend/"), sent, follow=True).content.decode()
    paper.refresh_from_db()
    assert paper.mends == []


def test_what_was_chosen_is_kept_and_known_next_year(client: Client, paper: Paper) -> None:
    press(client, paper, "2 topic:web-visits")
    press(client, paper, "5 topic:")
    after(client, url(paper), year=2025)
    duties = {duty.clause: (duty.topic, duty.asks_topic) for duty in Duty.objects.all()}
    assert duties == {
        "1.1": ("web-visits", False),
        "1.2": ("statistics-units", True),
        "2.1": ("", False),
        "2.2": ("meetings", False),
    }
    text = (
        "Sopimus 2026\n\n1. Tilastot\n\n- Forssa kokoaa ne maaliskuussa.\n\n2. Muut\n\n"
        "- Ypäjä huolehtii liputuksesta.\n"
    )
    body = after(client, "/agreement/import/", text=text)
    assert "Aihe: Verkkokäynnit" in words(body)
    assert "Aihe: Ei aihetta" in words(body)
    assert "auki" not in body.split("a-two")[0].split("<main")[1]


def test_a_question_of_an_unknown_kind_offers_its_own_answers(client: Client) -> None:
    paper = make_paper((
        line(Role.HEADING, "Työt", 1, "1."),
        line(Role.DUTY, "Kokous pidetään.", ask="novelty", answers=ANSWERS),
    ))  # fmt: skip
    body = page(client, url(paper))
    assert "Mikä tämä rivi on? Luettelon alku Ei velvoita Sivun osa Muu" in shown(body, "2")
    body = press(client, paper, "2 answer:2")
    assert "Viimeksi: rivi 2: Sivun osa" in body
