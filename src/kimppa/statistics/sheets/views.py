"""Freezing the sheets and following their delivery."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kimppa.core.consortium.roles import Permission
from kimppa.statistics.pages import part_for, round_for, town_for, year_page
from kimppa.statistics.sheets.releases import SHEETS, Sheet, Sheets
from kimppa.statistics.visits.queries import unratified
from kimppa.statistics.years.topics import ACTIVE
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
        back=year_page(year),
        back_label=_("Back to the year"),
        topic=topic,
        unratified=unratified(year) if topic != ACTIVE else [],
    )


@needs(Permission.DELIVER)
def delivery(request: HttpRequest, year: int, topic: str) -> HttpResponse:
    """Who has got what, opened, downloaded and passed it on; delivers on POST."""
    sheets = _sheets(year, topic)
    return DELIVERIES.delivery_page(
        request,
        sheets,
        title=sheets.title,
        back=year_page(year),
        back_label=_("Back to the year"),
        freeze_url=reverse("statistics:freeze", args=[year, topic]),
    )


@require_GET
@needs(Permission.VIEW)
def draft(request: HttpRequest, year: int, topic: str, code: str, kind: str) -> HttpResponse:
    """The sheet as it stands, marked provisional."""
    return DELIVERIES.draft_file(_sheets(year, topic), kind, town_for(request, code))


def _sheets(year: int, topic: str) -> Sheets:
    round_for(year)
    return Sheets(part_for(topic), year)
