"""The search of the desk and its rooms."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kimppa.core.area import search as find
from kimppa.core.consortium.roles import Permission
from kimppa.ui.guard import needs, person_of

SHORTEST = 2
LONGEST = 100


@needs(Permission.VIEW)
def search(request: HttpRequest) -> HttpResponse:
    """Everything that the words stand in and the reader may see, kind by kind."""
    words = request.GET.get("q", "").strip()[:LONGEST]
    groups = find(words, person_of(request)) if len(words) >= SHORTEST else {}
    count = sum(map(len, groups.values()))
    values = {"words": words, "groups": list(groups.items()), "count": count}
    values["short"] = _("Write at least two letters.") if 0 < len(words) < SHORTEST else ""
    return render(request, "desk/search.html", values)
