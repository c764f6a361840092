"""Help for staff on pages of the desk."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from kimppa.core.consortium.roles import Permission
from kimppa.desk.help.guides import guides
from kimppa.ui.guard import needs

# Pages whose guide has another name than their address.
_GUIDES = {
    "": "desk",
    "tasks": "desk",
    "year-clock": "desk",
    "search": "desk",
    "waiting": "deliveries",
    "decisions": "deliveries",
    "people": "consortium",
    "branches": "consortium",
    "services": "consortium",
    "log-work": "work",
    "me": "sign-in",
    "sign-ins": "sign-in",
}


@needs(Permission.VIEW)
def contents(request: HttpRequest) -> HttpResponse:
    """Every guide with its parts; `?sivu=` leads to the guide of a page's room, if there is one."""
    room = request.GET.get("sivu", "").strip("/").partition("/")[0]
    slug = _GUIDES.get(room, room)
    if "sivu" in request.GET and slug in guides():
        return redirect("desk:guide", slug=slug)
    return render(request, "desk/help/contents.html", {"guides": list(guides().values())})


@needs(Permission.VIEW)
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    if slug not in guides():
        raise Http404
    return render(request, "desk/help/guide.html", {"guide": guides()[slug]})
