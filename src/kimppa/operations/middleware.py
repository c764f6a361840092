"""What every answer of Django's passes: headers, packing, and what the log may know."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.middleware.http import ConditionalGetMiddleware

from kimppa.operations.front.cache import ROUTE
from kimppa.operations.front.entry import PERSON

type Respond = Callable[[HttpRequest], HttpResponseBase]

# What a page may ask of the device: nothing, passkeys excepted.
_FEATURES = (
    "accelerometer",
    "autoplay",
    "bluetooth",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "geolocation",
    "gyroscope",
    "hid",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
PERMISSIONS = ", ".join(
    [
        *(f"{feature}=()" for feature in _FEATURES),
        "publickey-credentials-create=(self)",
        "publickey-credentials-get=(self)",
    ]
)


class Headers:
    """The outermost: headers that Django has no setting for, and what the log is told.

    A page may loosen `Cross-Origin-Resource-Policy` by setting it itself (feeds, the API).
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if "Cache-Control" not in response.headers and _is_somebody(request):
            response.headers["Cache-Control"] = "private, no-cache"
        request.META[ROUTE] = _route(request)
        # Only if somebody has asked for it: the log is not worth a query.
        person = getattr(request, "_cached_user", None)
        if person is not None and person.pk:
            request.META[PERSON] = person.pk
        return response


def _is_somebody(request: HttpRequest) -> bool:
    return "HTTP_COOKIE" in request.META or "HTTP_AUTHORIZATION" in request.META


def _route(request: HttpRequest) -> str:
    if request.resolver_match:
        return request.resolver_match.view_name
    return "static" if request.path_info.startswith("/static/") else ""


class Pack(GZipMiddleware):
    """Packs pages, with Django's random padding against BREACH; never a page with a secret.

    A page that holds a secret says `no-store`. The tokens in forms are masked anew in each page.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """The answer, packed where that is safe and worth it."""
        if "no-store" in response.get("Cache-Control", "") or not _is_text(response):
            return response
        packed_response: HttpResponseBase = super().process_response(request, response)
        return packed_response


def _is_text(response: HttpResponseBase) -> bool:
    kind = response.get("Content-Type", "")
    return kind.startswith(("text/", "application/json", "image/svg+xml")) or "+xml" in kind


class Conditional(ConditionalGetMiddleware):
    """ETags for feeds, calendars and the API; 304 for whoever has the newest already.

    A page with a form is never the same twice (its token is masked anew), so pages get none: the
    tag would be computed in vain. Those of anonymous visitors get theirs in `front.cache`.
    """

    def needs_etag(self, response: HttpResponseBase) -> bool:
        page = response.get("Content-Type", "").startswith("text/html")
        return not page and bool(super().needs_etag(response))
