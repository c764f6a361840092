"""Who may open and do what, page by page."""

import datetime as dt
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conftest import Louna
from kimppa.core import clock
from kimppa.core.audit import undo as taking_back
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Person
from kimppa.core.evidence.actions import record_evidence
from kimppa.programme import actions
from kimppa.programme.models import Action, Comment, Programme, Step, Update

PAGES = [
    ("programme:home", []),
    ("programme:programme", [2024]),
    ("programme:print", [2024]),
    ("programme:action", [2024, "2024-02"]),
]
FOR_DIRECTORS = [("programme:approval", [2024])]
FOR_THE_COORDINATOR = [
    ("programme:new", []),
    ("programme:draft", []),
    ("programme:settings", [2024]),
    ("programme:roll-over", [2024]),
    ("programme:action-new", [2024]),
    ("programme:action-edit", [2024, "2024-02"]),
]
POSTS_FOR_THE_COORDINATOR = [
    ("programme:programme-remove", [2024]),
    ("programme:approval-reopen", [2024]),
    ("programme:programme-close", [2024]),
    ("programme:programme-open-again", [2024]),
    ("programme:deliver", [2024]),
    ("programme:action-status", [2024, "2024-02"]),
    ("programme:action-clear-status", [2024, "2024-11"]),
    ("programme:action-remove", [2024, "2024-02"]),
    ("programme:action-update", [2024, "2024-02"]),
    ("programme:action-step", [2024, "2024-02"]),
    ("programme:action-value", [2024, "2024-02"]),
]


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_everybody_reads(louna: Louna, programme: Programme, name: str, args: list) -> None:
    for person in [
        louna.coordinator,
        louna.directors["981"],
        louna.staff["981"],
        louna.readers["981"],
    ]:
        assert signed_in(person).get(reverse(name, args=args)).status_code == 200, person
    assert Client().get(reverse(name, args=args)).status_code == 302


@pytest.mark.parametrize(("name", "args"), FOR_DIRECTORS)
def test_the_approval_is_for_directors(
    louna: Louna, programme: Programme, name: str, args: list
) -> None:
    assert signed_in(louna.coordinator).get(reverse(name, args=args)).status_code == 200
    assert signed_in(louna.directors["981"]).get(reverse(name, args=args)).status_code == 200
    for person in [louna.staff["981"], louna.readers["981"]]:
        assert signed_in(person).get(reverse(name, args=args)).status_code == 403


@pytest.mark.parametrize(("name", "args"), FOR_THE_COORDINATOR)
def test_editing_is_for_the_coordinator(
    louna: Louna, programme: Programme, name: str, args: list
) -> None:
    assert signed_in(louna.coordinator).get(reverse(name, args=args)).status_code == 200
    for person in [louna.directors["981"], louna.staff["981"], louna.readers["981"]]:
        assert signed_in(person).get(reverse(name, args=args)).status_code == 403


@pytest.mark.parametrize(("name", "args"), POSTS_FOR_THE_COORDINATOR)
def test_others_cannot_post_what_the_coordinator_does(
    louna: Louna, programme: Programme, name: str, args: list
) -> None:
    given = {
        "text": "x",
        "date": "1.1.2025",
        "title": "x",
        "value": "3",
        "status": "done",
        "reason": "x",
    }
    before = list(Action.objects.values()), list(Step.objects.values()), Update.objects.count()
    for person in [louna.directors["981"], louna.staff["981"], louna.readers["981"]]:
        response = signed_in(person).post(reverse(name, args=args), given)
        assert response.status_code == 403, person
    after = list(Action.objects.values()), list(Step.objects.values()), Update.objects.count()
    assert before == after
    programme.refresh_from_db()
    assert programme.state == "agreed"


def test_staff_do_not_touch_steps_comments_or_updates_of_others(
    louna: Louna, programme: Programme
) -> None:
    step = Step.objects.filter(done_at=None).first()
    update, comment = Update.objects.first(), Comment.objects.first()
    clerk = signed_in(louna.staff["981"])
    for name, pk in [
        ("step-complete", step.pk),
        ("step-reopen", step.pk),
        ("comment-handle", comment.pk),
    ]:
        assert clerk.post(reverse(f"programme:{name}", args=[pk])).status_code == 403, name
    edit = clerk.post(reverse("programme:step", args=[step.pk]), {"title": "x"})
    assert edit.status_code == 403
    for row in (step, update, comment):
        for event in AuditEvent.objects.filter(model=row._meta.label_lower, object_id=row.pk):
            undo = clerk.post(reverse("ui:undo", args=[event.pk]))
            assert undo.status_code == 404, event.action
            with pytest.raises(PermissionDenied):
                taking_back.undo(by=louna.staff["981"], events=[event])
    assert Update.objects.filter(pk=update.pk).exists()
    assert Comment.objects.filter(pk=comment.pk).exists()


def test_staff_complete_their_own_step_from_the_page(louna: Louna, programme: Programme) -> None:
    step = Step.objects.filter(done_at=None).first()
    actions.change_step(by=louna.coordinator, step=step, person=louna.staff["981"])
    client = signed_in(louna.staff["981"])
    page = client.get(step.action.get_absolute_url())
    assert reverse("programme:step-complete", args=[step.pk]) in page.content.decode()
    client.post(reverse("programme:step-complete", args=[step.pk]))
    step.refresh_from_db()
    assert step.done_at == dt.date(2025, 1, 14)


@pytest.mark.parametrize(("name", "args"), [*PAGES, *FOR_DIRECTORS, *FOR_THE_COORDINATOR[3:4]])
def test_pages_stay_within_twelve_queries(
    louna: Louna, programme: Programme, name: str, args: list, django_assert_max_num_queries
) -> None:
    client = signed_in(louna.coordinator)
    url = reverse(name, args=args)
    client.get(url)
    with django_assert_max_num_queries(12):
        assert client.get(url).status_code == 200


def test_more_actions_cost_no_more_queries(
    louna: Louna, programme: Programme, django_assert_num_queries
) -> None:
    from django.db import connection

    client = signed_in(louna.coordinator)
    url = reverse("programme:programme", args=[2024])
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for action in list(programme.actions.all()):
        action.pk, action.number = None, f"2024-1{action.number[-2:]}"
        action.save()
    clock.set_day(dt.date(2025, 1, 14))
    with django_assert_num_queries(len(few)):
        client.get(url)


def test_work_for_one_municipality_is_not_told_to_another(
    louna: Louna, programme: Programme
) -> None:
    action = programme.actions.get(number="2024-09")
    for code, title in (("981", "Kirjat Ypäjälle"), ("834", "Kirjat Tammelaan")):
        record_evidence(
            by=louna.coordinator,
            title=title,
            topic=action.topic,
            municipalities=[louna.municipalities[code]],
            date=dt.date(2024, 12, 2),
            agreement_year=2024,
        )
    address = reverse("programme:action", args=[2024, action.number])
    page = signed_in(louna.directors["834"]).get(address).content.decode()
    assert "Kirjat Tammelaan" in page
    assert "Kirjat Ypäjälle" not in page
    assert "Kirjat Ypäjälle" in signed_in(louna.coordinator).get(address).content.decode()
