"""Counting feedback: how much came of what, and how soon it was answered."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Avg, Count, F, Q
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.consortium.models import Municipality, Service
from kimppa.feedback.models import Ticket
from kimppa.feedback.themes import Theme

KINDS = {
    "service": "queue__service__slug",
    "municipality": "queue__municipality__code",
    "theme": "theme",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """The feedback of one service, municipality or theme; `days` to the answer on average."""

    code: str
    name: str
    arrived: int
    handled: int
    in_time: int
    days: float | None

    @property
    def share(self) -> float | None:
        """Which part of what was handled was handled in the time promised."""
        return self.in_time / self.handled if self.handled else None


def figures_of(
    year: int, kind: str, municipalities: Collection[Municipality] | None = None
) -> list[Figure]:
    """The feedback that arrived in the year, by a key of KINDS, the most first: two queries.

    With municipalities, theirs and what is common. Raises KeyError for another kind.
    """
    column = KINDS[kind]
    start = dt.datetime(year, 1, 1, tzinfo=clock.ZONE)
    end = dt.datetime(year + 1, 1, 1, tzinfo=clock.ZONE)
    tickets = Ticket.objects.filter(arrived_at__gte=start, arrived_at__lt=end)
    if municipalities is not None:
        in_common_queue = Q(queue__municipality=None)
        tickets = tickets.filter(in_common_queue | Q(queue__municipality__in=list(municipalities)))
    counts = (
        tickets.order_by()
        .values_list(column)
        .annotate(
            arrived=Count("pk"),
            handled=Count("answered_at"),
            in_time=Count("pk", filter=Q(answered_at__date__lte=F("due_on"))),
            mean=Avg(F("answered_at") - F("arrived_at")),
        )
    )
    name_by_code = _names(kind)
    figures = [
        Figure(
            code or "",
            name_by_code.get(code or "", code or ""),
            arrived,
            handled,
            in_time,
            mean_time.total_seconds() / 86400 if mean_time is not None else None,
        )
        for code, arrived, handled, in_time, mean_time in counts
    ]
    return sorted(figures, key=lambda figure: (-figure.arrived, figure.name))


def _names(kind: str) -> dict[str, str]:
    if kind == "theme":
        return {theme.value: str(theme.label) for theme in Theme}
    if kind == "service":
        return {service.slug: service.name for service in Service.objects.all()} | {
            "": _("No service named")
        }
    name_by_code = {town.code: town.name for town in Municipality.objects.all()}
    return name_by_code | {"": _("All municipalities")}
