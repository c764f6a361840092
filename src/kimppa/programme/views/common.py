"""The rows that the addresses name, as far as the person may see them."""

from django.http import Http404, HttpRequest

from kimppa.programme.actions import require_right_to_follow_up
from kimppa.programme.models import Action, Comment, Programme, Step
from kimppa.programme.queries import visible_actions
from kimppa.ui import pages as ui


def programme_or_404(request: HttpRequest, year: int) -> Programme:
    """The year's programme; a draft is not there for everybody."""
    visible_programmes = Programme.objects.visible_to(ui.person_of(request))
    programme = visible_programmes.filter(year=year).select_related("decision").first()
    if programme is None:
        raise Http404
    return programme


def action_or_404(request: HttpRequest, year: int, number: str) -> Action:
    """An action of a programme that the person may see."""
    visible = visible_actions(ui.person_of(request))
    actions = visible.filter(programme__year=year, number=number)
    action = actions.select_related("programme", "responsible_person").first()
    if action is None:
        raise Http404
    return action


def own_action_or_404(request: HttpRequest, year: int, number: str) -> Action:
    """An action that the person may follow up; raises PermissionDenied for another's."""
    action = action_or_404(request, year, number)
    require_right_to_follow_up(ui.person_of(request), action)
    return action


def step_or_404(request: HttpRequest, pk: int) -> Step:
    """A step of an action that the person may see."""
    return part_or_404(request, Step, pk)


def part_or_404[M: (Step, Comment)](request: HttpRequest, model: type[M], pk: int) -> M:
    """A step or comment of an action that the person may see."""
    visible = visible_actions(ui.person_of(request)).order_by().values("pk")
    parts = model._default_manager.filter(pk=pk, action__in=visible)
    part = parts.select_related("action__programme").first()
    if part is None:
        raise Http404
    return part
