"""A way of working comes by itself on the agenda of the meeting that asks whether it helped."""

import datetime as dt

import pytest

from conftest import Louna
from kimppa.core import clock
from kimppa.core.permissions import SYSTEM
from kimppa.meetings.models import Item, Meeting, Practice
from kimppa.meetings.tests.test_agenda import browser, meeting_on, undo_last
from kimppa.meetings.ways.actions.practices import add_practice, judge
from kimppa.meetings.ways.tasks import tidy

FORM = {
    "title": "Lappu laatikossa", "text": "", "decision": "", "suggestion": "", "owner": "",
    "begins_on": "14.1.2025", "ask_on": "14.3.2025",
}  # fmt: skip
ASKED = "Auttoiko? Lappu laatikossa"


def day(text: str) -> dt.date:
    return dt.datetime.strptime(text, "%d.%m.%Y").replace(tzinfo=clock.ZONE).date()


def asked_at() -> list[Meeting | None]:
    return [item.meeting for item in Item.objects.filter(title=ASKED)]


def practice_of(ask_on: str = "14.3.2025") -> Practice:
    days = {"begins_on": clock.today(), "ask_on": day(ask_on)}
    return add_practice(by=SYSTEM, title="Lappu laatikossa", **days)


@pytest.fixture
def meetings(louna: Louna) -> list[Meeting]:
    return [meeting_on(day(text)) for text in ("3.2.2025", "14.3.2025", "5.5.2025")]


def test_it_goes_to_the_first_meeting_from_its_day_on(
    louna: Louna, meetings: list[Meeting]
) -> None:
    client = browser(louna.coordinator)
    client.post("/meetings/ways/practices/add/", FORM)
    assert asked_at() == [meetings[1]]
    page = client.get(meetings[1].get_absolute_url()).content.decode()
    assert ASKED in page
    assert "tuli itsestään" in page
    practice = Practice.objects.get()
    change = FORM | {"ask_on": "15.3.2025"}
    client.post(f"{practice.get_absolute_url()}edit/", change)
    assert asked_at() == [meetings[2]]
    undo_last(client, "meetings.practice-change")
    assert asked_at() == [meetings[1]]


def test_undo_of_a_new_one_takes_it_off(louna: Louna, meetings: list[Meeting]) -> None:
    client = browser(louna.coordinator)
    client.post("/meetings/ways/practices/add/", FORM)
    undo_last(client, "meetings.practice-add")
    assert not Practice.objects.exists()
    assert asked_at() == []


def test_what_is_taken_off_stays_off_and_undo_brings_it_back(
    louna: Louna, meetings: list[Meeting]
) -> None:
    practice_of()
    client = browser(louna.coordinator)
    (item,) = Item.objects.filter(title=ASKED)
    url = meetings[1].get_absolute_url()
    assert f"/meetings/items/{item.pk}/remove/" in client.get(url).content.decode()
    answer = client.post(f"/meetings/items/{item.pk}/remove/", {"next": url})
    assert answer["Location"].startswith(url)
    tidy()
    meeting_on(day("20.3.2025"))
    assert asked_at() == []
    undo_last(client, "meetings.item-remove")
    assert asked_at() == [meetings[1]]


def test_it_waits_until_its_meeting_is_made(louna: Louna) -> None:
    meeting_on(day("3.2.2025"))
    practice_of()
    assert asked_at() == []
    later = meeting_on(day("2.4.2025"))
    assert asked_at() == [later]
    meeting_on(day("20.3.2025"))
    tidy()
    assert asked_at() == [later]


def test_undo_of_a_meeting_lets_it_come_on_the_next(louna: Louna) -> None:
    practice_of()
    client = browser(louna.coordinator)
    form = {"name": "Kokous", "day": "20.3.2025", "time": "10.00", "minutes": "60", "place": "",
            "link": "", "note": ""}  # fmt: skip
    client.post("/meetings/add/", form)
    assert [meeting.day for meeting in asked_at() if meeting] == [day("20.3.2025")]
    undo_last(client, "meetings.add")
    assert asked_at() == []
    later = meeting_on(day("2.4.2025"))
    assert asked_at() == [later]


def test_one_that_goes_on_is_asked_about_again_at_a_later_meeting(
    louna: Louna, meetings: list[Meeting]
) -> None:
    practice = practice_of("1.2.2025")
    with clock.standing_on(day("3.2.2025")):
        judge(by=SYSTEM, practice=practice, outcome="goes-on", words="Vielä kesken.",
              ask_on=day("1.5.2025"))  # fmt: skip
        tidy()
        tidy()
    assert asked_at() == [meetings[0], meetings[2]]


def test_one_whose_day_is_long_past_is_asked_about_at_the_next(louna: Louna) -> None:
    practice_of("20.1.2025")
    with clock.standing_on(day("1.3.2025")):
        coming = meeting_on(day("14.3.2025"))
        assert asked_at() == [coming]
