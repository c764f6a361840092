"""The draft shown to a director, and comments on its lines."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import get_template
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.queries import own_municipalities
from kimppa.core.consortium.roles import Permission
from kimppa.documents.html import render_html
from kimppa.report import actions
from kimppa.report.document import anchor
from kimppa.report.models import Comment, Paragraph, Report
from kimppa.report.queries import (
    comments_on,
    contents,
    delivered_since_shown,
    draft_of,
    report_of,
)
from kimppa.report.releases import draft_document
from kimppa.report.views.common import page_of, paragraph_or_404, report_or_404
from kimppa.ui import pages as ui
from kimppa.ui.pages.press import attempt
from kimppa.ui.selection import selected


@require_GET
@ui.needs(Permission.COMMENT)
def shared(request: HttpRequest, year: int) -> HttpResponse:
    """The draft of the own municipality's report, when it is shown."""
    town = _own_municipality(request)
    report = report_of(year)
    context: dict[str, Any] = {"year": year, "municipality": town, "report": report}
    if report is None or town is None or report.shared_at is None:
        return render(request, "report/shared.html", context)
    context["delivery"] = delivered_since_shown(report, town)
    if context["delivery"]:
        return render(request, "report/shared.html", context)
    draft = draft_of(report, town, all_of_them=False)
    content = contents(report, [town], draft)[town.code]
    tools = _tools(request, report, town)
    html = render_html(draft_document(content), tools)
    context["document"] = mark_safe(html)  # escaped by render_html
    return render(request, "report/shared.html", context)


def _own_municipality(request: HttpRequest) -> Municipality | None:
    """The municipality of the top bar when it is the person's own, else the first of them."""
    own_towns = own_municipalities(ui.person_of(request))
    selected_town = selected(request).municipality
    return selected_town if selected_town in own_towns else next(iter(own_towns), None)


def _tools(request: HttpRequest, report: Report, town: Municipality) -> dict[str, str]:
    """What has been said of each line, and a field to say more."""
    template = get_template("report/comments.html")
    comments = comments_on(report, town)
    return {
        anchor(paragraph.clause): template.render(
            {"row": paragraph, "comments": comments.get(paragraph.clause, ()), "may_comment": True},
            request,
        )
        for paragraph in report.paragraphs.filter(municipality=town)
    }


@require_POST
@ui.needs(Permission.EDIT_REPORT)
def share(request: HttpRequest, year: int) -> HttpResponse:
    """Show the draft to the directors."""
    report = report_or_404(year)
    act = partial(actions.share_draft, by=ui.person_of(request), report=report)
    ui.press(request, act, message=_("Each director may now read the own draft and comment on it."))
    return redirect(report)


@require_POST
@ui.needs(Permission.EDIT_REPORT)
def unshare(request: HttpRequest, year: int) -> HttpResponse:
    """Stop showing the draft."""
    report = report_or_404(year)
    act = partial(actions.unshare_draft, by=ui.person_of(request), report=report)
    ui.press(request, act, message=_("The draft is the coordinator's again."))
    return redirect(report)


@require_POST
@ui.needs(Permission.COMMENT)
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Comment on a line of the own report."""
    paragraph = _own_paragraph(request, pk)
    text = request.POST.get("text", "")
    act = partial(actions.add_comment, by=ui.person_of(request), paragraph=paragraph, text=text)
    return attempt(
        request,
        act,
        back=f"{reverse('report:shared', args=[paragraph.report.year])}#{anchor(paragraph.clause)}",
        message=_("The coordinator sees your comment at the line."),
    )


def _own_paragraph(request: HttpRequest, pk: int) -> Paragraph:
    """A line of the own municipality's draft; 404 for another's, or while it is not shown."""
    paragraph = paragraph_or_404(pk)
    if paragraph.report.shared_at is None or paragraph.municipality not in own_municipalities(
        ui.person_of(request)
    ):
        raise Http404
    return paragraph


@require_POST
@ui.needs(Permission.EDIT_REPORT)
def handle(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a comment handled."""
    comments = Comment.objects.select_related("paragraph__report", "paragraph__municipality")
    comment = get_object_or_404(comments, pk=pk)
    act = partial(actions.handle_comment, by=ui.person_of(request), comment=comment)
    ui.press(request, act)
    return redirect(page_of(comment.paragraph))
