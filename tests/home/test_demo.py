"""Only a demo lets one step the day, look with other eyes and remove the examples."""

import datetime as dt
from pathlib import Path

import pytest
from django.test import Client

from conftest import Louna
from kimppa.agreement import demo as agreement_demo
from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.core.demo.instance import month_later
from kimppa.core.sourced import count_examples
from tests.remembered import remembered


@pytest.fixture
def desk(louna: Louna, instance: Path) -> Louna:
    remembered("louna, agreement", instance, agreement_demo.load)
    return louna


@pytest.fixture
def client(desk: Louna) -> Client:
    client = Client()
    client.force_login(desk.coordinator)
    return client


def test_a_day_on_and_back(client: Client) -> None:
    page = client.post("/demo/day/", {"step": "day", "next": "/"}, follow=True).content.decode()
    assert clock.today() == dt.date(2025, 1, 15)
    assert "Nyt on 15.1.2025" in page
    client.post("/demo/day/?to=2025-01-14")
    assert clock.today() == dt.date(2025, 1, 14)


def test_a_month_on(client: Client) -> None:
    client.post("/demo/day/", {"step": "month"})
    assert clock.today() == dt.date(2025, 2, 14)


@pytest.mark.parametrize(
    ("day", "month_on"),
    [("2025-01-31", "2025-02-28"), ("2024-01-31", "2024-02-29"), ("2024-12-15", "2025-01-15")],
)
def test_a_month_on_ends_in_the_next_month(day: str, month_on: str) -> None:
    assert month_later(dt.date.fromisoformat(day)) == dt.date.fromisoformat(month_on)


def test_looking_as_the_director_of_ypaja(client: Client, desk: Louna) -> None:
    answer = client.post("/demo/role/", {"person": desk.directors["981"].pk}, follow=True)
    assert answer.redirect_chain == [("/", 302)]
    assert "Mitä Ypäjä sai" in answer.content.decode()


def test_stepping_leads_to_no_other_site(client: Client) -> None:
    answer = client.post("/demo/day/", {"step": "day", "next": "https://evil.example"})
    assert answer["Location"] == "/"


@pytest.mark.parametrize("asked", ["", "x", "999999", "entered"])
def test_nobody_becomes_an_entered_or_unknown_person(
    client: Client, desk: Louna, asked: str
) -> None:
    entered = Person.objects.create_person(email="oikea@kirjasto.example", name="Oikea ihminen")
    client.force_login(desk.readers["981"])
    person = str(entered.pk) if asked == "entered" else asked
    assert client.post("/demo/role/", {"person": person}).status_code == 404
    assert client.get("/audit/").status_code == 403


def test_examples_go_by_one_button_and_what_is_real_stays(client: Client) -> None:
    assert "Poista esimerkit" in client.get("/").content.decode()
    client.post("/demo/examples/")
    assert count_examples() == 0
    page = client.get("/").content.decode()
    assert page.count('class="k-line"') == 23
    assert "Kuntien yhteinen E-kirjasto avattiin" in page
    assert "(9 palautetta)" not in page


def test_a_director_may_not_remove_the_examples(client: Client, desk: Louna) -> None:
    client.force_login(desk.directors["981"])
    assert client.post("/demo/examples/").status_code == 403
    assert count_examples() > 0


@pytest.mark.parametrize("url", ["/demo/day/", "/demo/role/", "/demo/examples/"])
def test_a_real_instance_has_none_of_this(client: Client, instance: Path, url: str) -> None:
    (instance / "demo").unlink()
    assert client.post(url, {"step": "day", "person": 1}).status_code == 404
    assert "Katso roolissa" not in client.get("/").content.decode()
