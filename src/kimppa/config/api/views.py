"""The description of the API, open to all, and the faults outside every endpoint."""

import sys

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from kimppa.config.api.assembly import absent
from kimppa.config.api.openapi import document
from kimppa.desk.apidocs.views import page
from kimppa.desk.faults import views as faults
from kimppa.ui.api.problems import problem

ROOT = "/api/"


@login_not_required
@require_safe
def root(request: HttpRequest) -> HttpResponseBase:
    return redirect("api:docs")


@login_not_required
@require_safe
def description(request: HttpRequest) -> HttpResponseBase:
    return JsonResponse(document())


@login_not_required
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    return page(request, document())


@csrf_exempt
@login_not_required
def no_such_address(request: HttpRequest) -> HttpResponse:
    """An address that the API does not have."""
    return absent()


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
