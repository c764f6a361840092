"""The official Finnish format from its XML files, which a user downloads and supplies.

The files (bib/*.xml, aukt/*.xml, hold/*.xml) have Finnish names and what may stand where. What
they say takes the place of ours; Swedish and English names and code lists stay.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from kimppa.marc.definition.model import (
    UNDEFINED,
    Code,
    Definition,
    FieldDefinition,
    Indicator,
    Label,
    Material,
    Position,
    Subfield,
)
from kimppa.marc.translation import Message, reason

RANGE: Final = re.compile(r"(\w)-(\w)")
TAG: Final = re.compile(r"\d{3}|[A-Z]{3}")
TAGS: Final = re.compile(r"(\d{3})-(\d{3})")
PLACE: Final = re.compile(r"(\d\d)(?:-(\d\d))?")
# Types that speak of the field in general.
EVERY: Final = {"", "yleista", "kaikki"}


def refresh(definition: Definition, files: Iterable[bytes]) -> Definition:
    """The definition with what the files say; ValueError for a file that is none of them."""
    fields = dict(definition.fields)
    fixed_elements: dict[str, list[Element]] = {}
    for content in files:
        root = _root(content)
        for element in root.iter("datafield"):
            for tag in _tags(element.get("tag", "")):
                fields[tag] = _datafield(tag, element, fields.get(tag))
        for element in (*root.iter("leader"), *root.iter("controlfield")):
            tag = "LDR" if element.tag == "leader" else element.get("tag", "")
            if TAG.fullmatch(tag):
                fixed_elements.setdefault(tag, []).append(element)
    for tag in sorted(fixed_elements, reverse=True):  # 008 before 006, whose codes stand there
        fields[tag] = _controlfield(
            tag, fixed_elements[tag], fields, _equal_positions(fixed_elements.get("008", []))
        )
    return replace(definition, fields=dict(sorted(fields.items())))


def _equal_positions(elements: Iterable[Element]) -> dict[tuple[str, str], str]:
    """By a material's type and positions in 006: the positions in 008 (elements) equal to them."""
    return {
        (element.get("type", ""), equal.get("positions", "")): position.get("pos", "")
        for element in elements
        for position in element.iter("position")
        for equal in position.iter("equals")
        if equal.get("tag") == "006"
    }


def _root(content: bytes) -> Element:
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise ValueError(
            Message("not a file of the Finnish format: {why}", why=reason(error))
        ) from error
    if root.tag != "fields":
        raise ValueError(
            Message("not a file of the Finnish format: it begins with {line}", line=f"<{root.tag}>")
        )
    return root


def _tags(text: str) -> Iterator[str]:
    """The tags of a field; none for notes on groups such as 1XX and "600/610/611 ‡9"."""
    span = TAGS.fullmatch(text.strip())
    if span:
        for number in range(int(span[1]), int(span[2]) + 1):
            yield f"{number:03d}"
    elif TAG.fullmatch(text.strip()):
        yield text.strip()


def _name(element: Element, our_label: Label | None, *names: str) -> Label:
    for name in names or ("name",):
        child = element.find(name)
        text = " ".join("".join(child.itertext()).split()) if child is not None else ""
        if text:
            return Label(text, *(our_label[1:] if our_label else ("", "")))
    return our_label or Label("")


def _codes_in(text: str) -> Iterator[str]:
    """A code, or those of a range; a blank for `#`."""
    span = RANGE.fullmatch(text)
    if not span:
        yield text.replace("#", " ")
        return
    for number in range(ord(span[1]), ord(span[2]) + 1):
        yield chr(number)


def _codes(element: Element, our_codes: Mapping[str, Code]) -> dict[str, Code]:
    codes = {}
    for value in element.iter("value"):
        for code in _codes_in(value.get("code", "")):
            our_code = our_codes.get(code)
            label = _name(value, our_code.label if our_code else None, "name", "description")
            codes[code] = Code(code, label, needs=our_code.needs if our_code else "")
    return codes


def _datafield(tag: str, element: Element, our_field: FieldDefinition | None) -> FieldDefinition:
    our_field = our_field or FieldDefinition(tag, Label(""))
    subfields = {}
    for child in element.iter("subfield"):
        for code in _codes_in(child.get("code", "")):
            if len(code) == 1:
                our_subfield = our_field.subfields.get(code)
                label = _name(child, our_subfield.label if our_subfield else None)
                subfields[code] = Subfield(code, label, child.get("repeatable") != "N")
    indicators = {"1": our_field.indicator1 or UNDEFINED, "2": our_field.indicator2 or UNDEFINED}
    for child in element.iter("indicator"):
        number = child.get("num", "")
        if number in indicators:
            indicators[number] = _indicator(child, indicators[number])
    return FieldDefinition(
        tag,
        _name(element, our_field.label),
        element.get("repeatable") != "N",
        free=not subfields,
        indicator1=indicators["1"],
        indicator2=indicators["2"],
        subfields=subfields,
    )


