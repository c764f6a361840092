"""Where the catalogue is fetched from: the coordinator's register of sources."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kimppa.catalogue.models import Origin
from kimppa.catalogue.sources import actions
from kimppa.catalogue.sources.forms import OriginForm
from kimppa.core import clock
from kimppa.core.consortium.roles import Permission
from kimppa.jobs.queries import workers
from kimppa.jobs.schedule import next_due
from kimppa.ui import connections
from kimppa.ui import pages as ui
from kimppa.ui.connections import Connections, State
from kimppa.ui.numbers import number

_FIGURES = {
    "records": gettext_lazy("Records"),
    "deleted": gettext_lazy("Deleted at the source"),
    "files": gettext_lazy("New files"),
    "waiting": gettext_lazy("Files that are still under way"),
    "items": gettext_lazy("Items"),
    "units": gettext_lazy("Units and departments"),
    "locations": gettext_lazy("Locations"),
}


def _next_at(origin: Origin) -> dt.datetime | None:
    return next_due(origin.cron, clock.now()) if origin.cron else None


def state_of(origin: Origin) -> State:
    run = origin.run
    if run is not None and actions.is_under_way(origin):
        if run.stop_asked:
            return "ongoing", _("Is stopping")
        if retry_at(origin):
            return "late", _("Is tried again")
        waits = run.state == "waiting"
        return ("waiting", _("Waits for its turn")) if waits else ("ongoing", _("Is being fetched"))
    if origin.active and run is not None and run.state == "stopped":
        return "no-need", _("Stopped")
    return connections.state_of(origin)


def retry_at(origin: Origin) -> dt.datetime | None:
    """When a fetch that did not succeed is tried again by itself."""
    run = origin.run
    return run.next_at if run and run.state == "waiting" and run.reason else None


def _facts(origin: Origin) -> list[ui.Fact]:
    names = ["kind", "address", "prefix", "set_name", "user"]
    if origin.kind != Origin.Kind.MIKROMARC:
        names.append("profile")
    newest_export = origin.latest
    return [
        *ui.facts(origin, *names),
        ui.Fact(_("When"), origin.cron or _("Only by hand")),
        *(
            ui.Fact(str(title), number(origin.figures[name]))
            for name, title in _FIGURES.items()
            if name in origin.figures
        ),
        ui.Fact(
            _("Newest export from here"),
            newest_export.name if newest_export else "",
            newest_export.get_absolute_url() if newest_export else "",
        ),
    ]


def _run(_request: HttpRequest, origin: Origin) -> dict[str, Any]:
    """How far a fetch is, and what the last one brought."""
    run, running, retry = origin.run, actions.is_under_way(origin), retry_at(origin)
    statuses: dict[str, int] = origin.figures.get("statuses", {})
    return {
        "why": origin.failure if retry or not running else "",
        "retry": retry,
        "running": running,
        "run": run,
        "percent": 100 * min(run.progressed, run.total) // run.total if run and run.total else 0,
        "without_worker": running and not workers(),
        "may_stop": running and run is not None and not run.stop_asked,
        "statuses": sorted(statuses.items(), key=lambda status: -status[1]),
        "dropped": origin.dropped.select_related("snapshot")[:20],
    }


def _command_fits(origin: Origin, command: str) -> bool:
    return command != "fetch" or not actions.is_under_way(origin)


ORIGINS = Connections(
    model=Origin,
    form=OriginForm,
    register="catalogue:origins",
    name="catalogue:origin",
    at="sources/",
    title=gettext_lazy("Sources of the catalogue"),
    lead=gettext_lazy(
        "Exports need not be brought by hand: Kimppa fetches them from the library system at the "
        "times that are set here."
    ),
    label=gettext_lazy("Add a source"),
    up=(gettext_lazy("All exports"), "catalogue:snapshots"),
    empty=gettext_lazy(
        "Add the OAI-PMH service of the library system, or the folder where it leaves its exports."
    ),
    columns=("kind", "address"),
    related=("run", "latest"),
    fetch=actions.fetch_now,
    add=actions.add,
    edit=actions.edit,
    resume=actions.resume,
    remove=actions.remove,
    fits=_command_fits,
    next_at=_next_at,
    state=state_of,
    facts=_facts,
    more=_run,
    template="catalogue/sources/source.html",
    form_template="catalogue/sources/form.html",
)


@require_POST
@ui.needs(Permission.MANAGE_CATALOGUE)
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    origin = get_object_or_404(Origin, pk=pk)
    if actions.stop(by=ui.person_of(request), connection=origin):
        ui.done(request, _("The fetch is being stopped. The next one goes on where it was."))
    return redirect(origin)
