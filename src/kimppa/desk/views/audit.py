"""The audit log: who wrote what and when, before and after."""

import datetime as dt

from django.db.models import Max, Min, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.actions import UNDOABLE
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.desk import auditwords
from kimppa.desk.pages import table_page
from kimppa.ui.guard import needs
from kimppa.ui.numbers import moment
from kimppa.ui.tables import ChoiceFilter, Column, Table

_MOST_MONTHS = 60
_UNDOABLE = {model._meta.label_lower for model in UNDOABLE}


@needs(Permission.VIEW_AUDIT)
def audit(request: HttpRequest) -> HttpResponse:
    """Every write, newest first, by who, what and when."""
    people = [(str(pk), name) for pk, name in Person.objects.values_list("pk", "name")]
    table = Table(
        request,
        columns=[
            Column(
                "at",
                _("When"),
                value=lambda event: moment(event.at),
                kind="link",
                url=lambda event: reverse("desk:audit-event", args=[event.pk]),
            ),
            Column("by_name", _("Who")),
            Column("action", _("Action"), value=auditwords.verb),
            Column("model", _("What"), value=lambda event: auditwords.thing(event.model)),
            Column("title", _("Title")),
            Column("change", _("Change"), value=auditwords.summary, sortable=False),
        ],
        rows=AuditEvent.objects.all(),
        filters=[
            ChoiceFilter("by", _("Who"), people, field="by_id"),
            ChoiceFilter("model", _("What"), auditwords.things()),
            ChoiceFilter("month", _("When"), _months(), narrow=_in_month),
        ],
        search=("title", "by_name", "action"),
        filename="muutosloki",
        caption=_("Audit log"),
        sort="-at",
    )
    return table_page(
        request,
        table,
        title=_("Audit log"),
        lead=_("Every change: who made it, when, and what stood there before."),
    )


def _months() -> list[tuple[str, str]]:
    """The months from the newest to the oldest write."""
    ends = AuditEvent.objects.aggregate(first=Min("at"), last=Max("at"))
    if not ends["first"]:
        return []
    first, last = (ends[key].astimezone(clock.ZONE) for key in ("first", "last"))
    count = min((last.year - first.year) * 12 + last.month - first.month + 1, _MOST_MONTHS)
    numbers = [last.year * 12 + last.month - 1 - back for back in range(count)]
    return [
        (f"{number // 12}-{number % 12 + 1:02}", f"{MONTHS[number % 12 + 1]} {number // 12}")
        for number in numbers
    ]


def _in_month(rows: QuerySet[AuditEvent], chosen: str) -> QuerySet[AuditEvent]:
    year, month = map(int, chosen.split("-"))
    start = dt.datetime(year, month, 1, tzinfo=clock.ZONE)
    end = dt.datetime(year + month // 12, month % 12 + 1, 1, tzinfo=clock.ZONE)
    return rows.filter(at__gte=start, at__lt=end)


@needs(Permission.VIEW_AUDIT)
def audit_event(request: HttpRequest, pk: int) -> HttpResponse:
    """One write in full."""
    event = get_object_or_404(AuditEvent, pk=pk)
    values = {
        "event": event,
        "verb": auditwords.verb(event),
        "thing": auditwords.thing(event.model),
        "changes": auditwords.changes(event),
        "undoable": event.model in _UNDOABLE and bool(event.after) and not _signing(event),
    }
    return render(request, "desk/audit_event.html", values)


def _signing(event: AuditEvent) -> bool:
    return event.action.startswith("sign-")
