"""Who was there: begun from the answers, marked by two at once, and named in the minutes."""

import datetime as dt

import pytest

from conftest import Louna
from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.core.permissions import SYSTEM
from kimppa.meetings.agenda import actions
from kimppa.meetings.invitations.actions import invite
from kimppa.meetings.minutes.content import facts_of, public
from kimppa.meetings.models import Invitee, Meeting
from kimppa.meetings.session.actions import close_item, note_attendance
from kimppa.meetings.tests.test_minutes import browser


@pytest.fixture
def meeting(louna: Louna) -> Meeting:
    """A meeting of today: Forssa comes, Ypäjä sends somebody, Tammela does not come."""
    start = dt.datetime.combine(clock.today(), dt.time(10), clock.ZONE)
    meeting = actions.add_meeting(by=SYSTEM, name="Johtajien kokous", start=start)
    item = actions.add_item(by=SYSTEM, meeting=meeting, title="Avaus")
    with clock.standing_on(start.date() - dt.timedelta(days=1)):
        invite(by=SYSTEM, meeting=meeting)
    for code, answer, substitute in (
        ("061", "accepted", ""), ("981", "delegated", "Virva Virkailija"), ("834", "declined", ""),
    ):  # fmt: skip
        rows = Invitee.objects.filter(meeting=meeting, municipality__code=code)
        rows.update(answer=answer, substitute=substitute, sequence=0)
    close_item(by=SYSTEM, item=item, kind="information", words="Avattiin.")
    return meeting


def form_of(person: Person, meeting: Meeting) -> dict[str, str]:
    """What the page's form is filled in with."""
    buttons = browser(person).get(f"/meetings/{meeting.pk}/").context["buttons"]
    (button,) = buttons.only("present")
    return {name: button.form[name].value() or "" for name in button.form.fields}


def test_the_form_begins_with_the_answers(louna: Louna, meeting: Meeting) -> None:
    form, keys = (
        form_of(louna.coordinator, meeting),
        {c: m.pk for c, m in louna.municipalities.items()},
    )
    assert [form[f"how_{keys[code]}"] for code in ("061", "981", "834", "169")] == [
        "present", "present", "absent", "",
    ]  # fmt: skip
    assert form[f"name_{keys['981']}"] == "Virva Virkailija"
    client = browser(louna.coordinator)
    page = client.post(f"/meetings/{meeting.pk}/present/", form, follow=True).content.decode()
    assert "2/5: Forssa, Ypäjä (Virva Virkailija); ei kirjattu: Humppila, Jokioinen" in page


def test_the_others_are_marked_present_at_once(louna: Louna, meeting: Meeting) -> None:
    form = form_of(louna.coordinator, meeting) | {"rest": "on"}
    client = browser(louna.coordinator)
    client.post(f"/meetings/{meeting.pk}/present/", form)
    marked = {row.municipality.code: row.how for row in meeting.attendances.all()}
    assert marked == dict.fromkeys(("061", "103", "169", "981"), "present") | {"834": "absent"}


def test_two_mark_different_municipalities_at_once(louna: Louna, meeting: Meeting) -> None:
    humppila, jokioinen = (louna.municipalities[code].pk for code in ("103", "169"))
    form = form_of(louna.coordinator, meeting)
    client, url = browser(louna.coordinator), f"/meetings/{meeting.pk}/present/"
    client.post(url, form | {f"how_{humppila}": "present"})
    second = client.post(url, form | {f"how_{jokioinen}": "remote"})
    assert second.status_code == 302
    rows = dict(meeting.attendances.values_list("municipality", "how"))
    assert (rows[humppila], rows[jokioinen]) == ("present", "remote")
    refused = client.post(url, form | {f"how_{jokioinen}": "absent"})
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "Joku merkitsi sillä välin: Etänä." in page
    assert f'id="present_how_{humppila}_error"' not in page
    (button,) = refused.context["buttons"].only("present")
    again = {name: button.form[name].value() or "" for name in button.form.fields}
    assert client.post(url, again).status_code == 302
    assert meeting.attendances.get(municipality=jokioinen).how == "absent"


def test_the_minutes_name_who_was_there(louna: Louna, meeting: Meeting) -> None:
    places = louna.municipalities
    rows = {places["061"]: ("present", ""), places["981"]: ("present", "Virva Virkailija"),
            places["834"]: ("absent", "")}  # fmt: skip
    note_attendance(by=SYSTEM, meeting=meeting, rows=rows)
    url = f"/meetings/{meeting.pk}/minutes/"
    page = browser(louna.coordinator).get(url).content.decode()
    assert f"Läsnä (2): </strong>Forssa ({louna.directors['061'].name}), Ypäjä (Virva" in page
    assert "Poissa (1): </strong>Tammela<" in page
    assert "Ei kirjattu (2): </strong>Humppila, Jokioinen" in page
    everybody = str(public(facts_of(meeting, None))["attendance"])
    assert louna.directors["061"].name not in everybody
    assert "Virva" not in everybody
