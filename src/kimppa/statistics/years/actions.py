"""Years: begun, locked, opened again; their delivered figures opened to everybody."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import add, change
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, require
from kimppa.statistics.models import Round
from kimppa.statistics.years.queries import is_locked


@transaction.atomic
def begin(*, by: Actor, year: int, example: bool = False) -> Round:
    """Begin the statistics of a year; one that has begun is returned as it is."""
    require(by, Permission.MANAGE_CONSORTIUM)
    existing = Round.objects.filter(year=year).first()
    if existing is not None:
        return existing
    return add(Round(year=year, example=example), by=by, action="statistics.begin")


@transaction.atomic
def lock(*, by: Actor, statistics: Round) -> None:
    """Close the year: its figures stay as they are until it is opened again."""
    require(by, Permission.MANAGE_CONSORTIUM)
    change(statistics, by=by, action="statistics.lock", locked_at=clock.now())


@transaction.atomic
def unlock(*, by: Actor, statistics: Round) -> None:
    """Open the year again."""
    require(by, Permission.MANAGE_CONSORTIUM)
    change(statistics, by=by, action="statistics.unlock", locked_at=None)


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


def require_open(year: int) -> None:
    """Raise ValidationError when the year is locked."""
    if is_locked(year):
        raise ValidationError(
            _("The statistics of %(year)d are locked. The coordinator can open them.")
            % {"year": year}
        )


check_undo_by(lambda by, _row: require(by, Permission.MANAGE_CONSORTIUM), Round)
