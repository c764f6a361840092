"""Freezing versions and following their delivery."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.consortium.roles import Permission
from kimppa.core.evidence.hints import unfit
from kimppa.jobs.queries import under_way
from kimppa.jobs.queue import start
from kimppa.programme.queries import unapproved
from kimppa.report.models import Report
from kimppa.report.outdated import is_outdated
from kimppa.report.queries import open_comments
from kimppa.report.releases import REPORT, Variant, flagged, is_interim
from kimppa.report.silence import silent_lines, work_without_line
from kimppa.report.tasks import freeze_report
from kimppa.report.views.common import report_or_404
from kimppa.ui.deliveries import Deliveries
from kimppa.ui.guard import needs, person_of

DELIVERIES = Deliveries(REPORT, "report:")


@needs(Permission.DELIVER)
def freeze(request: HttpRequest, year: int) -> HttpResponse:
    """What would be frozen and how it differs; freezes on POST, all chosen or none."""
    report = report_or_404(year)
    if run := under_way(_key(report)):
        return redirect("desk:run", pk=run.pk)
    draft_file = reverse("report:draft-file", args=[year, "pdf"])

    def preview(draft: Variant) -> str:
        return f"{draft_file}?kunta={draft.code}"

    return DELIVERIES.freeze_page(
        request,
        report,
        template="report/freeze.html",
        then=reverse("report:delivery", args=[year]),
        preview=preview,
        warn=lambda drafts: {"flags": flagged(drafts)},
        later=partial(_freeze_later, request, report),
        title=report.title,
        back=report.get_absolute_url(),
        back_label=_("Back to the report"),
        provisional=is_interim(report),
        report=report,
        interim=is_interim(report),
        is_outdated=is_outdated(report),
        comments=open_comments(report),
        unapproved=unapproved(year),
        unfit=unfit(year),
        without_line=work_without_line(year),
        silent=silent_lines(report),
    )


def _key(report: Report) -> str:
    return f"report-freeze-{report.pk}-"


def _freeze_later(request: HttpRequest, report: Report, answers: Mapping[str, Any]) -> str:
    """Freeze the chosen by the worker; the address of the run."""
    person = person_of(request)
    run, _is_new = start(
        freeze_report, report.pk, person.pk, answers["municipalities"],
        answers.get("provisional", False), answers.get("reason", ""), answers["seen"],
        key=f"{_key(report)}{clock.now().isoformat()}", asked_by=person.name,
    )  # fmt: skip
    return reverse("desk:run", args=[run.pk])


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
