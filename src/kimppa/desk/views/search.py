"""The search of the desk and its rooms."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kimppa.core.area import Found, areas
from kimppa.core.consortium.roles import Permission
from kimppa.ui.guard import needs, person_of

SHORTEST = 2
LONGEST = 100


@needs(Permission.VIEW)
def search(request: HttpRequest) -> HttpResponse:
    """Everything that the words stand in and the reader may see, kind by kind."""
    words = request.GET.get("q", "").strip()[:LONGEST]
    found: list[Found] = []
    if len(words) >= SHORTEST:
        person = person_of(request)
        for area in areas():
            if area.search:
                found.extend(area.call("search", words, person))
    groups = [(kind, list(hits)) for kind, hits in groupby(found, key=lambda one: one.kind)]
    values = {"words": words, "groups": groups, "count": len(found)}
    values["short"] = _("Write at least two letters.") if 0 < len(words) < SHORTEST else ""
    return render(request, "desk/search.html", values)
