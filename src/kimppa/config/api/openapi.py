"""The OpenAPI document: what the endpoints tell of themselves, with scopes and problems added."""

from functools import cache
from typing import Any

from django.conf import settings

from kimppa.config.api.assembly import assemble
from kimppa.ui.api import Needs
from kimppa.ui.api.problems import MEDIA_TYPE, FieldProblem, Problem

type Json = dict[str, Any]

SCHEME = "token"
_REF = "#/components/schemas/"
_KEY: Json = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "description": "Any text of your own; the same key within 24 hours gets the same answer.",
    "schema": {"type": "string", "maxLength": 200},
}
_UNCHANGED: Json = {
    "in": "header",
    "name": "If-None-Match",
    "required": False,
    "description": "The ETag of what you have; the answer is 304 while nothing has changed.",
    "schema": {"type": "string"},
}


@cache
def document() -> Json:
    """The document, made once: the rooms do not change while the server runs."""
    document: Json = dict(assemble().get_openapi_schema(path_prefix="api/"))
    document["servers"] = [{"url": settings.KIMPPA_PUBLIC_URL}]
    schemas = document["components"]["schemas"]
    for shape in (Problem, FieldProblem):
        schema = shape.model_json_schema(ref_template=_REF + "{model}", mode="serialization")
        schema.pop("$defs", None)
        schemas[shape.__name__] = schema
    document["components"]["securitySchemes"] = {
        SCHEME: {"type": "http", "scheme": "bearer", "description": "A personal token."}
    }
    scopes = _scopes()
    for operations in document["paths"].values():
        for method, operation in operations.items():
            _complete(method, operation, scopes[operation["operationId"]])
    return document


def _scopes() -> dict[str, str]:
    """The scope that is needed, by operation id."""
    api = assemble()
    return {
        operation.operation_id or api.get_openapi_operation_id(operation): str(auth.scope)
        for router in api._get_bound_routers()
        for view in router.path_operations.values()
        for operation in view.operations
        for auth in operation.auth_callbacks
        if isinstance(auth, Needs)
    }


def _complete(method: str, operation: Json, scope: str) -> None:
    """Add what holds for every endpoint: its scope, its problems, its headers."""
    operation["security"] = [{SCHEME: [scope]}]
    operation["x-scope"] = scope
    responses = {str(status): response for status, response in operation["responses"].items()}
    statuses = {
        "400": "Unreadable",
        "401": "No good token",
        "403": "Not allowed",
        "429": "Too many requests",
    }
    if any(parameter["in"] == "path" for parameter in operation["parameters"]):
        statuses["404"] = "No such thing, or not yours to see"
    if method == "post":
        operation["parameters"].append(_KEY)
    if method == "get":
        operation["parameters"].append(_UNCHANGED)
        statuses["304"] = "Unchanged"
    if method != "get":
        statuses["409"] = "Somebody wrote at the same time"
    statuses["422"] = "Something must be corrected"
    for status, meaning in statuses.items():
        responses[status] = _response(status, meaning)
    operation["responses"] = dict(sorted(responses.items()))


def _response(status: str, meaning: str) -> Json:
    if status == "304":
        return {"description": meaning}
    return {"description": meaning, "content": {MEDIA_TYPE: {"schema": {"$ref": _REF + "Problem"}}}}
