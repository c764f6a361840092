"""Counting a month: what came, what was done with it. Counts alone, no word of a customer."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Avg, Count, F, IntegerField, Q, QuerySet, Value

from kimppa.core.consortium.models import Municipality, Service
from kimppa.core.memo import remember
from kimppa.core.register.queries import every_municipality
from kimppa.core.tasks.models import Task
from kimppa.feedback.models import Message, Ticket
from kimppa.feedback.months.month import Month

COMMON = ""  # the code of what belongs to no municipality alone
FORWARDED = ""  # in the place of a task's topic


@dataclass(slots=True)
class Sums:
    """One column: of a municipality, of what is common, or of all together."""

    arrived: int = 0
    earlier: int = 0  # in the month before
    handled: int = 0
    in_time: int = 0
    days: float = 0  # to the answer, of all that were handled
    waiting: int = 0  # at the end of the month
    forwarded: int = 0

    def add(self, **amounts: float) -> None:
        """Add to the named sums."""
        for name, amount in amounts.items():
            setattr(self, name, getattr(self, name) + amount)


@dataclass(slots=True)
class Tasks:
    """What was handed over in the month, what became done in it, what is open at its end."""

    new: int = 0
    done: int = 0
    open: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """A month's counts by municipality's code, COMMON for what is common.

    `arrivals` counts by (service's slug, theme), `earlier` those of the month before; `tasks` are
    by topic.
    """

    month: Month
    municipalities: list[Municipality]
    services: dict[str, Service]
    columns: dict[str, Sums] = field(default_factory=lambda: defaultdict(Sums))
    arrivals: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)
    earlier: Counter[tuple[str, str]] = field(default_factory=Counter)
    tasks: dict[str, Tasks] = field(default_factory=dict)
    example: bool = False

    @property
    def together(self) -> Sums:
        """All columns summed."""
        total = Sums()
        for sums in self.columns.values():
            total.add(**{name: getattr(sums, name) for name in Sums.__slots__})
        return total

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell: nothing came, nothing was done with anything."""
        total = self.together
        has_work = any(tasks.new or tasks.done for tasks in self.tasks.values())
        return not (total.arrived or total.handled or total.forwarded or has_work)


def tally(month: Month) -> Tally:
    """Count a month: four queries.

    What arrived is of the month of its arrival; what was handled, forwarded or handed over is of
    the month in which that was done, so that a month that is over stays as it was told.
    """
    ticket_rows, forward_rows = list(_ticket_counts(month)), list(_forward_counts(month))
    codes = {row["code"] for row in (*ticket_rows, *forward_rows)}
    municipalities, services = _register()
    month_tally = Tally(
        month=month,
        municipalities=[m for m in municipalities if m.code in codes or _in_force(m, month)],
        services=services,
        example=any(row["examples"] for row in ticket_rows),
    )
    for row in ticket_rows:
        _add_tickets(month_tally, row)
    for row in forward_rows:
        if row["topic"] == FORWARDED:
            month_tally.columns[row["code"] or COMMON].add(forwarded=row["new"])
        else:
            month_tally.tasks[row["topic"]] = Tasks(row["new"], row["done"], row["open"])
    return month_tally


def _register() -> tuple[list[Municipality], dict[str, Service]]:
    return remember("feedback-register", make=_read_register)


def _read_register() -> tuple[list[Municipality], dict[str, Service]]:
    services = {service.slug: service for service in Service.objects.all()}
    return list(every_municipality()), services


def municipalities_in(month: Month) -> list[Municipality]:
    """Those that were in force when the month ended, in their order."""
    return [municipality for municipality in _register()[0] if _in_force(municipality, month)]


def _in_force(town: Municipality, month: Month) -> bool:
    """Whether a municipality was there at the end of the month."""
    has_begun = town.valid_from is None or town.valid_from <= month.last
    return has_begun and (town.valid_to is None or town.valid_to >= month.last)


def _add_tickets(month_tally: Tally, row: Mapping[str, Any]) -> None:
    code, mean_time = row["code"] or COMMON, row["mean"]
    month_tally.columns[code].add(
        arrived=row["arrived"],
        earlier=row["earlier"],
        handled=row["handled"],
        in_time=row["in_time"],
        days=row["handled"] * mean_time.total_seconds() / 86400 if mean_time is not None else 0,
        waiting=row["waiting"],
    )
    subject = row["slug"] or "", row["theme"]
    month_tally.earlier[subject] += row["earlier"]
    if row["arrived"]:
        count_by_code = month_tally.arrivals.setdefault(subject, {})
        count_by_code[code] = count_by_code.get(code, 0) + row["arrived"]


def _ticket_counts(month: Month) -> Iterator[Mapping[str, Any]]:
    """By queue (`code` of municipality, `slug` of service) and theme: what came in the month and
    the one before, was handled in it, or waited at its end.
    """
    came_in_month = Q(arrived_at__gte=month.start)
    came_before = Q(arrived_at__gte=month.start_before, arrived_at__lt=month.start)
    handled_in_month = Q(answered_at__gte=month.start, answered_at__lt=month.end)
    waits_at_end = Q(answered_at=None) | Q(answered_at__gte=month.end)
    tickets: QuerySet[Ticket] = Ticket.objects.filter(
        came_in_month | came_before | handled_in_month | waits_at_end, arrived_at__lt=month.end
    )
    return (
        tickets.order_by()
        .values("theme", code=F("queue__municipality__code"), slug=F("queue__service__slug"))
        .annotate(
            arrived=Count("pk", filter=came_in_month),
            earlier=Count("pk", filter=came_before),
            handled=Count("pk", filter=handled_in_month),
            in_time=Count("pk", filter=handled_in_month & Q(answered_at__date__lte=F("due_on"))),
            mean=Avg(F("answered_at") - F("arrived_at"), filter=handled_in_month),
            waiting=Count("pk", filter=waits_at_end),
            examples=Count("pk", filter=Q(example=True)),
        )
        .iterator()
    )


def _forward_counts(month: Month) -> Iterator[Mapping[str, Any]]:
    """Tasks made of feedback by topic, and what was forwarded by municipality; one query."""
    created_in_month = Q(created_at__gte=month.start)
    closed_in_month = Q(state=Task.State.DONE, closed_at__gte=month.start, closed_at__lt=month.end)
    open_at_end = Q(closed_at=None) | Q(closed_at__gte=month.end)
    tasks = Task.objects.filter(
        created_in_month | closed_in_month | open_at_end,
        area="feedback",
        object_id__startswith="ticket-",
        created_at__lt=month.end,
    ).order_by()
    forwards = Message.objects.filter(
        kind=Message.Kind.FORWARD, undone_at=None, at__gte=month.start, at__lt=month.end
    ).order_by()
    task_counts = tasks.values("topic", code=Value(COMMON)).annotate(
        new=Count("pk", filter=created_in_month),
        done=Count("pk", filter=closed_in_month),
        open=Count("pk", filter=open_at_end),
    )
    zero = Value(0, IntegerField())
    forward_counts = forwards.values(
        topic=Value(FORWARDED), code=F("ticket__queue__municipality__code")
    ).annotate(new=Count("pk"), done=zero, open=zero)
    return task_counts.union(forward_counts, all=True).order_by().iterator()
