"""Definitions as Avram schemas (JSON) and back.

Names are objects of three languages there, which Avram allows as an extension; plain texts are
read as English. `flags` are codes of one character each, `lengths` are ours.
"""

import json
from collections.abc import Mapping
from typing import Any

from kimppa.marc.definition.model import (
    LANGUAGES,
    UNDEFINED,
    Code,
    Definition,
    FieldDefinition,
    Indicator,
    Kind,
    Label,
    Material,
    Position,
    Subfield,
)
from kimppa.marc.tables import is_control, tag_number

type Json = dict[str, Any]


def dumps(definition: Definition) -> str:
    """The schema as a text, a code a line."""
    return json.dumps(dump(definition), ensure_ascii=False, indent=1)


def dump(definition: Definition) -> Json:
    return {
        "title": f"MARC 21 {definition.kind}",
        "family": "marc",
        "fields": {tag: _field_out(field) for tag, field in definition.fields.items()},
        "codelists": {
            name: {"codes": _codes_out(codes, old=None)}
            for name, codes in definition.codelists.items()
        },
    }


def load(schema: Mapping[str, Any], kind: Kind = "bib") -> Definition:
    """A definition from an Avram schema; ValueError for what is none."""
    fields = schema.get("fields")
    if not isinstance(fields, Mapping):
        raise ValueError("not an Avram schema: no fields")
    try:
        definitions = {tag: _field_in(tag, entry) for tag, entry in sorted(fields.items())}
        lists = {
            name: _codes_in(entry.get("codes", entry))
            for name, entry in _of(schema, "codelists").items()
        }
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"not an Avram schema: {error!r}") from error
    return Definition(kind, definitions, lists)


def _label_out(label: Label) -> Json:
    return dict(zip(LANGUAGES, label, strict=True))


def _label_in(value: Any) -> Label:
    if isinstance(value, Mapping):
        return Label(*(str(value.get(language, "")) for language in LANGUAGES))
    return Label("", "", str(value or ""))


def _codes_out(codes: Mapping[str, Code], old: bool | None = False) -> Json:
    """The codes that are obsolete, or are not; all with None, the obsolete ones marked."""
    return {
        code.value: {
            "label": _label_out(code.label),
            **({"needs": code.needs} if code.needs else {}),
            **({"deprecated": True} if old is None and code.obsolete else {}),
        }
        for code in codes.values()
        if old is None or code.obsolete == old
    }


def _codes_in(codes: Mapping[str, Any], old: bool = False) -> dict[str, Code]:
    definitions = {}
    for value, entry in codes.items():
        attributes = entry if isinstance(entry, Mapping) else {"label": entry}
        value = value.replace("#", " ")
        definitions[value] = Code(
            value, _label_in(attributes.get("label")), old or bool(attributes.get("deprecated")),
            str(attributes.get("needs", "")),
        )  # fmt: skip
    return definitions


def _both_out(codes: Mapping[str, Code], name: str = "codes") -> Json:
    old = _codes_out(codes, old=True)
    return {name: _codes_out(codes), **({f"deprecated-{name}": old} if old else {})}


def _both_in(schema: Mapping[str, Any], name: str = "codes") -> dict[str, Code]:
    return {
        **_codes_in(_of(schema, name)),
        **_codes_in(_of(schema, f"deprecated-{name}"), old=True),
    }


def _of(schema: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = schema.get(name) or {}
    return value if isinstance(value, Mapping) else {}


def _field_out(field: FieldDefinition) -> Json:
    schema: Json = {
        "tag": field.tag,
        "label": _label_out(field.label),
        "repeatable": field.repeatable,
    }
    if field.obsolete:
        schema["deprecated"] = True
    if field.free:
        schema["free"] = True
    for name, indicator in (("indicator1", field.indicator1), ("indicator2", field.indicator2)):
        if indicator is not None:
            schema[name] = {"label": _label_out(indicator.label), **_both_out(indicator.codes)}
    if field.subfields:
        schema["subfields"] = {part.code: _subfield_out(part) for part in field.subfields.values()}
    if field.materials:
        schema["types"] = {
            ",".join(part.names): {
                "label": _label_out(part.label),
                "lengths": list(part.lengths),
                "positions": {str(place): _position_out(place) for place in part.positions},
            }
            for part in field.materials
        }
    return schema


def _subfield_out(subfield: Subfield) -> Json:
    return {
        "label": _label_out(subfield.label),
        "repeatable": subfield.repeatable,
        **({"deprecated": True} if subfield.obsolete else {}),
    }


def _position_out(position: Position) -> Json:
    schema: Json = {"label": _label_out(position.label)}
    if position.codelist:
        return {**schema, "codes": position.codelist}
    return {**schema, **_both_out(position.codes, "flags" if position.each else "codes")}


def _field_in(tag: str, schema: Mapping[str, Any]) -> FieldDefinition:
    types = dict(_of(schema, "types"))
    if not types and schema.get("positions"):
        types = {"all": schema}
    control = bool(types) or is_control(tag_number(tag))
    first, second = (
        None if control else _indicator_in(schema.get(name))
        for name in ("indicator1", "indicator2")
    )
    return FieldDefinition(
        tag,
        _label_in(schema.get("label")),
        bool(schema.get("repeatable")),
        bool(schema.get("deprecated")),
        bool(schema.get("free")),
        first,
        second,
        {code: _subfield_in(code, entry) for code, entry in _of(schema, "subfields").items()},
        tuple(_material_in(names, entry) for names, entry in types.items()),
    )


def _indicator_in(schema: Mapping[str, Any] | None) -> Indicator:
    if not schema:
        return UNDEFINED
    return Indicator(_label_in(schema.get("label")), _both_in(schema))


def _subfield_in(code: str, schema: Mapping[str, Any]) -> Subfield:
    return Subfield(
        code,
        _label_in(schema.get("label")),
        bool(schema.get("repeatable")),
        bool(schema.get("deprecated")),
    )


def _material_in(names: str, schema: Mapping[str, Any]) -> Material:
    positions = tuple(_position_in(place, entry) for place, entry in schema["positions"].items())
    lengths = tuple(schema.get("lengths", ())) or (max(entry.end for entry in positions) + 1,)
    return Material(tuple(names.split(",")), lengths, _label_in(schema.get("label")), positions)


def _position_in(place: str, schema: Mapping[str, Any]) -> Position:
    ends = place.strip("/").split("-")
    start, end = int(ends[0]), int(ends[-1])
    each = "flags" in schema
    name = "flags" if each else "codes"
    codelist = schema[name] if isinstance(schema.get(name), str) else ""
    codes = {} if codelist else _both_in(schema, name)
    return Position(start, end, _label_in(schema.get("label")), each, codes, codelist)