def _indicator(element: Element, our_indicator: Indicator) -> Indicator:
    codes = {
        value: code
        for value, code in _codes(element, our_indicator.codes).items()
        if len(value) == 1
    }
    return (
        Indicator(_name(element, our_indicator.label, "name", "description"), codes)
        if codes
        else our_indicator
    )


def _controlfield(
    tag: str,
    elements: list[Element],
    fields: Mapping[str, FieldDefinition],
    equal_positions: Mapping[tuple[str, str], str],
) -> FieldDefinition:
    our_field = fields.get(tag) or FieldDefinition(tag, Label(""))
    general = next(
        (variant for variant in elements if variant.get("type", "") in EVERY), elements[0]
    )
    common: list[Position] = []
    materials = []
    for variant in elements:
        kind = variant.get("type", "")
        our_material = _own_material(our_field, kind)
        positions = list(_positions(variant, our_material, fields.get("008"), equal_positions))
        if kind in EVERY:
            common += positions
        elif positions:
            materials.append(_material(kind, tag, variant, our_material, positions))
    if common and not materials:
        materials = [
            Material(("all",), _lengths(_own_material(our_field, ""), common), our_field.label, ())
        ]
    return replace(
        our_field,
        label=_name(general, our_field.label),
        repeatable=general.get("repeatable") == "Y",
        materials=tuple(
            replace(variant, positions=_ordered([*common, *variant.positions]))
            for variant in materials
        )
        or our_field.materials,
    )


def _own_material(our_field: FieldDefinition, kind: str) -> Material | None:
    """Our own material that a type of the files is."""
    for material in our_field.materials:
        if kind in material.names or (kind in EVERY and "all" in material.names):
            return material
    for material in our_field.materials:
        if our_field.tag == "006" and material.names[0] in _FORMS.get(kind, ""):
            return material
    return our_field.materials[0] if kind in EVERY and our_field.materials else None


_FORMS: Final = {
    "BK": "at", "CF": "m", "CR": "s", "MP": "ef", "MU": "cdij", "VM": "gkor", "MX": "p",
}  # fmt: skip


def _material(
    kind: str, tag: str, element: Element, our_material: Material | None, positions: list[Position]
) -> Material:
    names = (
        our_material.names
        if our_material
        else tuple(_FORMS.get(kind, kind) if tag == "006" else [kind])
    )
    label = _name(element, our_material.label if our_material else None)
    return Material(names, _lengths(our_material, positions), label, tuple(positions))


def _lengths(our_material: Material | None, positions: list[Position]) -> tuple[int, ...]:
    return (
        our_material.lengths if our_material else (max(position.end for position in positions) + 1,)
    )


def _ordered(positions: list[Position]) -> tuple[Position, ...]:
    """By place; of two for one place the one of the type itself, which comes later."""
    return tuple(
        sorted(
            {position.start: position for position in positions}.values(),
            key=lambda position: position.start,
        )
    )


def _positions(
    element: Element,
    our_material: Material | None,
    field_008: FieldDefinition | None,
    equal_positions: Mapping[tuple[str, str], str],
) -> Iterator[Position]:
    kind = element.get("type", "")
    for child in element.iter("position"):
        pos = child.get("pos", "")
        match = PLACE.fullmatch(pos)
        if not match:
            continue
        start, end = int(match[1]), int(match[2] or match[1])
        our_position = (
            next((p for p in our_material.positions if p.start == start), None)
            if our_material
            else None
        )
        label = _name(child, our_position.label if our_position else None)
        codes = _codes(child, our_position.codes if our_position else {})
        if not codes and field_008 is not None and element.get("tag") == "006":
            codes = _codes_of_equal(
                equal_positions.get((kind, pos), ""), _own_material(field_008, kind)
            )
        width = end - start + 1
        codes = _single_codes(codes, width)
        widths = {len(code) for code in codes}
        if codes and widths == {1}:
            yield Position(start, end, label, width > 1, codes)
        elif codes and widths == {width}:
            yield Position(start, end, label, False, codes)
        elif our_position is not None and our_position.end == end:
            yield replace(our_position, label=label)  # values are only described: ours stay
        else:
            yield Position(start, end, label)


def _single_codes(codes: dict[str, Code], width: int) -> dict[str, Code]:
    """The codes with `||||` as `|` where each character is a code, and digits with their zero."""
    if {len(code) for code in codes} == {1, width}:
        repeated = [code for code in codes if len(code) > 1 and len(set(code)) == 1]
        for code in repeated:
            codes[code[0]] = replace(codes.pop(code), value=code[0])
    if set("123456789") <= codes.keys() and width > 1:
        codes.setdefault("0", replace(codes["1"], value="0"))
    return codes


def _codes_of_equal(place: str, material: Material | None) -> dict[str, Code]:
    match = PLACE.fullmatch(place)
    if not match or material is None:
        return {}
    start = int(match[1])
    return next((dict(p.codes) for p in material.positions if p.start == start), {})
