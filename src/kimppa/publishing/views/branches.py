"""Our branches beside Kirjastohakemisto's."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kimppa.core import clock
from kimppa.core.consortium.models import Branch
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import require
from kimppa.publishing import actions, directory, messages, queries
from kimppa.publishing.models import DirectoryEntry
from kimppa.publishing.tasks import fetch_now
from kimppa.ui.guard import needs, person_of
from kimppa.ui.pages.press import attempt
from kimppa.ui.undo import done

STATES = {
    directory.SAME: "done",
    directory.RENAMED: "waiting",
    directory.NEW: "waiting",
    directory.CLOSED: "late",
    directory.MISSING: "empty",
}


def state_words(state: str) -> str:
    """A difference in words."""
    return {
        directory.SAME: _("Alike"),
        directory.RENAMED: _("Another name there"),
        directory.NEW: _("Only there"),
        directory.CLOSED: _("No longer there"),
        directory.MISSING: _("Not there"),
    }[state]


@require_safe
@needs(Permission.VIEW)
def branches(request: HttpRequest) -> HttpResponse:
    """Each branch, how it differs, its hours today, and closures."""
    our_branches = queries.branches_shown()
    entries = list(DirectoryEntry.objects.all())
    today = clock.today()
    context = {
        "rows": [_row(entry, today) for entry in directory.compare(our_branches, entries)],
        "branches": our_branches,
        "fetched": max((directory_entry.fetched_at for directory_entry in entries), default=None),
        "finna_id": settings.KIMPPA_FINNA_ID,
        "publishes": person_of(request).can(Permission.PUBLISH),
    }
    return render(request, "publishing/branches.html", context)


def _row(comparison: directory.Compared, today: dt.date) -> dict[str, Any]:
    directory_name = comparison.entry.name if comparison.entry else ""
    name = comparison.branch.name if comparison.branch else directory_name
    return {
        "name": name,
        "other_name": directory_name if directory_name != name else "",
        "branch": comparison.branch,
        "entry": comparison.entry,
        "status": STATES[comparison.state],
        "words": state_words(comparison.state),
        "hours": messages.hours_words(directory.hours_on(comparison.entry, today)),
        "closures": directory.closures(comparison.entry, today),
    }


@require_POST
@needs(Permission.PUBLISH)
def fetch(request: HttpRequest) -> HttpResponse:
    """Ask the directory, in the background."""
    require(person_of(request), Permission.PUBLISH)
    if settings.KIMPPA_FINNA_ID:
        fetch_now.enqueue()
        done(request, _("Being fetched. Open the page again in a moment."))
    else:
        flash.error(request, _("Whoever runs the server sets KIMPPA_FINNA_ID first."))
    return redirect("publishing:branches")


@require_POST
@needs(Permission.PUBLISH)
def tie(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which branch an entry is."""
    directory_entry = get_object_or_404(DirectoryEntry, pk=pk)
    branch = Branch.objects.filter(code=request.POST.get("branch", "")).first()
    return attempt(
        request,
        lambda: actions.tie_branch(
            by=person_of(request), directory_entry=directory_entry, branch=branch
        ),
        back=reverse("publishing:branches"),
        message=_("Saved."),
    )
