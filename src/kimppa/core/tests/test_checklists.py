"""Checklists: each municipality's steps, what becomes evidence, what falls due, what is undone."""

import datetime as dt
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from conftest import Louna
from kimppa.core.area import dues
from kimppa.core.audit.models import AuditEvent
from kimppa.core.evidence.models import Evidence
from kimppa.core.permissions import SYSTEM
from kimppa.core.tasks.checklists import (
    change_checklist,
    create_checklist,
    done_in,
    mark_step,
    remove_checklist,
    remove_step,
    with_marks,
)
from kimppa.core.tasks.models import Checklist, ChecklistStep, StepMark


@pytest.fixture
def checklist(louna: Louna) -> Checklist:
    """Of two municipalities: a common step, and two of each."""
    places = [louna.municipalities[code] for code in ("834", "981")]
    return create_checklist(
        by=SYSTEM,
        title="Uusi palvelu",
        kind="introduction",
        topic="new-services",
        common=["Sopimus"],
        local=["Tunnukset", "Kokeilu"],
        municipalities=places,
        due=dt.date(2025, 1, 31),
    )


def step(checklist: Checklist, title: str) -> ChecklistStep:
    return checklist.steps.get(title=title)


def done(checklist: Checklist) -> set[str]:
    return {place.code for place in done_in(with_marks().get(pk=checklist.pk))}


def told() -> set[str]:
    works = Evidence.objects.standing().filter(title="Käyttöönotto: Uusi palvelu")
    return {place.code for work in works for place in work.municipalities.all()}


def test_a_municipality_is_done_with_its_last_step_and_that_is_evidence(
    louna: Louna, checklist: Checklist
) -> None:
    tammela, staff = louna.municipalities["834"], louna.staff["834"]
    for title, state, note in (("Tunnukset", "done", ""), ("Kokeilu", "no-need", "Tuttu")):
        mark_step(
            by=staff, step=step(checklist, title), municipality=tammela, state=state, note=note
        )
    assert (done(checklist), told()) == (set(), set())
    contract = step(checklist, "Sopimus")
    mark_step(by=louna.coordinator, step=contract, municipality=None, state="done")
    assert (done(checklist), told()) == ({"834"}, {"834"})
    refused = step(checklist, "Kokeilu")
    mark_step(by=staff, step=refused, municipality=tammela, state="refused", note="Ei toimi")
    assert (done(checklist), told()) == (set(), set())
    mark_step(by=staff, step=refused, municipality=tammela, state="done")
    assert told() == {"834"}
    change_checklist(by=SYSTEM, checklist=checklist, local=["Tiedotus"])
    assert (done(checklist), told()) == (set(), set())
    remove_step(by=SYSTEM, step=step(checklist, "Tiedotus"))
    assert told() == {"834"}


def test_nothing_done_is_no_evidence(louna: Louna, checklist: Checklist) -> None:
    for row in checklist.steps.all():
        places = [None] if row.common else checklist.municipalities.all()
        for place in places:
            mark_step(by=SYSTEM, step=row, municipality=place, state="no-need", note="Ei tarvita")
    assert (done(checklist), told()) == (set(), set())


def test_each_marks_their_own_only_and_a_reason_is_asked(
    louna: Louna, checklist: Checklist
) -> None:
    tammela, ypaja = louna.municipalities["834"], louna.municipalities["981"]
    own, contract = step(checklist, "Tunnukset"), step(checklist, "Sopimus")
    for person, row, place in (
        (louna.staff["981"], own, tammela),
        (next(iter(louna.readers.values())), own, tammela),
        (louna.directors["834"], contract, None),
    ):
        with pytest.raises(PermissionDenied):
            mark_step(by=person, step=row, municipality=place, state="done")
    for row, place in ((own, None), (contract, ypaja), (own, louna.municipalities["061"])):
        with pytest.raises(ValidationError):
            mark_step(by=SYSTEM, step=row, municipality=place, state="done")
    with pytest.raises(ValidationError, match="syy") as refused:
        mark_step(by=SYSTEM, step=own, municipality=ypaja, state="refused")
    assert list(refused.value.message_dict) == ["note"]
    with pytest.raises(PermissionDenied):
        create_checklist(
            by=louna.directors["834"], title="X", kind="acceptance", topic="other", local=["Y"]
        )
    with pytest.raises(ValidationError):
        create_checklist(by=SYSTEM, title="X", kind="acceptance", topic="other")
    assert not StepMark.objects.filter(step__checklist=checklist).exists()


