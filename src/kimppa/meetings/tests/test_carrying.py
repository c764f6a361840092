"""What goes on to the next meeting, once; standing items and numbers of a year's meetings."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from conftest import Louna
from kimppa.core import clock
from kimppa.core.offers.actions import take_offer
from kimppa.core.permissions import SYSTEM
from kimppa.meetings.agenda import actions
from kimppa.meetings.agenda.carrying import end
from kimppa.meetings.invitations.actions import invite
from kimppa.meetings.models import Item, Meeting, Suggestion
from kimppa.meetings.session.actions import close_item
from kimppa.meetings.tests.test_agenda import undo_last
from kimppa.meetings.tests.test_minutes import browser
from kimppa.meetings.ways.actions.suggestions import suggest
from kimppa.meetings.ways.offers import offer_suggestion

NAME = "Saariston johtajien kokous"


def meeting_in(days: int, name: str = NAME) -> Meeting:
    start = dt.datetime.combine(clock.today() + dt.timedelta(days), dt.time(9), clock.ZONE)
    return actions.add_meeting(by=SYSTEM, name=name, start=start)


def titles(meeting: Meeting) -> list[str]:
    return [item.title for item in meeting.items.all()]


def seen(client: Client, item: Item) -> str:
    """What the page's button says that its reader saw."""
    buttons = client.get(item.get_absolute_url()).context["buttons"]
    return next(row.fingerprint for row in buttons.items if row.command.name == "next")


def test_what_is_left_open_goes_on_and_stays_in_the_minutes(louna: Louna) -> None:
    meeting, following = meeting_in(0), meeting_in(28)
    suggestion = suggest(by=louna.staff["834"], title="Kuukausikooste Paraisilta",
                         municipality=louna.municipalities["834"])  # fmt: skip
    with clock.standing_on(clock.today()):
        take_offer(by=SYSTEM, area="meetings", offer=offer_suggestion(suggestion), verb="agenda")
    item = meeting.items.get(title="Kuukausikooste Paraisilta")
    actions.attach(by=SYSTEM, item=item, title="Malli", data=b"a", name="malli.txt")
    closed = actions.add_item(by=SYSTEM, meeting=meeting, title="Sulkuajat Kaarinassa")
    close_item(by=SYSTEM, item=closed, kind="information", words="Todettiin.")
    client, url = browser(louna.coordinator), f"/meetings/{meeting.pk}/"
    page = client.get(url).content.decode()
    assert "1; se siirtyy seuraavaan kokoukseen, kun tämä merkitään pidetyksi" in page
    client.post(f"{url}hold/")
    assert titles(following) == ["Kuukausikooste Paraisilta"]
    assert [file.title for file in following.items.get().attachments.all()] == ["Malli"]
    assert titles(meeting) == ["Kuukausikooste Paraisilta", "Sulkuajat Kaarinassa"]
    minutes = client.get(f"{url}minutes/").content.decode()
    assert f"Ei käsitelty, siirtyi kokoukseen 2/{following.day.year}." in minutes
    on_agenda = Suggestion.objects.with_item().get()
    assert on_agenda.item_pk == following.items.get().pk
    undo_last(client, "meetings.hold")
    assert titles(following) == []
    assert Meeting.objects.get(pk=meeting.pk).is_open
    end(by=SYSTEM, meeting=Meeting.objects.get(pk=meeting.pk))
    actions.reopen(by=SYSTEM, meeting=Meeting.objects.get(pk=meeting.pk))
    end(by=SYSTEM, meeting=Meeting.objects.get(pk=meeting.pk))
    assert titles(following) == ["Kuukausikooste Paraisilta"]


