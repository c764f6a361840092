"""The year clock tells what falls due, and its calendar is read by an independent reader."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.test import Client
from icalendar import Calendar

from conftest import Louna
from kimppa.agreement import demo as agreement_demo
from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.core.duties.queries import Heading
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.permissions import SYSTEM
from kimppa.core.tasks.actions import create_task
from kimppa.core.yearclock.actions import subscribe
from kimppa.core.yearclock.models import CalendarFeed
from kimppa.desk.tasks.digest import send_daily, send_weekly
from kimppa.desk.yearclock.wheel import wheel_of
from kimppa.feedback import demo as feedback_demo
from tests.remembered import remembered


@pytest.fixture
def desk(louna: Louna, instance: Path) -> Louna:
    remembered("louna, agreement", instance, agreement_demo.load)
    return louna


def feed_of(person: Person) -> CalendarFeed:
    return subscribe(by=person)


def read(person: Person) -> Calendar:
    response = Client().get(f"/calendar/{feed_of(person).token}.ics")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/calendar")
    return Calendar.from_ical(response.content)


def test_the_page_shows_the_wheel_and_the_same_as_a_table(desk: Louna) -> None:
    client = Client()
    client.force_login(desk.coordinator)
    page = client.get("/year-clock/").content.decode()
    assert "<svg" in page
    assert "Pyydä aktiivisten asiakkaiden määrät Axiellin käyttäjätuesta" in page
    assert "31.1.2025" in page


def test_the_strip_and_the_list_are_late_in_as_many(desk: Louna) -> None:
    for title, day in (("Vanha asia", (2024, 11, 1)), ("Uusi asia", (2025, 1, 8))):
        create_task(by=SYSTEM, title=title, topic="teams", due=dt.date(*day))
    client = Client()
    client.force_login(desk.coordinator)
    page = client.get("/year-clock/").content.decode()
    strip = page.partition('class="k-year"')[2].partition("</ol>")[0]
    pictured = sum(map(int, re.findall(r'aria-label="(\d+) myöhässä', strip)))
    listed = len(re.findall(r"<summary>(?:(?!</summary>).)*pv myöhässä", page, re.DOTALL))
    assert pictured == listed >= 2
    assert strip.index("Aiemmilta vuosilta") < strip.index("tammi")


def test_many_late_duties_leave_room_for_those_to_come(desk: Louna) -> None:
    client = Client()
    client.force_login(desk.coordinator)
    before = client.get("/year-clock/").content.decode()
    assert "Näytä kaikki" not in before
    coming = before.count('class="k-duty"')
    for number in range(60):
        create_task(
            by=SYSTEM, title=f"Vanha {number}", topic="teams", due=dt.date(2025, 1, number % 13 + 1)
        )
    page = client.get("/year-clock/").content.decode()
    strip = page.partition('class="k-year"')[2].partition("</ol>")[0]
    assert re.search(r"<text[^>]*>6\d</text>", strip)
    assert strip.count("m-late") < 10
    assert coming <= page.count('class="k-duty"') <= coming + 30
    assert "31.1.2025" in page
    everything = client.get("/year-clock/?kaikki=1").content.decode()
    assert everything.count('class="k-duty"') == coming + 60
    assert "Näytä kaikki" not in everything


def test_the_wheels_table_has_no_duty_twice_on_a_day(desk: Louna) -> None:
    client = Client()
    client.force_login(desk.coordinator)
    lines = client.get("/year-clock/?nakyma=keha").content.decode()
    table = lines.partition('id="k-table"')[2].partition("</table>")[0]
    rows = re.findall(r"(\d+\.\d+\.2025).*?>(\d\.\d) ", table)
    assert len(rows) == len(set(rows))


def test_another_year_can_be_seen(desk: Louna) -> None:
    client = Client()
    client.force_login(desk.coordinator)
    assert client.get("/year-clock/?kello=2024").status_code == 200
    assert client.get("/year-clock/?kello=20x4").status_code == 404


def test_the_calendar_has_the_agreements_days(desk: Louna) -> None:
    days = {event.decoded("dtstart") for event in read(desk.coordinator).events}
    assert dt.date(2025, 1, 31) in days
    assert dt.date(2025, 1, 17) in days


def test_identifiers_are_unlike_and_stay_the_same(desk: Louna) -> None:
    first = [str(event["uid"]) for event in read(desk.coordinator).events]
    second = [str(event["uid"]) for event in read(desk.coordinator).events]
    assert len(set(first)) == len(first) > 0
    assert first == second


def test_a_directors_calendar_holds_the_own_municipalitys_answers(desk: Louna) -> None:
    ypaja = [str(event["summary"]) for event in read(desk.directors["981"]).events]
    assert sum("jakoperuste" in summary for summary in ypaja) == 1
    assert not any("Humppila" in summary for summary in ypaja)


def test_a_revoked_calendar_is_gone(desk: Louna) -> None:
    feed = feed_of(desk.coordinator)
    feed.revoked_at = clock.now()
    feed.save()
    assert Client().get(f"/calendar/{feed.token}.ics").status_code == 404


def test_a_person_whose_time_has_ended_gets_no_calendar(desk: Louna) -> None:
    feed = feed_of(desk.staff["834"])
    desk.staff["834"].memberships.update(valid_to=dt.date(2025, 1, 13))
    assert Client().get(f"/calendar/{feed.token}.ics").status_code == 404


def test_the_weekly_letter_goes_to_those_who_have_something_to_do(desk: Louna) -> None:
    send_weekly()
    letters = {mail.to: mail.body for mail in OutgoingMail.objects.all()}
    assert "Axiellin käyttäjätuesta" in letters["paakayttaja@louna.example"]
    assert "Teams-jäsenten" not in letters["paakayttaja@louna.example"]
    assert "jakoperuste" in letters["johtaja.ypaja@louna.example"]
    assert "lautakunta.ypaja@louna.example" not in letters


@pytest.mark.parametrize(
    "days",
    [
        ("2025-01-14", "2025-01-14", "2025-01-15"),
        ("2025-03-29", "2025-03-30", "2025-03-29"),
        ("2025-10-25", "2025-10-26", "2025-10-25"),
    ],
)
def test_no_week_gets_two_letters(desk: Louna, days: tuple[str, ...]) -> None:
    for day in days:
        clock.set_day(dt.date.fromisoformat(day))
        send_weekly()
    keys = list(OutgoingMail.objects.values_list("to", flat=True))
    assert len(keys) == len(set(keys))


def receives(person: Person, rhythm: str) -> None:
    person.rhythm = rhythm
    person.save()


def test_the_letter_comes_by_each_persons_rhythm(desk: Louna) -> None:
    director = desk.directors["981"]
    receives(desk.coordinator, "workdays")
    receives(director, "never")
    send_weekly()
    assert not OutgoingMail.objects.filter(to__in=[desk.coordinator.email, director.email])
    for day in ("2025-01-14", "2025-01-14", "2025-01-15", "2025-01-18", "2025-04-21"):
        clock.set_day(dt.date.fromisoformat(day))  # a Saturday and Easter Monday bring none
        send_daily()
    letters = OutgoingMail.objects.filter(to=desk.coordinator.email)
    assert [letter.subject for letter in letters] == ["Tänään kirjastojen yhteistyössä"] * 2
    assert all("/me/" in letter.body for letter in letters)
    assert not OutgoingMail.objects.filter(to=director.email).exists()


def test_who_is_told_of_proposals_at_once_has_the_rest_on_mondays(desk: Louna) -> None:
    receives(desk.coordinator, "at-once")
    send_daily()
    assert not OutgoingMail.objects.exists()
    send_weekly()
    assert OutgoingMail.objects.filter(to=desk.coordinator.email).count() == 1


def test_what_is_answered_is_not_asked_again(desk: Louna) -> None:
    send_weekly()
    assert not OutgoingMail.objects.filter(
        to="johtaja.forssa@louna.example", body__contains="jakoperuste"
    ).exists()


def test_the_rings_carry_the_agreements_own_numbers_in_its_order() -> None:
    heads = [
        Heading(2025, number, f"Osa {number}", topic)
        for number, topic in (("2", "events"), ("9", "teams"), ("10", "guidance"))
    ]
    chart = wheel_of(2025, [], heads, dt.date(2025, 1, 14), "fi")
    places = [chart.svg.index(f"{number}  Osa {number}") for number in ("2", "9", "10")]
    assert places == sorted(places)


def test_what_a_law_wants_is_first_at_home_and_in_the_letter_alike(desk: Louna) -> None:
    feedback_demo.load()
    client = Client()
    client.force_login(desk.coordinator)
    first = client.get("/").content.decode().partition('class="k-do"')[2].partition("</li>")[0]
    assert "laki:" in first
    receives(desk.coordinator, "workdays")
    send_daily()
    letter = OutgoingMail.objects.get(to=desk.coordinator.email).body
    own = letter.partition("Odottaa muita:")[0]
    assert "laki:" in own
    assert "saavutettavuuspalautteeseen" in own
