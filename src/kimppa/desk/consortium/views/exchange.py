"""The consortium to Excel and back: preview first, all or nothing, with undo."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kimppa.core.consortium.exchange import (
    CHANGED,
    UNCHANGED,
    Result,
    preview,
    take_in,
)
from kimppa.core.consortium.roles import Permission
from kimppa.core.consortium.workbook import workbook
from kimppa.core.files.actions import keep, read
from kimppa.core.files.models import StoredFile
from kimppa.desk.consortium.forms import WorkbookForm
from kimppa.desk.downloads import media_type
from kimppa.documents.spreadsheets import SpreadsheetError
from kimppa.ui.attachments import attachment
from kimppa.ui.guard import needs, person_of
from kimppa.ui.pages import Action, form_page
from kimppa.ui.sent import posted
from kimppa.ui.undo import done

FILENAME = "kirjastokimppa.xlsx"


@needs(Permission.MANAGE_CONSORTIUM)
def exchange_out(request: HttpRequest) -> HttpResponse:
    """The whole consortium as a workbook."""
    return attachment(FILENAME, media_type(FILENAME), workbook(by=person_of(request)))


@needs(Permission.MANAGE_CONSORTIUM)
def exchange(request: HttpRequest) -> HttpResponse:
    """Choose a workbook and see what it would change."""
    form = WorkbookForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read()
        try:
            result = preview(content, by=person_of(request))
        except SpreadsheetError as error:
            form.add_error("file", error.text(get_language() or "fi"))
        else:
            stored = keep(content, name=file.name, media_type=media_type(file.name))
            return _shown(request, stored, result)
    return form_page(
        request,
        form,
        title=_("The consortium from Excel"),
        lead=_(
            "Nothing is written yet: you first see what would change. Rows that are not in the "
            "file stay as they are."
        ),
        submit=_("Show what would change"),
        cancel=reverse("desk:consortium"),
        actions=[Action(_("Take the present workbook"), reverse("desk:exchange-out"))],
        status=422 if form.errors else 200,
    )


def _shown(request: HttpRequest, stored: StoredFile, result: Result) -> HttpResponse:
    values: dict[str, Any] = {
        "stored": stored,
        "faults": result.faults[:200],
        "outcomes": [one for one in result.outcomes if one.state != UNCHANGED][:500],
        "unchanged": result.count(UNCHANGED),
        "changed": CHANGED,
    }
    status = 422 if result.faults else 200
    return render(request, "desk/consortium/import.html", values, status=status)


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
def exchange_in(request: HttpRequest) -> HttpResponse:
    """Take in the workbook whose preview was shown."""
    stored = get_object_or_404(StoredFile, sha256=request.POST.get("sha256", ""))
    try:
        result = take_in(read(stored), by=person_of(request))
    except SpreadsheetError as error:
        messages.error(request, error.text(get_language() or "fi"))
        return redirect("desk:exchange")
    if result.faults:
        return _shown(request, stored, result)
    count = sum(one.state != UNCHANGED for one in result.outcomes)
    said = ngettext("%(count)d row was taken in.", "%(count)d rows were taken in.", count)
    undo = reverse("ui:undo", args=[result.batch]) if count else ""
    done(request, said % {"count": count}, undo=undo)
    return redirect("desk:consortium")
