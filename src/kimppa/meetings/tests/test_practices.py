"""What was changed, and whether it helped; what the report says of the year."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from conftest import Louna
from kimppa.core import clock
from kimppa.core.audit.models import AuditEvent
from kimppa.core.decisions.actions import record_decision
from kimppa.core.evidence.models import Evidence
from kimppa.core.offers.queries import open_offers
from kimppa.core.permissions import SYSTEM
from kimppa.core.ratification.actions import answer as confirm
from kimppa.core.ratification.actions import ask
from kimppa.meetings.area import due, resolve, summary
from kimppa.meetings.models import Practice
from kimppa.meetings.ways.actions import practices as actions
from kimppa.meetings.ways.actions.suggestions import answer, suggest
from kimppa.meetings.ways.tests.conftest import browser

FORM = {
    "title": "Lappu laatikossa", "text": "", "decision": "", "suggestion": "", "owner": "",
    "begins_on": "14.1.2025", "ask_on": "14.3.2025",
}  # fmt: skip
TOPIC = "working-methods"


def practice_of(louna: Louna, **values: object) -> Practice:
    days = {"begins_on": clock.today(), "ask_on": clock.today() + dt.timedelta(days=60)}
    return actions.add_practice(by=SYSTEM, title="Lappu", **(days | values))


def asked(louna: Louna) -> list[str]:
    today = clock.today()
    span = (today - dt.timedelta(days=1), today)
    return [row.responsible for row in due(*span, louna.coordinator) if row.topic == TOPIC]


def test_a_change_is_asked_about_on_its_day_and_judged(louna: Louna) -> None:
    client = browser(louna.coordinator)
    assert "Ei vielä kukaan" in client.get("/meetings/ways/practices/add/").text
    form = FORM | {"owner": str(louna.staff["834"].pk)}
    client.post("/meetings/ways/practices/add/", form)
    batch = AuditEvent.objects.filter(action="meetings.practice-add").latest("pk").batch
    undone = client.post(f"/undo/{batch}/", follow=True)
    assert "Kumottu: Lappu laatikossa" in undone.text
    client.post("/meetings/ways/practices/add/", form)
    practice = Practice.objects.get()
    assert not asked(louna)
    with clock.standing_on(practice.ask_on):
        assert asked(louna) == [louna.staff["834"].email]
        keys = {offer.key for _room, offer in open_offers(louna.coordinator)}
        assert practice.key in keys
        assert practice.key in resolve([practice.key], louna.coordinator)
        owner = browser(louna.staff["834"])
        url = practice.get_absolute_url()
        assert "Auttoiko?" in owner.get(url).content.decode()
        owner.post(f"{url}judge/", {"outcome": "helped", "words": "Laatikot löytävät perille."})
        page = client.get(url).content.decode()
        assert "Laatikot löytävät perille." in page
        assert not asked(louna)
        assert Evidence.objects.standing().get(topic=TOPIC).date == practice.ask_on
        batch = AuditEvent.objects.filter(action="meetings.practice-judge").latest("pk").batch
        owner.post(f"/undo/{batch}/")
        assert asked(louna)
        assert not Evidence.objects.standing().filter(topic=TOPIC).exists()


def test_what_goes_on_is_asked_about_again(louna: Louna) -> None:
    practice = practice_of(louna)
    again = practice.ask_on + dt.timedelta(days=90)
    with clock.standing_on(practice.ask_on):
        actions.judge(
            by=SYSTEM, practice=practice, outcome="goes-on", words="Vielä kesken.", ask_on=again
        )
        assert not asked(louna)
    with clock.standing_on(again):
        assert asked(louna)
        actions.judge(by=SYSTEM, practice=practice, outcome="did-not", words="Ei auttanut.")
        assert not asked(louna)


def test_wrong_days_and_empty_words_are_told(louna: Louna) -> None:
    client = browser(louna.coordinator)
    for wrong in ({"ask_on": "14.1.2025"}, {"title": ""}, {"begins_on": "31.2.2025"}):
        refused = client.post("/meetings/ways/practices/add/", FORM | wrong)
        assert refused.status_code == 422
    practice = practice_of(louna)
    with pytest.raises(ValidationError):
        actions.judge(by=SYSTEM, practice=practice, outcome="helped", words=" ")
    day = practice.ask_on
    with pytest.raises(ValidationError):
        actions.judge(by=SYSTEM, practice=practice, outcome="helped", words="A", ask_on=day)
    with pytest.raises(PermissionDenied):
        actions.judge(by=louna.staff["834"], practice=practice, outcome="helped", words="A")
    coming = practice_of(louna, begins_on=clock.today() + dt.timedelta(days=1))
    with pytest.raises(ValidationError):
        actions.judge(by=SYSTEM, practice=coming, outcome="helped", words="A")


def test_when_the_owner_has_left_the_coordinator_is_asked(louna: Louna) -> None:
    owner = louna.staff["834"]
    practice = practice_of(louna, owner=owner)
    owner.valid_to = clock.today() - dt.timedelta(days=1)
    owner.save()
    with clock.standing_on(practice.ask_on):
        assert asked(louna) == ["coordinator"]
    edit = f"{practice.get_absolute_url()}edit/"
    assert owner.name in browser(louna.coordinator).get(edit).content.decode()


def told(year: int, louna: Louna, code: str) -> list[str]:
    with translation.override("fi"):
        rows = summary([TOPIC], year, louna.municipalities[code]).get(TOPIC, [])
    return [row.text for row in rows]


def test_the_report_says_what_was_suggested_answered_and_changed(louna: Louna) -> None:
    assert told(2025, louna, "834") == []
    for number in range(3):
        suggestion = suggest(
            by=SYSTEM, title=f"Ehdotus {number}", municipality=louna.municipalities["834"]
        )
        if number:
            answer(by=SYSTEM, suggestion=suggestion, text="Kyllä.")
    practice = practice_of(louna)
    text = (
        "Tammelan henkilökunnalta tuli kolme ehdotusta, joista kaksi sai vastauksen, ja yksi uusi "
        "toimintatapa otettiin käyttöön."
    )
    assert told(2025, louna, "834") == [text]
    assert told(2025, louna, "981") == ["Yksi uusi toimintatapa otettiin käyttöön."]
    question = ask(by=SYSTEM, origin=("meetings", "item-1"), title="Aukioloajat",
                   municipalities=louna.municipalities.values())  # fmt: skip
    decision = record_decision(
        by=SYSTEM, text="Ovet auki iltaisin.", date=practice.begins_on, ratification=question
    )
    actions.change_practice(by=SYSTEM, practice=practice, decision=decision)
    assert told(2025, louna, "981") == []
    for asked_place in question.confirmations.all():
        confirm(by=SYSTEM, confirmation=asked_place, yes=True)
    assert told(2025, louna, "981") == ["Yksi uusi toimintatapa otettiin käyttöön."]
    with clock.standing_on(practice.ask_on):
        actions.judge(by=SYSTEM, practice=practice, outcome="helped", words="Kyllä.")
        assert told(2025, louna, "981")[1] == (
            "Yhdestä uudesta toimintatavasta kysyttiin, auttoiko se, ja se auttoi."
        )
