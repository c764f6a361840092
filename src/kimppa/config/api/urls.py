"""Addresses under `/api/`."""

import re
from collections.abc import Iterator

from django.urls import URLPattern, path, re_path
from ninja.operation import PathView

from kimppa.config.api.assembly import assemble
from kimppa.config.api.endpoint import wrap
from kimppa.config.api.views import description, docs, no_such_address, root

_PARAMETER = re.compile(r"{([^{}]+)}")


def endpoints() -> Iterator[URLPattern]:
    for router in assemble()._get_bound_routers():
        for route, view in router.path_operations.items():
            address = f"{router.prefix}/{route.strip('/')}".strip("/")
            name = view.operations[0].view_func.__name__
            endpoint = wrap(view.get_view(), parameters(view))
            yield path(_PARAMETER.sub(r"<\1>", address), endpoint, name=name)


def parameters(view: PathView) -> dict[str, frozenset[str]]:
    """The names that the query of an address may have, by method."""
    return {
        method: frozenset(
            name
            for model in operation.models
            if model.__ninja_param_source__ == "query"
            for name in model.__ninja_flatten_map__
        )
        for operation in view.operations
        for method in operation.methods
    }


app_name = "api"
urlpatterns: list[URLPattern] = [
    path("", root, name="root"),
    path("openapi.json", description, name="description"),
    path("docs", docs, name="docs"),
    *endpoints(),
    re_path("^.*$", no_such_address, name="nowhere"),
]
