"""What a record's tags, indicators, codes and positions mean, for people."""

from collections.abc import Mapping
from typing import NamedTuple

from kimppa.marc.definition.model import (
    LANGUAGES,
    Code,
    Definition,
    FieldDefinition,
    Indicator,
    Material,
    Position,
    type_of,
)

_UNKNOWN = ("ei formaatissa", "finns inte i formatet", "not in the format")


class Explained(NamedTuple):
    """A field's names: its own, what its indicators say, one for each subfield code."""

    field: str
    indicators: tuple[str, str]
    subfields: tuple[str, ...]


class Pair(NamedTuple):
    """A position of a fixed field: where, its name, the characters there, what they mean."""

    place: str
    name: str
    value: str
    meaning: str


def explain(
    definition: Definition, tag: str, indicators: str = "  ", codes: str = "", language: str = "fi"
) -> Explained:
    """The names of a field's parts; what the format does not have is said to be so.

    >>> from kimppa.marc.definition.loading import load
    >>> explain(load("bib"), "245", "10", "a").subfields
    ('Nimeke',)
    """
    unknown_label = _UNKNOWN[LANGUAGES.index(language)]
    field = definition.fields.get(tag)
    if field is None:
        return Explained(unknown_label, ("", ""), (unknown_label,) * len(codes))
    subfields = tuple(
        field.subfields[code].label.told(language)
        if code in field.subfields
        else ("" if field.free else unknown_label)
        for code in codes
    )
    first, second = (
        _indicator(indicator, value, language, unknown_label)
        for indicator, value in zip(
            (field.indicator1, field.indicator2), indicators.ljust(2)[:2], strict=True
        )
    )
    return Explained(field.label.told(language), (first, second), subfields)


def describe(
    definition: Definition, tag: str, text: str, leader: str, language: str = "fi"
) -> list[Pair]:
    """The positions of a leader ("LDR"), 006, 007 or 008 as readable pairs.

    Nothing comes back for another field or when the type of material is not known.
    """
    field = definition.fields.get(tag)
    material = field and material_of(definition, field, text, leader)
    if not material:
        return []
    pairs = []
    for position in material.positions:
        value = text[position.start : position.end + 1]
        if value:
            pairs.append(
                Pair(
                    f"{tag}/{position}",
                    position.label.told(language),
                    value,
                    _meaning(definition, position, value, language),
                )
            )
    return pairs


def material_of(
    definition: Definition, field: FieldDefinition, text: str, leader: str
) -> Material | None:
    """The material by which a fixed field is to be read."""
    name = type_of(definition.kind, leader) if field.tag == "008" else text[:1]
    return next(
        (
            material
            for material in field.materials
            if name in material.names or "all" in material.names
        ),
        None,
    )


def _indicator(indicator: Indicator | None, value: str, language: str, unknown_label: str) -> str:
    if indicator is None:
        return ""
    code = indicator.codes.get(value)
    if code is None:
        return unknown_label
    name, meaning = indicator.label.told(language), code.label.told(language)
    if _digits(indicator.codes):  # a number of characters
        return f"{name}: {value}"
    return name if meaning == name else f"{name}: {meaning}"


def _meaning(definition: Definition, position: Position, value: str, language: str) -> str:
    codes = definition.codes(position)
    if not codes or _digits(codes):
        return value.strip()
    unknown_label = _UNKNOWN[LANGUAGES.index(language)]
    parts = list(dict.fromkeys(value)) if position.each else [value]
    blank = definition.blank or " "
    meanings = [
        codes[part_code].label.told(language) if part_code in codes else unknown_label
        for part_code in (part.replace(blank, " ") for part in parts)
    ]
    filled_meanings = [
        name for part, name in zip(parts, meanings, strict=True) if part.strip(f"{blank}|")
    ]
    return ", ".join(filled_meanings or meanings[:1])


def _digits(codes: Mapping[str, Code]) -> bool:
    return {"0", "5", "9"} <= codes.keys()
