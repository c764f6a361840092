"""A suggestion in twenty seconds, and what its sender hears of it."""

import datetime as dt
import re

import pytest
from django.core.exceptions import ValidationError

from conftest import Louna
from kimppa.core import clock
from kimppa.core.audit.models import AuditEvent
from kimppa.core.evidence.models import Evidence
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.offers.queries import open_offers
from kimppa.core.permissions import SYSTEM
from kimppa.core.proposals.actions import close_link
from kimppa.meetings.agenda.actions import add_meeting
from kimppa.meetings.area import due
from kimppa.meetings.models import Item, Meeting, StaffLink, Suggestion
from kimppa.meetings.session.actions import close_item, open_again
from kimppa.meetings.ways.actions import suggestions as actions
from kimppa.meetings.ways.tasks import tidy
from kimppa.meetings.ways.tests.conftest import address_of, browser

WORDS = {"title": "Yksi yhteinen perehdytys", "reason": "Samat asiat opetetaan viidesti."}


def undo_last(action: str, louna: Louna) -> None:
    batch = AuditEvent.objects.filter(action=action).latest("pk").batch
    browser(louna.coordinator).post(f"/undo/{batch}/")


def works() -> int:
    return Evidence.objects.standing().filter(topic="working-methods").count()


def meeting_today() -> Meeting:
    start = dt.datetime.combine(clock.today(), dt.time(10), clock.ZONE)
    return add_meeting(by=SYSTEM, name="Johtajien kokous", start=start)


def titles_due(louna: Louna, days: int) -> list[str]:
    today = clock.today()
    dues = due(today, today + dt.timedelta(days=days), louna.coordinator)
    return [row.title for row in dues if row.topic == "working-methods"]


def test_staff_suggests_and_gets_the_answer_by_letter(louna: Louna) -> None:
    author = louna.staff["834"]
    browser(author).post("/meetings/ways/suggest/", WORDS)
    suggestion = Suggestion.objects.get()
    assert suggestion.municipality == louna.municipalities["834"]
    assert suggestion.due_on == clock.today() + dt.timedelta(days=14)
    page = browser(author).get("/meetings/ways/").content.decode()
    assert WORDS["title"] in page
    assert "Odottaa vastausta" in page
    client = browser(louna.coordinator)
    url = suggestion.get_absolute_url()
    assert author.name in client.get(url).content.decode()
    client.post(f"{url}answer/", {"text": "Perehdytys pidetään toukokuussa."})
    letter = OutgoingMail.objects.get(to=author.email)
    assert "Perehdytys pidetään toukokuussa." in letter.body
    assert works() == 1
    assert "Perehdytys pidetään toukokuussa." in browser(author).get(url).content.decode()
    undo_last("meetings.suggestion-answer", louna)
    suggestion.refresh_from_db()
    assert (suggestion.is_open, suggestion.answer, works()) == (True, "", 0)
    assert not OutgoingMail.objects.filter(to=author.email).exists()


def test_others_of_the_staff_do_not_see_who_suggested_nor_another_library(louna: Louna) -> None:
    author = louna.staff["834"]
    browser(author).post("/meetings/ways/suggest/", WORDS)
    url = Suggestion.objects.get().get_absolute_url()
    own = browser(louna.directors["834"]).get(url).content.decode()
    assert WORDS["reason"] in own
    assert author.name not in re.sub(r"<nav.*?</nav>", "", own, flags=re.DOTALL)
    assert browser(louna.staff["981"]).get(url).status_code == 404
    assert browser(louna.readers["981"]).get("/meetings/ways/").status_code == 403


def test_a_suggestion_by_link_needs_no_account_and_leaves_no_name(louna: Louna) -> None:
    town = louna.municipalities["834"]
    address = address_of(town)
    assert "Tammela" in browser().get(address).content.decode()
    sent = browser().post(address, WORDS | {"email": "omani@esimerkki.example"}, follow=True)
    assert "Ehdotus on perillä" in sent.content.decode()
    suggestion = Suggestion.objects.get()
    assert (suggestion.person, suggestion.municipality) == (None, town)
    assert "omani@" not in str(list(AuditEvent.objects.values()))
    actions.leave(by=louna.coordinator, suggestion=suggestion, text="Rahaa ei ole.")
    letter = OutgoingMail.objects.get(to="omani@esimerkki.example")
    assert "Rahaa ei ole." in letter.body
    OutgoingMail.objects.update(state=OutgoingMail.State.SENT)
    with clock.standing_on(clock.today() + dt.timedelta(days=31)):
        tidy()
    suggestion.refresh_from_db()
    letter.refresh_from_db()
    assert (suggestion.email, letter.body) == ("", "")
    assert "omani@" not in letter.to


def test_a_link_that_was_renewed_opens_no_more(louna: Louna) -> None:
    town = louna.municipalities["834"]
    old = address_of(town)
    close_link(by=louna.directors["834"], link=StaffLink.objects.get(municipality=town))
    assert browser().get(old).status_code == 410
    assert browser().post(old, WORDS).status_code == 410
    new = address_of(town)
    assert new != old
    assert browser().get(new).status_code == 200
    assert browser().get("/henkilokunta/arvattu/").status_code == 410


