"""What happened last night: what ran in the background, how it went, and what is due next."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kimppa.core.consortium.roles import Permission
from kimppa.desk.runs.tables import shown, state_of, told_of_the_night
from kimppa.desk.runs.tables import table as table_of
from kimppa.jobs import actions, queries
from kimppa.ui.guard import needs, person_of
from kimppa.ui.numbers import moment
from kimppa.ui.undo import done


@needs(Permission.MANAGE_JOBS)
def runs(request: HttpRequest) -> HttpResponse:
    """The log of runs, newest first, and what is scheduled."""
    table = table_of(request)
    if export := table.response():
        return export
    workers = queries.workers()
    context = {
        "table": table,
        "night": told_of_the_night(),
        "workers": workers,
        "heard": max((one.heard_at for one in workers), default=None),
        "scheduled": [
            {
                "name": one.name,
                "title": one.job.title or one.name,
                "due": moment(one.due),
                "last": one.last,
                "status": state_of(one.last) if one.last else ("empty", ""),
            }
            for one in queries.scheduled_jobs()
        ],
    }
    return render(request, "desk/runs/runs.html", context)


@needs(Permission.MANAGE_JOBS)
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """One run: how far it is, how it went, and what can be done about it."""
    one = queries.run(pk)
    if one is None:
        raise Http404
    return render(request, "desk/runs/run.html", shown(one) | {"nobody": not queries.workers()})


@require_POST
@needs(Permission.MANAGE_JOBS)
def run_now(request: HttpRequest, name: str) -> HttpResponse:
    """Start a scheduled job at once."""
    try:
        one, new = actions.run_now(by=person_of(request), name=name)
    except LookupError as error:
        raise Http404 from error
    done(request, _("The work is queued.") if new else _("The work is under way already."))
    return redirect("desk:run", one.pk)


@require_POST
@needs(Permission.MANAGE_JOBS)
def run_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a failed or stopped run again."""
    return _do(request, pk, actions.try_again, _("The work is queued again."))


@require_POST
@needs(Permission.MANAGE_JOBS)
def run_stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a run."""
    return _do(request, pk, actions.stop, _("The work is being stopped."))


def _do(request: HttpRequest, pk: int, action: Callable[..., bool], told: str) -> HttpResponse:
    one = queries.run(pk)
    if one is None:
        raise Http404
    if action(by=person_of(request), run=one):
        done(request, told)
    return redirect("desk:run", pk)
