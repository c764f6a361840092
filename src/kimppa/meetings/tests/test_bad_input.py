"""Too large a paper, a person who leaves in between, words in another form."""

import datetime as dt

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from conftest import Louna
from kimppa.core import clock
from kimppa.core.consortium.models import Membership, Person
from kimppa.core.consortium.roles import Role
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.permissions import SYSTEM
from kimppa.core.search.actions import rebuild
from kimppa.meetings.agenda.actions import add_item, change_meeting, hold
from kimppa.meetings.agenda.forms import MOST_BYTES
from kimppa.meetings.invitations.actions import invite
from kimppa.meetings.minutes.actions import ask_approval
from kimppa.meetings.models import Approval, Attachment
from kimppa.meetings.session.actions import close_item
from kimppa.meetings.tests.test_agenda import browser, meeting_on

MEGABYTE, WEEK = 1024 * 1024, dt.timedelta(days=7)


def test_an_attachment_over_its_own_limit_is_told_both_sizes(louna: Louna) -> None:
    item = add_item(by=SYSTEM, meeting=meeting_on(clock.today()), title="Naxos")
    client, url = browser(louna.coordinator), f"/meetings/items/{item.pk}/attach/"
    paper = SimpleUploadedFile("tarjous.pdf", b"x" * (MOST_BYTES + MEGABYTE))
    answer = client.post(url, {"title": "Tarjous", "file": paper})
    assert answer.status_code == 422
    assert "sen koko on 21,0 Mt, enintään 20 Mt" in answer.content.decode()
    assert not Attachment.objects.exists()


def test_who_leaves_between_the_invitation_and_the_meeting_has_the_entry_taken_back_once(
    louna: Louna,
) -> None:
    meeting = meeting_on(clock.today() + WEEK, place="Forssa")
    item = add_item(by=SYSTEM, meeting=meeting, title="Avaus")
    invite(by=SYSTEM, meeting=meeting)
    OutgoingMail.objects.update(state=OutgoingMail.State.SENT)
    leaving, town = louna.directors["834"], louna.municipalities["834"]
    Membership.objects.filter(person=leaving).update(valid_to=clock.today() - WEEK)
    heir = Person.objects.create_person(email="uusi.johtaja@tammela.example", name="Uusi Johtaja")
    Membership.objects.create(person=heir, role=Role.DIRECTOR, municipality=town)
    for place in ("Tammela", "Ypäjä"):
        change_meeting(by=SYSTEM, meeting=meeting, place=place)
    invite(by=SYSTEM, meeting=meeting)
    with clock.standing_on(meeting.day):
        close_item(by=SYSTEM, item=item, kind="information", words="Avattiin.")
        hold(by=SYSTEM, meeting=meeting)
        ask_approval(by=SYSTEM, meeting=meeting)
    later = OutgoingMail.objects.exclude(state=OutgoingMail.State.SENT)
    taken = later.get(to=leaving.email)
    assert "Et ole enää kutsuttu" in taken.body
    assert "METHOD:CANCEL" in taken.calendar
    assert later.filter(to=heir.email).count() == 2  # the invitation, and the minutes
    assert Approval.objects.get(municipality=town).person == heir


def test_a_decision_is_found_from_the_meetings_by_words_in_another_form(louna: Louna) -> None:
    item = add_item(by=SYSTEM, meeting=meeting_on(clock.today()), title="Aineistot")
    close_item(by=SYSTEM, item=item, kind="decision", words="Hankitaan yhteinen äänikirjapaketti.")
    rebuild()
    client: Client = browser(louna.staff["834"])
    page = client.get("/meetings/").content.decode()
    assert 'name="kind" value="desk.decision"' in page
    for words in (
        "äänikirjapaketista",
        "yhteiset äänikirjapaketit",
        "hankittiin äänikirjapaketteja",
    ):
        found = client.get("/search/", {"kind": "desk.decision", "q": words}).content.decode()
        item.refresh_from_db()
        assert f"/decisions/{item.decision_id}/" in found, words