def test_a_standing_item_comes_on_meetings_that_were_planned_before(louna: Louna) -> None:
    first, second, third = meeting_in(10), meeting_in(40), meeting_in(70)
    other = meeting_in(50, "Aineistoryhmä")
    client = browser(louna.coordinator)
    form = {"title": "Kuulumiset kunnista", "text": "", "standing": "on"}
    client.post(f"/meetings/{first.pk}/items/add/", form)
    budget = actions.add_item(by=SYSTEM, meeting=third, title="Budjetti")
    assert [titles(row) for row in (first, second, other)] == [
        ["Kuulumiset kunnista"], ["Kuulumiset kunnista"], [],
    ]  # fmt: skip
    client.post(f"/meetings/items/{budget.pk}/edit/", form | {"title": "Budjetti"})
    assert titles(third) == ["Kuulumiset kunnista", "Budjetti"]
    assert titles(meeting_in(55)) == ["Kuulumiset kunnista"]


def test_undoing_a_standing_item_takes_it_off_every_agenda(louna: Louna) -> None:
    first, second = meeting_in(10), meeting_in(40)
    client = browser(louna.coordinator)
    form = {"title": "Kuulumiset kunnista", "text": "", "standing": "on"}
    client.post(f"/meetings/{first.pk}/items/add/", form)
    undo_last(client, "meetings.item-add")
    assert [titles(row) for row in (first, second)] == [[], []]


def test_two_who_press_at_once_move_an_item_once(louna: Louna) -> None:
    meeting, following, last = meeting_in(0), meeting_in(28), meeting_in(56)
    item = actions.add_item(by=SYSTEM, meeting=meeting, title="Reitit")
    one, other = browser(louna.coordinator), browser(louna.coordinator)
    at = seen(one, item)
    assert at == seen(other, item)
    one.post(f"/meetings/items/{item.pk}/next/", {"seen": at})
    page = other.post(f"/meetings/items/{item.pk}/next/", {"seen": at}, follow=True)
    assert "Tätä on muutettu" in page.content.decode()
    assert titles(following) == ["Reitit"]
    assert titles(last) == []


def test_who_writes_an_item_that_was_moved_is_told_where_it_is(louna: Louna) -> None:
    meeting, following = meeting_in(0), meeting_in(28)
    item = actions.add_item(by=SYSTEM, meeting=meeting, title="Reitit")
    actions.move_on(by=SYSTEM, item=item)
    form = {"kind": "information", "words": "Naantalin reitti jatkuu."}
    answer = browser(louna.coordinator).post(f"/meetings/items/{item.pk}/close/", form)
    page = answer.content.decode()
    assert f"Kohta on nyt esityslistalla: {following}" in page
    assert "Naantalin reitti jatkuu." in page
    item.refresh_from_db()
    actions.place_item(by=SYSTEM, item=item, meeting=None, position=1)
    with pytest.raises(ValidationError, match=r"waits for a meeting|odottaa kokousta"):
        close_item(by=SYSTEM, item=item, kind="information", words="")


def numbers(year: int) -> list[int]:
    rows = Meeting.objects.filter(name=NAME, start__year=year)
    return list(rows.exclude(state="cancelled").order_by("start").values_list("number", flat=True))


def test_numbers_follow_the_days_until_people_are_invited(louna: Louna) -> None:
    meeting_in(10)
    later = meeting_in(60)
    client = browser(louna.coordinator)
    day = clock.today() + dt.timedelta(30)
    form = {"name": NAME, "day": f"{day:%-d.%-m.%Y}", "time": "9.00", "minutes": "90"}
    client.post("/meetings/add/", form)
    assert numbers(2025) == [1, 2, 3]
    undo_last(client, "meetings.add")
    assert numbers(2025) == [1, 2]
    invite(by=SYSTEM, meeting=later)
    meeting_in(30)
    assert numbers(2025) == [1, 3, 2]


def test_a_restored_meeting_shares_its_number_with_no_other(louna: Louna) -> None:
    meeting_in(10)
    cancelled = meeting_in(20)
    client = browser(louna.coordinator)
    client.post(f"/meetings/{cancelled.pk}/cancel/")
    meeting_in(40)
    assert numbers(2025) == [1, 2]
    page = client.post(f"/meetings/{cancelled.pk}/reopen/", follow=True).content.decode()
    assert f"{NAME} 3/2025" in page
    assert numbers(2025) == [1, 3, 2]
    undo_last(client, "meetings.reopen")
    assert numbers(2025) == [1, 2]
