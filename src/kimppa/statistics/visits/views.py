"""Visits of web services: entered, read from a file or fetched, and split by a key."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kimppa.core.allocation.models import AllocationKey
from kimppa.core.consortium.queries import municipalities_of
from kimppa.core.consortium.roles import Permission
from kimppa.core.files.actions import read
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
from kimppa.statistics.visits.reading import Counted, read_visits
from kimppa.statistics.visits.whatif import Outcome
from kimppa.ui.columns import Kind
from kimppa.ui.guard import needs, person_of
from kimppa.ui.sent import REFUSED, attempt, posted
from kimppa.ui.tables import Column, Table
from kimppa.ui.undo import done


@needs(Permission.MANAGE_CONSORTIUM)
def web_visits(request: HttpRequest, year: int) -> HttpResponse:
    """Each service's visits and how they are split; more are entered, read or fetched here."""
    statistics, form = round_for(year), VisitsForm(posted(request), year=year)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_visits(by=person_of(request), year=year, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            done(request, _("The visits were split among the municipalities."))
            return redirect("statistics:web-visits", year=year)
    rows = queries.web_visits(year)
    before = queries.switched(rows)
    context = {
        "statistics": statistics,
        "rows": [(row, _ratified(row), before.get(row.pk, "")) for row in rows],
        "shared": any(row.municipality is None for row in rows),
        "sources": queries.visit_sources(),
        "waiting": queries.waiting_counts(year),
        "form": form,
    }
    status = REFUSED if form.errors else 200
    return render(request, "statistics/visits/visits.html", context, status=status)


def _ratified(row: WebVisits) -> tuple[str, str]:
    if row.key is None:
        return "done", _("Measured")
    if row.key.ratification is None:
        return "provisional", _("Not asked of the municipalities")
    state = count_answers(row.key.ratification)
    if state.ratified:
        return "confirmed", _("Confirmed by all")
    return "waiting", _("%(yes)d of %(asked)d have confirmed") % {
        "yes": state.yes,
        "asked": state.total,
    }


@needs(Permission.MANAGE_CONSORTIUM)
def bring(request: HttpRequest, year: int) -> HttpResponse:
    """Bring in a file of visits; it is looked at before it is taken into use."""
    statistics = round_for(year)
    form = VisitsFileForm(posted(request), request.FILES or None, year=year)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        file = given.pop("file")
        try:
            made = actions.bring_visits(
                by=person_of(request),
                year=year,
                content=file.read(),
                name=file.name,
                media_type=file.content_type or "application/octet-stream",
                **given,
            )
        except SpreadsheetError as error:
            form.add_error("file", error.text(language()))
        else:
            return redirect("statistics:visits-count", pk=made.pk)
    context = {"statistics": statistics, "form": form}
    status = REFUSED if form.errors else 200
    return render(request, "statistics/visits/file.html", context, status=status)


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
def fetch(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Ask a Matomo; what it tells is looked at before it is taken into use."""
    visit_source, statistics = get_object_or_404(VisitSource, pk=pk), round_for(year)
    try:
        count = actions.fetch_visits(
            by=person_of(request), visit_source=visit_source, year=statistics.year
        )
    except FetchError as error:
        messages.error(request, visit_source.failure or refusal(error))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        return redirect("statistics:visits-count", pk=count.pk)
    return redirect("statistics:web-visits", year=year)


@needs(Permission.MANAGE_CONSORTIUM)
def count(request: HttpRequest, pk: int) -> HttpResponse:
    """What a file or a Matomo tells, with its faults; taken into use when there are none."""
    rows = VisitCount.objects.select_related("service", "municipality", "stored")
    found = get_object_or_404(rows, pk=pk)
    counted = read_visits(read(found.stored), found.year)
    form = TakeVisitsForm(
        posted(request),
        own=found.municipality is not None,
        initial={"method": _method(found, counted)},
    )
    if request.method == "POST" and counted.fit and form.is_valid():
        try:
            _take(request, found, counted, form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            done(request, _("The visits were split among the municipalities."))
            return redirect("statistics:web-visits", year=found.year)
    context = {
        "count": found,
        "counted": counted,
        "months": list(enumerate(counted.row, 1)),
        "faults": [(one.address, one.told(language())) for one in counted.faults],
        "form": form,
        "used": WebVisits.objects.filter(count=found).exists(),
        "statistics": round_for(found.year),
    }
    refused = request.method == "POST"
    return render(
        request, "statistics/visits/count.html", context, status=REFUSED if refused else 200
    )


def _method(found: VisitCount, counted: Counted) -> str:
    """What is proposed to be said of them."""
    said = [found.source or found.name]
    if counted.missing:
        months = ", ".join(map(str, counted.missing))
        said.append(_("Months without a figure: %(months)s.") % {"months": months})
    return " – ".join(said)


def _take(request: HttpRequest, found: VisitCount, counted: Counted, given: dict[str, Any]) -> None:
    assert counted.visits is not None
    actions.set_visits(
        by=person_of(request),
        year=found.year,
        service=found.service,
        municipality=found.municipality,
        visits=counted.visits,
        months=counted.row,
        count=found,
        source=found.source,
        **given,
    )


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
def remove_visits(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a service's visits back."""
    found = get_object_or_404(WebVisits, pk=pk)
    return attempt(
        request,
        lambda: actions.remove_visits(by=person_of(request), visits=found),
        back=reverse("statistics:web-visits", args=[found.year]),
        message=_("The visits were taken back."),
    )


@require_GET
@needs(Permission.MANAGE_CONSORTIUM)
def compared(request: HttpRequest, year: int) -> HttpResponse:
    """The same visits under every key, and what each would change for each municipality."""
    statistics, found = round_for(year), queries.outcomes(year)
    usable = [one for one in found if one.parts is not None]
    tables = [
        _table(request, year, usable, what, caption, name)
        for what, caption, name in (
            ("part", _("The visits by each key"), "osat"),
            ("effect", _("More or less than now"), "erot"),
            ("percent", _("More or less than now, per cent"), "prosentit"),
        )
    ]
    for table in tables:
        if export := table.response():
            return export
    in_use = {row.key_id for row in queries.web_visits(year)}
    context = {
        "statistics": statistics,
        "tables": tables if usable else [],
        "outcomes": [(one, one.candidate.key in in_use) for one in found],
    }
    return render(request, "statistics/visits/keys.html", context)


def _table(
    request: HttpRequest, year: int, found: list[Outcome], what: str, caption: str, name: str
) -> Table:
    """One figure of each key by municipality."""

    def column(place: int, one: Outcome) -> Column:
        def value(row: Any) -> Any:
            shown = getattr(one, what)(row.code)
            return shown / 100 if what == "percent" and shown is not None else shown

        kind: Kind = "percent" if what == "percent" else "integer"
        return Column(f"k{place}", one.candidate.name, value=value, kind=kind, sortable=False)

    return Table(
        request,
        caption=caption,
        columns=[
            Column("name", _("Municipality"), value=str, sortable=False),
            *(column(place, one) for place, one in enumerate(found)),
        ],
        rows=list(municipalities_of(year)),
        filename=f"verkkokaynnit-{name}",
        prefix=name,
    )


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
def switch(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Split the year's shared visits by another key."""
    key = get_object_or_404(AllocationKey, pk=pk)
    try:
        count = actions.switch_key(by=person_of(request), year=year, key=key)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        text = ngettext(
            "%(count)d service is split by the key %(key)s. A delivered sheet needs a new version.",
            "%(count)d services are split by the key %(key)s. Delivered sheets need new versions.",
            count,
        )
        done(request, text % {"count": count, "key": key.name})
    return redirect("statistics:visits-keys", year=year)
