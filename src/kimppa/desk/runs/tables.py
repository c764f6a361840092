"""Background runs in words and in a table."""

import datetime as dt

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.jobs import queries
from kimppa.jobs.declarations import declaration_of
from kimppa.jobs.models import Run
from kimppa.ui.numbers import moment, number
from kimppa.ui.tables import ChoiceFilter, Column, Table

_STATUS = {
    Run.State.WAITING: "waiting",
    Run.State.RUNNING: "ongoing",
    Run.State.DONE: "done",
    Run.State.FAILED: "rejected",
    Run.State.STOPPED: "no-need",
}
_NIGHT, _WEEK = "yo", "viikko"


def run_or_404(_request: HttpRequest, pk: int) -> Run:
    return get_object_or_404(Run, pk=pk)


def is_moving(run: Run) -> bool:
    """Whether it waits or runs: its page asks for news."""
    return run.state in (Run.State.WAITING, Run.State.RUNNING)


def available(run: Run, _person: Person) -> set[str]:
    """The commands that fit the state of a run."""
    if run.state in (Run.State.FAILED, Run.State.STOPPED):
        return {"again"} if run.cursor is None else {"go-on"}
    stoppable = run.state == Run.State.WAITING or (is_moving(run) and run.stoppable)
    return {"stop"} if stoppable and not run.stop_asked else set()


def table(request: HttpRequest) -> Table:
    """The log of runs, newest first."""
    return Table(
        request,
        caption=_("Runs"),
        rows=Run.objects.defer("error", "cursor"),
        columns=[
            Column(
                "name",
                _("Work"),
                value=lambda run: str(declaration_of(run.name).title),
                url=lambda run: reverse("desk:run", args=[run.pk]),
            ),
            Column(
                "started_at",
                _("Started"),
                value=lambda run: moment(run.started_at or run.queued_at),
                order_by="queued_at",
            ),
            Column("seconds", _("How long"), value=lambda run: duration(run.seconds)),
            Column("state", _("Outcome"), kind="status", value=state),
            Column("count", _("Handled"), kind="integer"),
            Column("reason", _("What went wrong"), value=reason),
        ],
        filters=[
            ChoiceFilter("tila", _("Outcome"), Run.State.choices, field="state"),
            ChoiceFilter("tyo", _("Work"), _works(), field="name"),
            ChoiceFilter(
                "aika",
                _("When"),
                [(_NIGHT, _("Last night")), (_WEEK, _("Last seven days"))],
                narrow=_runs_since,
            ),
        ],
    )


def _works() -> list[tuple[str, str]]:
    return [(name, str(declaration_of(name).title)) for name in queries.names()]


def _runs_since(runs: QuerySet[Run], period: str) -> QuerySet[Run]:
    week = clock.now() - dt.timedelta(days=7)
    return queries.since(runs, queries.last_night() if period == _NIGHT else week)


def last_night() -> str:
    """Last night in a sentence."""
    counts = queries.tally(queries.last_night())
    if not counts:
        return _("Nothing ran last night.")
    successes, failed = counts[Run.State.DONE], counts[Run.State.FAILED]
    sentence = ngettext(
        "Last night %(count)d piece of work was done",
        "Last night %(count)d pieces of work were done",
        successes,
    ) % {"count": successes}
    if failed:
        sentence += ngettext(", %(count)d failed", ", %(count)d failed", failed) % {"count": failed}
    return f"{sentence}."


def state(run: Run) -> tuple[str, str]:
    """How a run stands: key of the status and its words."""
    key = Run.State(run.state)
    if key == Run.State.WAITING and run.attempts:
        return "late", _("Tries again")
    if run.stop_asked:
        return "ongoing", _("Is stopping")
    return _STATUS[key], str(key.label)


def reason(run: Run) -> str:
    """What went wrong, in plain words; empty when nothing did."""
    if run.state == Run.State.STOPPED:
        return run.message
    if not run.reason:
        return ""
    if run.reason == Run.Reason.PERMANENT and run.message:
        return run.message
    return str(run.get_reason_display())


def duration(seconds: float | None) -> str:
    """A duration in the units that are read at a glance."""
    if seconds is None:
        return ""
    if seconds < 60:
        return _("%(number)s s") % {"number": number(seconds, 1 if seconds < 10 else 0)}
    if seconds < 3600:
        return _("%(number)s min") % {"number": number(seconds / 60, 0)}
    return _("%(number)s h") % {"number": number(seconds / 3600, 1)}
