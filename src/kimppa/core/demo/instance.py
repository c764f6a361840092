"""Whether this instance is a demo: a file that only `kimppa demo` writes says so."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core import clock, home
from kimppa.core.audit.actions import record
from kimppa.core.consortium.models import Consortium
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, require
from kimppa.core.sourced import count_examples, remove_examples


def mark_as_demo(day: dt.date) -> None:
    """Make the instance a demo that stands at the day."""
    home.path("demo").touch()
    clock.set_day(day)


def is_demo() -> bool:
    """Whether the day may be stepped and the role be switched here."""
    return home.path("demo").exists()


def step_to(day: dt.date) -> None:
    """Set the demo's day. Raises PermissionDenied in a real instance."""
    if not is_demo():
        raise PermissionDenied(_("Only a demo's day can be changed."))
    clock.set_day(day)


def month_later(day: dt.date) -> dt.date:
    """The same day of the next month, or its last day: 31 January → 28 February."""
    first_day = (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    last_day = (first_day + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
    return first_day.replace(day=min(day.day, last_day.day))


@transaction.atomic
def remove_all_examples(*, by: Actor) -> int:
    """Delete every example row; how many there were. Raises PermissionDenied."""
    require(by, Permission.MANAGE_CONSORTIUM)
    count = count_examples()
    remove_examples()
    consortium = Consortium.objects.get()
    record(by=by, action="examples.remove", obj=consortium, after={"rows": count})
    return count
