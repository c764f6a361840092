"""Addresses under /linkedevents/v1/, open to all."""

import re
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path

from kimppa.publishing.linkedevents.api import api, described
from kimppa.publishing.public import for_all

_PARAMETER = re.compile(r"{([^{}]+)}")


@for_all
def description(_request: HttpRequest) -> HttpResponse:
    """The OpenAPI description."""
    return JsonResponse(described())


def endpoints() -> Iterator[URLPattern]:
    """Every endpoint, under the name of its function: event_list is `event-list`."""
    for router in api._get_bound_routers():
        for route, view in router.path_operations.items():
            name = view.operations[0].view_func.__name__.replace("_", "-")
            address_pattern = _PARAMETER.sub(r"<str:\1>", route.lstrip("/"))
            yield path(f"linkedevents/v1/{address_pattern}", for_all(view.get_view()), name=name)


urlpatterns: list[URLPattern] = [
    path("linkedevents/v1/openapi.json", description, name="linkedevents-description"),
    *endpoints(),
]
