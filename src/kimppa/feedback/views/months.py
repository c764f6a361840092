"""The theme list of a month: the page, its file, freezing and delivering."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kimppa.core import clock
from kimppa.core.consortium.roles import Permission
from kimppa.core.releases.facts import Stamp
from kimppa.core.releases.models import Release
from kimppa.documents.html import render_html
from kimppa.feedback.months import queries
from kimppa.feedback.months.content import Facts
from kimppa.feedback.months.document import document, measures
from kimppa.feedback.months.month import Month
from kimppa.feedback.months.releases import THEMES, ThemeList
from kimppa.ui.deliveries import Deliveries, FreezeForm, changes
from kimppa.ui.guard import needs, person_of
from kimppa.ui.numbers import language
from kimppa.ui.sent import REFUSED
from kimppa.ui.tables import Column, Table

DELIVERIES = Deliveries(THEMES, "feedback:month-")


@require_safe
@needs(Permission.DO_TASKS)
def months(request: HttpRequest) -> HttpResponse:
    """The months since the first feedback and how far their lists have got."""
    table = Table(
        request,
        caption=_("Theme lists of the month"),
        rows=queries.months(),
        columns=[
            Column(
                "month",
                _("Month"),
                value=lambda row: row["month"].name(language()),
                url=lambda row: _page(row["month"]),
                sortable=False,
            ),
            Column("arrived", _("Arrived"), kind="integer", sortable=False),
            Column("release", _("Theme list"), kind="status", value=_state, sortable=False),
        ],
    )
    return table.response() or render(request, "feedback/months/months.html", {"table": table})


def _state(row: dict[str, Any]) -> tuple[str, str]:
    release: Release | None = row["release"]
    if release is None:
        return ("draft", _("Not frozen")) if row["arrived"] else ("empty", _("Nothing came"))
    words = {"version": release.version}
    if not release.deliveries.all():
        return "waiting", _("Version %(version)d frozen, not delivered") % words
    if release.provisional:
        return "provisional", _("Version %(version)d delivered as provisional") % words
    return "done", _("Version %(version)d delivered") % words


@require_safe
@needs(Permission.DO_TASKS)
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """The list of a month as it stands, and who has got it."""
    return _month_page(request, _month(year, month))


def _month_page(request: HttpRequest, month: Month, form: FreezeForm | None = None) -> HttpResponse:
    (draft,) = THEMES.drafts(month)
    tables = _tables(request, draft.shown)
    for table in tables.values():
        if export := table.response():
            return export
    context: dict[str, Any] = {
        "draft": draft,
        "month": month,
        "name": month.name(language()),
        "document": "" if draft.tally.empty else mark_safe(_document(draft)),
        "exports": [(f"?{key}-format=xlsx", table.caption) for key, table in tables.items()],
    }
    if person_of(request).can(Permission.DELIVER):
        reaches = DELIVERIES.reach(month, draft.last) if draft.last else []
        differences, count = changes(draft)
        context |= {
            "may_deliver": True,
            "form": form or DELIVERIES.freeze_form(request, [draft], provisional=not draft.over),
            "changes": differences,
            "count": count,
            "version": reaches[0].version if reaches else None,
            "waiting": [reach.municipality for reach in reaches if reach.waits],
        }
    status = REFUSED if form else 200
    return render(request, "feedback/months/month.html", context, status=status)


def _document(draft: ThemeList) -> str:
    version = draft.last.version if draft.last and draft.settled else 0
    return render_html(document(draft.shown, Stamp(clock.today(), version)))


def _tables(request: HttpRequest, facts: Facts) -> dict[str, Table]:
    """The list's tables as Excel, whole: what customers wrote of, and the counts of each place."""
    places, titles = facts["places"], measures(facts)
    theme_columns = [
        Column("name", _("Theme"), sortable=False),
        Column("together", titles["arrived"], kind="integer", sortable=False),
        Column("earlier", titles["earlier"], kind="integer", sortable=False),
        *(
            _number_column(place["code"] or "common", place["name"], partial(_count, place["code"]))
            for place in places
        ),
    ]
    count_columns = [
        Column("name", _("Municipality"), sortable=False),
        *(Column(key, title, kind="integer", sortable=False) for key, title in titles.items()),
    ]
    return {
        "told": _table(request, facts, "told", _("What customers wrote of"), theme_columns),
        "places": _table(request, facts, "places", _("By municipality"), count_columns),
    }


def _table(
    request: HttpRequest, facts: Facts, key: str, caption: str, columns: list[Column]
) -> Table:
    return Table(
        request,
        caption=caption,
        suffix=f"{facts['month']}-{key}",
        rows=facts[key],
        columns=columns,
        prefix=f"{key}-",
    )


def _number_column(key: str, title: str, count_of: Callable[[Facts], int]) -> Column:
    return Column(key, title, kind="integer", value=count_of, sortable=False)


def _count(code: str, facts: Facts) -> int:
    count: int = facts["by"].get(code, 0)
    return count


@require_POST
@needs(Permission.DELIVER)
def freeze(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """Freeze the list as it was seen."""
    period = _month(year, month)
    form = DELIVERIES.freeze_form(request, THEMES.drafts(period))
    if DELIVERIES.freeze(request, period, form):
        return redirect(_page(period))
    return _month_page(request, period, form)


@require_POST
@needs(Permission.DELIVER)
def deliver(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """Deliver the newest version to every municipality's directors."""
    period = _month(year, month)
    return DELIVERIES.deliver_to_all(request, period, back=_page(period))


@require_safe
@needs(Permission.DO_TASKS)
def draft(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """The list as it stands as a PDF, marked provisional."""
    return DELIVERIES.draft_file(_month(year, month), "pdf")


def _month(year: int, number: int) -> Month:
    """A month that has begun; 404 for others."""
    try:
        month = Month(year, number)
    except ValueError as error:
        raise Http404 from error
    if month.first > clock.today():
        raise Http404
    return month


def _page(month: Month) -> str:
    return reverse("feedback:month", args=[month.year, month.number])
