"""Feedback from a table: a file, what would become of it, taking it in and back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kimppa.core.consortium.roles import Permission
from kimppa.core.imports.tables import Table
from kimppa.documents.spreadsheets import SpreadsheetError
from kimppa.feedback.models import RowFile
from kimppa.feedback.rows import actions
from kimppa.feedback.rows.columns import Meaning, lacking
from kimppa.feedback.rows.forms import ColumnsForm, FileForm, column_missing
from kimppa.feedback.rows.looking import look
from kimppa.feedback.rows.messages import STATUSES, fault_words, refusal, state_words
from kimppa.ui.guard import needs, person_of
from kimppa.ui.pages.press import attempt
from kimppa.ui.seen import one_save_at_a_time, print_of
from kimppa.ui.sent import REFUSED, posted
from kimppa.ui.undo import done

ROWS_ON_PAGE = 50


@needs(Permission.MANAGE_CONSORTIUM)
def rows(request: HttpRequest) -> HttpResponse:
    """Choose a file; and the files that were brought before."""
    form = FileForm(posted(request), request.FILES or None)
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        try:
            file = actions.bring(
                by=person_of(request),
                content=values["file"].read(),
                name=values["file"].name,
                service=values["service"],
                municipality=values["municipality"],
            )
        except SpreadsheetError as error:
            form.add_error("file", refusal(error))
        else:
            return redirect(file)
    context = {"form": form, "files": RowFile.objects.select_related("service", "by")[:20]}
    status = REFUSED if form.errors else 200
    return render(request, "feedback/rows/rows.html", context, status=status)


@never_cache
@needs(Permission.MANAGE_CONSORTIUM)
@one_save_at_a_time
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """What would become of a file's rows as its columns are understood; or what became of it."""
    file = _file(pk)
    table = actions.table_of(file) if file.taken_at is None else None
    if table is None:
        brought_rows = file.rows.select_related("ticket")[:ROWS_ON_PAGE]
        return render(request, "feedback/rows/file.html", {"file": file, "came": brought_rows})
    form = ColumnsForm(posted(request), file=file, table=table)
    if form.is_bound and form.is_valid():
        return attempt(
            request,
            lambda: actions.set_columns(
                by=person_of(request),
                file=file,
                columns=form.columns,
                service=form.cleaned_data["service"],
                municipality=form.cleaned_data["municipality"],
            ),
            back=file.get_absolute_url(),
            message=_("The rows were read anew."),
        )
    context = {"file": file, "form": form, **_preview_context(file, table)}
    status = REFUSED if form.errors else 200
    return render(request, "feedback/rows/file.html", context, status=status)


def _file(pk: int) -> RowFile:
    """The file; `same_at` is when the very same one was taken in, if it is in use."""
    same = RowFile.objects.filter(sha256=OuterRef("sha256"), taken_at__isnull=False, undone_at=None)
    earlier = same.exclude(pk=OuterRef("pk")).values("taken_at")[:1]
    files = RowFile.objects.select_related("bytes", "service", "by")
    return get_object_or_404(files.annotate(same_at=Subquery(earlier)), pk=pk)


def _preview_context(file: RowFile, table: Table) -> dict[str, Any]:
    preview = look(file, table)
    return {
        "look": preview,
        "total": len(table.rows),
        "lacking": [column_missing(Meaning(meaning)) for meaning in lacking(file.columns)],
        "counts": [(STATUSES[s], state_words(s), n) for s, n in sorted(preview.counts.items())],
        "faults": [(fault, fault_words(fault)) for fault in preview.faults[:ROWS_ON_PAGE]],
        "shown": [
            (candidate, STATUSES[candidate.state], state_words(candidate.state))
            for candidate in preview.rows[:ROWS_ON_PAGE]
        ],
        "seen": _print(file),
    }


def _print(file: RowFile) -> str:
    """A print of how the rows were understood when they were looked at."""
    return print_of([file.columns, file.service_id, file.municipality_id])


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
@one_save_at_a_time
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the rows in, as they were looked at."""
    file = _file(pk)
    if request.POST.get("seen") != _print(file):
        messages.error(request, _("Somebody else has changed the columns. Look at the rows anew."))
        return redirect(file)
    try:
        count = actions.take_in_rows(by=person_of(request), file=file)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(file)
    words = ngettext(
        "%(count)d piece of feedback was taken in.",
        "%(count)d pieces of feedback were taken in.",
        count,
    )
    done(request, words % {"count": count}, undo=reverse("feedback:rows-undo", args=[pk]))
    return redirect(file)


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the rows back."""
    file = _file(pk)
    try:
        removed, rest = actions.take_back(by=person_of(request), file=file)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(file)
    words = ngettext(
        "%(count)d piece of feedback was removed.",
        "%(count)d pieces of feedback were removed.",
        removed,
    )
    message = words % {"count": removed}
    if rest:
        more = ngettext(
            "%(count)d stays, since somebody has worked on it.",
            "%(count)d stay, since somebody has worked on them.",
            rest,
        )
        message += " " + more % {"count": rest}
    done(request, message)
    return redirect(file)
