"""What a director proposes: until when, how it stands, and what was left and why."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from conftest import Louna
from kimppa.core import clock
from kimppa.core.permissions import SYSTEM
from kimppa.meetings.agenda import actions
from kimppa.meetings.agenda.proposals import leave_item
from kimppa.meetings.models import Item, Meeting
from kimppa.meetings.tests.test_agenda import browser, meeting_on, undo_last


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
    with clock.standing_on(dt.date(2025, 1, 25)):
        assert "ehdotetaan" not in client.get(f"/meetings/{meeting.pk}/").text


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
