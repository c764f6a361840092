"""Having exports measured that were checked before there was this measure."""

from django.db import transaction
from django.utils.translation import gettext_lazy

from kimppa.catalogue.completeness.measures import is_measured, measure
from kimppa.catalogue.models import Check
from kimppa.core.audit.actions import record
from kimppa.core.background import task
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, require
from kimppa.jobs.queue import start


@task(title=gettext_lazy("How full the catalogue's records are"))
def measure_anew() -> int:
    """Measure the exports that were checked before there was this measure."""
    return sum(measure(check) for check in Check.objects.newest_first() if not is_measured(check))


@transaction.atomic
def measure_all(*, by: Actor, newest_check: Check) -> None:
    """Measure what has not been measured, in the background."""
    require(by, Permission.MANAGE_CATALOGUE)
    start(measure_anew, asked_by=by.name)
    record(by=by, action="catalogue.measure", obj=newest_check)
