"""The OpenAPI document: what the endpoints tell of themselves, with scopes and problems added."""

from functools import cache
from typing import Any

from django.conf import settings

from kimppa.config.api.assembly import assembled
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
    made: Json = dict(assembled().get_openapi_schema(path_prefix="api/"))
    made["servers"] = [{"url": settings.KIMPPA_PUBLIC_URL}]
    schemas = made["components"]["schemas"]
    for shape in (Problem, FieldProblem):
        schema = shape.model_json_schema(ref_template=_REF + "{model}", mode="serialization")
        schema.pop("$defs", None)
        schemas[shape.__name__] = schema
    made["components"]["securitySchemes"] = {
        SCHEME: {"type": "http", "scheme": "bearer", "description": "A personal token."}
    }
    scopes = _scopes()
    for operations in made["paths"].values():
        for method, operation in operations.items():
            _complete(method, operation, scopes[operation["operationId"]])
    return made


def _scopes() -> dict[str, str]:
    api = assembled()
    return {
        operation.operation_id or api.get_openapi_operation_id(operation): str(auth.scope)
        for bound in api._get_bound_routers()
        for view in bound.path_operations.values()
        for operation in view.operations
        for auth in operation.auth_callbacks
        if isinstance(auth, Needs)
    }


def _complete(method: str, operation: Json, scope: str) -> None:
    """Add what holds for every endpoint: its scope, its problems, its headers."""
    operation["security"] = [{SCHEME: [scope]}]
    operation["x-scope"] = scope
    responses = {str(status): told for status, told in operation["responses"].items()}
    statuses = {
        "400": "Unreadable",
        "401": "No good token",
        "403": "Not allowed",
        "429": "Too many requests",
    }
    if any(one["in"] == "path" for one in operation["parameters"]):
        statuses["404"] = "No such thing, or not yours to see"
    if method == "post":
        operation["parameters"].append(_KEY)
    if method == "get":
        operation["parameters"].append(_UNCHANGED)
        statuses["304"] = "Unchanged"
    if method != "get":
        statuses["409"] = "Somebody wrote at the same time"
    statuses["422"] = "Something must be corrected"
    for status, told in statuses.items():
        responses[status] = _response(status, told)
    operation["responses"] = dict(sorted(responses.items()))


def _response(status: str, told: str) -> Json:
    if status == "304":
        return {"description": told}
    return {"description": told, "content": {MEDIA_TYPE: {"schema": {"$ref": _REF + "Problem"}}}}
