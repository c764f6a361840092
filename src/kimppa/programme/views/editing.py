"""Making and editing a programme and its actions."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kimppa.core.consortium.roles import Permission
from kimppa.programme import actions
from kimppa.programme.forms import (
    DraftForm,
    NewProgrammeForm,
    StepEditForm,
)
from kimppa.programme.models import Programme
from kimppa.programme.queries import latest_without_a_next
from kimppa.programme.views.common import step_or_404
from kimppa.ui import pages as ui


@ui.needs(Permission.EDIT_PROGRAMME)
def draft(request: HttpRequest) -> HttpResponse:
    """Draft a year's programme from the clauses of its agreement."""
    return ui.form_page(
        request,
        DraftForm(ui.posted(request)),
        title=_("Draft a programme"),
        save=partial(actions.draft_from_clauses, by=ui.person_of(request)),
        then=Programme.get_absolute_url,
        back=reverse("programme:home"),
        template="programme/draft.html",
        new_url=reverse("programme:new"),
        latest=latest_without_a_next(),
    )


@ui.needs(Permission.EDIT_PROGRAMME)
def new(request: HttpRequest) -> HttpResponse:
    """An empty programme."""
    return ui.form_page(
        request,
        NewProgrammeForm(ui.posted(request)),
        title=_("New programme"),
        save=partial(actions.create_programme, by=ui.person_of(request)),
        then=Programme.get_absolute_url,
        back=reverse("programme:home"),
    )


@ui.needs(Permission.VIEW)
@ui.one_save_at_a_time
def edit_step(request: HttpRequest, pk: int) -> HttpResponse:
    """A step's title, day and person."""
    step, person = step_or_404(request, pk), ui.person_of(request)
    actions.require_right_to_follow_up(person, step.action)
    return ui.form_page(
        request,
        StepEditForm(ui.posted(request), instance=step),
        title=_("Edit the step"),
        save=partial(actions.change_step, by=person, step=step),
        over=step,
        back=step.action.get_absolute_url(),
    )
