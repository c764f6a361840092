"""Taking in exports, and starting, stopping and repeating their checks."""

import datetime as dt
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.catalogue import files
from kimppa.catalogue.history.actions import next_check
from kimppa.catalogue.messages import refusal
from kimppa.catalogue.models import Snapshot
from kimppa.catalogue.models.corrections import Plan
from kimppa.catalogue.queries import same_file
from kimppa.catalogue.results import AREA
from kimppa.catalogue.tasks import check_snapshot, compare_anew, follow, make_example
from kimppa.core import clock
from kimppa.core.audit.actions import change, record, stored
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.roles import Permission
from kimppa.core.evidence.actions import retract
from kimppa.core.locks import one_at_a_time
from kimppa.core.permissions import Actor, person_or_none, require
from kimppa.jobs import queue
from kimppa.jobs.models import Run
from kimppa.marc.reading import MarcFileError

EARLIEST: Final = dt.date(2000, 1, 1)  # an earlier day is a slip of the pen


def add_snapshot(
    *,
    by: Actor,
    received: files.Received,
    file_name: str,
    taken_on: dt.date,
    source: str,
    profile: str,
) -> Snapshot:
    """Take in a received file and queue its check.

    Raises PermissionDenied; ValidationError, and the file is discarded, for one that holds no
    records, that is there already, or whose day is still to come.
    """
    try:
        require(by, Permission.MANAGE_CATALOGUE)
        _refuse_unfit(received, taken_on)
        with transaction.atomic():
            one_at_a_time("catalogue-snapshot", "")
            _refuse_again(received)
            snapshot = Snapshot(
                name=_free_name(taken_on),
                taken_on=taken_on,
                source=source.strip(),
                profile=profile,
                file_name=file_name[-255:],
                size=received.size,
                sha256=received.sha256,
                added_at=clock.now(),
                added_by=person_or_none(by),
            )
            snapshot.full_clean(exclude=["added_by", "run"])
            snapshot.save()
            files.settle(received, snapshot.name)
            record(by=by, action="catalogue.add", obj=snapshot)
            _start_check(snapshot, by)
    finally:
        received.discard()
    return snapshot


def _refuse_unfit(received: files.Received, taken_on: dt.date) -> None:
    if taken_on > clock.today():
        raise ValidationError({"taken_on": _("The day of the export is still to come.")})
    if taken_on < EARLIEST:
        raise ValidationError({"taken_on": _("Look at the year: no export is that old.")})
    _refuse_again(received)
    try:
        files.probe(received.path)
    except MarcFileError as error:
        raise ValidationError(refusal(error)) from error


def _refuse_again(received: files.Received) -> None:
    duplicate_snapshot = same_file(received.sha256)
    if duplicate_snapshot is not None:
        values = {"name": duplicate_snapshot.name}
        raise ValidationError(_("This very file is here already, as %(name)s.") % values)


def _free_name(taken_on: dt.date) -> str:
    base = taken_on.isoformat()
    existing = set(Snapshot.objects.filter(name__startswith=base).values_list("name", flat=True))
    names = (base if number == 1 else f"{base}-{number}" for number in range(1, 1000))
    return next(name for name in names if name not in existing and not files.folder(name).exists())


def _start_check(snapshot: Snapshot, by: Actor) -> None:
    run, _new = queue.start(check_snapshot, snapshot.pk, asked_by=by.name)
    snapshot.run = run
    snapshot.save(update_fields=["run"])


@transaction.atomic
def add_example(
    *, by: Actor, taken_on: dt.date, records: int, remaining: float, name: str
) -> Snapshot:
    """An example: the worker makes its file, then checks it."""
    require(by, Permission.MANAGE_CATALOGUE)
    snapshot = Snapshot.objects.create(
        name=name,
        taken_on=taken_on,
        file_name="esimerkki.mrc",
        added_at=clock.now(),
        example=True,
    )
    record(by=by, action="catalogue.add", obj=snapshot)
    run, _new = queue.start(make_example, snapshot.pk, records, remaining, asked_by=by.name)
    snapshot.run = run
    snapshot.save(update_fields=["run"])
    return snapshot


