"""An OpenAPI document as what a page shows. Pure."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

type Json = Mapping[str, Any]

METHODS = ("get", "post", "patch", "put", "delete")
_DEEP = 4


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter of an address or a field of a body or an answer."""

    name: str
    kind: str
    text: str
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method of one address. `example` is a command line."""

    anchor: str
    method: str
    path: str
    title: str
    text: str
    scope: str
    parameters: tuple[Field, ...]
    body: tuple[Field, ...]
    answer: tuple[Field, ...]
    statuses: tuple[tuple[str, str], ...]
    example: str


@dataclass(frozen=True, slots=True)
class Group:
    """Endpoints of one tag."""

    title: str
    anchor: str
    endpoints: tuple[Endpoint, ...]


def groups(document: Json) -> list[Group]:
    """The endpoints by tag, in the document's order."""
    endpoints_by_tag: dict[str, list[Endpoint]] = {}
    for path, operations in document["paths"].items():
        for method in METHODS:
            if operation := operations.get(method):
                tag = operation.get("tags", ["Other"])[0]
                endpoint = _endpoint(document, path, method, operation)
                endpoints_by_tag.setdefault(tag, []).append(endpoint)
    return [Group(tag, _anchor(tag), tuple(group)) for tag, group in endpoints_by_tag.items()]


def _anchor(text: str) -> str:
    return "-".join("".join(c if c.isalnum() else " " for c in text.lower()).split())


def _endpoint(document: Json, path: str, method: str, operation: Json) -> Endpoint:
    body = _schema(operation.get("requestBody", {}))
    status = next(code for code in operation["responses"] if code.startswith("2"))
    return Endpoint(
        anchor=_anchor(f"{method} {path}"),
        method=method.upper(),
        path=path,
        title=operation["summary"],
        text=" ".join(operation.get("description", "").split()),
        scope=operation["x-scope"],
        parameters=tuple(_parameter(document, parameter) for parameter in operation["parameters"]),
        body=tuple(fields(document, body)),
        answer=tuple(fields(document, _schema(operation["responses"][status]))),
        statuses=tuple(
            (code, response["description"]) for code, response in operation["responses"].items()
        ),
        example=_example(document, path, method, operation, body),
    )


def _schema(holder: Json) -> Json:
    content = holder.get("content", {})
    return next(iter(content.values()))["schema"] if content else {}


def _parameter(document: Json, parameter: Json) -> Field:
    kind = _kind(document, parameter["schema"])
    return Field(
        parameter["name"],
        f"{parameter['in']}, {kind}",
        parameter.get("description", ""),
        parameter["required"],
    )


def fields(document: Json, schema: Json, path: str = "", depth: int = 0) -> Iterator[Field]:
    """The fields of an object, those of objects inside it by their path (`items[].id`)."""
    target = _resolve(document, schema)
    required = set(target.get("required", ()))
    for name, field in target.get("properties", {}).items():
        yield Field(
            path + name, _kind(document, field), field.get("description", ""), name in required
        )
        inner, mark = _inner_object(document, field)
        if inner and depth < _DEEP:
            yield from fields(document, inner, f"{path}{name}{mark}.", depth + 1)


def _inner_object(document: Json, schema: Json) -> tuple[Json, str]:
    """The object that a field holds, itself or in a list."""
    target = _resolve(document, schema)
    if target.get("properties"):
        return target, ""
    if target.get("type") == "array":
        entry = _resolve(document, target.get("items", {}))
        return (entry, "[]") if entry.get("properties") else ({}, "")
    return {}, ""


def _resolve(document: Json, schema: Json) -> Json:
    """What a reference means; of alternatives, the one that is not null."""
    for key in ("allOf", "anyOf", "oneOf"):
        for alternative in schema.get(key, ()):
            if alternative.get("type") != "null":
                return _resolve(document, alternative)
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return _resolve(document, document["components"]["schemas"][name])
    return schema


def _kind(document: Json, schema: Json) -> str:
    if choices := schema.get("anyOf") or schema.get("oneOf"):
        kinds = dict.fromkeys(_kind(document, choice) for choice in choices)
        return " | ".join(kinds)
    target = _resolve(document, schema)
    if target.get("type") == "array":
        return f"list of {_kind(document, target.get('items', {}))}"
    if "enum" in target and len(target["enum"]) <= 6:
        return " | ".join(map(str, target["enum"]))
    return str(target.get("format") or target.get("type") or "any")


def _example(document: Json, path: str, method: str, operation: Json, body: Json) -> str:
    """A command that does it, with the token in the variable KIMPPA_TOKEN."""
    server = document["servers"][0]["url"]
    query = "&".join(
        f"{parameter['name']}={_example_value(document, parameter['schema'])}"
        for parameter in operation["parameters"]
        if parameter["in"] == "query" and parameter["required"]
    )
    for parameter in operation["parameters"]:
        if parameter["in"] == "path":
            path = path.replace(
                f"{{{parameter['name']}}}", str(_example_value(document, parameter["schema"]))
            )
    lines = ['curl -H "Authorization: Bearer $KIMPPA_TOKEN"']
    if method != "get":
        lines.append(f"-X {method.upper()}")
    if body:
        content = json.dumps(_example_object(document, body), ensure_ascii=False)
        lines += ['-H "Content-Type: application/json"', f"-d '{content}'"]
    lines.append(f'"{server}{path}{"?" + query if query else ""}"')
    return " \\\n  ".join(lines)


def _example_object(document: Json, schema: Json) -> dict[str, Any]:
    target = _resolve(document, schema)
    names = target.get("required") or list(target.get("properties", {}))[:1]
    return {name: _example_value(document, target["properties"][name]) for name in names}


def _example_value(document: Json, schema: Json) -> object:
    """Something that the schema takes."""
    target = _resolve(document, schema)
    if "enum" in target:
        return target["enum"][0]
    if target.get("format") == "date":
        return "2025-01-14"
    kind = target.get("type")
    if kind == "integer":
        return max(target.get("minimum", 1), 1) if target.get("maximum", 0) != 2100 else 2025
    return {"number": 12.5, "boolean": True}.get(str(kind), "…")
