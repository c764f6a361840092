"""What a director proposes: until when, how it stands, and what was left and why."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from conftest import Louna
from kimppa.core import clock
from kimppa.core.consortium.models import Membership
from kimppa.core.permissions import SYSTEM
from kimppa.meetings.agenda import actions
from kimppa.meetings.agenda.proposals import leave_item
from kimppa.meetings.invitations.actions import invite
from kimppa.meetings.models import InviteeLink, Item, Meeting
from kimppa.meetings.tests.test_agenda import browser, meeting_on, undo_last
from kimppa.ui.proposals import address_of


@pytest.fixture
def meeting(louna: Louna) -> Meeting:
    return meeting_on(clock.today() + dt.timedelta(days=14))


@pytest.fixture
def proposal(louna: Louna, meeting: Meeting) -> Item:
    browser(louna.directors["834"]).post("/meetings/propose/", {"title": "Aukiolot"})
    return Item.objects.get()


def test_the_last_day_for_proposals_is_shown_where_one_proposes(
    louna: Louna, meeting: Meeting
) -> None:
    client = browser(louna.directors["834"])
    words = "Kokoukseen Johtajien kokous 1/2025 ehdotetaan kohtia viimeistään 21.1.2025."
    for address in ("/meetings/", "/meetings/propose/"):
        assert words in client.get(address).content.decode()
    assert "Kohtia ehdotetaan viimeistään" in client.get(f"/meetings/{meeting.pk}/").text
    form = {"name": meeting.name, "day": "28.1.2025", "time": "10.00", "minutes": "90",
            "proposals_due": "24.1.2025"}  # fmt: skip
    browser(louna.coordinator).post(f"/meetings/{meeting.pk}/edit/", form)
    assert "viimeistään 24.1.2025" in client.get("/meetings/").text
    late = browser(louna.coordinator).post(
        f"/meetings/{meeting.pk}/edit/", form | {"proposals_due": "1.3.2025"}
    )
    assert late.status_code == 422
    assert "kokouksen jälkeen" in late.text
    with clock.standing_on(dt.date(2025, 1, 25)):
        assert "ehdotetaan" not in client.get(f"/meetings/{meeting.pk}/").text


def test_after_the_last_day_a_proposal_goes_on_to_the_next_meeting(
    louna: Louna, meeting: Meeting
) -> None:
    client, coordinator = browser(louna.directors["834"]), browser(louna.coordinator)
    page = f"/meetings/{meeting.pk}/"
    with clock.standing_on(meeting.last_proposal_day):
        client.post("/meetings/propose/", {"title": "Aukiolot"})
    with clock.standing_on(meeting.last_proposal_day + dt.timedelta(days=1)):
        past = "Kokouksen Johtajien kokous 1/2025 viimeinen ehdotuspäivä oli 21.1.2025"
        assert f"{past}: nyt ehdotettu" in client.get("/meetings/propose/").text
        client.post("/meetings/propose/", {"title": "Naxos"})
        late = Item.objects.get(title="Naxos")
        assert "Odottaa seuraavaa kokousta" in client.get(late.get_absolute_url()).text
        assert "Tuli viimeisen ehdotuspäivän jälkeen" in coordinator.get(page).text
        refused = coordinator.post(f"{late.get_absolute_url()}next/", {"seen": "meeting 0"})
        assert "viimeisen ehdotuspäivän jälkeen" in (refused.text or coordinator.get(page).text)

        following = meeting_on(meeting.day + dt.timedelta(days=60))
        words = f"{past}: nyt ehdotettu menee kokoukseen {following}."
        for address in ("/meetings/", "/meetings/propose/"):
            assert words in client.get(address).text
        assert f"Odottaa kokousta {following}" in client.get("/meetings/").text
        assert "Naxos" in coordinator.get(f"/meetings/{following.pk}/").text
        assert "Aukiolot" not in coordinator.get(f"/meetings/{following.pk}/").text
        for item in Item.objects.all():
            coordinator.post(f"{item.get_absolute_url()}next/", {"seen": "meeting 0"})
    assert [str(item) for item in meeting.items.all()] == ["Aukiolot"]
    assert [str(item) for item in following.items.all()] == ["Naxos"]


def test_a_later_last_day_takes_in_what_came_too_late(louna: Louna, meeting: Meeting) -> None:
    coordinator, page = browser(louna.coordinator), f"/meetings/{meeting.pk}/"
    with clock.standing_on(dt.date(2025, 1, 23)):
        browser(louna.directors["834"]).post("/meetings/propose/", {"title": "Naxos"})
        actions.change_meeting(by=SYSTEM, meeting=meeting, proposals_due=dt.date(2025, 1, 24))
        assert "Tuli viimeisen ehdotuspäivän jälkeen" not in coordinator.get(page).text
        item = Item.objects.get()
        coordinator.post(f"{item.get_absolute_url()}next/", {"seen": "meeting 0"})
    assert meeting.items.get() == item


def test_a_director_proposes_by_the_link_of_the_invitation(louna: Louna, meeting: Meeting) -> None:
    invite(by=SYSTEM, meeting=meeting)
    director = louna.directors["834"]
    address = address_of(InviteeLink.objects.get(invitee__person=director))
    client, propose = Client(), f"{address}ehdotus/"
    assert propose.partition("/kokouskutsu/")[2] in client.get(address).text
    assert "ehdotetaan kohtia viimeistään 21.1.2025" in client.get(propose).text
    assert client.post(propose, {"title": ""}).status_code == 422
    with clock.standing_on(dt.date(2025, 1, 23)):
        following = meeting_on(meeting.day + dt.timedelta(days=60))
        assert f"nyt ehdotettu menee kokoukseen {following}" in client.get(propose).text
        page = client.post(propose, {"title": "Naxos", "text": "Uusitaanko?"}, follow=True).text
        assert f"Odottaa kokousta {following}" in page
        item = Item.objects.get()
        assert (item.proposed_by, item.text) == (director, "Uusitaanko?")
        assert "Naxos" in browser(louna.coordinator).get(f"/meetings/{following.pk}/").text
        browser(director).post(f"{item.get_absolute_url()}edit/", {"title": "Naxos 2025"})
    item.refresh_from_db()
    assert item.title == "Naxos 2025"
    other = InviteeLink.objects.get(invitee__person=louna.directors["061"])
    assert "Naxos" not in client.get(f"{address_of(other)}ehdotus/").text
    Membership.objects.filter(person=director).update(valid_to=dt.date(2025, 1, 1))
    assert client.get(propose).status_code == 410


def test_a_proposer_sees_how_it_stands_and_changes_it_until_it_is_taken(
    louna: Louna, meeting: Meeting, proposal: Item
) -> None:
    client, page = browser(louna.directors["834"]), f"/meetings/items/{proposal.pk}/"
    assert "Odottaa kokousta" in client.get(page).text
    assert "Omat ehdotukset" in client.get("/meetings/").text
    client.post(f"{page}edit/", {"title": "Aukiolot pyhinä"})
    proposal.refresh_from_db()
    assert proposal.title == "Aukiolot pyhinä"
    other = browser(louna.directors["061"])
    assert other.post(f"{page}edit/", {"title": "Muu"}).status_code == 403
    assert f"{page}edit/" not in other.get(page).text
    with pytest.raises(PermissionDenied):
        actions.change_item(by=louna.directors["061"], item=proposal, title="Muu")
    browser(louna.coordinator).post(f"{page}next/", {"seen": "meeting 0"})
    assert "Esityslistalla" in client.get(page).text
    assert str(meeting) in client.get("/meetings/").text
    assert client.post(f"{page}edit/", {"title": "Muu"}).status_code == 403


def test_a_proposal_is_left_with_a_reason_that_its_proposer_reads(
    louna: Louna, meeting: Meeting, proposal: Item
) -> None:
    client, page = browser(louna.coordinator), f"/meetings/items/{proposal.pk}/"
    assert client.post(f"{page}leave/", {"reason": " "}).status_code == 422
    client.post(f"{page}leave/", {"reason": "Päätettiin jo syksyllä."})
    own = browser(louna.directors["834"])
    for address in (page, "/meetings/"):
        assert "Päätettiin jo syksyllä." in own.get(address).text
    assert own.post(f"{page}edit/", {"title": "Muu"}).status_code == 403
    client.get(page)  # takes the message away
    assert "Aukiolot" not in client.get(f"/meetings/{meeting.pk}/").text
    client.post(f"{page}wait/")
    assert "Aukiolot" in client.get(f"/meetings/{meeting.pk}/").text
    undo_last(client, "meetings.item-leave")
    assert "Päätettiin jo syksyllä." in own.get(page).text


def test_what_is_on_an_agenda_is_not_left(louna: Louna, meeting: Meeting) -> None:
    item = actions.add_item(by=SYSTEM, meeting=meeting, title="Naxos")
    with pytest.raises(ValidationError, match="esityslistalla"):
        leave_item(by=SYSTEM, item=item, reason="Ei nyt")


def test_proposing_and_suggesting_are_buttons_on_the_page_itself(louna: Louna) -> None:
    """On a phone what stands beside the title is behind a button."""
    for address, button in (("/meetings/", "propose/"), ("/meetings/ways/", "suggest/")):
        page = browser(louna.directors["834"]).get(address).text
        content = page.partition('<div class="k-content">')[2]
        assert f'class="ds-button" href="{address}{button}"' in content


def test_an_empty_list_says_whose_suggestions_it_holds(louna: Louna) -> None:
    own = browser(louna.staff["834"]).get("/meetings/ways/").text
    assert "Oman kirjastosi ehdotukset" in own
    assert "Kirjastostasi ei ole vielä ehdotettu mitään" in own
    whole = browser(louna.coordinator).get("/meetings/ways/").text
    assert "Kukaan ei ole vielä ehdottanut mitään" in whole
