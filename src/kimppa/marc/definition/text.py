"""The line format in which our own definitions are written; data/README.md describes it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from kimppa.marc.definition.model import (
    UNDEFINED,
    Code,
    FieldDefinition,
    Indicator,
    Label,
    Material,
    Position,
    Subfield,
)
from kimppa.marc.tables import is_control, tag_number

INCLUDE = re.compile(r"( +)(?:([12]) )?@([\w-]+)(?: -(\d+))?")
RANGE = re.compile(r"(\w)-(\w)(-?)")
HEAD = re.compile(r"(\w{3}(?:,\w{3})*)([*+-]*)")
SUBFIELD = re.compile(r"\$(.)(\*?)(-?)")


@dataclass(slots=True)
class Block:
    """What begins at the left edge: a field or a set, with the lines below it."""

    head: str
    rest: str
    lines: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Building:
    """A field while its lines are read; `add` joins it to the field already defined."""

    made: FieldDefinition
    add: bool = False
    indicators: dict[str, tuple[Label, dict[str, Code]]] = field(default_factory=dict)
    subfields: dict[str, Subfield] = field(default_factory=dict)
    materials: list[tuple[Material, list[Position]]] = field(default_factory=list)
    codes: dict[str, Code] | None = None


def blocks(text: str) -> Iterator[Block]:
    """The blocks of a file; empty lines and those that begin with "# " are left out."""
    block = None
    for line in text.splitlines():
        if not line.strip() or line.startswith("# "):
            continue
        if line[0] != " ":
            if block:
                yield block
            head, _, title = line.partition(" ")
            block = Block(head, title)
        elif block:
            block.lines.append(line.rstrip())
    if block:
        yield block


def sets(blocks: Iterable[Block]) -> dict[str, Block]:
    return {block.head[1:]: block for block in blocks if block.head.startswith("@")}


def fields(blocks: Iterable[Block], shared: Mapping[str, Block]) -> Iterator[Building]:
    common = {subfield.code: subfield for subfield in map(_subfield, shared["subfields"].lines)}
    for block in blocks:
        if block.head.startswith("@"):
            continue
        try:
            yield from _fields(block, shared, common)
        except (KeyError, ValueError, IndexError) as error:
            raise ValueError(f"field {block.head}: {error!r}") from error


def codes(text: str) -> dict[str, Code]:
    return {
        code.value: code
        for line in text.splitlines()
        if line.strip() and not line.startswith("# ")
        for code in _codes(line)
    }


@cache  # sets stand in many fields
def label(text: str) -> Label:
    """A name: Finnish | Swedish | English."""
    parts = [part.strip() for part in text.strip().split(" | ")]
    if len(parts) != 3 or not all(parts):
        raise ValueError(f"not a name in three languages: {text!r}")
    return Label(*parts)


def finish(building: Building, field_before: FieldDefinition | None) -> FieldDefinition:
    """The field, joined to `field_before` when it says so with a plus."""
    base = building.made
    if building.add and field_before is not None:
        base = field_before
    first, second = (
        _indicator(building.indicators.get(number), base_indicator)
        for number, base_indicator in (("1", base.indicator1), ("2", base.indicator2))
    )
    materials = tuple(
        replace(material, positions=tuple(sorted(positions, key=lambda place: place.start)))
        for material, positions in building.materials
    )
    is_fixed = bool(materials or base.materials) or is_control(tag_number(base.tag))
    return replace(
        base,
        indicator1=None if is_fixed else first,
        indicator2=None if is_fixed else second,
        subfields={**base.subfields, **building.subfields},
        materials=materials or base.materials,
    )


def _indicator(
    entry: tuple[Label, dict[str, Code]] | None, base_indicator: Indicator | None
) -> Indicator:
    if entry is None:
        return base_indicator or UNDEFINED
    name, values = entry
    if base_indicator is not None and base_indicator is not UNDEFINED:
        return Indicator(base_indicator.label, {**base_indicator.codes, **values})
    return Indicator(name, values)


def _fields(
    block: Block, shared: Mapping[str, Block], common: Mapping[str, Subfield]
) -> Iterator[Building]:
    """The field of a block, or those of its tags, which are the same in all but the tag."""
    match = HEAD.fullmatch(block.head)
    if not match:
        raise ValueError("not a tag")
    tags, marks = match.groups()
    add = "+" in marks
    name = Label("") if add else label(block.rest)
    for tag in (tag for pattern in tags.split(",") for tag in _tags(pattern)):
        building = Building(FieldDefinition(tag, name, "*" in marks, "-" in marks), add)
        for line in _expanded(block.lines, shared, 0):
            _line(building, line, common)
        yield building


def _tags(pattern: str) -> Iterator[str]:
    """A tag, or those of a range: `99X` is 990 to 999."""
    if not re.fullmatch(r"\d[\dX]X", pattern):
        yield pattern
        return
    for digit in "0123456789":
        yield from _tags(pattern.replace("X", digit, 1))


def _expanded(lines: Iterable[str], shared: Mapping[str, Block], back: int) -> Iterator[str]:
    """The lines with the sets they take in; positions moved `back`."""
    for line in lines:
        match = INCLUDE.fullmatch(line)
        if not match:
            yield _moved(line, back) if back and line.startswith("    ") else line
            continue
        indent, number, name, shift = match.groups()
        block = shared[name]
        if number:
            yield f"{indent}{number} {block.rest}"
        yield from _expanded(block.lines, shared, back + int(shift or 0))


def _moved(line: str, back: int) -> str:
    match = re.match(r"    (\d\d)(?:-(\d\d))?(?=\+? )", line)
    if not match:
        return line
    ends = "-".join(f"{int(end) - back:02d}" for end in match.groups() if end)
    return f"    {ends}{line[match.end() :]}"


def _line(building: Building, line: str, common: Mapping[str, Subfield]) -> None:
    depth = len(line) - len(line.lstrip())
    text = line.strip()
    if depth == 2:
        _add_part(building, text, common)
    elif depth == 4 and building.materials:
        position = _position(text)
        building.materials[-1][1].append(position)
        building.codes = dict(position.codes)
        building.materials[-1][1][-1] = replace(position, codes=building.codes)
    elif depth == 6 and text.startswith("= "):
        positions = building.materials[-1][1]
        positions[-1] = replace(positions[-1], codelist=text[2:])
    elif building.codes is not None:
        building.codes.update({code.value: code for code in _codes(text)})
    else:
        raise ValueError(f"out of place: {text!r}")


def _add_part(building: Building, text: str, common: Mapping[str, Subfield]) -> None:
    building.codes = None
    if text == "any":
        building.made = replace(building.made, free=True)
    elif text.startswith("= "):
        names, lengths, label_text = text[2:].split(" ", 2)
        material = Material(
            tuple(names.split(",")), tuple(map(int, lengths.split(","))), label(label_text), ()
        )
        building.materials.append((material, []))
    elif text.startswith("$ "):
        for token in text[2:].split():
            code = token[0]
            building.subfields[code] = replace(common[code], repeatable="*" in token)
    elif text.startswith("$"):
        subfield = _subfield(text, common)
        building.subfields[subfield.code] = subfield
    else:
        number, label_text = text.split(" ", 1)
        values: dict[str, Code] = {}
        if number == "2-" or number == "1-":
            values[" "] = UNDEFINED.codes[" "]
        building.indicators[number[0]] = (label(label_text), values)
        building.codes = values


def _subfield(text: str, common: Mapping[str, Subfield] | None = None) -> Subfield:
    head, _, label_text = text.strip().partition(" ")
    match = SUBFIELD.fullmatch(head)
    if not match:
        raise ValueError(f"not a subfield: {text!r}")
    code, repeatable, obsolete = match.groups()
    name = label(label_text) if label_text or not common else common[code].label
    return Subfield(code, name, bool(repeatable or obsolete), bool(obsolete))


def _position(text: str) -> Position:
    head, label_text = text.split(" ", 1)
    ends = head.rstrip("+").split("-")
    return Position(int(ends[0]), int(ends[-1]), label(label_text), head.endswith("+"))


@cache
def _codes(line: str) -> tuple[Code, ...]:
    """A line's codes: one, or those of a range; `#` is a blank, `-` at the end says obsolete."""
    token, _, label_text = line.strip().partition(" ")
    name = label(label_text)
    match = RANGE.fullmatch(token)
    if match:
        first, last, obsolete_sign = match.groups()
        return tuple(
            Code(chr(number), name, bool(obsolete_sign))
            for number in range(ord(first), ord(last) + 1)
        )
    token, _, needs = token.partition("$")
    obsolete = len(token) > 1 and token.endswith("-") and token.strip("-") != ""
    value = token.removesuffix("-" if obsolete else "").replace("#", " ")
    return (Code(value, name, obsolete, needs),)
