"""The kinds of a page: commands, their forms and refusals, saves, the way back of a press."""

from typing import Any

import pytest
from django import forms
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import include, path

from conftest import Louna
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.tasks.actions import change_task, create_task, drop_task
from kimppa.core.tasks.models import Task
from kimppa.ui import pages as ui

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


class ReasonForm(forms.Form):
    reason = forms.CharField()


class NoteForm(forms.ModelForm[Task]):
    class Meta:
        model = Task
        fields = ("note",)


def find(request: HttpRequest, pk: int) -> Task:
    task = Task.objects.visible_to(ui.person_of(request)).filter(pk=pk).first()
    if task is None:
        raise Http404
    return task


def drop(*, by: Person, task: Task, reason: str) -> None:
    if reason == "no":
        raise ValidationError({"reason": "Say why."})
    drop_task(by=by, task=task)


def refuse(*, by: Person, task: Task) -> None:
    raise ValidationError("Not today.")


def available(task: Task, _person: Person) -> set[str]:
    return {"drop", "note", "close"} if task.state == Task.State.OPEN else set()


TASK = ui.Commands(
    name="trial:task",
    at="trial/<int:pk>/",
    argument="task",
    find=find,
    permission=Permission.DO_TASKS,
    municipality=lambda task: task.municipality,
    available=available,
    commands=[
        ui.Command("drop", "Drop it", drop, form=ReasonForm, fold=True),
        ui.Command(
            "note",
            "Write a note",
            change_task,
            form=NoteForm,
            arguments=lambda t, _person: {"instance": t},
        ),
        ui.Command("close", "Close it", refuse),
    ],
)


@TASK.page
@ui.needs(Permission.VIEW)
def page(request: HttpRequest, pk: int, refusal: ui.Refusal | None = None) -> HttpResponse:
    task, person = find(request, pk), ui.person_of(request)
    return ui.detail_page(
        request,
        task,
        title=task.title,
        facts=ui.facts(task, "owner", "due", "state"),
        buttons=TASK.buttons(task, person, refusal=refusal),
    )


@ui.needs(Permission.VIEW)
def careless(request: HttpRequest, pk: int) -> HttpResponse:
    task = find(request, pk)
    form = NoteForm(ui.posted(request), instance=task)
    return ui.form_page(request, form, title="Note", save=dict, over=task)


NOTE = ui.Commands(
    name="trial:note",
    at="trial/notes/<int:pk>/",
    argument="task",
    find=find,
    permission=Permission.DO_TASKS,
    available=lambda _task, _person: {"close"},
    shown_at=TASK.url,
    commands=[
        ui.Command("edit", "", change_task, form=NoteForm, title=str, at="", to="trial:note"),
        ui.Command("close", "Close it", refuse),
    ],
)

trial = [path("trial/<int:pk>/", page, name="task"), *TASK.urls(), *NOTE.urls()]
trial += [path("careless/<int:pk>/", careless)]
urlpatterns = [
    path("", include("kimppa.config.urls")),
    path("", include((trial, "trial"), namespace="trial")),
]


@pytest.fixture
def task(louna: Louna) -> Task:
    place = louna.municipalities["834"]
    return create_task(by=louna.coordinator, title="Tuolit", topic="meetings", municipality=place)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def message_undo(text: str) -> str:
    return text.partition('action="/undo/')[2].partition('"')[0]


def test_a_command_is_done_told_by_the_log_and_taken_back(louna: Louna, task: Task) -> None:
    client = signed_in(louna.coordinator)
    address = f"/trial/{task.pk}/drop/"
    text = client.post(address, {"reason": "Too dear"}, follow=True).text
    task.refresh_from_db()
    assert task.state == Task.State.DROPPED
    assert "Tuolit" in text.partition("k-message")[2][:200]
    here = f"/trial/{task.pk}/"
    assert f'name="next" value="{here}"' in text
    answer = client.post(f"/undo/{message_undo(text)}", {"next": here})
    assert answer["Location"] == here
    task.refresh_from_db()
    assert task.state == Task.State.OPEN


@pytest.mark.parametrize("reason", ["", "no"])
def test_a_refused_form_is_shown_open_on_the_rows_page(
    louna: Louna, task: Task, reason: str
) -> None:
    answer = signed_in(louna.coordinator).post(f"/trial/{task.pk}/drop/", {"reason": reason})
    assert answer.status_code == 422
    assert "<details open>" in answer.text
    assert 'id="drop_reason_error"' in answer.text
    task.refresh_from_db()
    assert task.state == Task.State.OPEN


def test_a_refusal_without_a_form_is_a_message(louna: Louna, task: Task) -> None:
    answer = signed_in(louna.coordinator).post(f"/trial/{task.pk}/close/", follow=True)
    assert answer.status_code == 200
    assert "Not today." in answer.text


