"""This year's text beside the one before it."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from kimppa.agreement.queries import (
    agreement_and_before,
    hidden_lines,
    sees_drafts,
    structures_of,
)
from kimppa.agreement.structure.compare import compare
from kimppa.agreement.views.shared import only_years
from kimppa.core.consortium.roles import Permission
from kimppa.ui.guard import needs, person_of


@needs(Permission.VIEW)
def comparison(request: HttpRequest, year: int) -> HttpResponse:
    """What changed from the agreement before, clause by clause, word by word."""
    agreements = agreement_and_before(year)
    if len(agreements) < 2 or (agreements[0].is_draft and not sees_drafts(person_of(request))):
        raise Http404
    agreement, before = agreements
    whole = compare(*structures_of([before, agreement]))
    hidden = hidden_lines(person_of(request), [before.year, agreement.year])
    comparison = replace(
        whole,
        clauses=tuple(
            change
            for change in whole.clauses
            if not (change.old and (before.year, change.old.number) in hidden)
            and not (change.new and (agreement.year, change.new.number) in hidden)
        ),
    )
    context = {
        "agreement": agreement,
        "before": before,
        "comparison": comparison,
        "only_years": only_years(comparison),
    }
    return render(request, "agreement/compare.html", context)