def test_what_somebody_has_marked_is_not_struck(louna: Louna, checklist: Checklist) -> None:
    row = step(checklist, "Sopimus")
    mark_step(by=SYSTEM, step=row, municipality=None, state="done")
    with pytest.raises(ValidationError):
        remove_step(by=SYSTEM, step=row)
    with pytest.raises(ValidationError):
        remove_checklist(by=SYSTEM, checklist=checklist)


def test_open_steps_are_due_to_each_municipality(louna: Louna, checklist: Checklist) -> None:
    row, ypaja = step(checklist, "Tunnukset"), louna.municipalities["981"]
    mark_step(by=SYSTEM, step=row, municipality=ypaja, state="done")
    row.due = dt.date(2025, 1, 20)
    row.save()
    start, end = dt.date(2025, 1, 1), dt.date(2025, 1, 31)
    found = {
        (one.title.partition(": ")[2], one.date.day, one.done)
        for one in dues(start, end, louna.directors["981"])
        if one.topic == "new-services" and one.municipality == "981"
    }
    assert found == {("Tunnukset", 20, True), ("Kokeilu", 31, False)}
    everybody = [
        one for one in dues(start, end, louna.coordinator) if one.title.startswith("Uusi palvelu")
    ]
    assert len(everybody) == 5


def test_a_click_marks_a_step_and_another_takes_it_back(louna: Louna, checklist: Checklist) -> None:
    client = Client()
    client.force_login(louna.staff["834"])
    path = f"/tasks/checklists/{checklist.pk}/"
    url = f"/tasks/checklists/steps/{step(checklist, 'Kokeilu').pk}/834/"
    page = client.get(path).content.decode()
    assert url in page
    assert url.replace("834", "981") not in page
    page = client.post(url, {"state": "done"}, follow=True).content.decode()
    assert (
        StepMark.objects.get(step__checklist=checklist).municipality == louna.municipalities["834"]
    )
    undo = page.partition('action="/undo/')[2].partition('"')[0]
    client.post(f"/undo/{undo}")
    assert not StepMark.objects.filter(step__checklist=checklist).exists()
    refused = client.post(url, {"state": "refused"})
    assert refused.status_code == 422
    assert "Kirjoita syy" in refused.content.decode()
    assert client.post(url.replace("834", "981"), {"state": "done"}).status_code == 404


def test_the_coordinator_makes_one_from_a_template_and_strikes_a_step(louna: Louna) -> None:
    client = Client()
    client.force_login(louna.coordinator)
    form = client.get("/tasks/checklists/add/retirement/").content.decode()
    assert "Sopimus irtisanottu" in form
    fields = {
        "title": "Vanha poistuu",
        "topic": "new-services",
        "common": "Sopimus irtisanottu\n\nSivut käyty läpi",
        "local": "Tunnukset suljettu",
    }
    page = client.post("/tasks/checklists/add/retirement/", fields, follow=True).content.decode()
    assert "Sivut käyty läpi" in page
    row = ChecklistStep.objects.get(title="Sivut käyty läpi")
    edit = {"title": "Sivut", "due": "3.2.2025"}
    client.post(f"/tasks/checklists/steps/{row.pk}/", edit, follow=True)
    row.refresh_from_db()
    assert (row.title, row.due) == ("Sivut", dt.date(2025, 2, 3))
    struck = client.post(f"/tasks/checklists/steps/{row.pk}/remove/", follow=True)
    page = struck.content.decode()
    assert struck.wsgi_request.path == f"/tasks/checklists/{row.checklist_id}/"
    assert not ChecklistStep.objects.filter(pk=row.pk).exists()
    undo = page.partition('action="/undo/')[2].partition('"')[0]
    client.post(f"/undo/{undo}")
    assert ChecklistStep.objects.filter(pk=row.pk).exists()
    listed = client.get("/tasks/checklists/").content.decode()
    assert "0/5" in listed
    assert AuditEvent.objects.filter(action="checklist.add-step").count() == 1


def test_added_steps_are_taken_back_and_two_who_add_are_not_in_each_others_way(
    louna: Louna, checklist: Checklist
) -> None:
    client = Client()
    client.force_login(louna.coordinator)
    url = f"/tasks/checklists/{checklist.pk}/edit/"
    seen = client.get(url).content.decode().partition('name="seen" value="')[2].partition('"')[0]
    fields = {"seen": seen, "title": "Uusi nimi", "due": "31.1.2025", "local": "Avajaiset\nJuhla"}
    for _press in range(2):
        page = client.post(url, fields, follow=True).content.decode()
    assert page.count(">Avajaiset<") == 1
    page = client.post(url, fields | {"title": "Toinen nimi"}).content.decode()
    assert re.findall(r'id="id_(\w+)_saved"', page) == ["title"]
    page = client.post(
        url, fields | {"local": "", "common": "Tiedote"}, follow=True
    ).content.decode()
    assert "Vaihe lisätty: Uusi nimi: Tiedote" in page
    undo = page.partition('action="/undo/')[2].partition('"')[0]
    client.post(f"/undo/{undo}")
    page = client.get(f"/tasks/checklists/{checklist.pk}/").content.decode()
    assert ">Tiedote<" not in page
    assert ">Juhla<" in page


