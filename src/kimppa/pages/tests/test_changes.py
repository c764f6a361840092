"""A change from a wish to the proof, as people do it."""

import datetime as dt
import re
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from conftest import Louna
from kimppa.core.audit.models import AuditEvent
from kimppa.core.decisions.actions import record_decision
from kimppa.core.evidence.models import Evidence
from kimppa.core.permissions import SYSTEM
from kimppa.core.tasks.models import Task
from kimppa.pages import area
from kimppa.pages.changes import actions
from kimppa.pages.changes.proofs import add_proof, remove_proof
from kimppa.pages.models import Change, Page
from kimppa.pages.tests.conftest import browser

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"kuva"
ADDRESS = "https://louna.finna.fi/Content/asiakkaalle"


def post(client: Client, name: str, *args: object, told: dict[str, object] | None = None) -> str:
    """What the page says after a button is pressed."""
    answer = client.post(reverse(f"pages:{name}", args=args), told or {}, follow=True)
    return unescape(answer.content.decode())


def test_a_wish_is_voted_for_agreed_done_and_shown_to_work(pages: Louna) -> None:
    staff, director = browser(pages.staff["834"]), browser(pages.directors["981"])
    coordinator = browser(pages.coordinator)
    told = {"title": "Isompi teksti", "text": "Ikääntyneille"}
    assert "toive on kirjattu" in post(staff, "change-new", told=told)
    wish = Change.objects.get(title="Isompi teksti")
    assert wish.municipality == pages.municipalities["834"]
    assert "Äänesi laskettiin." in post(director, "change-vote", wish.pk)
    assert "Peru ääneni" in post(staff, "change-vote", wish.pk)
    assert wish.votes.count() == 2
    post(staff, "change-unvote", wish.pk)
    assert wish.votes.count() == 1

    assert "Muutoksesta sovittu: Isompi teksti" in post(coordinator, "change-agree", wish.pk)
    assert "Osoita nyt" in post(coordinator, "change-finish", wish.pk, told={"on": "13.1.2025"})
    work = Evidence.objects.standing().get(area="pages", object_id=f"change-{wish.pk}")
    assert (work.topic, work.date) == ("finna-development", dt.date(2025, 1, 13))
    assert "Lisää tallennettu sivu" in post(coordinator, "change-prove", wish.pk)
    before: dict[str, object] = {"moment": "before", "address": ADDRESS, "note": "Ei ollut mitään"}
    after = {"moment": "after", "address": ADDRESS, "file": SimpleUploadedFile("a.png", PNG)}
    post(coordinator, "change-proof", wish.pk, told=before)
    post(coordinator, "change-proof", wish.pk, told=after)
    assert "Muutos osoitettu toimivaksi" in post(coordinator, "change-prove", wish.pk)
    assert [one.name for one in work.files.all()] == ["a.png"]
    proof = wish.proofs.get(moment="after")
    file = staff.get(reverse("pages:proof-file", args=[proof.pk]))
    assert (file.content, file["Content-Disposition"][:10]) == (PNG, "attachment")
    with pytest.raises(ValidationError):
        remove_proof(by=SYSTEM, proof=proof)


def take_back(client: Client, action: str, row: Change) -> str:
    """What the page says after the newest such write of the change is undone."""
    event = AuditEvent.objects.filter(action=action, object_id=row.pk).latest("pk")
    answer = client.post(reverse("ui:undo", args=[event.pk]), follow=True)
    return unescape(answer.content.decode())


def test_each_step_is_taken_back_and_its_work_no_longer_counts(pages: Louna) -> None:
    row = Change.objects.get(state="proven")
    client = browser(pages.coordinator)
    states = []
    for action in ("pages.prove", "pages.finish", "pages.agree"):
        assert "Kumottu: " in take_back(client, action, row)
        row.refresh_from_db()
        states.append(row.state)
    assert states == ["done", "agreed", "idea"]
    assert not Evidence.objects.standing().filter(object_id=f"change-{row.pk}").exists()


