"""A change of one's own, as people fill it in → an edit of the engine's plan. Pure."""

import re
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class OwnEdit:
    """What a form asks: what is done, where, what stands there and what shall."""

    kind: str  # text, part, subfield, field, indicator1, indicator2, position
    tag: str
    place: str  # subfield codes, or the position (22) of a fixed field
    old: str
    new: str
    which: str = "all"  # of several alike in a record: all, first, last
    text: str = ""


def plan_edit(own_edit: OwnEdit, number: int) -> dict[str, Any]:
    """The edit as the plan's file has it, numbered in the plan."""
    find, fix = _PARTS[own_edit.kind](own_edit)
    return {
        "id": f"own-{number}",
        "text": own_edit.text
        or f"{own_edit.tag} {own_edit.place}: {own_edit.old} → {own_edit.new or '–'}",
        "which": own_edit.which,
        "find": find,
        "fix": fix,
    }


def _subfield(own: OwnEdit, where: str) -> dict[str, Any]:
    return {"kind": "subfield", "tags": [own.tag], "codes": own.place, "where": where}


def _quote(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _text(own: OwnEdit) -> tuple[dict[str, Any], dict[str, Any]]:
    return _subfield(own, f"value = {_quote(own.old)}"), {"set": {"map": {own.old: own.new}}}


def _part(own: OwnEdit) -> tuple[dict[str, Any], dict[str, Any]]:
    pattern = re.escape(own.old)
    replace = {"pattern": pattern, "with": own.new.replace("\\", "\\\\")}
    return _subfield(own, f"value ~ {_quote(pattern)}"), {"replace": replace}


def _removal(own: OwnEdit) -> tuple[dict[str, Any], dict[str, Any]]:
    return _subfield(own, f"value = {_quote(own.old)}"), {"delete": own.kind}


def _indicator(own: OwnEdit) -> tuple[dict[str, Any], dict[str, Any]]:
    old = own.old.replace("#", " ")
    column = "i1" if own.kind == "indicator1" else "i2"
    find = {"kind": "field", "tags": [own.tag], "where": f"{column} = {_quote(old)}"}
    return find, {own.kind: own.new.replace(" ", "#")}


def _position(own: OwnEdit) -> tuple[dict[str, Any], dict[str, Any]]:
    old, at = own.old.replace("#", " "), int(own.place)
    column = "leader" if own.tag == "LDR" else f"f{own.tag}"
    where = f"SUBSTR({column}, {at + 1}, {len(old)}) = {_quote(old)}"
    change = {"tag": own.tag, "at": at, "length": len(old), "map": {old: own.new}}
    return {"kind": "record", "where": where}, {"position": change}


_PARTS = {
    "text": _text,
    "part": _part,
    "subfield": _removal,
    "field": _removal,
    "indicator1": _indicator,
    "indicator2": _indicator,
    "position": _position,
}
