"""Opening the delivered figures of a year to everybody, and closing them."""

from django.db import transaction

from kimppa.core import clock
from kimppa.core.audit.actions import change
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, require
from kimppa.statistics.models import Round


@transaction.atomic
def open_data(*, by: Actor, statistics: Round) -> None:
    """Publish what has been delivered of the year, and what will be, under CC BY 4.0."""
    require(by, Permission.MANAGE_CONSORTIUM)
    change(statistics, by=by, action="statistics.open-data", open_at=clock.now())


@transaction.atomic
def close_data(*, by: Actor, statistics: Round) -> None:
    """Publish the year no more; who has taken the figures keeps them."""
    require(by, Permission.MANAGE_CONSORTIUM)
    change(statistics, by=by, action="statistics.close-data", open_at=None)