def test_a_refused_form_is_shown_when_its_command_fits_no_longer(louna: Louna, task: Task) -> None:
    drop_task(by=louna.coordinator, task=task)
    answer = signed_in(louna.coordinator).post(f"/trial/{task.pk}/drop/", {"reason": "no"})
    assert "Say why." in answer.text
    assert f"/trial/{task.pk}/note/" not in answer.text


def test_a_command_over_the_row_shows_both_texts_to_the_later(louna: Louna, task: Task) -> None:
    client = signed_in(louna.coordinator)
    seen = client.get(f"/trial/{task.pk}/").text.partition('name="seen" value="')[2][:32]
    address = f"/trial/{task.pk}/note/"
    assert client.post(address, {"note": "theirs", "seen": seen}).status_code == 302
    answer = client.post(address, {"note": "mine", "seen": seen})
    assert answer.status_code == 422
    assert "theirs" in answer.text
    assert "mine" in answer.text
    task.refresh_from_db()
    assert task.note == "theirs"


def test_a_form_that_is_the_rows_page_has_the_other_commands_in_its_head(
    louna: Louna, task: Task
) -> None:
    change_task(by=louna.coordinator, task=task, note="first")
    client, address = signed_in(louna.coordinator), f"/trial/notes/{task.pk}/"
    text = client.get(address).text
    assert ">\nfirst</textarea>" in text
    assert f'action="{address}close/"' in text.partition("k-form")[0]
    seen = text.partition('name="seen" value="')[2][:32]
    answer = client.post(address, {"note": "theirs", "seen": seen})
    assert answer["Location"] == f"/trial/{task.pk}/"
    answer = client.post(address, {"note": "mine", "seen": seen})
    assert answer.status_code == 422
    task.refresh_from_db()
    assert task.note == "theirs"


def test_commands_are_hidden_from_and_refused_to_those_who_may_not(
    louna: Louna, task: Task
) -> None:
    Task.objects.update(municipality=None)  # seen by all
    reader = signed_in(louna.directors["981"])
    Person.objects.get(pk=louna.directors["981"].pk).memberships.update(role="reader")
    assert "/drop/" not in reader.get(f"/trial/{task.pk}/").text
    assert reader.post(f"/trial/{task.pk}/drop/", {"reason": "x"}).status_code == 403
    task.refresh_from_db()
    assert task.state == Task.State.OPEN


def test_a_form_over_a_row_is_saved_one_at_a_time_or_not_at_all(
    louna: Louna, task: Task, rf: RequestFactory
) -> None:
    request = rf.get("/")
    request.user = louna.coordinator
    with pytest.raises(ImproperlyConfigured, match="one_save_at_a_time"):
        careless(request, pk=task.pk)


def test_facts_leave_out_what_is_empty_and_call_things_as_the_model_does(
    louna: Louna, task: Task
) -> None:
    text = signed_in(louna.coordinator).get(f"/trial/{task.pk}/").text
    assert ui.label(Task, "state") in text
    assert f"<dt>{ui.label(Task, 'due')}</dt>" not in text


def test_a_command_that_is_not_declared_is_a_fault(louna: Louna, task: Task) -> None:
    declared: Any = ui.Commands(
        name="trial:task",
        at="",
        argument="task",
        find=find,
        permission=Permission.DO_TASKS,
        available=lambda _task, _person: {"strange"},
        commands=[],
    )
    with pytest.raises(ValueError, match="strange"):
        declared.buttons(task, louna.coordinator)


@pytest.mark.parametrize("who", ["981", "834"])
def test_others_presses_are_not_there_and_anonymous_are_sent_to_sign_in(
    louna: Louna, task: Task, who: str
) -> None:
    event = AuditEvent.objects.get(action="task.create", object_id=str(task.pk))
    address = f"/undo/{event.pk}/"
    assert signed_in(louna.directors[who]).post(address).status_code == 404
    assert "/sign-in/" in Client().post(address)["Location"]
    assert signed_in(louna.coordinator).get(address).status_code == 405
    task.refresh_from_db()
    assert task.state == Task.State.OPEN


def test_the_own_press_is_not_taken_back_when_the_right_is_gone(louna: Louna) -> None:
    director, place = louna.directors["834"], louna.municipalities["834"]
    task = create_task(by=director, title="Oma", topic="meetings", municipality=place)
    event = AuditEvent.objects.get(action="task.create", object_id=str(task.pk))
    director.memberships.update(role="reader")
    assert signed_in(director).post(f"/undo/{event.pk}/").status_code == 403
    task.refresh_from_db()
    assert task.state == Task.State.OPEN
