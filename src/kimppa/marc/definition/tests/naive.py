"""The check once more, record by record in plain Python, to compare with."""

from collections.abc import Iterator

from kimppa.marc.definition.model import (
    Definition,
    FieldDefinition,
    Material,
    kind_of,
    type_of,
)
from kimppa.marc.definition.problems import NO_FIELD
from kimppa.marc.record import Field, Record

type Row = tuple[str, int, int, int, str, str]


def rows(records: list[Record], definition: Definition) -> set[Row]:
    """Kind, record, field, place, tag and what of each finding."""
    return {
        row
        for rec, record in enumerate(records)
        if kind_of(record.leader) == definition.kind
        for row in of_record(rec, record, definition)
    }


def of_record(rec: int, record: Record, definition: Definition) -> Iterator[Row]:
    seen: set[str] = set()
    yield from fixed(rec, NO_FIELD, "LDR", record.leader, record, definition)
    for fno, one in enumerate(record.fields):
        known = definition.fields.get(one.tag)
        if known is None:
            yield ("UNDEFINED_FIELD", rec, fno, 0, one.tag, "")
            continue
        if known.obsolete:
            yield ("OBSOLETE_FIELD", rec, fno, 0, one.tag, "")
        if one.tag in seen and not known.repeatable:
            yield ("REPEATED_FIELD", rec, fno, 0, one.tag, "")
        seen.add(one.tag)
        if one.control:
            yield from fixed(rec, fno, one.tag, one.value, record, definition)
        else:
            yield from of_field(rec, fno, one, linked(one, known, definition))


def linked(one: Field, known: FieldDefinition, definition: Definition) -> FieldDefinition:
    """The definition of an 880 is that of the field its $6 names."""
    tag = (one.get("6") or "")[:3]
    if one.tag == "880" and known.free and tag in definition.fields and tag > "009":
        return definition.fields[tag] if tag.isdigit() else known
    return known


def of_field(rec: int, fno: int, one: Field, known: FieldDefinition) -> Iterator[Row]:
    if known.free:
        return
    indicators = (known.indicator1, known.indicator2)
    for at, (value, indicator) in enumerate(zip(one.indicators, indicators, strict=True), 1):
        assert indicator is not None
        code = indicator.codes.get(value)
        if code is None or code.obsolete:
            kind = "OBSOLETE_INDICATOR" if code else "INDICATOR"
            yield (kind, rec, fno, at, one.tag, value)
        if code is not None and code.needs and one.get(code.needs) is None:
            yield ("MISSING_SUBFIELD", rec, fno, at, one.tag, code.needs)
    yield from of_subfields(rec, fno, one, known)


def of_subfields(rec: int, fno: int, one: Field, known: FieldDefinition) -> Iterator[Row]:
    seen: set[str] = set()
    for sno, sub in enumerate(one.subfields):
        if one.tag == "880" and sub.code == "6":
            continue
        expected = known.subfields.get(sub.code)
        if expected is None:
            yield ("UNDEFINED_SUBFIELD", rec, fno, sno, one.tag, sub.code)
            continue
        if expected.obsolete:
            yield ("OBSOLETE_SUBFIELD", rec, fno, sno, one.tag, sub.code)
        if sub.code in seen and not expected.repeatable:
            yield ("REPEATED_SUBFIELD", rec, fno, sno, one.tag, sub.code)
        seen.add(sub.code)


def fixed(
    rec: int, fno: int, tag: str, text: str, record: Record, definition: Definition
) -> Iterator[Row]:
    field = definition.fields.get(tag)
    if field is None or not field.materials:
        return
    name = type_of(definition.kind, record.leader) if tag == "008" else text[:1]
    found = [one for one in field.materials if name in one.names or "all" in one.names]
    if found:
        if len(text) not in found[0].lengths:
            yield ("LENGTH", rec, fno, 0, tag, str(len(text)))
        for kind, start, part in wrong_codes(text, found[0], definition):
            yield (kind, rec, fno, start, tag, shown(part))
    elif tag == "008":
        yield ("TYPE", rec, fno, 6, "LDR", record.leader[6:8])
    else:
        yield ("POSITION", rec, fno, 0, tag, shown(text[:1]))


def wrong_codes(
    text: str, material: Material, definition: Definition
) -> Iterator[tuple[str, int, str]]:
    for position in material.positions:
        codes = definition.codes(position)
        for start in range(position.start, position.end + 1, position.width):
            part = text[start : start + position.width]
            code = codes.get(part)
            if not codes or len(part) < position.width:
                continue
            if code is None or code.obsolete:
                yield ("OBSOLETE_POSITION" if code else "POSITION", start, part)


def shown(text: str) -> str:
    """As the check tells it: a character that is not ASCII is one byte above all letters."""
    return "".join(one if ord(one) < 128 else "\xff" for one in text)
