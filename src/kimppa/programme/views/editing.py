"""Making and editing a programme and its actions."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kimppa.core.consortium.roles import Permission
from kimppa.programme import actions
from kimppa.programme.forms import (
    ActionForm,
    DraftForm,
    NewProgrammeForm,
    ProgrammeForm,
    StepEditForm,
)
from kimppa.programme.models import Step
from kimppa.programme.queries import latest_without_a_next
from kimppa.programme.views.common import action_for, part_for, programme_for
from kimppa.ui.guard import needs, person_of
from kimppa.ui.seen import one_save_at_a_time
from kimppa.ui.sent import REFUSED, attempt
from kimppa.ui.undo import done


@needs(Permission.EDIT_PROGRAMME)
def draft(request: HttpRequest) -> HttpResponse:
    """Draft a year's programme from the clauses of its agreement."""
    form = DraftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        year = form.cleaned_data["year"]
        try:
            made = actions.draft_from_clauses(by=person_of(request), year=year)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            message = _("A draft with %(count)d actions was made from the agreement.") % {
                "count": made.actions.count()
            }
            done(request, message, reverse("programme:remove", args=[year]))
            return redirect(made)
    context = {
        "form": form,
        "back": reverse("programme:home"),
        "new_url": reverse("programme:new"),
        "latest": latest_without_a_next(),
    }
    status = REFUSED if request.method == "POST" else 200
    return render(request, "programme/draft.html", context, status=status)


@needs(Permission.EDIT_PROGRAMME)
def new(request: HttpRequest) -> HttpResponse:
    """An empty programme."""
    form = NewProgrammeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create_programme(by=person_of(request), **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            undo = reverse("programme:remove", args=[made.year])
            done(request, _("The programme was made."), undo)
            return redirect(made)
    return _form(request, form, _("New programme"), reverse("programme:home"))


@needs(Permission.EDIT_PROGRAMME)
@one_save_at_a_time
def settings(request: HttpRequest, year: int) -> HttpResponse:
    """The title, introduction, publicity and reminders of a programme."""
    found = programme_for(request, year)
    form = ProgrammeForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_programme(by=person_of(request), programme=found, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            done(request, _("Saved."))
            return redirect(found)
    return _form(request, form, _("Settings of the programme"), found.get_absolute_url())


@require_POST
@needs(Permission.EDIT_PROGRAMME)
def remove(request: HttpRequest, year: int) -> HttpResponse:
    """Remove a draft that has never been approved."""
    found = programme_for(request, year)
    back = reverse("programme:home") if found.approved_at is None else found.get_absolute_url()
    return attempt(
        request,
        lambda: actions.remove_draft(by=person_of(request), programme=found),
        back=back,
        message=_("The draft was removed."),
    )


@needs(Permission.EDIT_PROGRAMME)
def add_action(request: HttpRequest, year: int) -> HttpResponse:
    """A new action in a draft."""
    found = programme_for(request, year)
    form = ActionForm(request.POST or None, initial={"for_all": True, "clause_numbers": ""})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_action(by=person_of(request), programme=found, **form.values)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            undo = reverse("programme:action-remove", args=[year, made.number])
            done(request, _("Action added."), undo)
            return redirect(made)
    return _form(request, form, _("New action"), found.get_absolute_url())


@needs(Permission.EDIT_PROGRAMME)
@one_save_at_a_time
def edit_action(request: HttpRequest, year: int, number: str) -> HttpResponse:
    """The working text and other facts of an action; the approved text stays."""
    found = action_for(request, year, number)
    form = ActionForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_action(by=person_of(request), action=found, **form.values)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            done(request, _("Saved."))
            return redirect(found)
    return _form(request, form, _("Edit %(number)s") % {"number": number}, found.get_absolute_url())


@require_POST
@needs(Permission.EDIT_PROGRAMME)
def remove_action(request: HttpRequest, year: int, number: str) -> HttpResponse:
    """Remove an action that has never been approved."""
    found = action_for(request, year, number)
    back = found if found.approved else found.programme
    return attempt(
        request,
        lambda: actions.remove_action(by=person_of(request), action=found),
        back=back.get_absolute_url(),
        message=_("Removed: %(action)s") % {"action": found},
    )


@needs(Permission.VIEW)
@one_save_at_a_time
def edit_step(request: HttpRequest, pk: int) -> HttpResponse:
    """A step's title, day and person."""
    found = part_for(person_of(request), Step, pk)
    actions.require_right_to_follow_up(person_of(request), found.action)
    form = StepEditForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_step(by=person_of(request), step=found, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            done(request, _("Saved."))
            return redirect(found.action)
    return _form(request, form, _("Edit the step"), found.action.get_absolute_url())


def _form(request: HttpRequest, form: object, title: str, back: str) -> HttpResponse:
    context = {"form": form, "form_title": title, "back": back}
    status = REFUSED if request.method == "POST" else 200
    return render(request, "programme/form.html", context, status=status)
