"""Queues: how soon feedback is answered and how long people are remembered."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from kimppa.core.consortium.queries import municipalities_on, services_in_use
from kimppa.core.consortium.roles import Permission
from kimppa.feedback.actions.queues import change_queue
from kimppa.feedback.forms import QueueForm
from kimppa.feedback.models import Queue
from kimppa.ui import pages as ui


@ui.needs(Permission.MANAGE_CONSORTIUM)
def queues(request: HttpRequest) -> HttpResponse:
    """Every queue, with the forms' addresses to link to."""
    table = ui.Table(
        request,
        caption=_("Queues of feedback"),
        rows=Queue.objects.select_related("service", "municipality"),
        columns=[
            ui.Column("queue", _("Queue"), value=str, url=_url, sortable=False),
            *ui.columns(Queue, "days", "look_days", "keep_months"),
        ],
        row_mark=lambda queue: queue,
    )
    return ui.table_page(
        request,
        table,
        title=_("Queues of feedback"),
        lead=_("How soon each is answered and how long people are remembered."),
        actions=[ui.link(_("All feedback"), "feedback:inbox")],
        teach=_("A queue is made when the first feedback on a service comes from a municipality."),
        template="feedback/queues.html",
        service=services_in_use().first(),
        municipality=municipalities_on().first(),
    )


def _url(queue: Queue) -> str:
    return reverse("feedback:queue", args=[queue.pk])


@ui.needs(Permission.MANAGE_CONSORTIUM)
@ui.one_save_at_a_time
def queue(request: HttpRequest, pk: int) -> HttpResponse:
    """Change how a queue is handled."""
    queue = get_object_or_404(Queue.objects.select_related("service", "municipality"), pk=pk)
    return ui.form_page(
        request,
        QueueForm(ui.posted(request), instance=get_object_or_404(Queue, pk=pk)),
        title=str(queue),
        lead=_("How soon it is answered and how long people are remembered."),
        save=partial(change_queue, by=ui.person_of(request), queue=queue),
        over=queue,
        back=reverse("feedback:queues"),
        message=_("Saved. It holds for what arrives and is closed from now on."),
    )
