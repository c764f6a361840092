"""Visits of web services: entered, read from a file or fetched, and split by a key."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kimppa.core.allocation.models import AllocationKey
from kimppa.core.consortium.queries import municipalities_of
from kimppa.core.consortium.roles import Permission
from kimppa.core.files.actions import read
from kimppa.core.permissions import Actor
from kimppa.core.ratification.queries import count_answers
from kimppa.documents.spreadsheets import SpreadsheetError
from kimppa.sources.errors import FetchError
from kimppa.statistics.models import VisitCount, VisitSource, WebVisits
from kimppa.statistics.pages import language, round_for
from kimppa.statistics.visits import actions, queries
from kimppa.statistics.visits.forms import (
    TakeVisitsForm,
    VisitsFileForm,
    VisitsForm,
)
from kimppa.statistics.visits.messages import refusal
from kimppa.statistics.visits.reading import VisitReport, read_visits
from kimppa.statistics.visits.whatif import Outcome
from kimppa.ui import pages as ui
from kimppa.ui.cells import Kind
from kimppa.ui.confirmations import standing_mark


@ui.needs(Permission.MANAGE_CONSORTIUM)
def web_visits(request: HttpRequest, year: int) -> HttpResponse:
    """Each service's visits and how they are split; more are entered, read or fetched here."""
    web_visits_list = queries.web_visits(year)
    kinds_before = queries.switched(web_visits_list)
    return ui.form_page(
        request,
        VisitsForm(ui.posted(request), year=year),
        title=_("Web visits of %(year)s") % {"year": year},
        save=partial(actions.set_visits, by=ui.person_of(request), year=year),
        back=_visits_page(year),
        message=_("The visits were split among the municipalities."),
        template="statistics/visits/visits.html",
        statistics=round_for(year),
        rows=[
            (web_visits, _ratification_mark(web_visits), kinds_before.get(web_visits.pk, ""))
            for web_visits in web_visits_list
        ],
        shared=any(web_visits.municipality is None for web_visits in web_visits_list),
        sources=queries.visit_sources(),
        waiting=queries.waiting_counts(year),
    )


def _visits_page(year: int) -> str:
    return reverse("statistics:web-visits", args=[year])


def _ratification_mark(web_visits: WebVisits) -> tuple[str, str]:
    if web_visits.key is None:
        return "done", _("Measured")
    if web_visits.key.ratification is None:
        return "provisional", _("Not asked of the municipalities")
    return standing_mark(count_answers(web_visits.key.ratification))


@ui.needs(Permission.MANAGE_CONSORTIUM)
def bring(request: HttpRequest, year: int) -> HttpResponse:
    """Bring in a file of visits; it is looked at before it is taken into use."""
    statistics = round_for(year)
    return ui.form_page(
        request,
        VisitsFileForm(ui.posted(request), request.FILES or None, year=year),
        title=_("Web visits of %(year)s from a file") % {"year": statistics.year},
        lead=_(
            "A table with a column of months or days and a column of visits. What it says is shown "
            "before anything is taken into use."
        ),
        save=partial(_bring_file, ui.person_of(request), year),
        then=lambda visit_count: reverse("statistics:visits-count", args=[visit_count.pk]),
        submit=_("Look at the file"),
        actions=[_back_to_visits(year)],
    )


def _back_to_visits(year: int) -> ui.Action:
    return ui.Action(_("Back to the visits"), _visits_page(year))


def _bring_file(by: Actor, year: int, *, file: Any, **fields: Any) -> VisitCount:
    try:
        return actions.bring_visits(
            by=by,
            year=year,
            content=file.read(),
            name=file.name,
            media_type=file.content_type or "application/octet-stream",
            **fields,
        )
    except SpreadsheetError as error:
        raise ValidationError({"file": error.text(language())}) from error


