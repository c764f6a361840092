"""What has been said of pairs: all of it, also of those that no search proposes any more."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kimppa.catalogue.pages import plain_text
from kimppa.catalogue.twins import actions, queries
from kimppa.core.consortium.roles import Permission
from kimppa.ui.guard import needs

SHOWN = 100


@require_GET
@needs(Permission.MANAGE_CATALOGUE)
def pairs(request: HttpRequest) -> HttpResponse:
    """The newest, or those with a number that is asked for."""
    asked = request.GET.get("haku", "").strip()
    found = queries.pairs_with(asked)
    context = {"pairs": found[:SHOWN], "count": found.count(), "shown": SHOWN, "asked": asked}
    return render(request, "catalogue/twins/pairs.html", context)


@require_GET
@needs(Permission.MANAGE_CATALOGUE)
def pairs_file(request: HttpRequest) -> HttpResponse:
    """The same for `kimppa marc duplicates --judged`."""
    return plain_text(actions.said_lines(queries.pairs_with("")), "kaksoistietueet-sanottu.txt")
