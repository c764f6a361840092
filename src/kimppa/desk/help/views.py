"""Help for staff on pages of the desk."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from kimppa.core.consortium.roles import Permission
from kimppa.desk.help.guides import guides
from kimppa.ui.guard import needs


@needs(Permission.VIEW)
def contents(request: HttpRequest) -> HttpResponse:
    """Every guide with its parts."""
    return render(request, "desk/help/contents.html", {"guides": list(guides().values())})


@needs(Permission.VIEW)
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    """One guide."""
    if slug not in guides():
        raise Http404
    return render(request, "desk/help/guide.html", {"guide": guides()[slug]})