def test_a_proposal_is_sent_and_answered(pages: Louna) -> None:
    client = browser(pages.coordinator)
    wish = Change.objects.get(title__startswith="Noutopaikan")
    refused = post(client, "change-sent", wish.pk, told={"on": "1.2.2025"})
    assert "Päivä on vasta tulossa" in refused
    with pytest.raises(ValidationError):
        actions.note_answer(by=SYSTEM, change=wish, answer="Kyllä")
    post(client, "change-sent", wish.pk, told={"on": "8.1.2025"})
    sent = Evidence.objects.standing().get(object_id=f"sent-{wish.pk}")
    assert sent.title == "Kehittämisesitys Kansalliskirjastolle: " + wish.title
    (found,) = area.resolve([sent.object_id], pages.coordinator).values()
    assert found.url == wish.get_absolute_url()
    told: dict[str, object] = {"on": "10.1.2025", "answer": "Otetaan työlistalle"}
    assert "Otetaan työlistalle" in post(client, "change-answer", wish.pk, told=told)
    assert "peru ensin vastaus" in take_back(client, "pages.sent", wish)
    take_back(client, "pages.answered", wish)
    take_back(client, "pages.sent", wish)
    wish.refresh_from_db()
    assert (wish.sent_on, wish.answered_on, wish.answer) == (None, None, "")
    assert not Evidence.objects.standing().filter(object_id=sent.object_id).exists()


def test_the_directors_get_a_list_and_a_task(pages: Louna) -> None:
    client = browser(pages.coordinator)
    table = client.get(reverse("pages:changes-meeting")).context["table"]
    assert [row.wanted for row in table.ordered] == [2, 1]
    wish = table.ordered[0]
    offer = post(client, "change-agenda", wish.pk)
    task = Task.objects.open().get(object_id=f"change-{wish.pk}")
    assert task.topic == "meetings"
    assert "Asialistalla" in client.get(reverse("pages:changes-meeting")).content.decode()
    assert f'href="{reverse("desk:task", args=[task.pk])}"' in offer
    (undo,) = re.findall(r'action="(/[^"]*undo/[^"]*)"', offer)
    client.post(undo)
    assert not Task.objects.open().filter(object_id=f"change-{wish.pk}").exists()


def test_what_the_platform_does_not_allow_is_dropped_with_a_reason(pages: Louna) -> None:
    wish = Change.objects.get(title__startswith="Noutopaikan")
    actions.edit(by=SYSTEM, change=wish, allowed="no")
    with pytest.raises(ValidationError):
        actions.agree(by=SYSTEM, change=wish)
    client = browser(pages.coordinator)
    assert "Tämä kenttä" in post(client, "change-drop", wish.pk)
    post(client, "change-drop", wish.pk, told={"why": "Finna ei tue tätä"})
    wish.refresh_from_db()
    assert (wish.state, wish.dropped_why) == ("dropped", "Finna ei tue tätä")


def test_what_it_touches_is_shown_on_its_page(pages: Louna) -> None:
    client = browser(pages.coordinator)
    wish = Change.objects.get(title__startswith="Noutopaikan")
    form = client.get(reverse("pages:change-edit", args=[wish.pk])).context["form"]
    told = {n: form[n].value() for n in ("title", "text", "reason", "topic", "seen")}
    page = pages_of("asiakkaalle")
    post(client, "change-edit", wish.pk, told=told | {"pages": [page], "due": "31.3.2025"})
    shown = client.get(wish.get_absolute_url()).content.decode()
    assert f'href="/pages/{page}/"' in shown
    assert "31.3.2025" in shown
    told_due = area.due(dt.date(2025, 3, 1), dt.date(2025, 3, 31), pages.coordinator)
    assert wish.get_absolute_url() in [one.url for one in told_due]


