"""Starting and stopping the work of a plan."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.catalogue.baseline import parts
from kimppa.catalogue.corrections.exports import unfit
from kimppa.catalogue.corrections.models import Plan
from kimppa.catalogue.corrections.queries import may_start
from kimppa.catalogue.corrections.tasks import carry_out
from kimppa.catalogue.models import Snapshot
from kimppa.core.audit.actions import change, record, stored
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, require
from kimppa.jobs import queue


@transaction.atomic
def start(*, by: Actor, plan: Plan, work: str, on: Snapshot | None = None) -> None:
    """Queue a piece of work; `on` is the export it is done with.

    Raises ValidationError when it is not its turn, or something else is being done.
    """
    require(by, Permission.MANAGE_CATALOGUE)
    row = stored(plan)
    export = on or row.snapshot
    if row.busy:
        raise ValidationError(_("Something is being done with the plan already."))
    if export is None or export.state != Snapshot.State.READY:
        raise ValidationError(_("Choose an export that has been checked."))
    if why := may_start(row, work):
        raise ValidationError(why)
    if why := unfit(row, work, export, parts()):
        raise ValidationError(why)
    run, _new = queue.start(carry_out, row.pk, work, export.pk, asked_by=by.name)
    more = {"snapshot": export} if work == Plan.Work.PREVIEW else {}
    change(row, by=by, action=f"catalogue.plan-{work}", work=work, failure="", run=run, **more)
    plan.refresh_from_db()


@transaction.atomic
def stop(*, by: Actor, plan: Plan) -> bool:
    """Stop the work; what stood before stands."""
    require(by, Permission.MANAGE_CATALOGUE)
    row = stored(plan)
    if row.run is None or not queue.ask_to_stop(row.run):
        return False
    record(by=by, action="catalogue.plan-stop", obj=row, after={"work": row.work})
    return True
