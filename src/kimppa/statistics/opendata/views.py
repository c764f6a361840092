"""Opening a year's delivered figures to everybody."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kimppa.core.consortium.roles import Permission
from kimppa.statistics.opendata import actions
from kimppa.statistics.pages import round_for, year_page
from kimppa.ui.guard import needs, person_of
from kimppa.ui.sent import attempt


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
def publish(request: HttpRequest, year: int) -> HttpResponse:
    """Open what has been delivered as final."""
    statistics = round_for(year)
    return attempt(
        request,
        lambda: actions.open_data(by=person_of(request), statistics=statistics),
        back=year_page(year),
        message=_("The delivered figures are open to everybody."),
        undo=reverse("statistics:close-data", args=[year]),
    )


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
def close(request: HttpRequest, year: int) -> HttpResponse:
    """Close it again."""
    statistics = round_for(year)
    return attempt(
        request,
        lambda: actions.close_data(by=person_of(request), statistics=statistics),
        back=year_page(year),
        message=_("The figures are no longer open. Who has taken them keeps them."),
        undo=reverse("statistics:open-data", args=[year]),
    )
