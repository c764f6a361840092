"""One action's page."""

from typing import Any

from django.db.models import OuterRef, Prefetch, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.programme.actions.rights import may_complete, may_follow_up
from kimppa.programme.forms import CommentForm, StepForm, UpdateForm, status_form, value_form
from kimppa.programme.models import Action, Programme, Reminder, Step
from kimppa.programme.queries import figure_values, timeline, value_of, view, with_follow_up
from kimppa.programme.wording import indicator_sentence
from kimppa.ui.guard import needs, person_of
from kimppa.ui.sent import REFUSED

LATEST = 10


@require_GET
@needs(Permission.VIEW)
def action(request: HttpRequest, year: int, number: str) -> HttpResponse:
    """The approved and the working text, steps, updates, comments, indicator and work done."""
    return page(request, year, number)


def page(request: HttpRequest, year: int, number: str, **bound: Any) -> HttpResponse:
    """The page; `bound` are forms that were refused, shown with their errors (status 422)."""
    person = person_of(request)
    found = _found(person, year, number)
    context = _context(found, person) | _forms(found) | bound
    return render(request, "programme/action.html", context, status=REFUSED if bound else 200)


def _found(person: Person, year: int, number: str) -> Action:
    rows = Action.objects.filter(
        programme__in=Programme.objects.visible_to(person), programme__year=year, number=number
    )
    sent = Reminder.objects.filter(action=OuterRef("pk")).order_by("-sent_on")
    steps = Prefetch("steps", Step.objects.select_related("person"))
    found = (
        with_follow_up(rows)
        .prefetch_related(None)
        .prefetch_related(steps)
        .annotate(reminded=Subquery(sent.values("sent_on")[:1]))
        .select_related("responsible_person", "carried_from__programme", "merged_into__programme")
        .first()
    )
    if found is None:
        raise Http404
    return found


def _context(found: Action, person: Person) -> dict[str, Any]:
    year = found.programme.year
    values = figure_values([found.indicator_variable], year)
    open_now = found.programme.state != Programme.State.CLOSED
    may_comment = person.can(Permission.COMMENT)
    return {
        "action": found,
        "programme": found.programme,
        "view": view(found, clock.today(), values, None),
        "steps": [(step, open_now and may_complete(person, step)) for step in _steps(found)],
        "updates": found.updates.all(),
        "comments": found.comments.select_related("municipality") if may_comment else None,
        "timeline": timeline(found.topic, year, LATEST),
        "origin": _origin(found),
        "measured": found.indicator_variable in values,
        "may_edit": open_now and person.can(Permission.EDIT_PROGRAMME),
        "may_follow_up": open_now and may_follow_up(person, found),
        "may_comment": open_now and may_comment,
        "may_handle": person.can(Permission.EDIT_PROGRAMME),
    }


def _steps(found: Action) -> list[Step]:
    steps = list(found.steps.all())
    for step in steps:
        step.action = found
    return steps


def _origin(found: Action) -> tuple[Action, str] | None:
    """Last year's action with what its indicator reached."""
    old = found.carried_from
    if old is None:
        return None
    values = figure_values([old.indicator_variable], old.programme.year)
    return old, indicator_sentence(old, value_of(old, values))


def _forms(found: Action) -> dict[str, Any]:
    return {
        "update_form": UpdateForm(prefix="update"),
        "step_form": StepForm(prefix="step"),
        "value_form": value_form(found),
        "status_form": status_form(found),
        "comment_form": CommentForm(prefix="comment"),
    }
