"""Tasks, year clock and the weekly letter say the same of what is to be done."""

import html
import re

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from conftest import Louna
from kimppa.core import verbs
from kimppa.core.consortium.models import Person
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.ratification.models import Confirmation
from kimppa.desk.tasks.digest import send_weekly
from kimppa.desk.tasks.todos import Todo, todos
from kimppa.ui.counts import COOKIE

pytestmark = pytest.mark.usefixtures("every_room")
YEAR = 2024


def page(person: Person, url: str) -> str:
    client = Client()
    client.force_login(person)
    return html.unescape(client.get(url).content.decode())


def own(person: Person) -> list[Todo]:
    rows = todos(person, YEAR)
    assert len(rows) > 1
    return rows


@pytest.mark.parametrize("who", ["coordinator", "director"])
def test_tasks_list_every_matter_in_its_order(every_room: Louna, who: str) -> None:
    person = every_room.coordinator if who == "coordinator" else every_room.directors["981"]
    content = page(person, "/tasks/").partition('id="k-table"')[2]
    places = [content.find(f">: {todo.matter}</span></a>") for todo in own(person)]
    assert -1 not in places
    assert places == sorted(places)


def test_the_year_clock_has_every_dated_matter(every_room: Louna) -> None:
    clock = page(every_room.coordinator, "/year-clock/")
    addresses = set(re.findall(r'href="([^"]+)"', clock))
    dated = [todo for todo in own(every_room.coordinator) if todo.due and todo.count == 1]
    assert len(dated) > 9
    missing = [todo.title for todo in dated if todo.url not in addresses]
    assert not missing


def test_the_letter_has_what_is_late_or_near_and_nothing_else(every_room: Louna) -> None:
    send_weekly()
    letter = OutgoingMail.objects.get(
        to=every_room.coordinator.email, subject__startswith="Tällä viikolla"
    )
    titles = [todo.title for todo in own(every_room.coordinator)]
    lines = [line for line in letter.body.splitlines() if line.startswith("- ")]
    assert lines
    assert all(any(title in line for title in titles) for line in lines)
    late = [todo.title for todo in own(every_room.coordinator) if todo.status == "late"]
    assert all(title in letter.body for title in late)


def menu(client: Client, url: str) -> dict[str, tuple[int, bool]]:
    """How much waits behind the pages of the menu, and whether the number is red, by address."""
    side = client.get(url).text.partition('id="valikko"')[2].partition("</nav>")[0]
    links = re.findall(
        r'(?s)<a href="([^"]+)"[^>]*aria-describedby="([^"]+)"[^>]*>.*?'
        r'<span class="k-count( k-count-late)?" id="([^"]+)" aria-hidden="true">(\d+)<',
        side,
    )
    assert all(described == told for _url, described, _late, told, _number in links)
    return {address: (int(number), bool(late)) for address, _id, late, _told, number in links}


def test_the_menu_counts_the_list_on_every_page(every_room: Louna, client: Client) -> None:
    person = every_room.coordinator
    client.force_login(person)
    assert menu(client, "/decisions/") == {}
    rows = own(person)
    counts = menu(client, "/")
    assert counts["/tasks/"] == (len(rows), True)
    letters = [todo for todo in rows if todo.room == "feedback"]
    late = any(todo.status == "late" for todo in letters)
    assert counts["/feedback/"] == (sum(todo.count for todo in letters), late)
    assert menu(client, "/decisions/") == counts
    client.force_login(every_room.directors["981"])
    assert menu(client, "/decisions/") == {}


def test_the_page_of_questions_counts_itself_after_an_answer(
    every_room: Louna, client: Client
) -> None:
    director = every_room.directors["981"]
    client.force_login(director)
    before = menu(client, "/")
    awaited = Confirmation.objects.filter(
        municipality__code="981", state="awaiting", ratification__level="director"
    )
    answer = f"/waiting/answers/{awaited[0].pk}/yes/"
    page = client.post(answer, {"next": "/waiting/"}, follow=True).text
    left = before["/waiting/"][0] - 1
    after = menu(client, "/decisions/")
    assert after.get("/waiting/", (0, False))[0] == left
    assert after["/tasks/"][0] == before["/tasks/"][0] - 1
    assert ("Mikään ei odota teitä" in page) is (left == 0)


def test_counts_that_are_no_longer_true_are_not_shown(
    every_room: Louna, client: Client, settings: Settings
) -> None:
    client.force_login(every_room.coordinator)
    client.get("/tasks/")
    kept = client.cookies[COOKIE].value
    client.cookies[COOKIE] = f"{kept}|<b>~1|desk:tasks~x"
    assert "/tasks/" in menu(client, "/decisions/")
    settings.KIMPPA_TODAY = "2025-01-15"
    assert menu(client, "/decisions/") == {}


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_title_begins_with_what_to_do(every_room: Louna, language: str) -> None:
    with translation.override(language):
        rows = [todo for todo in own(every_room.coordinator) if todo.verb != str(verbs.OPEN)]
        assert len(rows) > 9
        assert not [todo.title for todo in rows if first_word(todo.title) != first_word(todo.verb)]
        twice = [todo.title for todo in rows if todo.title.count(first_word(todo.verb)) > 1]
        assert not twice


@pytest.mark.parametrize("path", ["/", "/tasks/"])
@pytest.mark.parametrize("who", ["coordinator", "director"])
def test_what_is_shown_begins_with_what_to_do(every_room: Louna, who: str, path: str) -> None:
    person = every_room.coordinator if who == "coordinator" else every_room.directors["981"]
    content = page(person, path).replace("\u00ad", "")
    first = own(person)[:3]
    assert [todo.title for todo in first if f"<b>{todo.title}</b>" not in content] == []


def first_word(text: str) -> str:
    return text.split()[0].rstrip(":,")


def test_the_letter_says_the_verb_of_a_line_of_the_agreement(every_room: Louna) -> None:
    send_weekly()
    letter = OutgoingMail.objects.filter(to=every_room.coordinator.email).latest("pk")
    assert "Kirjaa työ: 5.1 Johtajien kokoukset" in letter.body
