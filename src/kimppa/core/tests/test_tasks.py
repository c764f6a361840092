"""A task is done by those it belongs to; what was done counts as work until it is reopened."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from conftest import Louna
from kimppa.core.audit.models import AuditEvent
from kimppa.core.evidence.models import Evidence
from kimppa.core.tasks.actions import (
    change_task,
    complete_task,
    create_task,
    drop_task,
    reopen_task,
)
from kimppa.core.tasks.models import Task


@pytest.fixture
def task(louna: Louna) -> Task:
    return create_task(
        by=louna.coordinator,
        title="Vie tapahtumat",
        topic="events",
        municipality=louna.municipalities["834"],
    )


def counted() -> int:
    return Evidence.objects.standing().filter(title="Vie tapahtumat").count()


def test_a_done_task_counts_once_and_until_it_is_reopened(louna: Louna, task: Task) -> None:
    complete_task(by=louna.staff["834"], task=task)
    complete_task(by=louna.directors["834"], task=Task.objects.get(pk=task.pk))
    assert counted() == 1
    assert AuditEvent.objects.filter(action="task.complete").count() == 1
    assert Evidence.objects.get(title="Vie tapahtumat").by == louna.staff["834"]
    reopen_task(by=louna.staff["834"], task=task)
    assert counted() == 0


def test_a_done_task_that_is_dropped_counts_no_more(louna: Louna, task: Task) -> None:
    complete_task(by=louna.staff["834"], task=task)
    drop_task(by=louna.coordinator, task=task)
    assert counted() == 0


def test_another_municipalitys_task_is_left_alone(louna: Louna, task: Task) -> None:
    for action in (complete_task, reopen_task, drop_task, change_task):
        with pytest.raises(PermissionDenied):
            action(by=louna.directors["981"], task=task)


def test_a_task_is_moved_only_by_who_serves_both(louna: Louna, task: Task) -> None:
    ypaja = louna.municipalities["981"]
    with pytest.raises(PermissionDenied):
        change_task(by=louna.staff["834"], task=task, municipality=ypaja)
    change_task(by=louna.coordinator, task=task, municipality=ypaja)
    task.refresh_from_db()
    assert task.municipality == ypaja


def test_the_municipality_in_hand_does_not_open_another_ones_task(louna: Louna, task: Task) -> None:
    task.municipality = louna.municipalities["981"]
    with pytest.raises(PermissionDenied):
        change_task(by=louna.directors["981"], task=task, title="Minun")


def test_only_what_a_task_says_is_changed(louna: Louna, task: Task) -> None:
    with pytest.raises(TypeError):
        change_task(by=louna.coordinator, task=task, state="done")
    with pytest.raises(ValidationError):
        change_task(by=louna.coordinator, task=task, title="")
    task.refresh_from_db()
    assert (task.state, task.title) == ("open", "Vie tapahtumat")
