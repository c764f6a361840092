"""Stepping the day, looking with other eyes, removing the examples: in a demo only."""

import datetime as dt

import pytest
from pytest_django import Settings

from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.core.demo.instance import a_month_on, mark_as_demo
from kimppa.core.evidence.actions import record_evidence
from kimppa.core.evidence.models import Evidence
from kimppa.core.permissions import SYSTEM
from kimppa.core.sourced import count_examples
from kimppa.desk.tests.conftest import TODAY, Louna

STEP, SWITCH, EXAMPLES = "/demo/day/", "/demo/role/", "/demo/examples/"


@pytest.fixture
def demo(louna: Louna, settings: Settings) -> Louna:
    settings.KIMPPA_TODAY = ""
    mark_as_demo(TODAY)
    Person.objects.update(example=True)
    return louna


def test_a_day_and_a_month_on_and_back(demo: Louna) -> None:
    client = demo.client("director")
    answer = client.post(STEP, {"step": "day", "next": "/tasks/"})
    assert answer.url == "/tasks/"
    assert clock.today() == dt.date(2025, 1, 15)
    page = client.post(STEP, {"step": "month"}, follow=True).content.decode()
    assert clock.today() == dt.date(2025, 2, 15)
    undo = f"{STEP}?to=2025-01-15"
    assert f'action="{undo}"' in page
    client.post(undo)
    assert clock.today() == dt.date(2025, 1, 15)


def test_no_other_site_is_led_to(demo: Louna) -> None:
    answer = demo.client("director").post(STEP, {"step": "day", "next": "https://evil.example"})
    assert answer.url == "/"


@pytest.mark.parametrize(
    ("day", "then"),
    [("2025-01-31", "2025-02-28"), ("2024-01-31", "2024-02-29"), ("2024-12-15", "2025-01-15")],
)
def test_a_month_keeps_within_its_days(day: str, then: str) -> None:
    assert a_month_on(dt.date.fromisoformat(day)) == dt.date.fromisoformat(then)


def test_another_role_is_looked_at(demo: Louna) -> None:
    client = demo.client("reader")
    assert client.get("/audit/").status_code == 403
    assert "Coordinator" in client.get(SWITCH).content.decode()
    client.post(SWITCH, {"person": demo.people["coordinator"].pk})
    assert client.get("/audit/").status_code == 200


@pytest.mark.parametrize("asked", ["", "x", "999999", "real"])
def test_nobody_becomes_a_real_or_unknown_person(demo: Louna, asked: str) -> None:
    coordinator = demo.people["coordinator"]
    Person.objects.filter(pk=coordinator.pk).update(example=False)
    client = demo.client("reader")
    asked = str(coordinator.pk) if asked == "real" else asked
    assert client.post(SWITCH, {"person": asked}).status_code == 404
    assert client.get("/audit/").status_code == 403


def test_a_real_instance_has_none_of_these(louna: Louna) -> None:
    Person.objects.update(example=True)
    client = louna.client("coordinator")
    assert client.post(STEP, {"step": "day"}).status_code == 404
    assert client.get(SWITCH).status_code == 404
    assert client.post(SWITCH, {"person": louna.people["director"].pk}).status_code == 404
    assert client.post(EXAMPLES).status_code == 404
    assert Person.objects.count() == len(louna.people)


def test_examples_go_and_the_rest_stays(demo: Louna) -> None:
    record_evidence(by=SYSTEM, topic="feedback", title="Esimerkkityö", example=True)
    record_evidence(by=SYSTEM, topic="feedback", title="Oikea työ")
    client = demo.client("coordinator")
    assert str(count_examples()) in client.get(EXAMPLES).content.decode()
    client.post(EXAMPLES)
    assert [work.title for work in Evidence.objects.all()] == ["Oikea työ"]
    assert count_examples() == 0
    assert Person.objects.get() == demo.people["coordinator"]
    assert client.get("/").status_code == 200


def test_only_the_coordinator_removes(demo: Louna) -> None:
    assert demo.client("director").post(EXAMPLES).status_code == 403
    assert count_examples() > 0
