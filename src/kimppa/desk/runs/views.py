"""What happened last night: what ran in the background, how it went, and what is due next."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kimppa.core.consortium.roles import Permission
from kimppa.desk.runs import tables
from kimppa.jobs import actions, queries
from kimppa.jobs.declarations import declaration_of
from kimppa.ui import pages as ui
from kimppa.ui.numbers import moment

QUEUED = gettext_lazy("The work is queued again.")
RUN = ui.Commands(
    name="desk:run",
    at="runs/<int:pk>/",
    argument="run",
    find=tables.run_or_404,
    permission=Permission.MANAGE_JOBS,
    available=tables.available,
    commands=[
        ui.Command(
            "again", gettext_lazy("Try again"), actions.try_again, primary=True, message=QUEUED
        ),
        ui.Command(
            "go-on",
            gettext_lazy("Go on where it was"),
            actions.try_again,
            primary=True,
            message=QUEUED,
        ),
        ui.Command(
            "stop",
            gettext_lazy("Stop"),
            actions.stop,
            message=gettext_lazy("The work is being stopped."),
        ),
    ],
)


@ui.needs(Permission.MANAGE_JOBS)
def runs(request: HttpRequest) -> HttpResponse:
    """The log of runs, newest first, and what is scheduled."""
    table = tables.table(request)
    if export := table.response():
        return export
    workers = queries.workers()
    context = {
        "table": table,
        "night": tables.last_night(),
        "workers": workers,
        "heard": max((worker.heard_at for worker in workers), default=None),
        "scheduled": [
            {
                "name": scheduled_job.name,
                "title": scheduled_job.job.title or scheduled_job.name,
                "due": moment(scheduled_job.due),
                "last": scheduled_job.last,
                "status": tables.state(scheduled_job.last) if scheduled_job.last else ("empty", ""),
            }
            for scheduled_job in queries.scheduled_jobs()
        ],
    }
    return render(request, "desk/runs/runs.html", context)


@ui.needs(Permission.MANAGE_JOBS)
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """One run: how far it is, how it went, and what can be done about it."""
    run = tables.run_or_404(request, pk)
    declaration = declaration_of(run.name)
    key, word = tables.state(run)
    context = {
        "run": run,
        "title": declaration.title,
        "key": key,
        "word": word,
        "reason": tables.reason(run),
        "duration": tables.duration(run.seconds),
        "attempts": declaration.retry.attempts,
        "moving": tables.is_moving(run),
        "percent": 100 * min(run.progressed, run.total) // run.total if run.total else 0,
        "buttons": RUN.buttons(run, ui.person_of(request)),
        "outcome": queries.outcome(run),
        "has_worker": bool(queries.workers()),
    }
    return render(request, "desk/runs/run.html", context)


@require_POST
@ui.needs(Permission.MANAGE_JOBS)
def run_now(request: HttpRequest, name: str) -> HttpResponse:
    """Start a scheduled job at once."""
    try:
        run, is_new = actions.run_now(by=ui.person_of(request), name=name)
    except LookupError as error:
        raise Http404 from error
    text = _("The work is queued.") if is_new else _("The work is under way already.")
    messages.success(request, text)
    return redirect(RUN.url(run))
