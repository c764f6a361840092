"""The search finds what the reader may see, and only that."""

from collections.abc import Iterator
from itertools import count

import pytest
from pytest_django import DjangoAssertNumQueries

from kimppa.core.area import Area, Found, areas
from kimppa.core.evidence.actions import record_evidence
from kimppa.core.permissions import SYSTEM
from kimppa.core.tasks.actions import create_task
from kimppa.desk.search import resolve
from kimppa.desk.tests.conftest import Louna


def found(louna: Louna, who: str, words: str) -> str:
    page = louna.client(who).get("/search/", {"q": words}).content.decode()
    return page.partition("</form>\n")[2] if "</form>\n" in page else page


def test_work_tasks_services_and_people_are_found(louna: Louna) -> None:
    work = record_evidence(by=SYSTEM, topic="guidance", title="Finnan opastus")
    task = create_task(by=SYSTEM, title="Finnan kuvat", topic="finna-development")
    page = found(louna, "coordinator", "finna")
    for address in (f"/work/{work.pk}/", f"/tasks/{task.pk}/", f"/services/{louna.finna.pk}/"):
        assert f'href="{address}"' in page
    assert "Other-Director" in found(louna, "coordinator", "other-director")


def test_what_one_may_not_see_is_not_found(louna: Louna) -> None:
    record_evidence(
        by=SYSTEM, topic="guidance", title="Salainen opastus", municipalities=[louna.ypaja]
    )
    create_task(by=SYSTEM, title="Salainen tehtävä", topic="feedback", municipality=louna.ypaja)
    assert "Salainen opastus" in found(louna, "other-staff", "salainen")
    page = found(louna, "staff", "salainen")
    assert "Salainen opastus" not in page
    assert "Salainen tehtävä" not in page
    assert "example.org" not in found(louna, "staff", "director")


@pytest.mark.parametrize("words", ["x", "   ", "%", "'; DROP TABLE", "ö" * 500, "\x00ab"])
def test_any_words_are_answered(louna: Louna, words: str) -> None:
    assert louna.client("reader").get("/search/", {"q": words}).status_code == 200


def test_nothing_found_says_what_to_try(louna: Louna) -> None:
    page = louna.client("reader").get("/search/", {"q": "olematon"}).content.decode()
    assert "Kokeile lyhyempää sanaa" in page


def test_the_desks_own_ids_are_resolved_for_those_who_may_see(louna: Louna) -> None:
    task = create_task(by=SYSTEM, title="T", topic="feedback", municipality=louna.ypaja)
    ids = [f"task-{task.pk}", "task-x", "demo-1", "delivery-999"]
    seen = resolve(ids, louna.people["other-staff"])
    assert seen[f"task-{task.pk}"].url == f"/tasks/{task.pk}/"
    assert len(seen) == 1
    assert resolve(ids, louna.people["staff"]) == {}


def test_every_area_with_a_search_is_asked(louna: Louna, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    real = type(areas()[0]).call

    def call(self: object, name: str, *args: object) -> object:
        if name == "search":
            asked.append(self.slug)  # type: ignore[attr-defined]
        return real(self, name, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(type(areas()[0]), "call", call)
    louna.client("coordinator").get("/search/", {"q": "finna"})
    assert asked == [area.slug for area in areas() if area.search]


def test_a_search_costs_few_queries(
    louna: Louna, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(30):
        create_task(by=SYSTEM, title=f"Finnan kuva {n}", topic="finna-development")
        record_evidence(by=SYSTEM, topic="guidance", title=f"Finnan opastus {n}")
    rooms = sum(bool(area.search) for area in areas())
    for who in ("coordinator", "director", "staff", "reader"):
        client = louna.client(who)
        client.get("/search/", {"q": "finna"})
        with django_assert_max_num_queries(12 + rooms):
            answer = client.get("/search/", {"q": "finna"})
        assert 'value="finna"' in answer.text
        assert max(len(hits) for _kind, hits in answer.context["groups"]) <= 10


def test_a_room_that_finds_too_much_is_cut_short(
    louna: Louna, monkeypatch: pytest.MonkeyPatch
) -> None:
    def call(_self: object, _name: str, *_args: object) -> Iterator[Found]:
        return (Found(f"Osuma {n}", "/", "Kaikki") for n in count())

    monkeypatch.setattr(Area, "call", call)
    groups = louna.client("reader").get("/search/", {"q": "osuma"}).context["groups"]
    rooms = sum(bool(area.search) for area in areas())
    assert [(kind, len(hits)) for kind, hits in groups] == [("Kaikki", 100 * rooms)]
