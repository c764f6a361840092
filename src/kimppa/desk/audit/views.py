"""The audit log: who wrote what and when, with the values before and after."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kimppa.core.audit import queries
from kimppa.core.audit.models import AuditEvent
from kimppa.core.audit.queries import verb
from kimppa.core.audit.undo import can_undo, events_of
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.roles import Permission
from kimppa.desk.audit import words
from kimppa.desk.audit.changes import changes
from kimppa.ui.guard import needs, person_of
from kimppa.ui.numbers import moment
from kimppa.ui.tables import ChoiceFilter, Column, DayFilter, Table

OF = "of"  # one thing: <model>:<id>


@needs(Permission.VIEW_AUDIT)
def audit(request: HttpRequest) -> HttpResponse:
    """Every write, the newest first; of one object only when the address names it."""
    events = AuditEvent.objects.all()
    object_key = request.GET.get(OF, "")
    if object_key:
        model, _colon, object_id = object_key.partition(":")
        events = events.filter(model=model, object_id=object_id)
    table = _table(request, events)
    if export := table.response():
        return export
    return render(request, "desk/audit/audit.html", {"table": table, "one": object_key})


def _table(request: HttpRequest, events: QuerySet[AuditEvent]) -> Table:
    names = {municipality.code: municipality.name for municipality in Municipality.objects.all()}
    return Table(
        request,
        columns=[
            Column(
                "at",
                _("When"),
                value=lambda event: moment(event.at),
                url=lambda event: reverse("desk:audit-event", args=[event.pk]),
            ),
            Column("by_name", _("Who")),
            Column("action", _("What was done"), value=lambda event: verb(event.action)),
            Column("model", _("To what"), value=lambda event: words.model_label(event.model)),
            Column("title", _("Title")),
            Column(
                "municipality",
                _("Municipality"),
                value=lambda event: names.get(event.municipality, event.municipality),
            ),
        ],
        rows=events,
        filters=[
            ChoiceFilter("who", _("Who"), [(n, n) for n in queries.writers()], field="by_name"),
            ChoiceFilter("group", _("Group of actions"), words.groups(), narrow=_narrow_by_group),
            ChoiceFilter("kind", _("To what"), words.model_labels(), field="model"),
            ChoiceFilter("place", _("Municipality"), list(names.items()), field="municipality"),
            DayFilter("from", _("First day"), queries.since),
            DayFilter("to", _("Last day"), queries.until),
        ],
        search=("title", "by_name", "action"),
        caption=_("Changes"),
        sort="-at",
    )


def _narrow_by_group(events: QuerySet[AuditEvent], group: str) -> QuerySet[AuditEvent]:
    return queries.of_actions(events, words.families(group))


@needs(Permission.VIEW_AUDIT)
def audit_event(request: HttpRequest, pk: int) -> HttpResponse:
    """One write: its values before and after, side by side."""
    event = get_object_or_404(AuditEvent, pk=pk)
    towns = Municipality.objects.filter(code=event.municipality)
    press = events_of(str(event.pk))
    context = {
        "event": event,
        "verb": verb(event.action),
        "thing": words.model_label(event.model),
        "municipality": towns.first() if event.municipality else None,
        "changes": changes(event),
        "undoable": can_undo(person_of(request), press),
        "together": len(press),
    }
    return render(request, "desk/audit/event.html", context)