def test_two_equal_steps_are_refused_in_words(louna: Louna, checklist: Checklist) -> None:
    client = Client()
    client.force_login(louna.coordinator)
    fields = {"title": "Uusi", "topic": "new-services", "local": "Tunnukset\ntunnukset "}
    page = client.post("/tasks/checklists/add/introduction/", fields)
    assert page.status_code == 422
    assert "Vaihe ”Tunnukset” on tässä kahdesti." in page.text
    more = {"title": checklist.title, "due": "31.1.2025", "common": "Avajaiset\nAvajaiset"}
    assert client.post(f"/tasks/checklists/{checklist.pk}/edit/", more).status_code == 422
    assert not ChecklistStep.objects.filter(title="Avajaiset").exists()


def test_what_somebody_marked_meanwhile_is_left_and_they_are_named(
    louna: Louna, checklist: Checklist
) -> None:
    client, row, tammela = Client(), step(checklist, "Kokeilu"), louna.municipalities["834"]
    client.force_login(louna.directors["834"])
    url = f"/tasks/checklists/steps/{row.pk}/834/"
    page = client.get(f"/tasks/checklists/{checklist.pk}/").text
    seen = page.partition(url)[2].partition('name="seen" value="')[2].partition('"')[0]
    pressed = {"state": "done", "seen": seen}
    staff = louna.staff["834"]
    mark_step(by=staff, step=row, municipality=tammela, state="done", note="Kaikki")
    page = client.post(url, pressed, follow=True).text
    assert f"Merkitty jo: Tehty, {staff.name}, 14.1.2025" in page
    assert "/undo/" not in page
    mark = StepMark.objects.get(step=row)
    assert (mark.by, mark.note) == (staff, "Kaikki")
    mark_step(by=staff, step=row, municipality=tammela, state="no-need", note="Tuttu")
    refused = client.post(url, pressed)
    assert refused.status_code == 422
    assert f"Ei tarvita, {staff.name}, 14.1.2025" in refused.text
    assert StepMark.objects.get(step=row).note == "Tuttu"
    client.post(url, {"state": "no-need", "note": "Vanha tuttu"})
    assert StepMark.objects.get(step=row).note == "Vanha tuttu"


def test_a_step_equal_to_another_is_neither_added_nor_a_new_title(
    louna: Louna, checklist: Checklist
) -> None:
    client = Client()
    client.force_login(louna.coordinator)
    url = f"/tasks/checklists/{checklist.pk}/edit/"
    for local in ("tunnukset", "Tunnukset\nJuhla"):
        page = client.post(url, {"title": "Uusi palvelu", "due": "31.1.2025", "local": local})
        assert page.status_code == 422
        assert "on jo tarkistuslistalla." in page.text
    assert checklist.steps.count() == 3
    url = f"/tasks/checklists/steps/{step(checklist, 'Kokeilu').pk}/"
    page = client.post(url, {"title": "TUNNUKSET"})
    assert page.status_code == 422
    assert "Vaihe ”Tunnukset” on jo tarkistuslistalla." in page.text
    assert client.post(url, {"title": "kokeilu"}).status_code == 302


def test_whose_work_a_new_step_takes_away_is_said(louna: Louna, checklist: Checklist) -> None:
    tammela = louna.municipalities["834"]
    for title in ("Tunnukset", "Kokeilu"):
        mark_step(by=SYSTEM, step=step(checklist, title), municipality=tammela, state="done")
    mark_step(by=SYSTEM, step=step(checklist, "Sopimus"), municipality=None, state="done")
    assert told() == {"834"}
    client = Client()
    client.force_login(louna.coordinator)
    url = f"/tasks/checklists/{checklist.pk}/edit/"
    fields = {"title": "Uusi palvelu", "due": "31.1.2025", "local": "Juhla"}
    page = client.post(url, fields, follow=True).text
    assert told() == set()
    assert "lasketaan taas tehdyksi, kun uusi vaihe on tehty: Tammela." in page
