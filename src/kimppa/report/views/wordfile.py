"""The words of a variant as a Word file, and back with the difference shown first."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kimppa.agreement.files.encoding import AgreementTextError
from kimppa.agreement.files.reading import read_file
from kimppa.agreement.messages import refusal
from kimppa.core import clock
from kimppa.core.consortium.roles import Permission
from kimppa.core.releases.facts import Stamp
from kimppa.documents.docx import render_docx
from kimppa.report import actions
from kimppa.report.forms import WordFileForm
from kimppa.report.models import Paragraph, Report
from kimppa.report.queries import paragraphs_of
from kimppa.report.releases import DOCX
from kimppa.report.views.common import paragraph_print, report_or_404
from kimppa.report.wordfile import changes, words_document
from kimppa.ui import pages as ui
from kimppa.ui.attachments import attachment
from kimppa.ui.pages.press import attempt
from kimppa.ui.seen import CHANGED
from kimppa.ui.selection import selected


@require_GET
@ui.needs(Permission.EDIT_REPORT)
def words_file(request: HttpRequest, year: int) -> HttpResponse:
    """The words shared by all, or a municipality's own variant, for writing in Word."""
    report, town = report_or_404(year), selected(request).municipality
    with translation.override(report.language):
        document = words_document(
            report.title,
            town.name if town else "",
            paragraphs_of(report, town),
            Stamp(clock.today()),
        )
    name = "-".join(filter(None, (slugify(report.title), slugify(town.name if town else ""))))
    return attachment(f"{name}-sanat.docx", DOCX, render_docx(document))


@ui.needs(Permission.EDIT_REPORT)
def words_import(request: HttpRequest, year: int) -> HttpResponse:
    """A file's words beside those of the desk; takes what is ticked."""
    report, town = report_or_404(year), selected(request).municipality
    paragraphs = paragraphs_of(report, town)
    if request.method == "POST" and "take" in request.POST:
        return _take_words(request, report, paragraphs)
    form = WordFileForm(ui.posted(request), request.FILES or None)
    context: dict[str, Any] = {
        "report": report,
        "municipality": town,
        "form": form,
        "changes": None,
    }
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            text = read_file(file.read(), file.name).text
        except AgreementTextError as error:
            form.add_error("file", refusal(error))
        else:
            context["changes"] = [
                (change, paragraph_print(change.row)) for change in changes(paragraphs, text)
            ]
    status = 422 if form.errors else 200
    return render(request, "report/words_file.html", context, status=status)


def _take_words(request: HttpRequest, report: Report, paragraphs: list[Paragraph]) -> HttpResponse:
    ticked_pks = set(request.POST.getlist("take"))
    pairs = [
        (paragraph, request.POST.get(f"text-{paragraph.pk}", ""))
        for paragraph in paragraphs
        if str(paragraph.pk) in ticked_pks
    ]
    if any(
        request.POST.get(f"seen-{paragraph.pk}") != paragraph_print(paragraph)
        for paragraph, _text in pairs
    ):
        messages.error(request, str(CHANGED))
        return redirect(report)
    return attempt(
        request,
        partial(actions.take_words, by=ui.person_of(request), words=pairs),
        back=report.get_absolute_url(),
        message=_("The words of the file are taken."),
    )
