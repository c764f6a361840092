"""Our branches beside Kirjastohakemisto's: who is where, what they are called, when they open."""

import datetime as dt
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from conftest import Louna
from kimppa.core.consortium.models import Branch
from kimppa.publishing import actions
from kimppa.publishing.directory import compare
from kimppa.publishing.models import DirectoryEntry
from kimppa.publishing.queries import branches_shown
from kimppa.publishing.tests.conftest import Make, signed_in
from kimppa.sources.kirjastohakemisto import DayHours, Open, ServicePoint

TODAY = dt.date(2025, 1, 14)


def point(number: int, name: str, *hours: DayHours) -> ServicePoint:
    return ServicePoint(number, name, "library", "Tie 2", "31300", "Tammela", 60.8, 23.7, hours)


def states() -> dict[str, str]:
    found = compare(branches_shown(), list(DirectoryEntry.objects.all()))
    return {(one.branch or one.entry).__str__(): one.state for one in found}


def test_alike_renamed_new_and_closed_ones_are_told_apart(louna: Louna) -> None:
    boss = louna.coordinator
    told = [point(1, "Tammelan kirjasto"), point(2, "Humppilan kirjasto"), point(3, "Uusi")]
    actions.take_directory(by=boss, points=told)
    told = [point(1, "Tammelan kirjasto"), point(2, "Humppilan kulttuuritalo"), point(3, "Uusi")]
    actions.take_directory(by=boss, points=told)
    found = states()
    assert found["Tammelan kirjasto"] == "same"
    assert found["Humppilan kirjasto"] == "renamed"
    assert found["Uusi"] == "new"
    assert found["Ypäjän kirjasto"] == "missing"
    actions.take_directory(by=boss, points=told[1:])
    assert states()["Tammelan kirjasto"] == "closed"
    with pytest.raises(PermissionDenied):
        actions.take_directory(by=louna.staff["834"], points=told)


def test_a_person_says_which_is_which(louna: Louna) -> None:
    actions.take_directory(by=louna.coordinator, points=[point(1, "Kirjasto"), point(2, "Toinen")])
    one, two = DirectoryEntry.objects.order_by("number")
    branch = Branch.objects.get(code="tam")
    actions.tie_branch(by=louna.coordinator, entry=one, branch=branch)
    with pytest.raises(ValidationError):
        actions.tie_branch(by=louna.coordinator, entry=two, branch=branch)
    assert states()["Tammelan kirjasto"] == "renamed"


def test_the_page_tells_hours_and_closures(louna: Louna) -> None:
    today = DayHours(TODAY, (Open("07:00", "10:00", False), Open("10:00", "18:00", True)), "")
    closed = DayHours(TODAY + dt.timedelta(days=1), (), "Remontti")
    told = [point(1, "Tammelan kirjasto", today, closed)]
    actions.take_directory(by=louna.coordinator, points=told)
    page = signed_in(louna.staff["834"]).get("/publishing/branches/")
    text = unescape(page.content.decode())
    assert "Tänään: 7.00–10.00 omatoimi, 10.00–18.00" in text
    assert "15.1.2025: Remontti" in text
    screen = Client(headers={"Accept-Language": "fi"}).get("/naytto/tam/")
    assert "Tänään: 7.00–10.00 omatoimi" in unescape(screen.content.decode())


def test_finna_gets_the_address_and_the_place_on_the_map(
    louna: Louna, make: Make, tammela: Branch
) -> None:
    actions.take_directory(by=louna.coordinator, points=[point(1, "Tammelan kirjasto")])
    make(branch=tammela)
    told = Client().get("/linkedevents/v1/event/").json()["data"][0]["location"]
    assert told["street_address"] == {"fi": "Tie 2"}
    assert told["position"]["coordinates"] == [23.7, 60.8]
