"""Answers that are often given: the coordinator's register."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core.consortium.roles import Permission
from kimppa.feedback.actions import replies as actions
from kimppa.feedback.forms import ReplyForm
from kimppa.feedback.models import Reply
from kimppa.ui import pages as ui

BEGINNING = gettext_lazy("It is a beginning: whoever answers can change every word.")


def _reply(_request: HttpRequest, pk: int) -> Reply:
    return get_object_or_404(Reply, pk=pk)


REPLY = ui.Commands(
    name="feedback:reply",
    at="replies/<int:pk>/",
    argument="reply",
    find=_reply,
    permission=Permission.MANAGE_CONSORTIUM,
    available=lambda _reply, _person: {"remove"},
    commands=[
        ui.Command(
            "edit",
            "",
            actions.edit_reply,
            form=ReplyForm,
            title=str,
            lead=BEGINNING,
            at="",
            to="feedback:reply",
            back="feedback:replies",
        ),
        ui.Command("remove", gettext_lazy("Remove"), actions.remove_reply, back="feedback:replies"),
    ],
)


@ui.needs(Permission.MANAGE_CONSORTIUM)
def replies(request: HttpRequest) -> HttpResponse:
    """Every ready answer."""
    table = ui.Table(
        request,
        caption=_("Ready answers"),
        rows=Reply.objects.all(),
        columns=ui.columns(Reply, "title", "language", link="title", url=REPLY.url),
        row_mark=lambda reply: reply,
    )
    return ui.table_page(
        request,
        table,
        title=_("Ready answers"),
        lead=_("What is often answered, in each language and in plain Finnish."),
        actions=[
            ui.link(_("All feedback"), "feedback:inbox"),
            ui.link(_("Add a ready answer"), "feedback:reply-add", primary=True),
        ],
        teach=_("No ready answers yet."),
    )


@ui.needs(Permission.MANAGE_CONSORTIUM)
def add(request: HttpRequest) -> HttpResponse:
    """A new ready answer."""
    return ui.form_page(
        request,
        ReplyForm(ui.posted(request)),
        title=_("Add a ready answer"),
        lead=BEGINNING,
        save=partial(actions.add_reply, by=ui.person_of(request)),
        back=reverse("feedback:replies"),
    )
