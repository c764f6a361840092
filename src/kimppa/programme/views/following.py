"""Following up from the action's page: every form posts here and comes back."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kimppa.core.consortium.roles import Permission
from kimppa.programme import actions
from kimppa.programme.forms import CommentForm, StepForm, UpdateForm, status_form, value_form
from kimppa.programme.models import Action, Comment, Step, Update
from kimppa.programme.views.action import page
from kimppa.programme.views.common import action_for, part_for
from kimppa.ui.guard import needs, person_of
from kimppa.ui.seen import one_save_at_a_time
from kimppa.ui.sent import attempt
from kimppa.ui.undo import done


def _posted(
    request: HttpRequest,
    found: Action,
    form: forms.Form,
    name: str,
    write: Callable[[dict[str, Any]], tuple[str, str]],
) -> HttpResponse:
    """Write a valid form (`write` gives the message and the way back), else show it again."""
    if form.is_valid():
        try:
            message, undo = write(form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            done(request, message, undo)
            return redirect(found)
    return page(request, found.programme.year, found.number, **{name: form})


@require_POST
@needs(Permission.VIEW)
def update(request: HttpRequest, year: int, number: str) -> HttpResponse:
    """Write two lines on how it is going."""
    found = action_for(request, year, number)
    actions.require_right_to_follow_up(person_of(request), found)

    def write(data: dict[str, Any]) -> tuple[str, str]:
        made = actions.write_update(by=person_of(request), action=found, **data)
        return _("Written."), reverse("programme:update-remove", args=[made.pk])

    return _posted(request, found, UpdateForm(request.POST, prefix="update"), "update_form", write)


@require_POST
@needs(Permission.VIEW)
def step(request: HttpRequest, year: int, number: str) -> HttpResponse:
    """Add a step."""
    found = action_for(request, year, number)
    actions.require_right_to_follow_up(person_of(request), found)

    def write(data: dict[str, Any]) -> tuple[str, str]:
        made = actions.add_step(by=person_of(request), action=found, **data)
        return _("Step added."), reverse("programme:step-remove", args=[made.pk])

    return _posted(request, found, StepForm(request.POST, prefix="step"), "step_form", write)


@require_POST
@needs(Permission.VIEW)
@one_save_at_a_time
def value(request: HttpRequest, year: int, number: str) -> HttpResponse:
    """Set the indicator's value."""
    found = action_for(request, year, number)

    def write(data: dict[str, Any]) -> tuple[str, str]:
        actions.set_value(by=person_of(request), action=found, **data)
        return _("The indicator's value is set."), ""

    return _posted(request, found, value_form(found, request.POST), "value_form", write)


@require_POST
@needs(Permission.EDIT_PROGRAMME)
@one_save_at_a_time
def status(request: HttpRequest, year: int, number: str) -> HttpResponse:
    """Set the status by hand, with a reason."""
    found = action_for(request, year, number)

    def write(data: dict[str, Any]) -> tuple[str, str]:
        actions.override_status(by=person_of(request), action=found, **data)
        undo = reverse("programme:status-clear", args=[year, number])
        return _("The status is set by hand."), undo

    return _posted(request, found, status_form(found, request.POST), "status_form", write)


@require_POST
@needs(Permission.EDIT_PROGRAMME)
def clear_status(request: HttpRequest, year: int, number: str) -> HttpResponse:
    """Let the status follow from the work again."""
    found = action_for(request, year, number)
    return attempt(
        request,
        lambda: actions.clear_status(by=person_of(request), action=found),
        back=found.get_absolute_url(),
        message=_("The status follows from the work again."),
    )


@require_POST
@needs(Permission.COMMENT)
def comment(request: HttpRequest, year: int, number: str) -> HttpResponse:
    """Comment on the action."""
    found = action_for(request, year, number)

    def write(data: dict[str, Any]) -> tuple[str, str]:
        made = actions.add_comment(by=person_of(request), action=found, **data)
        return _("Comment sent."), reverse("programme:comment-remove", args=[made.pk])

    form = CommentForm(request.POST, prefix="comment")
    return _posted(request, found, form, "comment_form", write)


@require_POST
@needs(Permission.VIEW)
def complete_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a step done today."""
    found = part_for(person_of(request), Step, pk)
    return attempt(
        request,
        lambda: actions.complete_step(by=person_of(request), step=found),
        back=found.action.get_absolute_url(),
        message=_("Done: %(step)s") % {"step": found.title},
        undo=reverse("programme:step-reopen", args=[pk]),
    )


@require_POST
@needs(Permission.VIEW)
def reopen_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a completion."""
    found = part_for(person_of(request), Step, pk)
    return attempt(
        request,
        lambda: actions.reopen_step(by=person_of(request), step=found),
        back=found.action.get_absolute_url(),
        message=_("Open again: %(step)s") % {"step": found.title},
        undo=reverse("programme:step-complete", args=[pk]),
    )


@require_POST
@needs(Permission.VIEW)
def remove_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove an open step."""
    found = part_for(person_of(request), Step, pk)
    return attempt(
        request,
        lambda: actions.remove_step(by=person_of(request), step=found),
        back=found.action.get_absolute_url(),
        message=_("Removed: %(step)s") % {"step": found.title},
    )


@require_POST
@needs(Permission.VIEW)
def remove_update(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an update back."""
    found = part_for(person_of(request), Update, pk)
    return attempt(
        request,
        lambda: actions.remove_update(by=person_of(request), update=found),
        back=found.action.get_absolute_url(),
        message=_("Taken back: %(text)s") % {"text": found.text},
    )


@require_POST
@needs(Permission.EDIT_PROGRAMME)
def handle_comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a comment handled."""
    found = part_for(person_of(request), Comment, pk)
    return attempt(
        request,
        lambda: actions.handle_comment(by=person_of(request), comment=found),
        back=found.action.get_absolute_url(),
        message=_("The comment is handled."),
        undo=reverse("programme:comment-reopen", args=[pk]),
    )


@require_POST
@needs(Permission.EDIT_PROGRAMME)
def reopen_comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo the handling."""
    found = part_for(person_of(request), Comment, pk)
    return attempt(
        request,
        lambda: actions.reopen_comment(by=person_of(request), comment=found),
        back=found.action.get_absolute_url(),
        message=_("The comment awaits handling again."),
    )


@require_POST
@needs(Permission.COMMENT)
def remove_comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own comment back."""
    found = part_for(person_of(request), Comment, pk)
    return attempt(
        request,
        lambda: actions.remove_comment(by=person_of(request), comment=found),
        back=found.action.get_absolute_url(),
        message=_("The comment is taken back."),
    )
