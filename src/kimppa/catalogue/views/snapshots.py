"""Exports of the catalogue: taking them in, following their checks, what could not be read."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kimppa.catalogue import files, queries
from kimppa.catalogue.actions import intake
from kimppa.catalogue.baseline import standing
from kimppa.catalogue.forms import ProfileForm, SnapshotForm
from kimppa.catalogue.models import Snapshot
from kimppa.catalogue.pages import scope
from kimppa.catalogue.tables import snapshot_table, state_of
from kimppa.core import clock
from kimppa.core.consortium.roles import Permission
from kimppa.jobs.queries import workers
from kimppa.ui.attachments import attachment
from kimppa.ui.guard import needs, person_of
from kimppa.ui.sent import REFUSED, attempt, posted
from kimppa.ui.undo import done

MOST_SHOWN = 200


@require_GET
@needs(Permission.VIEW)
def history(request: HttpRequest) -> HttpResponse:
    """Every export, newest first."""
    table = snapshot_table(request)
    if export := table.response():
        return export
    context = {"table": table, "manages": scope(request).manages}
    return render(request, "catalogue/snapshots.html", context)


@needs(Permission.MANAGE_CATALOGUE)
def add(request: HttpRequest) -> HttpResponse:
    """Bring in an export."""
    initial = {"taken_on": clock.today()}
    form = SnapshotForm(posted(request), request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = _take(request, form)
        except ValidationError as error:
            form.add_error(None, error)
        except OSError as error:
            told = {"error": error.strerror or type(error).__name__}
            form.add_error(None, _("The file could not be stored (%(error)s).") % told)
        else:
            done(request, _("The export has come in. Its check begins by itself."))
            return redirect(made)
    status = REFUSED if form.is_bound else 200
    context = {"form": form, "cancel": reverse("catalogue:snapshots")}
    return render(request, "catalogue/add.html", context, status=status)


def _take(request: HttpRequest, form: SnapshotForm) -> Snapshot:
    given, path = form.cleaned_data, form.server_file
    if path is not None:
        name, chunks = path.name, files.chunks_of(path)
    else:
        name, chunks = given["file"].name, given["file"].chunks(files.PIECE)
    return intake.add_snapshot(
        by=person_of(request),
        received=files.receive(chunks, name),
        file_name=name,
        taken_on=given["taken_on"],
        source=given["source"],
        profile=given["profile"],
    )


@require_GET
@needs(Permission.VIEW)
def snapshot(request: HttpRequest, pk: int) -> HttpResponse:
    """One export: how far its check is, what was read, what to do with it."""
    row = _or_404(pk)
    key, word = state_of(row)
    run = row.run
    check = getattr(row, "result", None)
    stands = standing(check) if check else None
    running = row.moving and key in {"waiting", "ongoing"}
    context: dict[str, Any] = {
        "snapshot": row,
        "key": key,
        "word": word,
        "why": row.failure or (run.message if run and key == "rejected" else ""),
        "running": running,
        "run": run,
        "percent": 100 * min(run.progressed, run.total) // run.total if run and run.total else 0,
        "nobody": running and not workers(),
        "check": check,
        "stands": stands,
        "manages": scope(request).manages,
        "may_stop": running and run is not None and not run.stop_asked,
        "may_go_on": key in {"rejected", "no-need"},
        "form": ProfileForm(initial={"profile": row.profile}),
    }
    return render(request, "catalogue/snapshot.html", context)


def _or_404(pk: int) -> Snapshot:
    row = queries.snapshots().filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


@require_POST
@needs(Permission.MANAGE_CATALOGUE)
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Check the export anew."""
    row, form = _or_404(pk), ProfileForm(request.POST)
    profile = form.cleaned_data["profile"] if form.is_valid() else row.profile
    return attempt(
        request,
        lambda: intake.check_again(by=person_of(request), snapshot=row, profile=profile),
        back=row.get_absolute_url(),
        message=_("The export is checked anew."),
    )


@require_POST
@needs(Permission.MANAGE_CATALOGUE)
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop the check."""
    row = _or_404(pk)
    if intake.stop(by=person_of(request), snapshot=row):
        done(request, _("The check is being stopped."), reverse("catalogue:go-on", args=[pk]))
    return redirect(row)


@require_POST
@needs(Permission.MANAGE_CATALOGUE)
def go_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the check up again."""
    row = _or_404(pk)
    if intake.go_on(by=person_of(request), snapshot=row):
        done(request, _("The check goes on."))
    return redirect(row)


@require_POST
@needs(Permission.MANAGE_CATALOGUE)
def whole(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that the export is whole: the catalogue has shrunk."""
    row = _or_404(pk)
    return attempt(
        request,
        lambda: intake.say_whole(by=person_of(request), snapshot=row, whole=True),
        back=row.get_absolute_url(),
        message=_("The export is whole. It is being compared with the one before."),
        undo=reverse("catalogue:perhaps-part", args=[pk]),
    )


@require_POST
@needs(Permission.MANAGE_CATALOGUE)
def perhaps_part(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back that the export is whole."""
    row = _or_404(pk)
    return attempt(
        request,
        lambda: intake.say_whole(by=person_of(request), snapshot=row, whole=False),
        back=row.get_absolute_url(),
        message=_("The export may be a part again."),
        undo=reverse("catalogue:whole", args=[pk]),
    )


@needs(Permission.MANAGE_CATALOGUE)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove the export with its files, after a look at what goes with it."""
    row = _or_404(pk)
    if request.method != "POST":
        newest = queries.current()
        context = {"snapshot": row, "newest": newest is None or newest.snapshot == row}
        return render(request, "catalogue/remove.html", context)
    return attempt(
        request,
        lambda: intake.remove(by=person_of(request), snapshot=row, wrong="wrong" in request.POST),
        back=reverse("catalogue:snapshots"),
        message=_("The export has been removed."),
    )


@require_GET
@needs(Permission.MANAGE_CATALOGUE)
def quarantine(request: HttpRequest, pk: int) -> HttpResponse:
    """Records that could not be read: where, why, and their bytes."""
    row, frame = _quarantined(pk)
    rows = frame.head(MOST_SHOWN).to_dicts()
    for one in rows:
        one["size"] = len(one["data"])
        one["sample"] = one.pop("data")[:240].decode("utf-8", "replace")
    context = {"snapshot": row, "rows": rows, "count": frame.height}
    return render(request, "catalogue/quarantine.html", context)


@require_GET
@needs(Permission.MANAGE_CATALOGUE)
def bytes_of(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes of what could not be read: of one place (`?kohta=`), or all in their order."""
    row, frame = _quarantined(pk)
    asked = request.GET.get("kohta", "")
    if asked.isdecimal() and len(asked) < 16:
        frame = frame.filter(frame["offset"] == int(asked))
    if frame.is_empty():
        raise Http404
    name = f"{row.name}-lukematta.mrc"
    response = attachment(name, "application/octet-stream", b"".join(frame["data"]))
    response["Cache-Control"] = "private, no-store"
    return response


def _quarantined(pk: int) -> tuple[Snapshot, Any]:
    row = _or_404(pk)
    check = getattr(row, "result", None)
    if check is None:
        raise Http404
    try:
        return row, queries.findings_of(check).checked.quarantined()
    except FileNotFoundError as error:
        raise Http404 from error