def filled(client: Client, wish: Change) -> dict[str, object]:
    """What the form of a change is shown with."""
    form = client.get(reverse("pages:change-edit", args=[wish.pk])).context["form"]
    return {name: value for name in form.fields if (value := form[name].value()) is not None}


def test_whose_wish_it_is_can_be_corrected(pages: Louna) -> None:
    client = browser(pages.coordinator)
    wish = Change.objects.get(title__startswith="Noutopaikan")
    for place, name in ((pages.municipalities["834"], "Tammela"), (None, "Kirjastojen yhteinen")):
        told = filled(client, wish) | {"municipality": place.pk if place else ""}
        post(client, "change-edit", wish.pk, told=told)
        facts = unescape(client.get(wish.get_absolute_url()).content.decode())
        assert f"<dt>Kenen toive</dt><dd>{name}</dd>" in facts
        meeting = client.get(reverse("pages:changes-meeting"), {"sort": "municipality"})
        assert name in unescape(meeting.content.decode())


def test_a_coordinator_writes_down_a_wish_of_one_municipality(pages: Louna) -> None:
    client = browser(pages.coordinator)
    for place in (pages.municipalities["981"], None):
        told = {"title": f"Toive {place}", "municipality": place.pk if place else ""}
        post(client, "change-new", told=told)
        assert Change.objects.get(title=f"Toive {place}").municipality == place
    staff = browser(pages.staff["834"])
    other: dict[str, object] = {"title": "Oma", "municipality": pages.municipalities["981"].pk}
    post(staff, "change-new", told=other)
    assert Change.objects.get(title="Oma").municipality == pages.municipalities["834"]


def test_work_that_was_told_follows_the_change_to_its_new_words_and_topic(pages: Louna) -> None:
    done = Change.objects.get(state="proven")
    client = browser(pages.coordinator)
    told = filled(client, done) | {"title": "Uusi nimi", "topic": "finna-development"}
    post(client, "change-edit", done.pk, told=told)
    works = Evidence.objects.standing().filter(object_id=f"change-{done.pk}")
    (work,) = works
    assert (work.title, work.topic) == ("Uusi nimi", "finna-development")
    assert work.files.exists()


def test_another_municipalitys_decision_behind_a_change_is_not_told(pages: Louna) -> None:
    decision = record_decision(
        by=SYSTEM,
        text="Lautakunnan oma päätös",
        date=dt.date(2025, 1, 8),
        topic="finna-development",
        municipalities=[pages.municipalities["834"]],
    )
    wish = Change.objects.get(title__startswith="Noutopaikan")
    told: dict[str, object] = {"decision": decision.pk}
    shown = post(browser(pages.coordinator), "change-agree", wish.pk, told=told)
    link = f'<a href="{reverse("desk:decision", args=[decision.pk])}">Lautakunnan oma päätös</a>'
    assert link in shown
    address = wish.get_absolute_url()
    assert link in browser(pages.directors["834"]).get(address).content.decode()
    assert "Lautakunnan oma" not in browser(pages.directors["981"]).get(address).content.decode()


def test_a_proof_tells_when_it_was_taken(pages: Louna) -> None:
    client = browser(pages.coordinator)
    wish = Change.objects.get(title__startswith="Noutopaikan")
    told: dict[str, object] = {"moment": "before", "address": ADDRESS, "note": "Ei mitään"}
    assert "vasta tulossa" in post(client, "change-proof", wish.pk, told=told | {"on": "15.1.2025"})
    assert "9.1.2025, " in post(client, "change-proof", wish.pk, told=told | {"on": "9.1.2025"})