def test_a_link_takes_twenty_suggestions_an_hour(louna: Louna) -> None:
    address = address_of(louna.municipalities["834"])
    for _number in range(20):
        assert browser().post(address, WORDS).status_code == 302
    refused = browser().post(address, WORDS)
    assert refused.status_code == 422
    assert "Yritä uudelleen" in refused.content.decode()
    assert Suggestion.objects.count() == 20


def test_empty_and_too_long_suggestions_are_told_where(louna: Louna) -> None:
    address = address_of(louna.municipalities["834"])
    for values in ({"title": "  "}, {"title": "a" * 201}, {"title": "A", "reason": "b" * 2001}):
        refused = browser().post(address, values)
        assert refused.status_code == 422
        assert 'aria-invalid="true"' in refused.content.decode()
    assert not Suggestion.objects.exists()


def test_late_ones_are_one_thing_to_do(louna: Louna) -> None:
    for title in ("Ensimmäinen", "Toinen"):
        actions.suggest(by=SYSTEM, title=title, municipality=louna.municipalities["834"])
    day = clock.today() + dt.timedelta(days=15)
    with clock.standing_on(day):
        page = browser(louna.coordinator).get("/tasks/").content.decode()
        assert page.count("<b>Vastaa 2 ehdotukseen</b>") == 1
        ways = browser(louna.coordinator).get("/meetings/ways/").content.decode()
        assert "Vastaus myöhässä" in ways
        others = browser(louna.directors["834"]).get("/tasks/").content.decode()
        assert "ehdotusta odottaa" not in others


def test_the_time_to_answer_is_set_and_put_back(louna: Louna) -> None:
    client = browser(louna.coordinator)
    client.post("/meetings/ways/time/", {"days": "7"})
    first = actions.suggest(by=SYSTEM, title="A")
    assert (first.due_on - first.arrived_on).days == 7
    undo_last("meetings.answer-time", louna)
    second = actions.suggest(by=SYSTEM, title="B")
    assert (second.due_on - second.arrived_on).days == 14
    assert client.post("/meetings/ways/time/", {"days": "0"}).status_code == 422


def test_a_meeting_decides_and_the_decision_is_the_answer(louna: Louna) -> None:
    author, meeting = louna.staff["834"], meeting_today()
    suggestion = actions.suggest(by=author, title="A", municipality=louna.municipalities["834"])
    assert suggestion.key in {offer.key for _room, offer in open_offers(louna.coordinator)}
    client = browser(louna.coordinator)
    client.post(f"{suggestion.get_absolute_url()}agenda/")
    item = Item.objects.get(meeting=meeting)
    assert item.object_id == suggestion.key
    assert not titles_due(louna, 20)  # on an agenda: nothing to answer yet
    assert "Esityslistalla" in client.get("/meetings/ways/").content.decode()
    with pytest.raises(ValidationError):
        actions.put_on_agenda(by=louna.coordinator, suggestion=suggestion)
    with pytest.raises(ValidationError):
        actions.remove_suggestion(by=author, suggestion=suggestion)
    close_item(by=louna.coordinator, item=item, kind="decision", words="Otetaan käyttöön.")
    suggestion.refresh_from_db()
    assert suggestion.state == Suggestion.State.ANSWERED
    assert "Otetaan käyttöön." in OutgoingMail.objects.get(to=author.email).body
    assert Evidence.objects.standing().filter(topic="working-methods", same_as=None).count() == 1
    open_again(by=louna.coordinator, item=item)
    suggestion.refresh_from_db()
    assert suggestion.is_open
    assert works() == 0


def test_what_a_meeting_only_talked_over_is_still_answered(louna: Louna) -> None:
    meeting_today()
    suggestion = actions.suggest(by=SYSTEM, title="A", municipality=louna.municipalities["834"])
    actions.put_on_agenda(by=louna.coordinator, suggestion=suggestion)
    item = Item.objects.get(object_id=suggestion.key)
    close_item(by=louna.coordinator, item=item, kind="information", words="Palataan syksyllä.")
    assert titles_due(louna, 0) == ["Vastaa ehdotukseen: A"]


def test_who_has_left_gets_no_letter_and_the_answer_stands(louna: Louna) -> None:
    author = louna.staff["834"]
    suggestion = actions.suggest(by=author, title="A", municipality=louna.municipalities["834"])
    author.is_active = False
    author.save()
    suggestion.refresh_from_db()
    actions.answer(by=louna.coordinator, suggestion=suggestion, text="Kyllä.")
    assert not OutgoingMail.objects.filter(to=author.email).exists()
    assert suggestion.answer == "Kyllä."
    with pytest.raises(ValidationError):
        actions.answer(by=louna.coordinator, suggestion=suggestion, text="Uudestaan.")