@require_POST
@ui.needs(Permission.MANAGE_CONSORTIUM)
def fetch(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Ask a Matomo; what it tells is looked at before it is taken into use."""
    visit_source, statistics = get_object_or_404(VisitSource, pk=pk), round_for(year)
    try:
        count = actions.fetch_visits(
            by=ui.person_of(request), visit_source=visit_source, year=statistics.year
        )
    except FetchError as error:
        messages.error(request, visit_source.failure or refusal(error))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        return redirect("statistics:visits-count", pk=count.pk)
    return redirect("statistics:web-visits", year=year)


@ui.needs(Permission.MANAGE_CONSORTIUM)
def count(request: HttpRequest, pk: int) -> HttpResponse:
    """What a file or a Matomo tells, with its faults; taken into use when there are none."""
    visit_counts = VisitCount.objects.select_related("service", "municipality", "stored")
    visit_count = get_object_or_404(visit_counts, pk=pk)
    report = read_visits(read(visit_count.stored), visit_count.year)
    form = TakeVisitsForm(
        ui.posted(request),
        is_own=visit_count.municipality is not None,
        initial={"method": _method_text(visit_count, report)},
    )
    return ui.form_page(
        request,
        form,
        title=_("%(service)s: visits of %(year)s")
        % {"service": visit_count.service, "year": visit_count.year},
        save=partial(_take_visits, ui.person_of(request), visit_count, report)
        if report.fit
        else None,
        back=_visits_page(visit_count.year),
        message=_("The visits were split among the municipalities."),
        actions=[_back_to_visits(visit_count.year)],
        status=ui.REFUSED if request.method == "POST" else None,
        template="statistics/visits/count.html",
        count=visit_count,
        counted=report,
        months=list(enumerate(report.row, 1)),
        faults=[(fault.address, fault.message(language())) for fault in report.faults],
        used=WebVisits.objects.filter(count=visit_count).exists(),
        statistics=round_for(visit_count.year),
    )


def _method_text(visit_count: VisitCount, report: VisitReport) -> str:
    """What is proposed to be said of them."""
    sentences = [visit_count.source or visit_count.name]
    if report.missing:
        months = ", ".join(map(str, report.missing))
        sentences.append(_("Months without a figure: %(months)s.") % {"months": months})
    return " – ".join(sentences)


def _take_visits(
    by: Actor, visit_count: VisitCount, report: VisitReport, **fields: Any
) -> WebVisits:
    assert report.visits is not None
    return actions.set_visits(
        by=by,
        year=visit_count.year,
        service=visit_count.service,
        municipality=visit_count.municipality,
        visits=report.visits,
        months=report.row,
        count=visit_count,
        source=visit_count.source,
        **fields,
    )


@require_POST
@ui.needs(Permission.MANAGE_CONSORTIUM)
def remove_visits(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a service's visits back."""
    visits = get_object_or_404(WebVisits, pk=pk)
    return ui.attempt(
        request,
        lambda: actions.remove_visits(by=ui.person_of(request), visits=visits),
        back=_visits_page(visits.year),
    )


@require_GET
@ui.needs(Permission.MANAGE_CONSORTIUM)
def compared(request: HttpRequest, year: int) -> HttpResponse:
    """The same visits under every key, and what each would change for each municipality."""
    statistics, outcomes = round_for(year), queries.outcomes(year)
    usable = [outcome for outcome in outcomes if outcome.parts is not None]
    tables = [
        _table(request, year, usable, measure, caption, name)
        for measure, caption, name in (
            ("part", _("The visits by each key"), "osat"),
            ("effect", _("More or less than now"), "erot"),
            ("percent", _("More or less than now, per cent"), "prosentit"),
        )
    ]
    for table in tables:
        if export := table.response():
            return export
    in_use = {web_visits.key_id for web_visits in queries.web_visits(year)}
    context = {
        "statistics": statistics,
        "tables": tables if usable else [],
        "outcomes": [(outcome, outcome.candidate.key in in_use) for outcome in outcomes],
    }
    return render(request, "statistics/visits/keys.html", context)


def _table(
    request: HttpRequest, year: int, outcomes: list[Outcome], measure: str, caption: str, name: str
) -> ui.Table:
    """One figure of each key by municipality."""

    def column(position: int, outcome: Outcome) -> ui.Column:
        def value(row: Any) -> Any:
            number = getattr(outcome, measure)(row.code)
            return number / 100 if measure == "percent" and number is not None else number

        kind: Kind = "percent" if measure == "percent" else "integer"
        return ui.Column(
            f"k{position}", outcome.candidate.name, value=value, kind=kind, sortable=False
        )

    return ui.Table(
        request,
        caption=caption,
        columns=[
            ui.Column("name", _("Municipality"), value=str, sortable=False),
            *(column(position, outcome) for position, outcome in enumerate(outcomes)),
        ],
        rows=list(municipalities_of(year)),
        suffix=name,
        prefix=name,
    )


@require_POST
@ui.needs(Permission.MANAGE_CONSORTIUM)
def switch(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Split the year's shared visits by another key."""
    key = get_object_or_404(AllocationKey, pk=pk)
    return ui.attempt(
        request,
        lambda: actions.switch_key(by=ui.person_of(request), year=year, key=key),
        back=reverse("statistics:visits-keys", args=[year]),
        message=_("The visits are split by the key %(key)s. Delivered sheets need new versions.")
        % {"key": key.name},
    )
