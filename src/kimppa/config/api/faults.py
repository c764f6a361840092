"""Faults outside every endpoint: a program gets a problem detail where a person gets a page."""

import sys

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kimppa.desk.faults import views as faults
from kimppa.ui.api.problems import problem

ROOT = "/api/"


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that was not understood."""
    if not request.path.startswith(ROOT):
        return faults.refused(request, exception)
    return problem(400, "request", _("The request holds characters that are not text."))


def failed(request: HttpRequest) -> HttpResponse:
    """A fault of ours, of the disk or of the database."""
    page = faults.failed(request)
    if not request.path.startswith(ROOT):
        return page
    status = faults.status_of(sys.exception())
    wait = page.headers.get("Retry-After")
    headers = {"Retry-After": wait} if wait else None
    detail = _("It did not work, and the fault is not in the request. Try again later.")
    return problem(status, "failed" if status >= 500 else "request", detail, headers=headers)
