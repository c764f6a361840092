"""Reading the audit log."""

import datetime as dt
from collections.abc import Collection, Mapping
from functools import cache

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from kimppa.core import clock
from kimppa.core.area import areas
from kimppa.core.audit.models import AuditEvent


def verb(action: str) -> str:
    """What was done, in a few words: as its room calls it (`Area.logged`), else as the desk does.

    An action that nobody names is shown as it is.
    """
    family, _dot, name = action.rpartition(".")
    return str(_verbs(family).get(name) or _verbs("desk").get(name, action))


@cache
def _verbs(room: str) -> Mapping[str, str | Promise]:
    path = next((area.logged for area in areas() if area.slug == room), "")
    return dict(import_string(path)) if path else {}


def writers() -> list[str]:
    """The names of everybody who has written, in alphabetical order."""
    events = AuditEvent.objects.order_by("by_name").values_list("by_name", flat=True)
    return list(events.distinct())


def of_actions(events: QuerySet[AuditEvent], families: Collection[str]) -> QuerySet[AuditEvent]:
    """Events whose action is of one of the families: `task` holds `task` and `task.change`."""
    condition = Q()
    for family in families:
        condition |= Q(action=family) | Q(action__startswith=f"{family}.")
    return events.filter(condition)


def since(events: QuerySet[AuditEvent], day: dt.date) -> QuerySet[AuditEvent]:
    """Events on the day (Helsinki's) or after it."""
    return events.filter(at__gte=_midnight(day))


def until(events: QuerySet[AuditEvent], day: dt.date) -> QuerySet[AuditEvent]:
    """Events before the day (Helsinki's) is over."""
    return events.filter(at__lt=_midnight(day + dt.timedelta(days=1)))


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), clock.ZONE)
