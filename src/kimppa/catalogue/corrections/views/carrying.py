"""Carrying a plan out: preview, dry run, corrected file, proof, undoing, and the files of it."""

import json
from pathlib import Path
from typing import Final

from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kimppa.catalogue.corrections import files, queries
from kimppa.catalogue.corrections.actions import plans
from kimppa.catalogue.corrections.forms import ExportForm, LoadedForm
from kimppa.catalogue.corrections.views.common import plan_or_404
from kimppa.catalogue.corrections.views.plan import page
from kimppa.catalogue.models.corrections import Plan
from kimppa.core.consortium.roles import Permission
from kimppa.ui.attachments import attachment
from kimppa.ui.guard import needs, person_of
from kimppa.ui.sent import add_errors, attempt
from kimppa.ui.undo import done

FILES: Final = {
    "corrected": ("applied", "corrected.mrc"),
    "changed": ("applied", "changed.mrc"),
    "reverse": ("applied", "reverse.mrc"),
    "log": ("applied", "log.tsv"),
    "proof": ("applied", "applied.json"),
    "undone": ("undone", "corrected.mrc"),
    "undone-changed": ("undone", "changed.mrc"),
}


@require_POST
@needs(Permission.MANAGE_CATALOGUE)
def do(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Begin a piece of work in the background."""
    row = plan_or_404(pk)
    if kind not in Plan.Work.values:
        raise Http404
    form = ExportForm(request.POST, exports=queries.ready_snapshots(), auto_id=f"{kind}-%s")
    if not form.is_valid():  # never with another export than the one that was chosen
        return page(request, row, {kind: form})
    export = form.cleaned_data["export"]
    return attempt(
        request,
        lambda: plans.start_work(by=person_of(request), plan=row, work=kind, on=export),
        back=row.get_absolute_url(),
        message=_("It has begun. This page tells how far it is."),
    )


@require_POST
@needs(Permission.MANAGE_CATALOGUE)
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop the work."""
    row = plan_or_404(pk)
    return attempt(
        request,
        lambda: plans.stop_work(by=person_of(request), plan=row),
        back=row.get_absolute_url(),
        message=_("The work is being stopped."),
    )


@require_POST
@needs(Permission.MANAGE_CATALOGUE)
def loaded(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell that the corrected records have been loaded."""
    row = plan_or_404(pk)
    form = LoadedForm(request.POST)
    if form.is_valid():
        try:
            plans.mark_loaded(by=person_of(request), plan=row, day=form.cleaned_data["day"])
        except ValidationError as error:
            add_errors(form, error)
        else:
            done(request, _("Good. Bring in a new export next: it proves the result."))
            return redirect(row)
    return page(request, row, loaded_form=form)


@require_POST
@needs(Permission.MANAGE_CATALOGUE)
def undone(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell that the records have been put back in the library system."""
    row = plan_or_404(pk)
    return attempt(
        request,
        lambda: plans.mark_undone(by=person_of(request), plan=row),
        back=row.get_absolute_url(),
        message=_("The plan is undone; it no longer counts as work done."),
        undo=reverse("catalogue:plan-not-undone", args=[pk]),
    )


@require_POST
@needs(Permission.MANAGE_CATALOGUE)
def not_undone(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan was not undone after all."""
    row = plan_or_404(pk)
    return attempt(
        request,
        lambda: plans.unmark_undone(by=person_of(request), plan=row),
        back=row.get_absolute_url(),
        message=_("The plan stands as it stood before."),
    )


@require_GET
@needs(Permission.MANAGE_CATALOGUE)
def file(request: HttpRequest, pk: int, kind: str) -> HttpResponse | FileResponse:
    """One of the plan's files: whole records are for those who load them."""
    row = plan_or_404(pk)
    if kind == "plan":
        return _plan_file(row)
    if kind not in FILES:
        raise Http404
    work, name = FILES[kind]
    path: Path = files.folder(row.pk, work) / name
    if not getattr(row, work) or not path.exists():
        raise Http404
    response = FileResponse(
        path.open("rb"), as_attachment=True, filename=f"korjausera-{pk}-{kind}{path.suffix}"
    )
    response["Cache-Control"] = "private, no-store"
    return response


def _plan_file(row: Plan) -> HttpResponse:
    """The plan itself, to be used again."""
    text = json.dumps(queries.table_of(row), ensure_ascii=False, indent=1)
    response = attachment(f"korjausera-{row.pk}.json", "application/json", text)
    response["Cache-Control"] = "private, no-store"
    return response
