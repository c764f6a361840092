"""A definition as NumPy tables: what is asked of each row of a batch is one look-up."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from kimppa.marc.definition.model import (
    LEVELS,
    TYPES,
    Code,
    Definition,
    FieldDefinition,
    Indicator,
    Material,
    Position,
)
from kimppa.marc.tables import tag_number

type Bytes = npt.NDArray[np.uint8]

# Of a field, subfield, indicator or character. Zero is what the definition does not know.
OK: Final = 1
OBSOLETE: Final = 2
ONCE: Final = 4
NO_PART: Final = 255
FIXED: Final = ("LDR", "006", "007", "008")


@dataclass(frozen=True, slots=True)
class Wide:
    """Codes of two or three characters at one place: a table for each part, 0 where none is."""

    start: int
    width: int
    which: Bytes  # of each part, the table
    tables: Bytes  # [table, number of the code]


@dataclass(frozen=True, slots=True)
class Fixed:
    """A fixed field: which part a record's is, its lengths, and what each character may be."""

    tag: int
    width: int
    parts: Bytes  # by the first character, or for an 008 by LDR/06 * 256 + LDR/07
    lengths: npt.NDArray[np.bool_]  # [part, length]
    grid: Bytes  # [part, position, character]
    starts: Bytes  # [part, position]: where the position begins that holds it
    wide: tuple[Wide, ...]


@dataclass(frozen=True, slots=True)
class Lookups:
    """The tables of a definition. Row 0 of those by field is for fields that it does not know."""

    number: npt.NDArray[np.uint32]  # by tag: the field's row, times 256
    field: Bytes  # by tag
    indicators: tuple[Bytes, Bytes]  # by row * 256 + value
    needs: tuple[Bytes, Bytes]  # the same: the subfield that the value asks for
    subfield: Bytes  # by row * 256 + code
    fixed: tuple[Fixed, ...]
    linked: bool  # whether an 880 is looked at as the field that its $6 names


@lru_cache(maxsize=16)
def lookups(definition: Definition) -> Lookups:
    """The tables of a definition, made once."""
    rows = len(definition.fields) + 1
    number = np.zeros(65536, np.uint32)
    field = np.zeros(65536, np.uint8)
    indicators = np.zeros((rows, 256), np.uint8), np.zeros((rows, 256), np.uint8)
    needs = np.zeros((rows, 256), np.uint8), np.zeros((rows, 256), np.uint8)
    subfield = np.zeros((rows, 256), np.uint8)
    for table in (*indicators, subfield):
        table[0] = OK  # an undefined field is told once, not by each of its parts
    for row, definition_of_field in enumerate(definition.fields.values(), 1):
        tag = tag_number(definition_of_field.tag)
        number[tag] = row * 256
        field[tag] = _bits(definition_of_field.obsolete, definition_of_field.repeatable)
        for index, indicator in enumerate(
            (definition_of_field.indicator1, definition_of_field.indicator2)
        ):
            _fill_indicator(
                indicators[index][row], needs[index][row], definition_of_field, indicator
            )
        _fill_subfields(subfield[row], definition_of_field)
    first, second = (np.ascontiguousarray(table.ravel()) for table in indicators)
    need1, need2 = (table.ravel() for table in needs)
    fixed_fields = tuple(
        _fixed(definition, definition.fields[tag])
        for tag in FIXED
        if tag in definition.fields and definition.fields[tag].materials
    )
    linked = definition.fields.get("880")
    return Lookups(
        number,
        field,
        (first, second),
        (need1, need2),
        subfield.ravel(),
        fixed_fields,
        linked is not None and linked.free,
    )


def _bits(obsolete: bool, repeatable: bool) -> int:
    return (OBSOLETE if obsolete else OK) | (0 if repeatable else ONCE)


def _fill_indicator(
    row: Bytes, needs: Bytes, field: FieldDefinition, indicator: Indicator | None
) -> None:
    if field.free:
        row[:] = OK
    elif indicator is None:
        row[0] = OK  # a control field has none
        row[32] = OK
    else:
        for code in indicator.codes.values():
            row[ord(code.value)] = OBSOLETE if code.obsolete else OK
            if code.needs:
                needs[ord(code.value)] = ord(code.needs)


def _fill_subfields(row: Bytes, field: FieldDefinition) -> None:
    if field.free:
        row[:] = OK
    for part in field.subfields.values():
        row[ord(part.code)] = _bits(part.obsolete, part.repeatable)


