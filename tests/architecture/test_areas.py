"""What every room must answer when the rooms above ask its Area."""

import datetime as dt
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse
from django.utils import translation
from django.utils.module_loading import import_string

from conftest import Louna
from kimppa.core import demo
from kimppa.core.area import Area, Counted, Due, Resolved, Sentence, areas, beginning
from kimppa.core.consortium.models import Municipality, Person, Service
from kimppa.core.consortium.roles import Permission
from kimppa.core.handover import Mention, Offer
from kimppa.core.search.sources import Source
from kimppa.core.topics import TOPICS

CALLABLES = ("resolve", "summary", "due", "documents", "demo")
YEAR = 2024
BATCHED = 8  # queries, however many objects are asked of


EVERY_DATABASE = pytest.mark.every_database


def answering(name: str) -> pytest.MarkDecorator:
    """A test of the rooms whose Area has an answer of that name."""
    rooms = [area for area in areas() if getattr(area, name)]
    return pytest.mark.parametrize("area", rooms, ids=lambda area: area.slug)


@pytest.fixture(params=areas(), ids=lambda area: area.slug)
def area(request: pytest.FixtureRequest) -> Area:
    return request.param


@pytest.fixture
def people(every_room: Louna) -> Iterator[list[Person]]:
    """The demo's people, with every room's demo rows made, in Finnish."""
    with translation.override("fi"):
        yield demo.people()


def test_slugs_are_names_of_rooms_and_unlike(area: Area) -> None:
    assert [one.slug for one in areas()].count(area.slug) == 1
    assert area.slug.isidentifier()
    assert str(area.title)


def test_dotted_paths_lead_to_something(area: Area) -> None:
    paths = [getattr(area, name) for name in CALLABLES]
    paths += [receiver.run for receiver in area.receives.values()]
    paths += [job.task for job in area.schedule]
    paths += [area.api, area.logged, area.counted, area.offers, area.mentions]
    for path in filter(None, paths):
        assert import_string(path), path


def test_navigation_leads_to_pages_that_exist(area: Area) -> None:
    for item in area.nav:
        assert resolve(reverse(item.url_name)), item.url_name
        assert item.permission in set(Permission)
        assert str(item.title)


def test_topics_are_known(area: Area) -> None:
    assert set(area.topics) <= set(TOPICS)
    assert set(area.begins) <= set(area.topics)


def test_work_of_a_topic_begins_at_a_page_that_exists(area: Area) -> None:
    for topic in area.begins:
        assert leads_inside(beginning(topic)), topic


@EVERY_DATABASE
@answering("resolve")
def test_resolve_leaves_out_what_it_does_not_know(area: Area, people: list[Person]) -> None:
    answered = area.call("resolve", ["0", "no-such-thing"], people[0])
    assert isinstance(answered, Mapping)
    assert all(isinstance(one, Resolved) for one in answered.values())
    assert not answered


@EVERY_DATABASE
@answering("summary")
def test_summary_answers_in_sentences_for_its_topics_only(area: Area, people: list[Person]) -> None:
    for municipality in [None, *Municipality.objects.all()]:
        answered = area.call("summary", list(area.topics), YEAR, municipality)
        assert set(answered) <= set(area.topics)
        for sentence in (one for told in answered.values() for one in told):
            assert isinstance(sentence, Sentence)
            assert sentence.text.strip().endswith((".", "!", "?"))
            assert not sentence.url or leads_inside(str(sentence.url))


@EVERY_DATABASE
@answering("counts")
def test_what_a_room_counts_is_told_by_its_own_codes(area: Area, people: list[Person]) -> None:
    assert all(code.startswith(f"{area.slug}:") for code in area.counts)
    told = area.call("counted", list(area.counts), YEAR)
    assert set(told) <= set(area.counts)
    for count in told.values():
        assert isinstance(count, Counted)
        assert set(count.own) <= set(Municipality.objects.values_list("pk", flat=True))


