"""Taking back what was written, by the audit log.

One press is one batch of the log. Each room says in a table, which its `Area` names as `undo`, how
its audit actions are taken back:

    UNDO = {
        "task.create": opposite(Task, drop_task, "task"),
        "task.change": earlier_values(Task, change_task, "task"),
        "decision.remove": put_back(Decision, "decision.record"),
        "report.facts": FOLLOWS,  # goes along with the other writes of its press
    }

A batch is taken back whole or not at all, its newest write first. Nothing is written over what was
saved later. Whoever takes a write back must be allowed to write by hand the row that stands now and
the row that would stand again: rights that somebody had when the write was made count for nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from kimppa.core.area import areas
from kimppa.core.audit.actions import record
from kimppa.core.audit.models import AuditEvent
from kimppa.core.audit.states import differs, fields_with_codes, state_of, values_of
from kimppa.core.audit.states import with_values as with_values
from kimppa.core.permissions import Actor

type Kinds = type[models.Model] | tuple[type[models.Model], ...]
type Check = Callable[[Actor, Any], None]
type Run = Callable[[Actor, AuditEvent, Any], object]
type Follows = Callable[[AuditEvent, Sequence[AuditEvent]], bool]

_checks: dict[type[models.Model], Check] = {}
_beside: list[tuple[Callable[[str], None], Callable[[str], None]]] = []


@dataclass(frozen=True, slots=True)
class Undo:
    """How writes of one audit action are taken back.

    `model` is that of the rows that the action writes, several as a tuple. `run(by, event, row)`
    does it; `row` is locked as it stands, None when the write removed it.
    `back` names the page to go to where the row's own page goes with it. `follows(event, batch)`:
    whether the write goes along with another of its batch and is left to that one. `whole`: this
    one takes back its whole batch. `volatile` are fields that every write touches: a later value
    of theirs hinders nothing. `beside` are names that the log holds of a write beside the fields of
    the row. `by_parts`: the log holds parts of the row instead of its fields, and `run` compares
    them itself.
    """

    model: Kinds
    run: Run | None
    back: str = ""
    follows: Follows = lambda _event, _batch: False
    whole: bool = False
    volatile: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()
    by_parts: bool = False


def beside_others(event: AuditEvent, batch: Sequence[AuditEvent]) -> bool:
    """The write goes along with any other action of its batch."""
    return any(sibling.action != event.action for sibling in batch)


FOLLOWS = Undo(models.Model, None, follows=beside_others)


def opposite(model: Kinds, action: Callable[..., Any], argument: str, **options: Any) -> Undo:
    """By the action that does the opposite: `action(by=…, <argument>=row)`. `options` are those of
    `Undo`.
    """
    return Undo(model, partial(_call_action, action, argument), **options)


def earlier_values(
    model: type[models.Model], action: Callable[..., Any], argument: str, **options: Any
) -> Undo:
    """By the action of the change itself, with the values that stood before, by field name."""
    return Undo(model, partial(_change_back, action, argument), **options)


def put_back(model: type[models.Model], action: str, **options: Any) -> Undo:
    """By inserting the removed row as it was; the log calls it `action`.

    Many-to-many rows come back where the log holds the codes of what they point at. Fields that
    the log hides (`audit.actions.HIDDEN`) get their defaults.
    """
    return Undo(model, partial(_insert_row, action), **options)


def row_undo(
    start: str,
    model: type[models.Model],
    argument: str,
    remove: Callable[..., Any],
    change: Callable[..., Any] | None = None,
    **options: Any,
) -> dict[str, Undo]:
    """Of rows that are added, removed and perhaps changed by the actions `start` and "add",
    "remove" and "change", such as "eresources.member-add". `options` are of the adding.
    """
    table = {
        f"{start}add": opposite(model, remove, argument, **options),
        f"{start}remove": put_back(model, f"{start}add"),
    }
    return table | ({f"{start}change": earlier_values(model, change, argument)} if change else {})


def check_undo_by(check: Check, *kinds: type[models.Model]) -> None:
    """Name the check of a hand-made write of such rows; it raises PermissionDenied."""
    _checks.update(dict.fromkeys(kinds, check))


def undo_beside(*, check: Callable[[str], None], take_back: Callable[[str], None]) -> None:
    """Name what goes with a press without being a write of the log, such as letters.

    Both get the batch's name and raise ValidationError when it is too late.
    """
    _beside.append((check, take_back))


def require_undo(by: Actor, *states: models.Model) -> None:
    """Raise PermissionDenied unless `by` may write every state of the row by hand, now."""
    for state in states:
        _checks[state._meta.model](by, state)


@cache
def ways() -> Mapping[str, Undo]:
    """Every room's table in one, by the audit action."""
    return {action: way for area in areas() if area.undo for action, way in _undo_table(area.undo)}


