"""Writing connections: what people set, and how each run went."""

import re
from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.tasks import Task
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import change, record, snapshot, stored
from kimppa.core.connections.models import Connection
from kimppa.core.connections.queries import folder
from kimppa.core.permissions import SYSTEM, Actor, require
from kimppa.core.redaction import without_keys
from kimppa.sources.errors import FetchError
from kimppa.sources.keys import secret

_LENGTH = 500  # of `failure`


@transaction.atomic
def add[C: Connection](
    model: type[C], *, by: Actor, example: bool = False, **field_values: Any
) -> C:
    """Make a connection. Raises ValidationError."""
    require(by, model.permission)
    connection = model(example=example, **field_values)
    connection.full_clean()
    connection.save()
    _record(connection, by, "connection-add")
    return connection


@transaction.atomic
def edit(*, by: Actor, connection: Connection, **field_values: Any) -> bool:
    """Change a connection; False when nothing differs. Raises ValidationError."""
    require(by, connection.permission)
    return change(connection, by=by, action=_action(connection, "connection"), **field_values)


@transaction.atomic
def pause(*, by: Actor, connection: Connection) -> bool:
    """Ask it no more; False when it is paused already."""
    require(by, connection.permission)
    return change(connection, by=by, action=_action(connection, "connection-pause"), active=False)


@transaction.atomic
def resume(*, by: Actor, connection: Connection, **field_values: Any) -> bool:
    """Ask it by itself again; False when it is in use already. `field_values` are set with it."""
    require(by, connection.permission)
    if stored(connection).active:
        return False
    action = _action(connection, "connection-resume")
    return change(connection, by=by, action=action, active=True, **field_values)


@transaction.atomic
def remove(*, by: Actor, connection: Connection) -> None:
    """Remove a connection; what came from it stays."""
    require(by, connection.permission)
    stored_connection = stored(connection)
    _record(
        stored_connection, by, "connection-remove", before=snapshot(stored_connection), after={}
    )
    stored_connection.delete()


@transaction.atomic
def fetch_now(*, by: Actor, connection: Connection, task: "Task[[int], Any]") -> None:
    """Let the worker ask it now. Raises ValidationError for an example."""
    require_real(by=by, connection=connection)
    record_fetch(by=by, connection=connection)
    task.enqueue(connection.pk)


def require_real(*, by: Actor, connection: Connection) -> None:
    """Raise unless `by` may fetch from the connection: PermissionDenied, or ValidationError for
    an example."""
    require(by, connection.permission)
    if connection.example:
        raise ValidationError(_("This is an example: nothing can be fetched from it."))


def record_fetch(*, by: Actor, connection: Connection, **facts: Any) -> None:
    """Write into the audit log that a person or the clock began a fetch."""
    _record(connection, by, "connection-fetch", after={"begun": True, **facts})


@transaction.atomic
def finish(connection: Connection, *, note: str = "", **field_values: Any) -> None:
    """Store that a run went well; `note` says what it left out, `field_values` are the room's own.

    The audit log tells what differs; a run that changes only the time leaves no row there.
    """
    field_values |= {"failure": note[:_LENGTH], "failures": 0, "failing_since": None}
    if locked_row := _locked(connection):
        _write_run(
            connection, locked_row, "connection-result", {"fetched_at": clock.now()}, field_values
        )


@transaction.atomic
def fail(connection: Connection, reason: str) -> str:
    """Store that a run failed; the reason as it was stored, without secrets.

    The audit log has a row of the first failure and of each new reason.
    """
    reason = without_secrets(connection, reason)[:_LENGTH]
    if locked_row := _locked(connection):
        field_values = {"failure": reason, "failing_since": locked_row.failing_since or clock.now()}
        _write_run(
            connection,
            locked_row,
            "connection-fail",
            {"failures": locked_row.failures + 1},
            field_values,
        )
    return reason


def without_secrets(connection: Connection, text: str) -> str:
    """The text without the connection's secrets, which a service may have sent back."""
    for name in connection.secret_names:
        with suppress(FetchError):
            text = re.sub(rf"(?<!\w){re.escape(secret(name, folder()))}(?!\w)", "…", text)
    return without_keys(text)


def _locked[C: Connection](connection: C) -> C | None:
    """The stored connection, locked; None when it was removed in the meantime."""
    with suppress(ValidationError):
        return stored(connection)
    return None


def _write_run[C: Connection](
    connection: C,
    locked_row: C,
    verb: str,
    unaudited_values: dict[str, Any],
    field_values: dict[str, Any],
) -> None:
    """Write fields of a run; audit them when others than the quiet ones differ."""
    values_before = snapshot(locked_row)
    for name, field_value in (unaudited_values | field_values).items():
        setattr(locked_row, name, field_value)
        setattr(connection, name, field_value)
    locked_row.save(update_fields=[*unaudited_values, *field_values])
    values_after = snapshot(locked_row)
    if any(
        values_after[key] != values_before[key]
        for key in values_after
        if key not in unaudited_values
    ):
        _record(locked_row, SYSTEM, verb, before=values_before, after=values_after)


def _record(connection: Connection, by: Actor, verb: str, **states: Any) -> None:
    record(by=by, action=_action(connection, verb), obj=connection, **states)


def _action(connection: Connection, verb: str) -> str:
    return f"{connection._meta.app_label}.{verb}"
