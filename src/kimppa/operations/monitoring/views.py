"""Pages for watchers, `/healthz` and `/metrics`. Strangers learn whether the server answers."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, generate_latest

from kimppa.operations.front.client import LOCAL
from kimppa.operations.monitoring import gauges
from kimppa.operations.monitoring.health import Health, health


def is_watcher(request: HttpRequest) -> bool:
    """Whether the request comes from this machine past no proxy, or brings the token."""
    token = settings.KIMPPA_METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    return bool(request.META.get(LOCAL)) or bool(token and constant_time_compare(given, token))


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether the process answers; `?ready` also whether pages can be answered (for a load
    balancer), `?well` whether nothing asks for attention (for an alarm): 200 or 503."""
    if "ready" in request.GET:
        found = health()
        return _told(request, found, found.ready)
    if "well" in request.GET:
        found = health()
        return _told(request, found, found.well)
    return _unkept(HttpResponse("ok\n", content_type="text/plain"))


def _told(request: HttpRequest, found: Health, good: bool) -> HttpResponse:
    told: dict[str, object] = {"ready": found.ready, "well": found.well}
    if is_watcher(request):
        told["checks"] = {
            check.name: {"well": check.well, "told": check.told} for check in found.checks
        }
    else:
        told = {"ok": good}
    return _unkept(JsonResponse(told, status=200 if good else 503))


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Metrics for Prometheus; for anybody else there is no such page."""
    if not is_watcher(request):
        return _unkept(HttpResponseNotFound("not found\n", content_type="text/plain"))
    page = generate_latest(gauges.Instance())
    return _unkept(HttpResponse(page, content_type=CONTENT_TYPE_PLAIN_0_0_4))


def _unkept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
