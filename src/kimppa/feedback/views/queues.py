"""The queues: targets and times of keeping."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kimppa.core.consortium.roles import Permission
from kimppa.feedback import queries
from kimppa.feedback.actions.queues import change_queue
from kimppa.feedback.forms import QueueForm
from kimppa.feedback.models import Queue
from kimppa.ui.guard import needs, person_of
from kimppa.ui.seen import one_save_at_a_time
from kimppa.ui.sent import REFUSED, posted
from kimppa.ui.tables import Column, Table
from kimppa.ui.undo import done


@require_safe
@needs(Permission.MANAGE_CONSORTIUM)
def queues(request: HttpRequest) -> HttpResponse:
    """Every queue, with the forms' addresses to link to."""
    table = Table(
        request,
        caption=_("Queues of feedback"),
        filename="palautejonot",
        rows=queries.queues(),
        columns=[
            Column(
                "queue",
                _("Queue"),
                kind="link",
                value=str,
                url=lambda one: reverse("feedback:queue", args=[one.pk]),
                sortable=False,
            ),
            Column("days", _("Answer within working days"), kind="integer"),
            Column("look_days", _("The sender is shown for days"), kind="integer"),
            Column("keep_months", _("Kept for months"), kind="integer"),
        ],
        row_mark=lambda row: row,
    )
    return table.response() or render(request, "feedback/queues.html", {"table": table})


@needs(Permission.MANAGE_CONSORTIUM)
@one_save_at_a_time
def queue(request: HttpRequest, pk: int) -> HttpResponse:
    """Change how a queue is handled."""
    row = get_object_or_404(Queue.objects.select_related("service", "municipality"), pk=pk)
    form = QueueForm(posted(request), instance=get_object_or_404(Queue, pk=pk))
    if form.is_bound and form.is_valid():
        change_queue(by=person_of(request), queue=row, **form.cleaned_data)
        done(request, _("Saved. It holds for what arrives and is closed from now on."))
        return redirect("feedback:queues")
    context = {"queue": row, "form": form}
    return render(request, "feedback/queue.html", context, status=REFUSED if form.errors else 200)
