"""What the pages of the statistics share."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.roles import Permission
from kimppa.statistics.models import Round
from kimppa.statistics.years.queries import round_of, visible_municipalities
from kimppa.ui import pages as ui


def round_for(year: int) -> Round:
    """The year's statistics; 404 when they have not been begun."""
    statistics = round_of(year)
    if statistics is None:
        raise Http404
    return statistics


def town_for(request: HttpRequest, code: str) -> Municipality:
    """A municipality that the person may see; 404 for others."""
    for town in visible_municipalities(ui.person_of(request)):
        if town.code == code:
            return town
    raise Http404


def may_enter(request: HttpRequest, town: Municipality) -> bool:
    """Whether the person works for the municipality's figures."""
    return ui.person_of(request).can(Permission.LOG_WORK, town)


def require_enter(request: HttpRequest, town: Municipality) -> None:
    """Raise PermissionDenied for those who only read."""
    if not may_enter(request, town):
        raise PermissionDenied(
            _("Your role does not allow this here. Ask the coordinator if you need it.")
        )


def language() -> str:
    """The reader's language: fi, sv or en."""
    return (get_language() or "fi")[:2]


def year_page(year: int) -> str:
    """The year's address."""
    return reverse("statistics:year", args=[year])


def back_to_year(year: int) -> ui.Action:
    """The way from a page of the year to the year."""
    return ui.Action(_("Back to the year"), year_page(year))
