"""One action's page."""

from functools import partial
from typing import Any

from django.db.models import OuterRef, Prefetch, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.duties.queries import limit_of_sight
from kimppa.programme import actions
from kimppa.programme.actions.rights import may_complete, may_follow_up
from kimppa.programme.commands import ACTION, FOLLOW_UP
from kimppa.programme.lines import line_states, line_words
from kimppa.programme.messages import indicator_sentence
from kimppa.programme.models import Action, Comment, Programme, Reminder, Step
from kimppa.programme.queries import (
    figure_values,
    value_of,
    view,
    visible_actions,
    with_follow_up,
)
from kimppa.programme.timeline import timeline
from kimppa.programme.views.common import part_or_404
from kimppa.ui import pages as ui

LATEST = 10


@ACTION.page
@FOLLOW_UP.page
@ui.needs(Permission.VIEW)
def action(
    request: HttpRequest, year: int, number: str, refusal: ui.Refusal | None = None
) -> HttpResponse:
    """The approved and the working text, steps, updates, comments, indicator and work done."""
    person = ui.person_of(request)
    action = _action_or_404(person, year, number)
    buttons = [
        commands.buttons(action, person, refusal=refusal) for commands in (ACTION, FOLLOW_UP)
    ]
    context = _context(action, person) | {
        "buttons": ui.Buttons([button for group in buttons for button in group.items])
    }
    return render(request, "programme/action.html", context)


def _action_or_404(person: Person, year: int, number: str) -> Action:
    actions = visible_actions(person).filter(programme__year=year, number=number)
    reminders = Reminder.objects.filter(action=OuterRef("pk")).order_by("-sent_on")
    steps = Prefetch("steps", Step.objects.select_related("person"))
    action = (
        with_follow_up(actions)
        .prefetch_related(None)
        .prefetch_related(steps)
        .annotate(reminded=Subquery(reminders.values("sent_on")[:1]))
        .select_related("responsible_person", "carried_from__programme", "merged_into__programme")
        .first()
    )
    if action is None:
        raise Http404
    return action


def _context(action: Action, person: Person) -> dict[str, Any]:
    year = action.programme.year
    figures = figure_values([action.indicator_variable], year)
    open_now = action.programme.state != Programme.State.CLOSED
    may_comment = person.can(Permission.COMMENT)
    states = line_states(year, own_ids=limit_of_sight(person))
    return {
        "action": action,
        "programme": action.programme,
        "view": view(action, clock.today(), figures, None),
        "steps": [(step, open_now and may_complete(person, step)) for step in _steps(action)],
        "updates": action.updates.all(),
        "comments": action.comments.select_related("municipality") if may_comment else None,
        "lines": line_words(action.clauses, states),
        "timeline": timeline(person, action.topic, year, LATEST),
        "origin": _earlier_action(action),
        "measured": action.indicator_variable in figures,
        "may_follow_up": open_now and may_follow_up(person, action),
        "may_comment": open_now and may_comment,
        "may_handle": person.can(Permission.EDIT_PROGRAMME),
    }


def _steps(action: Action) -> list[Step]:
    steps = list(action.steps.all())
    for step in steps:
        step.action = action
    return steps


def _earlier_action(action: Action) -> tuple[Action, str] | None:
    """Last year's action with what its indicator reached."""
    last_action = action.carried_from
    if last_action is None:
        return None
    figures = figure_values([last_action.indicator_variable], last_action.programme.year)
    return last_action, indicator_sentence(last_action, value_of(last_action, figures))


@require_POST
@ui.needs(Permission.EDIT_PROGRAMME)
def handle_comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a comment handled."""
    comment = part_or_404(request, Comment, pk)
    handle = partial(actions.handle_comment, by=ui.person_of(request), comment=comment)
    ui.press(request, handle)
    return redirect(comment.action)
