"""Where the catalogue is fetched from: the coordinator's register of sources."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kimppa.catalogue.fetching import actions
from kimppa.catalogue.fetching.forms import OriginForm
from kimppa.catalogue.models import Origin
from kimppa.core import clock
from kimppa.core.consortium.roles import Permission
from kimppa.jobs.queries import workers
from kimppa.jobs.schedule import next_due
from kimppa.ui.guard import needs, person_of
from kimppa.ui.numbers import moment
from kimppa.ui.sent import REFUSED, attempt, posted
from kimppa.ui.tables import Column, Table
from kimppa.ui.undo import done

_FIGURES = {
    "records": gettext_lazy("Records"),
    "deleted": gettext_lazy("Deleted at the source"),
    "files": gettext_lazy("New files"),
    "waiting": gettext_lazy("Files that are still under way"),
    "items": gettext_lazy("Items"),
    "units": gettext_lazy("Units and departments"),
    "locations": gettext_lazy("Locations"),
}


@require_GET
@needs(Permission.MANAGE_CATALOGUE)
def origins(request: HttpRequest) -> HttpResponse:
    """Every source and how it is doing."""
    table = Table(
        request,
        caption=_("Sources of the catalogue"),
        filename="luettelon-lahteet",
        rows=Origin.objects.select_related("run"),
        columns=[
            Column("title", _("Source"), kind="link", url=Origin.get_absolute_url),
            Column("kind", _("Kind"), value=lambda one: one.get_kind_display()),
            Column("address", _("Address or folder")),
            Column("cron", _("When"), value=_due_at),
            Column("fetched_at", _("Last fetched"), value=_fetched_at),
            Column("state", _("State"), kind="status", value=state_of, sortable=False),
        ],
    )
    return table.response() or render(request, "catalogue/origins.html", {"table": table})


def _due(one: Origin) -> dt.datetime | None:
    """When it is fetched next by the clock."""
    return next_due(one.cron, clock.now()) if one.cron and one.active else None


def _due_at(one: Origin) -> str:
    due = _due(one)
    return moment(due) if due else ""


def _fetched_at(one: Origin) -> str:
    return moment(one.fetched_at) if one.fetched_at else ""


def state_of(one: Origin) -> tuple[str, str]:
    """How a source is doing: status key and words."""
    run = one.run
    if run is not None and actions.moving(one):
        if run.stop_asked:
            return "ongoing", _("Is stopping")
        if again_at(one):
            return "late", _("Is tried again")
        waits = run.state == "waiting"
        return ("waiting", _("Waits for its turn")) if waits else ("ongoing", _("Is being fetched"))
    if not one.active:
        return "no-need", _("Paused")
    if run is not None and run.state == "failed":
        return "rejected", _("Could not be fetched")
    if run is not None and run.state == "stopped":
        return "no-need", _("Stopped")
    return ("done", _("Fetched")) if one.fetched_at else ("waiting", _("Not fetched yet"))


def again_at(one: Origin) -> dt.datetime | None:
    """When a fetch that did not succeed is tried again by itself."""
    run = one.run
    return run.next_at if run and run.state == "waiting" and run.reason else None


@needs(Permission.MANAGE_CATALOGUE)
def add(request: HttpRequest) -> HttpResponse:
    """A new source."""
    form = OriginForm(posted(request))
    if form.is_bound and form.is_valid():
        try:
            made = actions.add(by=person_of(request), **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            done(request, _("The source has been added."))
            return redirect(made)
    return _form(request, form, _("Add a source"), reverse("catalogue:origins"))


@needs(Permission.MANAGE_CATALOGUE)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a source."""
    row = _or_404(pk)
    # The form writes on a row of its own: what is stored is changed by the action alone.
    form = OriginForm(posted(request), instance=_or_404(pk))
    if form.is_bound and form.is_valid():
        try:
            actions.edit(by=person_of(request), origin=row, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            done(request, _("The source has been changed."))
            return redirect(row)
    return _form(request, form, _("Change a source"), row.get_absolute_url())


def _form(request: HttpRequest, form: OriginForm, title: str, cancel: str) -> HttpResponse:
    status = REFUSED if form.is_bound else 200
    context = {"form": form, "title": title, "cancel": cancel}
    return render(request, "catalogue/origin_form.html", context, status=status)


@require_GET
@needs(Permission.MANAGE_CATALOGUE)
def origin(request: HttpRequest, pk: int) -> HttpResponse:
    """One source: how far it is, what came, what to do next."""
    row = _or_404(pk)
    key, word = state_of(row)
    told: dict[str, Any] = row.figures
    run, running = row.run, actions.moving(row)
    again = again_at(row)
    context: dict[str, Any] = {
        "origin": row,
        "key": key,
        "word": word,
        "why": row.failure if again or not running else "",
        "again": again,
        "running": running,
        "run": run,
        "percent": 100 * min(run.progressed, run.total) // run.total if run and run.total else 0,
        "nobody": running and not workers(),
        "may_stop": running and run is not None and not run.stop_asked,
        "next": _due(row),
        "figures": [
            (_FIGURES[name], row.figures[name]) for name in _FIGURES if name in row.figures
        ],
        "statuses": sorted(told.get("statuses", {}).items(), key=lambda one: -one[1]),
        "dropped": row.dropped.select_related("snapshot")[:20],
    }
    return render(request, "catalogue/origin.html", context)


@require_POST
@needs(Permission.MANAGE_CATALOGUE)
def fetch(request: HttpRequest, pk: int) -> HttpResponse:
    """Fetch now."""
    row = _or_404(pk)
    return attempt(
        request,
        lambda: actions.fetch_now(by=person_of(request), origin=row),
        back=row.get_absolute_url(),
        message=_("The catalogue is fetched in the background."),
    )


@require_POST
@needs(Permission.MANAGE_CATALOGUE)
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop the fetch under way."""
    row = _or_404(pk)
    if actions.stop(by=person_of(request), origin=row):
        done(request, _("The fetch is being stopped. The next one goes on where it was."))
    return redirect(row)


@require_POST
@needs(Permission.MANAGE_CATALOGUE)
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Fetch no more by itself."""
    row = _or_404(pk)
    actions.set_active(by=person_of(request), origin=row, active=False)
    undo = reverse("catalogue:origin-resume", args=[pk])
    done(request, _("The source is paused."), undo)
    return redirect(row)


@require_POST
@needs(Permission.MANAGE_CATALOGUE)
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Fetch by itself again."""
    row = _or_404(pk)
    actions.set_active(by=person_of(request), origin=row, active=True)
    undo = reverse("catalogue:origin-pause", args=[pk])
    done(request, _("The source is in use again."), undo)
    return redirect(row)


@require_POST
@needs(Permission.MANAGE_CATALOGUE)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a source."""
    row = _or_404(pk)
    return attempt(
        request,
        lambda: actions.remove(by=person_of(request), origin=row),
        back=reverse("catalogue:origins"),
        message=_("The source has been removed. The exports that came from it stay."),
    )


def _or_404(pk: int) -> Origin:
    row = Origin.objects.select_related("run", "latest").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
