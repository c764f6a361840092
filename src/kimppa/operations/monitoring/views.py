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
    credentials = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    knows_token = bool(token) and constant_time_compare(credentials, token)
    return bool(request.META.get(LOCAL)) or knows_token


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether the process answers; `?ready` also whether pages can be answered (for a load
    balancer), `?well` whether nothing asks for attention (for an alarm): 200 or 503."""
    if "ready" in request.GET:
        state = health()
        return _health_page(request, state, state.ready)
    if "well" in request.GET:
        state = health()
        return _health_page(request, state, state.well)
    return _no_store(HttpResponse("ok\n", content_type="text/plain"))


def _health_page(request: HttpRequest, state: Health, is_good: bool) -> HttpResponse:
    content: dict[str, object] = {"ready": state.ready, "well": state.well}
    if is_watcher(request):
        content["checks"] = {
            check.name: {"well": check.well, "told": check.text} for check in state.checks
        }
    else:
        content = {"ok": is_good}
    return _no_store(JsonResponse(content, status=200 if is_good else 503))


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Metrics for Prometheus; for anybody else there is no such page."""
    if not is_watcher(request):
        return _no_store(HttpResponseNotFound("not found\n", content_type="text/plain"))
    page = generate_latest(gauges.Instance())
    return _no_store(HttpResponse(page, content_type=CONTENT_TYPE_PLAIN_0_0_4))


def _no_store(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
