"""Answers that are often given: the coordinator's register."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kimppa.core.consortium.roles import Permission
from kimppa.feedback.actions import replies as actions
from kimppa.feedback.forms import ReplyForm
from kimppa.feedback.models import Reply
from kimppa.ui.guard import needs, person_of
from kimppa.ui.seen import one_save_at_a_time
from kimppa.ui.sent import REFUSED, posted
from kimppa.ui.undo import done


@require_safe
@needs(Permission.MANAGE_CONSORTIUM)
def replies(request: HttpRequest) -> HttpResponse:
    """Every ready answer."""
    return render(request, "feedback/replies.html", {"replies": Reply.objects.all()})


@needs(Permission.MANAGE_CONSORTIUM)
def add(request: HttpRequest) -> HttpResponse:
    """A new one."""
    form = ReplyForm(posted(request))
    if form.is_bound and form.is_valid():
        actions.add_reply(by=person_of(request), **form.cleaned_data)
        done(request, _("The ready answer was saved."))
        return redirect("feedback:replies")
    return _form(request, form, None)


@needs(Permission.MANAGE_CONSORTIUM)
@one_save_at_a_time
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one."""
    row = get_object_or_404(Reply, pk=pk)
    form = ReplyForm(posted(request), instance=get_object_or_404(Reply, pk=pk))
    if form.is_bound and form.is_valid():
        actions.edit_reply(by=person_of(request), reply=row, **form.cleaned_data)
        done(request, _("The ready answer was saved."))
        return redirect("feedback:replies")
    return _form(request, form, row)


def _form(request: HttpRequest, form: ReplyForm, row: Reply | None) -> HttpResponse:
    context = {"form": form, "reply": row, "cancel": reverse("feedback:replies")}
    status = REFUSED if form.errors else 200
    return render(request, "feedback/reply_form.html", context, status=status)


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove one."""
    actions.remove_reply(by=person_of(request), reply=get_object_or_404(Reply, pk=pk))
    done(request, _("The ready answer was removed; the audit log has its words."))
    return redirect("feedback:replies")
