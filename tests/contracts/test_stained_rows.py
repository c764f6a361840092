"""What is written in one municipality's rows is read by another's people only where it is for all.

Every text in Tammela's rows becomes a word that names its table and field. People of Ypäjä open
every address of the rooms, with the demo's objects in them, search, and read every list of the API
and what stands in it. `FOR_ALL` says which texts they may meet. What was taken back is told by no
program's list, and what is said of customers stays in no cache.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.http import HttpResponseBase
from django.test import Client
from django.urls import get_resolver

from conftest import Louna
from kimppa.config.api.openapi import document
from kimppa.config.tests.test_roles import Desk, cells, desk
from kimppa.core.consortium.models import Person
from kimppa.core.search.actions import rebuild
from kimppa.core.yearclock.actions import subscribe
from kimppa.report.models import Comment, Paragraph
from tests.contracts.stains import STEM, stain, stain_taken_back
from tests.contracts.test_own_rows import text_of
from tests.journeys.crawl import addresses
from tests.rooms import is_chosen, room_of
from tests.tokens import secret_of

__all__ = ["desk"]
pytestmark = pytest.mark.django_db

# Beginnings of the words of what all may read.
FOR_ALL = (
    "corebranch",  # where the libraries are
    "pageschange",  # wishes for the web library, which all see and vote for
    "publishingitem",  # what has been published
)
FOR_DIRECTORS = ("meetingsballot",)  # which days suit each: they answer one another
# … and of what is known of customers by name.
OF_CUSTOMERS = re.compile(r"feedback(contact|messageoriginal|pendingletter)")
LEFT_OUT = {"/sign-out/"}

type Opened = tuple[str, HttpResponseBase]


def opened(client: Client, path: str, **headers: str) -> Iterator[Opened]:
    answer = client.get(path, headers=headers)
    if answer.status_code == 200:
        yield path, answer


def pages(client: Client, paths: list[str]) -> Iterator[Opened]:
    for path in dict.fromkeys(paths):
        if is_chosen(room_of(path)) and path not in LEFT_OUT:
            for page in opened(client, path):
                yield page
                if "format=xlsx" in text_of(page[1]):
                    yield from opened(client, f"{path}?format=xlsx")


def every_page(desk: Desk, who: str) -> Iterator[Opened]:
    plain = sorted(addresses(get_resolver().url_patterns))
    named = [desk.paths[name] for name in cells("READ")]
    yield from pages(desk.clients[who], [*plain, *named, f"/search/?q={STEM}"])


def every_list(person: Person) -> Iterator[Opened]:
    """Every list of the API, and each thing that it names; and the calendar."""
    yield from opened(Client(), f"/calendar/{subscribe(by=person).token}.ics")
    secret = secret_of(person)
    headers = {"Authorization": f"Bearer {secret}"}
    paths = [path for path in document()["paths"] if is_chosen(room_of(path))]
    for path in paths:
        has_more = any(re.fullmatch(re.escape(path) + r"/\{[^}]*\}", inner) for inner in paths)
        for address, answer in opened(Client(), path, **headers) if "{" not in path else ():
            yield address, answer
            keys = re.findall(r'"(?:id|number|year)": ?"?([\w.-]+)', text_of(answer))
            for key in dict.fromkeys(keys) if has_more else ():
                yield from opened(Client(), f"{path}/{key}", **headers)


def met(answers: Iterator[Opened]) -> dict[str, set[str]]:
    """The words that are met, with the addresses."""
    cache.clear()
    found = defaultdict(set)
    for path, answer in answers:
        text = text_of(answer).replace("<wbr>", "")  # long words may be broken
        for word in re.findall(rf"{STEM}([a-z]+)", text):
            found[word].add(path)
    return dict(found)


@pytest.fixture
def stained(desk: Desk, every_room: Louna) -> set[str]:
    """Tammela's rows with the words; also where only one row of the demo could hold them."""
    place = every_room.municipalities["834"]
    line = Paragraph.objects.filter(municipality=place, clause="3.1")[0]
    Comment.objects.update(paragraph=line)
    words = stain(place)
    rebuild()
    return words


@pytest.mark.parametrize("role", ["director", "staff"])
def test_another_librarys_texts_are_not_read(
    desk: Desk, every_room: Louna, stained: set[str], role: str
) -> None:
    people = {"director": every_room.directors, "staff": every_room.staff}[role]
    found = met(every_page(desk, f"Ypäjä {role}")) | met(every_list(people["981"]))
    shown = (*FOR_ALL, *FOR_DIRECTORS) if role == "director" else FOR_ALL
    assert {word: at for word, at in found.items() if not word.startswith(shown)} == {}


def test_the_own_library_meets_its_texts(desk: Desk, stained: set[str]) -> None:
    """… and where a customer's name stands, the page stays in no cache."""
    answers = list(pages(desk.clients["Tammela staff"], [desk.paths[n] for n in cells("READ")]))
    found = met(iter(answers))
    assert found or not any(is_chosen(room) for room in ("feedback", "publishing", "statistics"))
    kept = [
        path
        for path, answer in answers
        if any(OF_CUSTOMERS.match(word) for word in met(iter([(path, answer)])))
        and "no-store" not in answer.headers.get("Cache-Control", "")
    ]
    assert kept == [], "let these say no-store"


def test_programs_are_told_nothing_that_was_taken_back(every_room: Louna) -> None:
    assert stain_taken_back()
    assert met(every_list(every_room.coordinator)) == {}
