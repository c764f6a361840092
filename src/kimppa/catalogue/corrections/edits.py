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


def _subfield(edit: OwnEdit, condition: str) -> dict[str, Any]:
    return {"kind": "subfield", "tags": [edit.tag], "codes": edit.place, "where": condition}


def _quote(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


# Each gives `find` and `fix` of the plan's file: which places, and what is done to them.
def _text(edit: OwnEdit) -> tuple[dict[str, Any], dict[str, Any]]:
    return _subfield(edit, f"value = {_quote(edit.old)}"), {"set": {"map": {edit.old: edit.new}}}


def _part(edit: OwnEdit) -> tuple[dict[str, Any], dict[str, Any]]:
    pattern = re.escape(edit.old)
    replace = {"pattern": pattern, "with": edit.new.replace("\\", "\\\\")}
    return _subfield(edit, f"value ~ {_quote(pattern)}"), {"replace": replace}


def _removal(edit: OwnEdit) -> tuple[dict[str, Any], dict[str, Any]]:
    return _subfield(edit, f"value = {_quote(edit.old)}"), {"delete": edit.kind}


def _indicator(edit: OwnEdit) -> tuple[dict[str, Any], dict[str, Any]]:
    old_indicator = edit.old.replace("#", " ")
    column = "i1" if edit.kind == "indicator1" else "i2"
    find = {"kind": "field", "tags": [edit.tag], "where": f"{column} = {_quote(old_indicator)}"}
    return find, {edit.kind: edit.new.replace(" ", "#")}


def _position(edit: OwnEdit) -> tuple[dict[str, Any], dict[str, Any]]:
    old_code, position = edit.old.replace("#", " "), int(edit.place)
    column = "leader" if edit.tag == "LDR" else f"f{edit.tag}"
    condition = f"SUBSTR({column}, {position + 1}, {len(old_code)}) = {_quote(old_code)}"
    change = {"tag": edit.tag, "at": position, "length": len(old_code), "map": {old_code: edit.new}}
    return {"kind": "record", "where": condition}, {"position": change}


_PARTS = {
    "text": _text,
    "part": _part,
    "subfield": _removal,
    "field": _removal,
    "indicator1": _indicator,
    "indicator2": _indicator,
    "position": _position,
}
