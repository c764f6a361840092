"""The description of the API, for programs and for people. Open to all: it holds no secrets."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from kimppa.config.api.assembly import absent
from kimppa.config.api.described import document
from kimppa.desk.apidocs.views import page


@login_not_required
@require_safe
def root(request: HttpRequest) -> HttpResponseBase:
    """To the page for people."""
    return redirect("api:docs")


@login_not_required
@require_safe
def description(request: HttpRequest) -> HttpResponseBase:
    """The OpenAPI document."""
    return JsonResponse(document())


@login_not_required
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The same as a page."""
    return page(request, document())


@csrf_exempt
@login_not_required
def nowhere(request: HttpRequest) -> HttpResponse:
    """An address that the API does not have."""
    return absent()