@transaction.atomic
def check_again(*, by: Actor, snapshot: Snapshot, profile: str) -> None:
    """Check an export anew, by the rules of today or by another profile.

    Raises ValidationError while a check of it is under way.
    """
    require(by, Permission.MANAGE_CATALOGUE)
    stored_snapshot = stored(snapshot)
    if stored_snapshot.moving:
        raise ValidationError(_("The export is being checked already."))
    state = Snapshot.State.WAITING
    change(
        stored_snapshot, by=by, action="catalogue.again", state=state, profile=profile, failure=""
    )
    _start_check(stored_snapshot, by)


@transaction.atomic
def stop(*, by: Actor, snapshot: Snapshot) -> bool:
    """Stop a check that waits at once, one that runs after the part of the file at hand."""
    require(by, Permission.MANAGE_CATALOGUE)
    if snapshot.run is None or not queue.ask_to_stop(snapshot.run):
        return False
    is_stopped = Run.objects.filter(pk=snapshot.run.pk, state=Run.State.STOPPED).exists()
    state = Snapshot.State.STOPPED if is_stopped else snapshot.state
    if not change(snapshot, by=by, action="catalogue.stop", state=state):
        record(by=by, action="catalogue.stop", obj=snapshot, after={"stop_asked": True})
    return True


@transaction.atomic
def go_on(*, by: Actor, snapshot: Snapshot) -> bool:
    """Take up again a check that was stopped or that failed; parts that are done stay done."""
    require(by, Permission.MANAGE_CATALOGUE)
    if snapshot.run is None:
        change(snapshot, by=by, action="catalogue.again", state=Snapshot.State.WAITING)
        _start_check(snapshot, by)
        return True
    if not queue.requeue(snapshot.run):
        return False
    change(snapshot, by=by, action="catalogue.again", state=Snapshot.State.WAITING, failure="")
    return True


@transaction.atomic
def accept_as_whole(*, by: Actor, snapshot: Snapshot, said_whole: bool = True) -> None:
    """An export is whole although it has far fewer records than the one before; False takes that
    back. It is compared anew. Raises ValidationError when it is no longer there.
    """
    require(by, Permission.MANAGE_CATALOGUE)
    stored_snapshot = stored(snapshot)
    values = {"said_whole": said_whole}
    if change(stored_snapshot, by=by, action="catalogue.whole", **values) and hasattr(
        stored_snapshot, "result"
    ):
        queue.start(compare_anew, stored_snapshot.result.pk, asked_by=by.name)


@transaction.atomic
def remove(*, by: Actor, snapshot: Snapshot, wrong: bool = False) -> None:
    """Remove an export with its files, findings, ticks; what was said of findings stays.

    That a `wrong` one was checked is no longer work done. An old one was checked all the same.

    Raises ValidationError while it is being checked.
    """
    require(by, Permission.MANAGE_CATALOGUE)
    stored_snapshot = stored(snapshot)
    if stored_snapshot.state == Snapshot.State.CHECKING:
        raise ValidationError(_("Stop the check first, then remove the export."))
    if stored_snapshot.run is not None:
        queue.ask_to_stop(stored_snapshot.run)
    record(by=by, action="catalogue.remove", obj=stored_snapshot, after={})
    later_check = next_check(stored_snapshot.result) if hasattr(stored_snapshot, "result") else None
    if wrong:
        retract((AREA, f"snapshot-{stored_snapshot.pk}"), by=by)
        _unprove(stored_snapshot, by)
    stored_snapshot.delete()
    if later_check is not None:  # it is compared with the one before this from now on
        queue.start(follow, later_check.pk, asked_by=by.name)


def _unprove(snapshot: Snapshot, by: Actor) -> None:
    """What only a wrong export said of corrected records has not been said."""
    for plan in Plan.objects.filter(proof__export=snapshot.name):
        state = Plan.State.LOADED if plan.state == Plan.State.PROVEN else plan.state
        change(plan, by=by, action="catalogue.plan-unproven", proof={}, state=state)
        retract((AREA, f"plan-{plan.pk}"), by=by)


check_undo_by(lambda by, _snapshot: require(by, Permission.MANAGE_CATALOGUE), Snapshot)
