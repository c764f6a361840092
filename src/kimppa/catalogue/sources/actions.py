"""What the coordinator does with the sources of the catalogue."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.catalogue.models import Origin
from kimppa.catalogue.sources.harvest import fetch_origin
from kimppa.core import clock
from kimppa.core.audit.actions import change, record, stored
from kimppa.core.connections import actions as connections
from kimppa.core.connections.queries import in_use
from kimppa.core.permissions import SYSTEM, Actor, require
from kimppa.jobs import queue
from kimppa.jobs.models import Run
from kimppa.jobs.schedule import last_due

_UNDER_WAY = (Run.State.WAITING, Run.State.RUNNING)


def add(*, by: Actor, example: bool = False, **values: Any) -> Origin:
    """Make a source; its time counts from now on. Raises ValidationError."""
    values["scheduled_from"] = clock.now()
    return connections.add(Origin, by=by, example=example, **values)


@transaction.atomic
def edit(*, by: Actor, connection: Origin, **values: Any) -> bool:
    """Change a source; a changed time counts from now on. False when nothing differs."""
    if "cron" in values and values["cron"] != stored(connection).cron:
        values["scheduled_from"] = clock.now()
    return connections.edit(by=by, connection=connection, **values)


def resume(*, by: Actor, connection: Origin) -> bool:
    """Take a source into use again; what fell due in the pause is not made up for."""
    return connections.resume(by=by, connection=connection, scheduled_from=clock.now())


@transaction.atomic
def remove(*, by: Actor, connection: Origin) -> None:
    """Remove a source and stop its fetch; the exports that came from it stay."""
    require(by, Origin.permission)
    origin = stored(connection)
    if origin.run is not None:
        queue.ask_to_stop(origin.run)
    connections.remove(by=by, connection=origin)


@transaction.atomic
def fetch_now(*, by: Actor, connection: Origin) -> Run:
    """Queue a fetch. Raises ValidationError while one is under way, or for an example."""
    connections.require_real(by=by, connection=connection)
    origin = stored(connection)
    if is_under_way(origin):
        raise ValidationError(_("The catalogue is being fetched from here already."))
    return _start_fetch(origin, by, key=None, due=None)


@transaction.atomic
def stop(*, by: Actor, connection: Origin) -> bool:
    """Stop a fetch; the next one goes on where it was."""
    require(by, Origin.permission)
    origin = stored(connection)
    if origin.run is None or not queue.ask_to_stop(origin.run):
        return False
    record(by=by, action="catalogue.fetch-stop", obj=origin, after={"stop_asked": True})
    return True


def fetch_due() -> int:
    """Queue what is due by its own time; how many. Each due time starts one fetch."""
    moment = clock.now().astimezone(dt.UTC)
    origins = in_use(Origin).exclude(cron="")
    return sum(_start_due(pk, moment) for pk in origins.values_list("pk", flat=True))


@transaction.atomic
def _start_due(pk: int, moment: dt.datetime) -> bool:
    origin = Origin.objects.select_for_update(of=("self",)).get(pk=pk)
    due_at = last_due(origin.cron, moment)
    if due_at is None or due_at < origin.scheduled_from or is_under_way(origin):
        return False
    key = f"catalogue-origin-{pk}@{due_at:%Y-%m-%dT%H:%M}Z"
    if Run.objects.filter(key=key).exists():
        return False
    _start_fetch(origin, SYSTEM, key=key, due=due_at)
    return True


def _start_fetch(origin: Origin, by: Actor, *, key: str | None, due: dt.datetime | None) -> Run:
    asked_by = by.name if by is not SYSTEM else ""
    run, _new = queue.start(fetch_origin, origin.pk, key=key, due_at=due, asked_by=asked_by)
    change(origin, by=by, action="catalogue.connection-fetch", run=run)
    return run


def is_under_way(origin: Origin) -> bool:
    return origin.run is not None and origin.run.state in _UNDER_WAY
