"""What the pages share: finding what is asked for, and telling refusals."""

from django.http import Http404, HttpRequest

from kimppa.core.consortium.models import Person
from kimppa.programme.models import Action, Comment, Programme, Step, Update
from kimppa.ui.guard import person_of


def programme_for(request: HttpRequest, year: int) -> Programme:
    """The year's programme; 404 when there is none or it is not for this person yet."""
    found = (
        Programme.objects.visible_to(person_of(request))
        .filter(year=year)
        .select_related("decision")
        .first()
    )
    if found is None:
        raise Http404
    return found


def action_for(request: HttpRequest, year: int, number: str) -> Action:
    """An action of a programme that the person may see; else 404."""
    found = (
        Action.objects.filter(
            programme__in=Programme.objects.visible_to(person_of(request)),
            programme__year=year,
            number=number,
        )
        .select_related("programme", "responsible_person")
        .first()
    )
    if found is None:
        raise Http404
    return found


def part_for[M: (Step, Update, Comment)](person: Person, model: type[M], pk: int) -> M:
    """A step, update or comment of an action that the person may see; else 404."""
    found = (
        model._default_manager.filter(
            pk=pk, action__programme__in=Programme.objects.visible_to(person)
        )
        .select_related("action__programme")
        .first()
    )
    if found is None:
        raise Http404
    return found
