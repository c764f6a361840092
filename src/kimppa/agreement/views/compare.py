"""This year's text beside the one before it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from kimppa.agreement.compare import compare
from kimppa.agreement.queries import agreement_before, structure_of
from kimppa.agreement.views.shared import agreement_or_404, only_years
from kimppa.core.consortium.roles import Permission
from kimppa.ui.guard import needs


@needs(Permission.VIEW)
def comparison(request: HttpRequest, year: int) -> HttpResponse:
    """What changed from the agreement before, clause by clause, word by word."""
    agreement = agreement_or_404(request, year)
    before = agreement_before(year)
    if before is None:
        raise Http404
    told = compare(structure_of(before), structure_of(agreement))
    context = {
        "agreement": agreement,
        "before": before,
        "comparison": told,
        "only_years": only_years(told),
    }
    return render(request, "agreement/compare.html", context)
