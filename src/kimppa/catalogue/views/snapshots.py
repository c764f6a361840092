"""Exports of the catalogue: taking them in, following their checks, what could not be read."""

from functools import partial
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from kimppa.catalogue import files, queries
from kimppa.catalogue.actions import intake
from kimppa.catalogue.baseline import baseline
from kimppa.catalogue.forms import ProfileForm, RemovalForm, SnapshotForm
from kimppa.catalogue.models import Snapshot
from kimppa.catalogue.pages import scope
from kimppa.catalogue.tables import snapshot_table, state_of
from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.jobs.queries import workers
from kimppa.marc.reading.reasons import describe
from kimppa.ui import pages as ui
from kimppa.ui.attachments import attachment
from kimppa.ui.numbers import language

MOST_SHOWN = 200


@require_GET
@ui.needs(Permission.VIEW)
def snapshots(request: HttpRequest) -> HttpResponse:
    table = snapshot_table(request)
    if export := table.response():
        return export
    context = {"table": table, "manages": scope(request).manages}
    return render(request, "catalogue/snapshots.html", context)


@ui.needs(Permission.MANAGE_CATALOGUE)
def add(request: HttpRequest) -> HttpResponse:
    form = SnapshotForm(
        ui.posted(request), request.FILES or None, initial={"taken_on": clock.today()}
    )
    return ui.form_page(
        request,
        form,
        save=partial(_store_upload, ui.person_of(request), form.server_file),
        then=Snapshot.get_absolute_url,
        back=reverse("catalogue:snapshots"),
        message=_("The export has come in. Its check begins by itself."),
        title=_("Bring in an export"),
        lead=_(
            "The file is stored as it is and checked in the background. Nothing is changed in the "
            "library system."
        ),
        submit=_("Bring it in"),
        template="catalogue/add.html",
    )


def _store_upload(by: Person, server_file: Path | None, **values: Any) -> Snapshot:
    upload = values["file"]
    try:
        received = (
            files.receive(files.chunks_of(server_file), server_file.name)
            if server_file
            else files.receive(upload.chunks(files.PIECE), upload.name)
        )
    except OSError as error:
        text = _("The file could not be stored (%(error)s).")
        raise ValidationError(text % {"error": error.strerror or type(error).__name__}) from error
    return intake.add_snapshot(
        by=by,
        received=received,
        file_name=server_file.name if server_file else upload.name,
        taken_on=values["taken_on"],
        source=values["source"],
        profile=values["profile"],
    )


def _snapshot(_request: HttpRequest, pk: int) -> Snapshot:
    return get_object_or_404(queries.snapshots(), pk=pk)


def _is_running(snapshot: Snapshot) -> bool:
    return snapshot.moving and state_of(snapshot)[0] in {"waiting", "ongoing"}


def _command_names(snapshot: Snapshot, _person: Person) -> set[str]:
    if _is_running(snapshot):
        run = snapshot.run
        return {"stop"} if run is not None and not run.stop_asked else set()
    check = getattr(snapshot, "result", None)
    names = {"again"}
    if check and baseline(check).part:
        names.add("whole")
    if state_of(snapshot)[0] in {"rejected", "no-need"}:
        names.add("go-on")
    return names


SNAPSHOT = ui.Commands(
    name="catalogue:snapshot",
    at="snapshots/<int:pk>/",
    argument="snapshot",
    find=_snapshot,
    permission=Permission.MANAGE_CATALOGUE,
    available=_command_names,
    commands=[
        ui.Command(
            "stop",
            gettext_lazy("Stop"),
            intake.stop,
            message=gettext_lazy("The check is being stopped."),
        ),
        ui.Command(
            "go-on",
            gettext_lazy("Go on where it was"),
            intake.go_on,
            message=gettext_lazy("The check goes on."),
        ),
        ui.Command(
            "whole",
            gettext_lazy("It is whole"),
            intake.accept_as_whole,
            message=gettext_lazy("The export is whole. It is being compared with the one before."),
        ),
        ui.Command(
            "again",
            gettext_lazy("Check anew"),
            intake.check_again,
            form=ProfileForm,
            arguments=lambda snapshot, _person: {"initial": {"profile": snapshot.profile}},
            message=gettext_lazy("The export is checked anew."),
        ),
    ],
)


@SNAPSHOT.page
@ui.needs(Permission.VIEW)
def snapshot(request: HttpRequest, pk: int, refusal: ui.Refusal | None = None) -> HttpResponse:
    snapshot = _snapshot(request, pk)
    key, word = state_of(snapshot)
    run, check, running = snapshot.run, getattr(snapshot, "result", None), _is_running(snapshot)
    context: dict[str, Any] = {
        "snapshot": snapshot,
        "key": key,
        "word": word,
        "why": snapshot.failure or (run.message if run and key == "rejected" else ""),
        "running": running,
        "run": run,
        "percent": 100 * min(run.progressed, run.total) // run.total if run and run.total else 0,
        "nobody": running and not workers(),
        "check": check,
        "baseline": baseline(check) if check else None,
        "manages": scope(request).manages,
        "buttons": SNAPSHOT.buttons(snapshot, ui.person_of(request), refusal=refusal),
    }
    return render(request, "catalogue/snapshot.html", context)


@ui.needs(Permission.MANAGE_CATALOGUE)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    snapshot, newest_check = _snapshot(request, pk), queries.current_check()
    is_wrong = newest_check is None or newest_check.snapshot == snapshot
    return ui.form_page(
        request,
        RemovalForm(ui.posted(request), initial={"wrong": is_wrong}),
        save=partial(intake.remove, by=ui.person_of(request), snapshot=snapshot),
        back=reverse("catalogue:snapshots"),
        cancel=snapshot.get_absolute_url(),
        message=_("The export has been removed."),
        title=_("Remove the export %(name)s?") % {"name": snapshot.name},
        lead=_(
            "The file, its findings and the ticks on its work lists go. What has been said of "
            "single findings stays. This cannot be undone: bring the file in anew if you need it."
        ),
        submit=_("Remove"),
    )


@require_GET
@ui.needs(Permission.MANAGE_CATALOGUE)
def quarantine(request: HttpRequest, pk: int) -> HttpResponse:
    snapshot, frame = _snapshot_and_quarantine(pk)
    quarantined_records = frame.head(MOST_SHOWN).to_dicts()
    for record in quarantined_records:
        record["size"] = len(record["data"])
        record["reason"] = describe(record["reason"], language())
        record["sample"] = record.pop("data")[:240].decode("utf-8", "replace")
    context = {"snapshot": snapshot, "rows": quarantined_records, "count": frame.height}
    return render(request, "catalogue/quarantine.html", context)


@require_GET
@ui.needs(Permission.MANAGE_CATALOGUE)
def bytes_of(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes of what could not be read: of one place (`?kohta=`), or all in their order."""
    snapshot, frame = _snapshot_and_quarantine(pk)
    offset = request.GET.get("kohta", "")
    if offset.isdecimal() and len(offset) < 16:
        frame = frame.filter(frame["offset"] == int(offset))
    if frame.is_empty():
        raise Http404
    name = f"{snapshot.name}-lukematta.mrc"
    return attachment(name, "application/octet-stream", b"".join(frame["data"]))


def _snapshot_and_quarantine(pk: int) -> tuple[Snapshot, Any]:
    snapshot = get_object_or_404(queries.snapshots(), pk=pk)
    check = getattr(snapshot, "result", None)
    if check is None:
        raise Http404
    try:
        return snapshot, queries.findings_of(check).checked.quarantined()
    except FileNotFoundError as error:
        raise Http404 from error
