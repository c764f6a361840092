"""Freezing versions and following their delivery."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kimppa.core.consortium.roles import Permission
from kimppa.core.evidence.hints import unfit
from kimppa.programme.queries import unapproved
from kimppa.report.queries import flagged, has_newer_work, open_comments
from kimppa.report.releases import REPORT, Variant, is_interim
from kimppa.report.views.common import report_or_404
from kimppa.ui.deliveries import Deliveries
from kimppa.ui.guard import needs

DELIVERIES = Deliveries(REPORT, "report:")


@needs(Permission.DELIVER)
def freeze(request: HttpRequest, year: int) -> HttpResponse:
    """What would be frozen and how it differs; freezes on POST, all chosen or none."""
    report = report_or_404(year)
    draft_file = reverse("report:draft-file", args=[year, "pdf"])

    def preview(draft: Variant) -> str:
        return f"{draft_file}?kunta={draft.code}"

    return DELIVERIES.freeze_page(
        request,
        report,
        template="report/freeze.html",
        then=reverse("report:delivery", args=[year]),
        preview=preview,
        title=report.title,
        back=report.get_absolute_url(),
        back_label=_("Back to the report"),
        provisional=is_interim(report),
        report=report,
        interim=is_interim(report),
        flags=flagged(report),
        is_old=has_newer_work(report),
        comments=open_comments(report),
        unapproved=unapproved(year),
        unfit=unfit(year),
    )


@needs(Permission.DELIVER)
def delivery(request: HttpRequest, year: int) -> HttpResponse:
    """Who has got what, opened, downloaded and passed it on; delivers on POST."""
    report = report_or_404(year)
    return DELIVERIES.delivery_page(
        request,
        report,
        title=report.title,
        back=report.get_absolute_url(),
        back_label=_("Back to the report"),
        freeze_url=reverse("report:freeze", args=[year]),
    )
