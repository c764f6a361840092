"""What the coordinator does with the sources of the catalogue."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.catalogue.fetching.harvest import fetch_origin
from kimppa.catalogue.models import Origin
from kimppa.core import clock
from kimppa.core.audit.actions import change, record, snapshot, stored
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import SYSTEM, Actor, require
from kimppa.jobs import queue
from kimppa.jobs.models import Run
from kimppa.jobs.schedule import last_due

_MOVING = (Run.State.WAITING, Run.State.RUNNING)


@transaction.atomic
def add(*, by: Actor, example: bool = False, **given: Any) -> Origin:
    """A new source. Raises ValidationError."""
    require(by, Permission.MANAGE_CATALOGUE)
    row = Origin(scheduled_from=clock.now(), example=example, **given)
    row.full_clean(exclude=["latest", "run"])
    row.save()
    record(by=by, action="catalogue.origin", obj=row)
    return row


@transaction.atomic
def edit(*, by: Actor, origin: Origin, **given: Any) -> bool:
    """Change a source; a changed time counts from now on. False when nothing differs."""
    require(by, Permission.MANAGE_CATALOGUE)
    row = stored(origin)
    if "cron" in given and given["cron"] != row.cron:
        given["scheduled_from"] = clock.now()
    return change(row, by=by, action="catalogue.origin", **given)


@transaction.atomic
def set_active(*, by: Actor, origin: Origin, active: bool) -> bool:
    """Pause a source, or take it into use again; what fell due meanwhile is not made up for."""
    require(by, Permission.MANAGE_CATALOGUE)
    values: dict[str, Any] = {"active": active}
    if active:
        values["scheduled_from"] = clock.now()
    return change(stored(origin), by=by, action="catalogue.origin", **values)


@transaction.atomic
def remove(*, by: Actor, origin: Origin) -> None:
    """Forget a source; the exports that came from it stay."""
    require(by, Permission.MANAGE_CATALOGUE)
    row = stored(origin)
    if row.run is not None:
        queue.ask_to_stop(row.run)
    record(by=by, action="catalogue.origin-remove", obj=row, before=snapshot(row), after={})
    row.delete()


@transaction.atomic
def fetch_now(*, by: Actor, origin: Origin) -> Run:
    """Queue a fetch. Raises ValidationError while one is under way, or for an example."""
    require(by, Permission.MANAGE_CATALOGUE)
    row = stored(origin)
    if row.example:
        raise ValidationError(_("This is an example: nothing can be fetched from it."))
    if moving(row):
        raise ValidationError(_("The catalogue is being fetched from here already."))
    return _start(row, by, key=None, due=None)


@transaction.atomic
def stop(*, by: Actor, origin: Origin) -> bool:
    """Stop a fetch; the next one goes on where it was."""
    require(by, Permission.MANAGE_CATALOGUE)
    row = stored(origin)
    if row.run is None or not queue.ask_to_stop(row.run):
        return False
    record(by=by, action="catalogue.fetch-stop", obj=row, after={"stop_asked": True})
    return True


def fetch_due() -> int:
    """Queue what is due by its own time; how many. Each due time starts one fetch."""
    now = clock.now().astimezone(dt.UTC)
    rows = Origin.objects.filter(active=True, example=False).exclude(cron="")
    return sum(_start_due(pk, now) for pk in rows.values_list("pk", flat=True))


@transaction.atomic
def _start_due(pk: int, now: dt.datetime) -> bool:
    row = Origin.objects.select_for_update(of=("self",)).get(pk=pk)
    due = last_due(row.cron, now)
    if due is None or due < row.scheduled_from or moving(row):
        return False
    key = f"catalogue-origin-{pk}@{due:%Y-%m-%dT%H:%M}Z"
    if Run.objects.filter(key=key).exists():
        return False
    _start(row, SYSTEM, key=key, due=due)
    return True


def _start(row: Origin, by: Actor, *, key: str | None, due: dt.datetime | None) -> Run:
    asked = by.name if by is not SYSTEM else ""
    run, _new = queue.start(fetch_origin, row.pk, key=key, due_at=due, asked_by=asked)
    change(row, by=by, action="catalogue.fetch-begin", run=run)
    return run


def moving(row: Origin) -> bool:
    """Whether a fetch waits or goes on."""
    return row.run is not None and row.run.state in _MOVING
