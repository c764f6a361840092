"""Having exports measured that were checked before there was this measure."""

from django.db import transaction

from kimppa.catalogue.models import Check
from kimppa.catalogue.tasks import measure_anew
from kimppa.core.audit.actions import record
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, require
from kimppa.jobs.queue import start


@transaction.atomic
def measure_all(*, by: Actor, newest: Check) -> None:
    """Measure what has not been measured, in the background."""
    require(by, Permission.MANAGE_CATALOGUE)
    start(measure_anew, asked_by=by.name)
    record(by=by, action="catalogue.measure", obj=newest)