def _fixed(definition: Definition, field: FieldDefinition) -> Fixed:
    materials = field.materials
    width = max(max(material.lengths) for material in materials)
    count = len(materials)
    lengths = np.zeros((count, 65536), np.bool_)
    grid = np.zeros((count, width, 256), np.uint8)
    starts = np.tile(np.arange(width, dtype=np.uint8), (count, 1))
    for part, material in enumerate(materials):
        lengths[part, list(material.lengths)] = True
        grid[part] = OK
        for position in material.positions:
            _fill_position(grid[part], starts[part], definition, position)
    wide = tuple(_wide(definition, materials, place) for place in _wide_places(materials))
    return Fixed(tag_number(field.tag), width, _parts(field), lengths, grid, starts, wide)


def _fill_position(grid: Bytes, starts: Bytes, definition: Definition, position: Position) -> None:
    starts[position.start : position.end + 1] = position.start
    codes = definition.codes(position)
    if position.width > 1 or not codes:
        return
    for column in range(position.start, position.end + 1):
        if column == 0 and position.end == 0 and not position.codes:
            continue
        grid[column] = 0
        for value, verdict in _values(definition, codes):
            grid[column, ord(value)] = verdict


def _values(definition: Definition, codes: Mapping[str, Code]) -> Iterable[tuple[str, int]]:
    for code in codes.values():
        verdict = OBSOLETE if code.obsolete else OK
        yield code.value, verdict
        if definition.blank and " " in code.value:
            yield code.value.replace(" ", definition.blank), verdict


def _parts(field: FieldDefinition) -> Bytes:
    names = {name: part for part, material in enumerate(field.materials) for name in material.names}
    if field.tag != "008" or "all" in names:
        every = names.get("all", NO_PART)
        parts = np.full(65536 if field.tag == "008" else 256, every, np.uint8)
        for name, part in names.items():
            if len(name) == 1:
                parts[ord(name)] = part
        return parts
    by_type = np.full((256, 256), NO_PART, np.uint8)
    for letter, name in TYPES.items():
        by_type[ord(letter)] = names.get(name, NO_PART)
    for level, name in LEVELS.items():
        by_type[ord("a"), ord(level)] = names.get(name, NO_PART)
    return by_type.ravel()


def _wide_places(materials: tuple[Material, ...]) -> list[tuple[int, int]]:
    return sorted(
        {
            (position.start, position.width)
            for material in materials
            for position in material.positions
            if position.width > 1 and (position.codes or position.codelist)
        }
    )


def _wide(definition: Definition, materials: tuple[Material, ...], place: tuple[int, int]) -> Wide:
    start, width = place
    table_numbers = np.zeros(len(materials), np.uint8)
    tables = [np.full(64**width, OK, np.uint8)]
    numbers: dict[int, int] = {}
    for part, material in enumerate(materials):
        for position in material.positions:
            codes = definition.codes(position)
            if (position.start, position.width) != place or not codes:
                continue
            if id(codes) not in numbers:
                numbers[id(codes)] = len(tables)
                tables.append(_code_table(definition, codes, width))
            table_numbers[part] = numbers[id(codes)]
    return Wide(start, width, table_numbers, np.stack(tables))


# Characters as numbers below 64, so that codes of three make a table of a quarter of a million.
_LETTERS: Final = " |^#-abcdefghijklmnopqrstuvwxyz0123456789"
SMALL: Final = np.full(256, 63, np.uint8)
SMALL[[ord(letter) for letter in _LETTERS]] = np.arange(len(_LETTERS))


def packed(characters: Bytes) -> npt.NDArray[np.uint32]:
    """The numbers of codes given as rows of characters."""
    total = np.zeros(len(characters), np.uint32)
    for column in range(characters.shape[1]):
        total = total * np.uint32(64) + SMALL[characters[:, column]]
    return total


def _code_table(definition: Definition, codes: Mapping[str, Code], width: int) -> Bytes:
    table = np.zeros(64**width, np.uint8)
    for value, verdict in _values(definition, codes):
        if len(value) != width or re.search(r"[^ |^#a-z0-9-]", value):
            raise ValueError(f"not a code of {width} characters: {value!r}")
        letters = np.frombuffer(value.encode("ascii"), np.uint8)
        table[int(packed(letters[None, :])[0])] = verdict
    return table
