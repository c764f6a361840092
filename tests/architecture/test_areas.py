"""What every room must answer when the rooms above ask its Area."""

import datetime as dt
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

import pytest
from django.urls import resolve, reverse
from django.utils import translation
from django.utils.module_loading import import_string

from kimppa.core import demo
from kimppa.core.area import Area, Due, Found, Resolved, Sentence, areas, demo_order
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.topics import TOPICS

CALLABLES = ("resolve", "summary", "due", "search", "demo")
YEAR = 2024


@pytest.fixture(params=areas(), ids=lambda area: area.slug)
def area(request: pytest.FixtureRequest) -> Area:
    return request.param


@pytest.fixture
def people(db: None) -> Iterator[list[Person]]:
    """The demo's people, with every room's demo rows made, in Finnish."""
    demo.load()
    for one in demo_order():
        if one.demo:
            one.call("demo")
    with translation.override("fi"):
        yield demo.people()


def test_slugs_are_names_of_rooms_and_unlike(area: Area) -> None:
    assert [one.slug for one in areas()].count(area.slug) == 1
    assert area.slug.isidentifier()
    assert str(area.title)


def test_dotted_paths_lead_to_something(area: Area) -> None:
    paths = [getattr(area, name) for name in CALLABLES]
    paths += [*area.receives.values(), *(job.task for job in area.schedule)]
    paths += [area.api] if area.api else []
    for path in filter(None, paths):
        assert import_string(path), path


def test_navigation_leads_to_pages_that_exist(area: Area) -> None:
    for item in area.nav:
        assert resolve(reverse(item.url_name)), item.url_name
        assert item.permission in set(Permission)
        assert str(item.title)


def test_topics_are_known(area: Area) -> None:
    assert set(area.topics) <= set(TOPICS)


def test_resolve_leaves_out_what_it_does_not_know(area: Area, people: list[Person]) -> None:
    if not area.resolve:
        return
    answered = area.call("resolve", ["0", "no-such-thing"], people[0])
    assert isinstance(answered, Mapping)
    assert all(isinstance(one, Resolved) for one in answered.values())
    assert not answered


def test_summary_answers_in_sentences_for_its_topics_only(area: Area, people: list[Person]) -> None:
    if not area.summary:
        return
    for municipality in [None, *Municipality.objects.all()]:
        answered = area.call("summary", list(area.topics), YEAR, municipality)
        assert set(answered) <= set(area.topics)
        for sentence in (one for told in answered.values() for one in told):
            assert isinstance(sentence, Sentence)
            assert sentence.text.strip().endswith((".", "!", "?"))
            assert not sentence.url or leads_inside(sentence.url)


def test_due_lies_between_the_dates_asked(area: Area, people: list[Person]) -> None:
    if not area.due:
        return
    start, end = dt.date(YEAR, 1, 1), dt.date(YEAR + 1, 1, 31)
    for person in people:
        for one in area.call("due", start, end, person):
            assert isinstance(one, Due)
            assert start <= one.date <= end
            assert one.title
            assert leads_inside(one.url)


def test_search_finds_pages(area: Area, people: list[Person]) -> None:
    if not area.search:
        return
    for words in ("kirjasto", "", "'\"%_\\", "ei-tällaista-sanaa"):
        for found in area.call("search", words, people[0]):
            assert isinstance(found, Found)
            assert found.title
            assert leads_inside(found.url)


def leads_inside(url: str) -> bool:
    """Whether an address is one of the desk's own pages."""
    return bool(resolve(urlsplit(url).path))


def test_every_room_above_the_frame_declares_an_area() -> None:
    assert {"desk", "agreement", "programme", "report"} <= {one.slug for one in areas()}