@EVERY_DATABASE
@answering("due")
def test_due_lies_between_the_dates_asked(area: Area, people: list[Person]) -> None:
    start, end = dt.date(YEAR, 1, 1), dt.date(YEAR + 1, 1, 31)
    for person in people:
        for one in area.call("due", start, end, person):
            assert isinstance(one, Due)
            assert start <= one.date <= end
            assert one.title
            assert leads_inside(one.url)


@EVERY_DATABASE
@answering("offers")
def test_offers_have_lasting_keys_and_lead_to_pages_of_those_who_see_them(
    area: Area, people: list[Person]
) -> None:
    seen = {}
    for person in people:
        with CaptureQueriesContext(connection) as queries:
            offers = list(area.call("offers", "agenda", person))
        assert len(queries) <= BATCHED, queries.captured_queries
        keys = [offer.key for offer in offers]
        assert len(set(keys)) == len(keys)
        assert area.call("resolve", keys, person).keys() == set(keys)
        client = Client()
        client.force_login(person)
        for offer in offers:
            assert isinstance(offer, Offer)
            assert 0 < len(offer.key) <= 60
            assert reverse("desk:offer-answer", args=[area.slug, offer.key, "task"])
            assert offer.topic in TOPICS
            assert offer.weight > 0
            assert offer.title
            assert client.get(offer.url).status_code == 200, offer.url
        seen[person.role] = keys
    assert set(seen["reader"]) <= set(seen["coordinator"])
    assert seen["coordinator"], "the demo shows none"


@EVERY_DATABASE
@answering("mentions")
def test_mentions_are_of_what_is_asked_and_lead_to_pages_of_those_who_see_them(
    area: Area, people: list[Person]
) -> None:
    slugs = list(Service.objects.values_list("slug", flat=True))
    asked = ({"services": slugs}, {"records": ["louna.1", "louna.2"]}, {})
    told: set[str] = set()
    for person in people:
        client = Client()
        client.force_login(person)
        for terms in asked:
            with CaptureQueriesContext(connection) as queries:
                mentions = list(area.call("mentions", person, **terms))
            assert len(queries) <= BATCHED, queries.captured_queries
            for mention in mentions:
                assert isinstance(mention, Mention)
                assert mention.about in [*slugs, "louna.1", "louna.2"]
                assert str(mention.kind)
                assert mention.title
                told.add(mention.about)
            for url in {mention.url for mention in mentions}:
                assert client.get(url).status_code == 200, (person, url)
    assert told & set(slugs), "the demo shows none"


@EVERY_DATABASE
@answering("documents")
def test_documents_are_found_by_those_for_whom_the_room_resolves_them(
    area: Area, people: list[Person]
) -> None:
    """What the index may show a person is what the room's `resolve` opens to the same person."""
    for source in import_string(area.documents):
        assert isinstance(source, Source)
        ids = {f"{source.kind}-{pk}" for pk in source.rows().values_list("pk", flat=True)}
        opened = set()
        for person in people:
            visible = source.visible(person)
            seen = set() if visible is None else set(visible.values_list("pk", flat=True))
            resolved = area.call("resolve", list(ids), person)
            assert set(resolved) == {f"{source.kind}-{pk}" for pk in seen} & ids, source.kind
            assert all(one.title and leads_inside(one.url) for one in resolved.values())
            opened |= resolved.keys()
        assert opened == ids, f"{source.kind}: nobody finds these"
        for model, lookup in source.follows.items():
            assert apps.get_model(model)
            assert source.rows().filter(**{lookup: 0}).count() == 0


def leads_inside(url: str) -> bool:
    """Whether an address is one of the desk's own pages."""
    return bool(resolve(urlsplit(url).path))


def test_every_room_above_the_frame_declares_an_area() -> None:
    assert {"desk", "agreement", "programme", "report"} <= {one.slug for one in areas()}
