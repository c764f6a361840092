"""The whole report as prose, clause by clause."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import get_template
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kimppa.agreement.queries import agreement_of
from kimppa.core.consortium.roles import Permission
from kimppa.core.evidence.hints import unfit
from kimppa.core.register.queries import in_force
from kimppa.core.releases.queries import newest
from kimppa.documents.html import render_html
from kimppa.report import actions
from kimppa.report.document import anchor
from kimppa.report.draft import CLOSING
from kimppa.report.models import Comment, Paragraph, Report
from kimppa.report.outdated import is_outdated
from kimppa.report.queries import Pair, comments_on, contents, draft_of, report_of
from kimppa.report.releases import REPORT, draft_document, draft_files
from kimppa.report.silence import silent_lines
from kimppa.report.versions import draft_state
from kimppa.report.views.common import report_or_404
from kimppa.ui.address import back_to
from kimppa.ui.attachments import attachment
from kimppa.ui.guard import needs, person_of
from kimppa.ui.pages.press import attempt
from kimppa.ui.selection import selected
from kimppa.ui.sent import whole_number
from kimppa.ui.undo import done


@dataclass(frozen=True, slots=True)
class Line:
    """A passage of the document as the page works on it. `row` is the paragraph that an edit would
    write.
    """

    row: Paragraph
    anchor: str
    edited: bool
    flagged: bool
    comments: Sequence[Comment]

    @property
    def waits(self) -> bool:
        """Whether a comment has not been handled."""
        return any(comment.handled_at is None for comment in self.comments)


@require_GET
@needs(Permission.COMMENT)
def home(request: HttpRequest) -> HttpResponse:
    """The report of the year chosen in the top bar: to a director, the own draft."""
    page = "year" if person_of(request).can(Permission.EDIT_REPORT) else "shared"
    return redirect(f"report:{page}", year=selected(request).year)


@require_GET
@needs(Permission.COMMENT)
def year(request: HttpRequest, year: int) -> HttpResponse:
    """The draft of a year, for all together or for the municipality of the top bar; a director
    is led to the own draft.
    """
    if not person_of(request).can(Permission.EDIT_REPORT):
        return redirect("report:shared", year=year)
    if whole_number(request.GET.get("vuosi", "")) not in (None, year):
        return redirect("report:year", year=selected(request).year)
    report = report_of(year)
    if report is None:
        context = {"year": year, "agreement": agreement_of(year)}
        return render(request, "report/start.html", context)
    return render(request, "report/year.html", _context(request, report))


def _context(request: HttpRequest, report: Report) -> dict[str, Any]:
    municipality = selected(request).municipality
    versions = newest(REPORT.subject(report))
    draft = draft_of(report, municipality, all_of_them=municipality is None and bool(versions))
    pairs = draft.pairs(municipality)
    municipalities = [municipality] if municipality else draft.municipalities
    variant_municipalities = [None, *municipalities] if municipality is None else municipalities
    variants = contents(report, variant_municipalities, draft)
    content = variants[municipality.code if municipality else ""]
    state = draft_state(variants, versions, len(municipalities))
    comments = comments_on(report, municipality)
    lines = [
        _line(pair, comments.get(pair.row.clause, ()))
        for pair in pairs.values()
        if pair.row.drafted_facts
    ]
    is_delivered = report.state == Report.State.DELIVERED
    document = draft_document(content, state.stamp, is_delivered=is_delivered)
    return {
        "report": report,
        "municipality": municipality,
        "towns": in_force(report.year, report.year),
        "state": state,
        "document": mark_safe(render_html(document, _tools(request, lines))),
        "is_outdated": not is_delivered and is_outdated(report),
        "highlights": draft.highlights,
        "commented": [line for line in lines if line.waits],
        "flags": [line for line in lines if line.flagged],
        "closing": None if content.closing else pairs.get(CLOSING),
        "unfit": unfit(report.year, municipality),
        "silent": silent_lines(report),
        "gone": [pair.row for pair in pairs.values() if not pair.row.drafted_facts],
    }


def _tools(request: HttpRequest, lines: Sequence[Line]) -> dict[str, str]:
    """What stands beneath each passage: whose words they are, and the way to change them."""
    template = get_template("report/tools.html")
    return {line.anchor: template.render({"line": line}, request) for line in lines}


def _line(pair: Pair, comments: Sequence[Comment]) -> Line:
    return Line(
        row=pair.row,
        anchor=anchor(pair.row.clause),
        edited=pair.edited,
        flagged=_flagged(pair),
        comments=comments,
    )


def _flagged(pair: Pair) -> bool:
    return pair.shared.facts_changed or (pair.own is not None and pair.own.facts_changed)


@require_POST
@needs(Permission.EDIT_REPORT)
def start(request: HttpRequest, year: int) -> HttpResponse:
    """Begin the report of a year."""
    way_back = reverse("report:year", args=[year])
    return attempt(
        request,
        lambda: actions.start_report(by=person_of(request), year=year),
        back=way_back,
        message=_("The report has drafted itself. Read it and write it in your own words."),
    )


@require_POST
@needs(Permission.EDIT_REPORT)
def refresh(request: HttpRequest, year: int) -> HttpResponse:
    """Draft anew from today's figures."""
    report = report_or_404(year)
    try:
        changed_count = actions.regenerate(by=person_of(request), report=report)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(report)
    message = ngettext(
        "The draft is up to date: %(count)d paragraph changed.",
        "The draft is up to date: %(count)d paragraphs changed.",
        changed_count,
    ) % {"count": changed_count}
    done(request, message)
    return redirect(back_to(request, report.get_absolute_url()))


@require_GET
@needs(Permission.EDIT_REPORT)
def draft_file(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """The draft as PDF or Word, marked provisional, for the municipality of the top bar."""
    municipality = selected(request).municipality
    report = report_or_404(year)
    draft = draft_of(report, municipality, all_of_them=False)
    content = contents(report, [municipality], draft)[municipality.code if municipality else ""]
    for file in draft_files(content):
        if file.name.endswith(f".{kind}"):
            return attachment(file.name, file.media_type, file.data)
    raise Http404
