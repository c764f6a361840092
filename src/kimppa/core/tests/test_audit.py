"""Every change is checked against what is stored, and the log tells what really changed."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from conftest import Louna
from kimppa.core.audit.actions import change
from kimppa.core.audit.models import AuditEvent
from kimppa.core.audit.queries import since, until
from kimppa.core.clock import ZONE
from kimppa.core.permissions import SYSTEM
from kimppa.core.tasks.actions import create_task
from kimppa.core.tasks.models import Task


@pytest.fixture
def task(louna: Louna) -> Task:
    return create_task(by=SYSTEM, title="Vie luvut", topic="events", note="Muista liite")


def last() -> AuditEvent:
    return AuditEvent.objects.latest("pk")


def test_an_old_copy_overwrites_and_logs_only_what_it_changes(task: Task) -> None:
    old = Task.objects.get(pk=task.pk)
    change(task, by=SYSTEM, action="task.change", title="Vie luvut heti")
    change(old, by=SYSTEM, action="task.change", note="")
    task.refresh_from_db()
    assert (task.title, task.note) == ("Vie luvut heti", "")
    assert (last().before, last().after) == ({"note": "Muista liite"}, {"note": ""})


def test_values_that_a_form_has_already_set_are_still_saved(task: Task) -> None:
    task.title = "Uusi otsikko"
    assert change(task, by=SYSTEM, action="task.change", title="Uusi otsikko")
    assert Task.objects.get(pk=task.pk).title == "Uusi otsikko"
    assert last().before == {"title": "Vie luvut"}


def test_equal_values_write_nothing(task: Task) -> None:
    count = AuditEvent.objects.count()
    assert not change(task, by=SYSTEM, action="task.change", title="Vie luvut")
    assert AuditEvent.objects.count() == count


@pytest.mark.parametrize("title", ["", "x" * 301])
def test_a_value_that_does_not_fit_is_refused_before_it_is_written(task: Task, title: str) -> None:
    with pytest.raises(ValidationError) as refused:
        change(task, by=SYSTEM, action="task.change", title=title)
    assert "title" in refused.value.message_dict
    assert Task.objects.get(pk=task.pk).title == "Vie luvut"


def test_a_row_that_is_gone_is_told_in_words(task: Task) -> None:
    Task.objects.all().delete()
    with pytest.raises(ValidationError, match="Vie luvut"):
        change(task, by=SYSTEM, action="task.change", note="")


def test_the_log_names_the_municipality_of_the_object(task: Task, louna: Louna) -> None:
    change(task, by=SYSTEM, action="task.change", municipality=louna.municipalities["834"])
    assert Task.objects.get(pk=task.pk).municipality == louna.municipalities["834"]
    assert last().municipality == "834"


@pytest.mark.parametrize("day", [dt.date(2025, 1, 14), dt.date(2025, 7, 1), dt.date(2025, 3, 30)])
def test_a_day_of_the_log_is_helsinkis_from_midnight_to_midnight(task: Task, day: dt.date) -> None:
    second = dt.timedelta(seconds=1)
    begin = dt.datetime.combine(day, dt.time(), ZONE)
    end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), ZONE)
    found = []
    for moment in (begin - second, begin, end - second, end):
        AuditEvent.objects.filter(pk=last().pk).update(at=moment)
        rows = AuditEvent.objects.filter(pk=last().pk)
        found.append(until(since(rows, day), day).exists())
    assert found == [False, True, True, False]