def test_who_wrote_a_wish_takes_it_back_until_others_want_it_too(pages: Louna) -> None:
    staff = browser(pages.staff["834"])
    told: dict[str, object] = {"title": "Vahingossa"}
    shown = post(staff, "change-new", told=told)
    wish = Change.objects.get(title="Vahingossa")
    undo = reverse("pages:change-remove", args=[wish.pk])
    assert f'action="{undo}"' in shown
    assert browser(pages.staff["981"]).post(undo).status_code == 403
    actions.vote(by=pages.staff["834"], change=wish)
    actions.vote(by=pages.directors["981"], change=wish)
    assert "se pysyy luettelossa" in post(staff, "change-remove", wish.pk)
    actions.take_vote_back(by=pages.directors["981"], change=wish)
    actions.to_meeting(by=pages.coordinator, change=wish)
    assert "Toive peruttiin." in post(staff, "change-remove", wish.pk)
    assert not Change.objects.filter(pk=wish.pk).exists()
    assert not Task.objects.open().filter(object_id=f"change-{wish.pk}").exists()
    agreed = Change.objects.filter(state="agreed").latest("pk")
    assert "se pysyy luettelossa" in post(browser(pages.coordinator), "change-remove", agreed.pk)


def test_a_button_pressed_twice_does_it_once(pages: Louna) -> None:
    director, coordinator = browser(pages.directors["981"]), browser(pages.coordinator)
    wish = Change.objects.get(title__startswith="Noutopaikan")
    before = wish.votes.count()
    for name, count in (("vote", before + 1), ("unvote", before)):
        for _press in range(2):
            post(director, f"change-{name}", wish.pk)
        assert wish.votes.count() == count
    for _press in range(2):
        post(coordinator, "change-agenda", wish.pk)
    assert Task.objects.open().filter(object_id=f"change-{wish.pk}").count() == 1


def test_an_answer_is_taken_back_and_the_sending_stays(pages: Louna) -> None:
    client = browser(pages.coordinator)
    wish = Change.objects.get(title__startswith="Noutopaikan")
    post(client, "change-sent", wish.pk, told={"on": "8.1.2025"})
    told: dict[str, object] = {"answer": "Väärä vastaus"}
    assert "Väärä vastaus" in post(client, "change-answer", wish.pk, told=told)
    assert "Väärä vastaus" not in take_back(client, "pages.answered", wish)
    wish.refresh_from_db()
    assert (wish.sent_on, wish.answered_on) == (dt.date(2025, 1, 8), None)


def pages_of(name: str) -> int:
    """The id of a page."""
    return Page.objects.get(name=name).pk


@pytest.mark.parametrize(
    ("name", "content"),
    [("kuva.png", b"<html>"), ("ohjelma.exe", b"MZ"), ("kuva.jpg", PNG), ("sivu", b"x")],
)
def test_a_file_that_is_not_what_it_says_is_refused(
    pages: Louna, name: str, content: bytes
) -> None:
    wish = Change.objects.filter(state="idea").latest("pk")
    with pytest.raises(ValidationError):
        add_proof(
            by=SYSTEM, change=wish, moment="after", address=ADDRESS, content=content, name=name
        )
    assert not wish.proofs.exists()


def test_only_who_keeps_the_pages_moves_a_change(pages: Louna) -> None:
    wish = Change.objects.filter(state="idea").latest("pk")
    director = pages.directors["834"]
    for act in (actions.agree, actions.note_sent, actions.to_meeting, actions.step_back):
        with pytest.raises(PermissionDenied):
            act(by=director, change=wish)  # type: ignore[operator]  # they differ in the rest
    with pytest.raises(PermissionDenied):
        actions.vote(by=pages.readers["981"], change=wish)


def test_the_report_tells_wishes_by_municipality(pages: Louna) -> None:
    said = {
        code: area.summary(["finna-development"], 2024, place)["finna-development"][0]
        for code, place in pages.municipalities.items()
    }
    assert said["834"].figures[-1][1] == "1"
    assert said["061"].figures[-1][1] == "0"
    platform = area.summary(["finna-platform"], 2024, None)["finna-platform"]
    assert [value for _word, value in platform[1].whole] == ["1", "1"]
