"""Passing a ticket on: to somebody outside, or to another room as a task."""

from functools import partial

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kimppa.core.consortium.roles import Permission
from kimppa.feedback.actions import passing
from kimppa.feedback.forms import ForwardForm, HandOverForm
from kimppa.feedback.views.common import ticket_or_404
from kimppa.ui.guard import needs, person_of
from kimppa.ui.pages import press
from kimppa.ui.sent import REFUSED, posted
from kimppa.ui.undo import done


@needs(Permission.DO_TASKS)
def forward(request: HttpRequest, pk: int) -> HttpResponse:
    """Pass it on outside."""
    row = ticket_or_404(request, pk)
    form = ForwardForm(posted(request))
    if form.is_bound and form.is_valid():
        try:
            passing.forward(by=person_of(request), ticket=row, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            undo = reverse("feedback:reopen", args=[pk])
            done(request, _("Passed on. You are reminded on the day to ask again."), undo)
            return redirect(row)
    context = {"ticket": row, "form": form}
    status = REFUSED if form.errors else 200
    return render(request, "feedback/forward.html", context, status=status)


@needs(Permission.DO_TASKS)
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it to another room, by one of the verbs that some room receives."""
    row = ticket_or_404(request, pk)
    form = HandOverForm(posted(request), initial={"title": row.subject})
    if form.is_bound and form.is_valid():
        act = partial(passing.hand_over, by=person_of(request), ticket=row, **form.cleaned_data)
        message = _("Handed over: %(title)s") % {"title": form.cleaned_data["title"]}
        press(request, act, message=message)
        return redirect(row)
    context = {"ticket": row, "form": form}
    status = REFUSED if form.errors else 200
    return render(request, "feedback/hand_over.html", context, status=status)
