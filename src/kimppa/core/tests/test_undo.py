"""One replayer for every press: rights of today, nothing written over, all or nothing."""

import datetime as dt
import inspect
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from conftest import Louna
from kimppa.core.audit import undo as undoing
from kimppa.core.audit.actions import batch, record
from kimppa.core.audit.models import AuditEvent
from kimppa.core.audit.undo import FOLLOWS, can_undo, events_of, plan, undo, ways
from kimppa.core.decisions.actions import record_decision, remove_decision
from kimppa.core.decisions.models import Decision
from kimppa.core.evidence.actions import correct_evidence, record_evidence
from kimppa.core.evidence.models import Evidence
from kimppa.core.register.actions import save_row
from kimppa.core.tasks.actions import complete_task, create_task, drop_task, reopen_task
from kimppa.core.tasks.models import Task
from tests.undone import lost_fields

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def task_of(louna: Louna, **values: Any) -> Task:
    return create_task(by=louna.coordinator, title="Tilaa tuolit", topic="meetings", **values)


def press(name: str, do: Any) -> list[AuditEvent]:
    with batch(name):
        do()
    return events_of(name)


def test_a_closed_task_opens_again_and_its_evidence_goes_along(louna: Louna) -> None:
    task = task_of(louna)
    events = press("a" * 32, lambda: complete_task(by=louna.coordinator, task=task))
    assert {event.action for event in events} == {"task.complete", "evidence.record"}
    undo(by=louna.coordinator, events=events)
    task.refresh_from_db()
    assert (task.state, task.closed_at) == (Task.State.OPEN, None)
    assert not Evidence.objects.standing().filter(title=task.title).exists()


def test_what_was_written_later_is_not_written_over(louna: Louna) -> None:
    task = task_of(louna)
    events = press("a" * 32, lambda: complete_task(by=louna.coordinator, task=task))
    reopen_task(by=louna.coordinator, task=task)
    drop_task(by=louna.coordinator, task=task)
    assert not can_undo(louna.coordinator, events)
    with pytest.raises(ValidationError, match="Tilaa tuolit"):
        undo(by=louna.coordinator, events=events)
    task.refresh_from_db()
    assert task.state == Task.State.DROPPED


def test_a_later_write_of_other_fields_hinders_nothing(louna: Louna) -> None:
    place = louna.municipalities["834"]
    name = press("a" * 32, lambda: save_row(place, by=louna.coordinator, name_sv="Tammela sv"))
    save_row(place, by=louna.coordinator, name_en="Tammela en")
    undo(by=louna.coordinator, events=name)
    place.refresh_from_db()
    assert (place.name_sv, place.name_en) == ("", "Tammela en")


def test_a_removed_row_comes_back_with_what_it_concerned(louna: Louna) -> None:
    decision = record_decision(
        by=louna.coordinator,
        text="Avataan lauantaisin.",
        date=dt.date(2025, 1, 9),
        municipalities=[louna.municipalities["981"]],
    )
    key = decision.pk
    events = press("a" * 32, lambda: remove_decision(by=louna.coordinator, decision=decision))
    undo(by=louna.coordinator, events=events)
    again = Decision.objects.get(pk=key)
    assert (again.text, again.date) == ("Avataan lauantaisin.", dt.date(2025, 1, 9))
    assert [place.code for place in again.municipalities.all()] == ["981"]
    with pytest.raises(ValidationError):
        undo(by=louna.coordinator, events=events)


def test_corrected_work_comes_back_with_all_that_it_said(louna: Louna) -> None:
    tammela, ypaja = (louna.municipalities[code] for code in ("834", "981"))
    work = record_evidence(
        by=louna.coordinator,
        topic="guidance",
        title="Opastus",
        date=dt.date(2025, 1, 9),
        municipalities=[tammela],
        note="Uusi laite",
    )
    corrected: dict[str, Any] = {"title": "Koulutus", "topic": "meetings", "note": ""}
    for places in ([ypaja], None, [tammela, ypaja]):
        values = corrected | {"date": dt.date(2024, 12, 9), "municipalities": places}
        correct = partial(correct_evidence, by=louna.coordinator, evidence=work, **values)
        events = press("c" * 32, correct)
        undo(by=louna.coordinator, events=events)
        assert lost_fields(events) == {}
        work.refresh_from_db()
        assert ([place.code for place in work.municipalities.all()], work.for_all) == (
            ["834"],
            False,
        )
        AuditEvent.objects.filter(batch="c" * 32).update(batch="")


def test_a_press_with_one_write_that_has_no_way_back_stays_whole(louna: Louna) -> None:
    task = task_of(louna)

    strange = "task.nobody-knows"

    def both() -> None:
        complete_task(by=louna.coordinator, task=task)
        record(by=louna.coordinator, action=strange, obj=task, after={})

    events = press("a" * 32, both)
    assert plan(events) == []
    with pytest.raises(ValidationError):
        undo(by=louna.coordinator, events=events)
    task.refresh_from_db()
    assert task.state == Task.State.DONE


def test_the_right_of_today_is_asked_of_what_stands_and_of_what_would_stand(louna: Louna) -> None:
    task = task_of(louna, municipality=louna.municipalities["834"])
    events = press("a" * 32, lambda: drop_task(by=louna.coordinator, task=task))
    stranger = louna.directors["981"]
    assert not can_undo(stranger, events)
    with pytest.raises(PermissionDenied):
        undo(by=stranger, events=events)
    assert can_undo(louna.directors["834"], events)


def test_a_followers_own_way_back_is_taken_only_when_it_leads() -> None:
    task, evidence = AuditEvent(action="t", model="core.task"), AuditEvent(action="e")
    evidence.model = "core.evidence"
    assert FOLLOWS.follows(evidence, [task, evidence])
    assert not FOLLOWS.follows(evidence, [evidence])


def test_every_model_that_has_a_way_back_says_who_may_write_it() -> None:
    kinds = [way.model for way in ways().values() if way.run]
    models = {model for kind in kinds for model in (kind if isinstance(kind, tuple) else (kind,))}
    assert models - undoing._checks.keys() == set()


def test_each_way_back_calls_its_action_by_names_that_it_has() -> None:
    """`run` of `opposite` and `earlier_values` is untyped: the names are checked here."""
    for action, way in ways().items():
        if isinstance(way.run, partial) and way.run.func is not undoing._insert_row:
            do, argument = way.run.args
            assert {argument, "by"} <= inspect.signature(do).parameters.keys(), action


def test_a_number_or_a_batch_names_the_same_press(louna: Louna) -> None:
    task = task_of(louna)
    events = press("b" * 32, lambda: complete_task(by=louna.coordinator, task=task))
    assert events_of(str(events[0].pk)) == events
    assert events_of("9" * 40) == []
