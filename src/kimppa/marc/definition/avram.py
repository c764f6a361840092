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
    """The definition as an Avram schema."""
    return {
        "title": f"MARC 21 {definition.kind}",
        "family": "marc",
        "fields": {tag: _field_out(one) for tag, one in definition.fields.items()},
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
        made = {tag: _field_in(tag, one) for tag, one in sorted(fields.items())}
        lists = {
            name: _codes_in(one.get("codes", one)) for name, one in _of(schema, "codelists").items()
        }
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"not an Avram schema: {error!r}") from error
    return Definition(kind, made, lists)


def _label_out(label: Label) -> Json:
    return dict(zip(LANGUAGES, label, strict=True))


def _label_in(value: Any) -> Label:
    if isinstance(value, Mapping):
        return Label(*(str(value.get(one, "")) for one in LANGUAGES))
    return Label("", "", str(value or ""))


def _codes_out(codes: Mapping[str, Code], old: bool | None = False) -> Json:
    """The codes that are obsolete, or are not; all with None, the obsolete ones marked."""
    return {
        one.value: {
            "label": _label_out(one.label),
            **({"needs": one.needs} if one.needs else {}),
            **({"deprecated": True} if old is None and one.obsolete else {}),
        }
        for one in codes.values()
        if old is None or one.obsolete == old
    }


def _codes_in(codes: Mapping[str, Any], old: bool = False) -> dict[str, Code]:
    made = {}
    for value, one in codes.items():
        told = one if isinstance(one, Mapping) else {"label": one}
        value = value.replace("#", " ")
        made[value] = Code(
            value, _label_in(told.get("label")), old or bool(told.get("deprecated")),
            str(told.get("needs", "")),
        )  # fmt: skip
    return made


def _both_out(codes: Mapping[str, Code], name: str = "codes") -> Json:
    old = _codes_out(codes, old=True)
    return {name: _codes_out(codes), **({f"deprecated-{name}": old} if old else {})}


def _both_in(told: Mapping[str, Any], name: str = "codes") -> dict[str, Code]:
    return {
        **_codes_in(_of(told, name)),
        **_codes_in(_of(told, f"deprecated-{name}"), old=True),
    }


def _of(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = told.get(name) or {}
    return value if isinstance(value, Mapping) else {}


def _field_out(field: FieldDefinition) -> Json:
    made: Json = {
        "tag": field.tag,
        "label": _label_out(field.label),
        "repeatable": field.repeatable,
    }
    if field.obsolete:
        made["deprecated"] = True
    if field.free:
        made["free"] = True
    for name, indicator in (("indicator1", field.indicator1), ("indicator2", field.indicator2)):
        if indicator is not None:
            made[name] = {"label": _label_out(indicator.label), **_both_out(indicator.codes)}
    if field.subfields:
        made["subfields"] = {one.code: _subfield_out(one) for one in field.subfields.values()}
    if field.materials:
        made["types"] = {
            ",".join(one.names): {
                "label": _label_out(one.label),
                "lengths": list(one.lengths),
                "positions": {str(place): _position_out(place) for place in one.positions},
            }
            for one in field.materials
        }
    return made


def _subfield_out(one: Subfield) -> Json:
    return {
        "label": _label_out(one.label),
        "repeatable": one.repeatable,
        **({"deprecated": True} if one.obsolete else {}),
    }


def _position_out(one: Position) -> Json:
    made: Json = {"label": _label_out(one.label)}
    if one.codelist:
        return {**made, "codes": one.codelist}
    return {**made, **_both_out(one.codes, "flags" if one.each else "codes")}


def _field_in(tag: str, told: Mapping[str, Any]) -> FieldDefinition:
    types = dict(_of(told, "types"))
    if not types and told.get("positions"):
        types = {"all": told}
    control = bool(types) or is_control(tag_number(tag))
    first, second = (
        None if control else _indicator_in(told.get(name)) for name in ("indicator1", "indicator2")
    )
    return FieldDefinition(
        tag,
        _label_in(told.get("label")),
        bool(told.get("repeatable")),
        bool(told.get("deprecated")),
        bool(told.get("free")),
        first,
        second,
        {code: _subfield_in(code, one) for code, one in _of(told, "subfields").items()},
        tuple(_material_in(names, one) for names, one in types.items()),
    )


def _indicator_in(told: Mapping[str, Any] | None) -> Indicator:
    if not told:
        return UNDEFINED
    return Indicator(_label_in(told.get("label")), _both_in(told))


def _subfield_in(code: str, told: Mapping[str, Any]) -> Subfield:
    return Subfield(
        code,
        _label_in(told.get("label")),
        bool(told.get("repeatable")),
        bool(told.get("deprecated")),
    )


def _material_in(names: str, told: Mapping[str, Any]) -> Material:
    positions = tuple(_position_in(place, one) for place, one in told["positions"].items())
    lengths = tuple(told.get("lengths", ())) or (max(one.end for one in positions) + 1,)
    return Material(tuple(names.split(",")), lengths, _label_in(told.get("label")), positions)


def _position_in(place: str, told: Mapping[str, Any]) -> Position:
    ends = place.strip("/").split("-")
    start, end = int(ends[0]), int(ends[-1])
    each = "flags" in told
    name = "flags" if each else "codes"
    codelist = told[name] if isinstance(told.get(name), str) else ""
    codes = {} if codelist else _both_in(told, name)
    return Position(start, end, _label_in(told.get("label")), each, codes, codelist)
