"""The first page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kimppa.core.consortium.roles import Permission
from kimppa.ui.guard import needs


@needs(Permission.VIEW)
def home(request: HttpRequest) -> HttpResponse:
    """Where to go, by role: the pages of the navigation."""
    return render(request, "desk/start.html")
