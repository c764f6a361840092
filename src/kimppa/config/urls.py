"""Addresses: every room under its own name, the desk at the root."""

from django.urls import URLPattern, URLResolver, include, path

from kimppa.core.area import areas
from kimppa.operations.monitoring import views as monitoring


def _room(slug: str, module: str) -> URLResolver:
    prefix = "" if slug == "desk" else f"{slug}/"
    return path(prefix, include((module, slug), namespace=slug))


urlpatterns: list[URLPattern | URLResolver] = [
    *(path("", include(area.public_urls)) for area in areas() if area.public_urls),
    *(_room(area.slug, area.urls) for area in areas() if area.urls),
    path("healthz", monitoring.healthz, name="healthz"),
    path("metrics", monitoring.metrics, name="metrics"),
    path("api/", include("kimppa.config.api.urls")),
    path("", include(("kimppa.ui.urls", "ui"), namespace="ui")),
]

handler400 = "kimppa.config.api.views.refused"
handler404 = "kimppa.desk.faults.views.not_found"
handler500 = "kimppa.config.api.views.failed"
