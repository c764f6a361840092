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
from kimppa.publishing.tests.conftest import Make, at, signed_in
from kimppa.sources.kirjastohakemisto import DayHours, OpeningTime, ServicePoint

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
    actions.tie_branch(by=louna.coordinator, directory_entry=one, branch=branch)
    with pytest.raises(ValidationError):
        actions.tie_branch(by=louna.coordinator, directory_entry=two, branch=branch)
    assert states()["Tammelan kirjasto"] == "renamed"


def test_the_page_tells_hours_and_closures(louna: Louna) -> None:
    today = DayHours(
        TODAY, (OpeningTime("07:00", "10:00", False), OpeningTime("10:00", "18:00", True)), ""
    )
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


CLOSED = DayHours(dt.date(2025, 2, 5), (), "Remontti")
OPEN = DayHours(dt.date(2025, 2, 6), (OpeningTime("10:00", "18:00", True),), "")


def directory(louna: Louna, *hours: DayHours) -> None:
    actions.take_directory(by=louna.coordinator, points=[point(1, "Tammelan kirjasto", *hours)])


def shown(client: Client, path: str) -> str:
    return unescape(client.get(path).content.decode())


def test_a_closed_day_is_told_at_the_form_and_asked_once(louna: Louna, tammela: Branch) -> None:
    directory(louna, CLOSED, OPEN)
    client = signed_in(louna.staff["834"])
    given = {
        "title_fi": "Lukupiiri", "day": "5.2.2025", "begins": "17.00", "ends": "18.00",
        "municipality": tammela.municipality_id, "branch": tammela.pk,
    }  # fmt: skip
    form = "/publishing/new/event/"
    assert "vaikka kirjasto on kiinni" not in shown(client, form)
    told = client.post(form, given)
    assert told.status_code == 422
    page = unescape(told.content.decode())
    assert "Tammelan kirjasto on kiinni: ke 5.2.2025 (Remontti)." in page
    assert "vaikka kirjasto on kiinni" in page
    assert client.post(form, given | {"day": "6.2.2025"}).status_code == 302
    assert client.post(form, given | {"place": "Tori"}).status_code == 302
    sent = client.post(form, given | {"though_closed": "on"})
    assert sent.status_code == 302
    page = shown(client, sent["Location"])
    assert "Tammelan kirjasto on kiinni: ke 5.2.2025 (Remontti)." in page
    # What is edited afterwards is not asked about the same day again.
    edited = client.post(f"{sent['Location']}edit/", given | {"title_fi": "Toinen nimi"})
    assert edited.status_code == 302


def test_a_repetition_over_closed_days_is_told_too(louna: Louna, tammela: Branch) -> None:
    directory(louna, CLOSED)
    given = {
        "title_fi": "Satutunti", "day": "22.1.2025", "begins": "10", "ends": "11",
        "repeats": "FREQ=WEEKLY", "repeat_until": "28.2.2025",
        "municipality": tammela.municipality_id, "branch": tammela.pk,
    }  # fmt: skip
    client = signed_in(louna.staff["834"])
    told = client.post("/publishing/new/event/", given)
    assert "ke 5.2.2025 (Remontti)" in unescape(told.content.decode())
    skipped = client.post("/publishing/new/event/", given | {"skipped": "5.2."})
    assert skipped.status_code == 302


def test_the_calendar_and_the_first_page_tell_of_closed_days(
    louna: Louna, make: Make, tammela: Branch
) -> None:
    directory(louna, CLOSED, OPEN)
    make("Kiinni", branch=tammela)
    make("Auki", branch=tammela, start=at("2025-02-06 17:00"), end=at("2025-02-06 18:00"))
    client = signed_in(louna.coordinator)
    month = shown(client, "/publishing/month/?kuukausi=2025-02")
    assert month.count("Kirjasto kiinni") == 1
    assert "Suljettu: Tammelan kirjasto, Remontti" in month
    home = shown(client, "/publishing/")
    assert "Tammelan kirjasto, 5.2.2025: Remontti" in home


def test_everybody_sees_the_opening_hours_of_the_day(
    louna: Louna, make: Make, tammela: Branch
) -> None:
    directory(louna, CLOSED, OPEN)
    shut = make("Kiinni", branch=tammela)
    held = make("Auki", branch=tammela, start=at("2025-02-06 17:00"), end=at("2025-02-06 18:00"))
    reader = Client(headers={"Accept-Language": "fi"})
    assert "Aukiolo 6.2.2025: 10.00–18.00" in shown(reader, f"/tapahtumat/{held.key}/")
    assert "Aukiolo 5.2.2025: suljettu (Remontti)" in shown(reader, f"/tapahtumat/{shut.key}/")


def test_a_long_closure_is_one_line(louna: Louna) -> None:
    days = [DayHours(TODAY + dt.timedelta(days=n), (), "Remontti") for n in range(10)]
    directory(louna, *days)
    page = shown(signed_in(louna.coordinator), "/publishing/branches/")
    assert "Tänään: suljettu (Remontti)" in page
    assert page.count("Remontti") == 2
    assert "14.1.2025–23.1.2025: Remontti" in page


def test_nothing_is_said_of_branches_before_they_are_asked(louna: Louna) -> None:
    assert "Ei siellä" not in shown(signed_in(louna.coordinator), "/publishing/branches/")


def test_finna_reads_the_street_of_the_library_in_the_feed(
    louna: Louna, make: Make, tammela: Branch
) -> None:
    directory(louna)
    make(branch=tammela)
    feed = Client().get("/feeds/fi/events/branch-tam.xml").content.decode()
    assert "<xcal:location-address>Tie 2</xcal:location-address>" in feed
