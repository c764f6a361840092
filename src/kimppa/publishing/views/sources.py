"""Other services whose events come by themselves: the coordinator's register."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kimppa.core.consortium.roles import Permission
from kimppa.publishing import actions, queries
from kimppa.publishing.actions.imports import removal_message
from kimppa.publishing.models import EventSource
from kimppa.publishing.smallforms import SourceForm
from kimppa.publishing.tasks import harvest_one
from kimppa.ui.guard import needs, person_of
from kimppa.ui.sent import REFUSED, attempt, posted
from kimppa.ui.undo import done

MOST = 50


@require_safe
@needs(Permission.PUBLISH)
def sources(request: HttpRequest) -> HttpResponse:
    """Every source and how it is doing."""
    rows = [(one, _state(one)) for one in EventSource.objects.select_related("municipality")]
    return render(request, "publishing/sources.html", {"rows": rows})


def _state(row: EventSource) -> tuple[str, str]:
    if not row.active:
        return "no-need", _("Paused")
    if row.failure:
        return "late", _("Did not come")
    return ("done", _("Fetched")) if row.read_at else ("waiting", _("Not fetched yet"))


@require_safe
@needs(Permission.PUBLISH)
def source(request: HttpRequest, pk: int) -> HttpResponse:
    """One source: what came of it, and the drafts that wait."""
    row = _or_404(pk)
    context = {
        "event_source": row,
        "state": _state(row),
        "drafts": list(queries.harvested(person_of(request), row)[:MOST]),
    }
    return render(request, "publishing/source.html", context)


@needs(Permission.PUBLISH)
def add(request: HttpRequest) -> HttpResponse:
    """A new source."""
    form = SourceForm(posted(request))
    if form.is_bound and form.is_valid():
        try:
            made = actions.add_source(by=person_of(request), **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, " ".join(error.messages))
        else:
            undo = reverse("publishing:source-pause", args=[made.pk])
            done(request, _("Its events are fetched every morning from now on."), undo)
            return redirect(made)
    return _form(request, form, _("Add a service"), reverse("publishing:sources"))


@needs(Permission.PUBLISH)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a source."""
    row = _or_404(pk)
    # The form writes on a row of its own: what is stored is changed by the action alone.
    form = SourceForm(posted(request), instance=_or_404(pk))
    if form.is_bound and form.is_valid():
        actions.edit_source(by=person_of(request), event_source=row, **form.cleaned_data)
        done(request, _("Saved."))
        return redirect(row)
    return _form(request, form, _("Change a service"), row.get_absolute_url())


def _form(request: HttpRequest, form: SourceForm, title: str, cancel: str) -> HttpResponse:
    context = {"form": form, "title": title, "cancel": cancel}
    status = REFUSED if form.errors else 200
    return render(request, "publishing/source_form.html", context, status=status)


@require_POST
@needs(Permission.PUBLISH)
def fetch(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask it in the background now."""
    row = _or_404(pk)
    harvest_one.enqueue(row.pk)
    done(request, _("Being fetched. Open the page again in a moment."))
    return redirect(row)


@require_POST
@needs(Permission.PUBLISH)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove the drafts of the last harvest."""
    row = _or_404(pk)
    removed, kept = actions.undo_harvest(by=person_of(request), event_source=row)
    done(request, removal_message(removed, kept))
    return redirect(row)


@require_POST
@needs(Permission.PUBLISH)
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask it no more by itself."""
    return _switch(request, pk, active=False)


@require_POST
@needs(Permission.PUBLISH)
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask it by itself again."""
    return _switch(request, pk, active=True)


def _switch(request: HttpRequest, pk: int, *, active: bool) -> HttpResponse:
    row = _or_404(pk)
    back = "publishing:source-pause" if active else "publishing:source-resume"
    return attempt(
        request,
        lambda: actions.set_active(by=person_of(request), event_source=row, active=active),
        back=row.get_absolute_url(),
        message=_("It is fetched by itself again.") if active else _("It is paused."),
        undo=reverse(back, args=[pk]),
    )


def _or_404(pk: int) -> EventSource:
    return get_object_or_404(EventSource.objects.select_related("municipality"), pk=pk)
