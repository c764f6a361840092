"""Freezing the sheets and following their delivery."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kimppa.core.consortium.roles import Permission
from kimppa.statistics.pages import round_for, town_for, year_page
from kimppa.statistics.sheets.releases import SHEETS, Sheet, Sheets, sheets_of
from kimppa.statistics.visits.queries import unratified
from kimppa.statistics.years.topics import UNITS, WEB
from kimppa.ui.deliveries import Deliveries
from kimppa.ui.guard import needs

DELIVERIES = Deliveries(SHEETS, "statistics:")


@needs(Permission.DELIVER)
def freeze(request: HttpRequest, year: int, topic: str) -> HttpResponse:
    """What would be frozen and how it differs; freezes on POST, all chosen or none."""
    sheets = _sheets(year, topic)

    def preview(sheet: Sheet) -> str:
        return reverse("statistics:draft", args=[year, topic, sheet.code, "pdf"])

    return DELIVERIES.freeze_page(
        request,
        sheets,
        template="statistics/sheets/freeze.html",
        then=reverse("statistics:delivery", args=[year, topic]),
        preview=preview,
        title=sheets.title,
        back=_back_link(sheets)[0],
        back_label=_back_link(sheets)[1],
        topic=topic,
        unratified=unratified(year) if topic in (UNITS, WEB) else [],
    )


@needs(Permission.DELIVER)
def delivery(request: HttpRequest, year: int, topic: str) -> HttpResponse:
    """Who has got what, opened, downloaded and passed it on; delivers on POST."""
    sheets = _sheets(year, topic)
    return DELIVERIES.delivery_page(
        request,
        sheets,
        title=sheets.title,
        back=_back_link(sheets)[0],
        back_label=_back_link(sheets)[1],
        freeze_url=reverse("statistics:freeze", args=[year, topic]),
    )


@require_GET
@needs(Permission.VIEW)
def draft(request: HttpRequest, year: int, topic: str, code: str, kind: str) -> HttpResponse:
    """The sheet as it stands, marked provisional."""
    return DELIVERIES.draft_file(_sheets(year, topic), kind, town_for(request, code))


def _sheets(year: int, topic: str) -> Sheets:
    round_for(year)
    try:
        return sheets_of(topic, year)
    except KeyError as error:
        raise Http404 from error


def _back_link(sheets: Sheets) -> tuple[str, str]:
    """Where the pages lead back, and what that page is called."""
    if sheets.period:
        return reverse("statistics:period", args=[sheets.year]), _("Parts of the year")
    return year_page(sheets.year), _("Back to the year")