def _undo_table(path: str) -> list[tuple[str, Undo]]:
    """The (log action, way back) pairs of a room; `path` is where its table is imported from."""
    return list(import_string(path).items())


def events_of(key: str) -> list[AuditEvent]:
    """One press, its newest write first: by its batch's name or by the number of any write."""
    if key.isdecimal() and len(key) < 19:
        event = AuditEvent.objects.filter(pk=int(key)).first()
        if event is None or not event.batch:
            return [event] if event else []
        key = event.batch
    return list(AuditEvent.objects.filter(batch=key).order_by("-pk"))


def plan(events: Sequence[AuditEvent]) -> list[tuple[AuditEvent, Undo]]:
    """What is taken back of a press, and how; empty when a write of it has no way back."""
    steps = [(event, way) for event in events if (way := ways().get(event.action))]
    if len(steps) < len(events) or not all(_is_of_model(event, way) for event, way in steps):
        return []
    steps = [step for step in steps if step[1].whole] or [
        (event, way) for event, way in steps if not way.follows(event, events)
    ]
    return steps if all(way.run for _event, way in steps) else []


def can_undo(by: Actor, events: Sequence[AuditEvent]) -> bool:
    """Whether `by` may take a press back now, as far as can be seen without doing it."""
    try:
        for check, _take_back in _beside:
            check(_batch_of(events))
        states = [_checked_row(by, event, way) for event, way in plan(events)]
    except (PermissionDenied, ValidationError):
        return False
    return bool(states)


@transaction.atomic
def undo(*, by: Actor, events: Sequence[AuditEvent]) -> None:
    """Take one press back, as `events_of` gives it.

    Raises PermissionDenied, and ValidationError when something was changed since, when a row is
    in use or gone, or when the room has no way back.
    """
    steps = plan(events)
    if not steps:
        raise ValidationError(_("This change cannot be undone here."))
    for event, way in steps:
        row = _checked_row(by, event, way, lock=True)
        assert way.run is not None
        way.run(by, event, row)
    for _check, take_back in _beside:
        take_back(_batch_of(events))


def _batch_of(events: Sequence[AuditEvent]) -> str:
    return events[0].batch if events else ""


def _is_of_model(event: AuditEvent, way: Undo) -> bool:
    try:
        return issubclass(apps.get_model(event.model), way.model)
    except LookupError:
        return False


def _checked_row(by: Actor, event: AuditEvent, way: Undo, *, lock: bool = False) -> Any:
    """The row as it stands, None when the write removed it; refuses as `undo` does."""
    model: type[models.Model] = apps.get_model(event.model)
    queryset = model._base_manager.filter(pk=event.object_id)
    row = (queryset.select_for_update(of=("self",), no_key=True) if lock else queryset).first()
    was_removed = bool(event.before) and not event.after and not way.by_parts
    if was_removed == (row is not None):
        text = _("“%(title)s” is there again.") if row else _("“%(title)s” is no longer there.")
        raise ValidationError(text % {"title": event.title})
    require_undo(by, *([row] if row else []))
    if way.by_parts:
        return row
    if event.before:
        values_before = {name: event.before[name] for name in event.before.keys() - way.beside}
        require_undo(by, with_values(row or model(), values_before))
    if row and differs(row, event.after) - way.volatile:
        text = _("“%(title)s” has been changed since; change it by hand.")
        raise ValidationError(text % {"title": event.title})
    return row


def _call_action(
    action: Callable[..., Any], argument: str, by: Actor, _event: AuditEvent, row: Any
) -> Any:
    return action(by=by, **{argument: row})


def _change_back(
    action: Callable[..., Any], argument: str, by: Actor, event: AuditEvent, row: Any
) -> Any:
    return action(by=by, **{argument: row}, **values_of(row._meta.model, event.before))


def _insert_row(action: str, by: Actor, event: AuditEvent, _row: None) -> models.Model:
    model = apps.get_model(event.model)
    field_values = values_of(model, event.before)
    targets_by_name = {
        name: field_values.pop(name) for name in fields_with_codes(model) if name in field_values
    }
    row: models.Model = model(**field_values)
    row.validate_unique()
    row.validate_constraints()
    row.save(force_insert=True)
    for name, targets in targets_by_name.items():
        getattr(row, name).set(targets)
    record(by=by, action=action, obj=row, after=state_of(row, targets_by_name))
    return row
