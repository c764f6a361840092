"""This year's text beside the one before it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from kimppa.agreement.queries import agreement_and_before, sees_drafts, structure_of
from kimppa.agreement.structure.compare import compare
from kimppa.agreement.views.shared import only_years
from kimppa.core.consortium.roles import Permission
from kimppa.ui.guard import needs, person_of


@needs(Permission.VIEW)
def comparison(request: HttpRequest, year: int) -> HttpResponse:
    """What changed from the agreement before, clause by clause, word by word."""
    found = agreement_and_before(year)
    if len(found) < 2 or (found[0].is_draft and not sees_drafts(person_of(request))):
        raise Http404
    agreement, before = found
    told = compare(structure_of(before), structure_of(agreement))
    context = {
        "agreement": agreement,
        "before": before,
        "comparison": told,
        "only_years": only_years(told),
    }
    return render(request, "agreement/compare.html", context)
