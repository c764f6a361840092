"""How one record became another, field by field; the changes of two files, some pairs at a time."""

import dataclasses
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import polars as pl

from kimppa.marc.reading.places import Places
from kimppa.marc.record import Field, Record, Subfield
from kimppa.marc.texts import likeness


class Kind(StrEnum):
    """Kinds of change, the slightest first."""

    ORDER = "order"  # the same fields or subfields in another order
    NORMALISATION = "normalisation"  # the same characters composed otherwise (Unicode NFC)
    WHITESPACE = "whitespace"
    PUNCTUATION = "punctuation"
    INDICATOR = "indicator"
    CASE = "case"
    SUBFIELD_ADDED = "subfield added"
    SUBFIELD_REMOVED = "subfield removed"
    SUBFIELD_CHANGED = "subfield changed"
    CONTROL = "control"  # a control field
    LEADER = "leader"
    FIELD_ADDED = "field added"
    FIELD_REMOVED = "field removed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One change: where, what kind, what it was and what it is."""

    kind: Kind
    tag: str
    code: str = ""
    old: str = ""
    new: str = ""


def text_kind(old_text: str, new_text: str) -> Kind | None:
    """What kind of change one text underwent; None when they are equal.

    >>> text_kind("Sota :", "Sota"), text_kind("a  b", "a b"), text_kind("Sota", "Rauha")
    (<Kind.PUNCTUATION: 'punctuation'>, <Kind.WHITESPACE: 'whitespace'>, <Kind.SUBFIELD_CHANGED: \
'subfield changed'>)
    """
    if old_text == new_text:
        return None
    old_form, new_form = (
        unicodedata.normalize("NFC", old_text),
        unicodedata.normalize("NFC", new_text),
    )
    if old_form == new_form:
        return Kind.NORMALISATION
    if _without_classes(old_form, "Z") == _without_classes(new_form, "Z"):
        return Kind.WHITESPACE
    bare = _without_classes(old_form, "ZP"), _without_classes(new_form, "ZP")
    if bare[0] == bare[1]:
        return Kind.PUNCTUATION
    return Kind.CASE if bare[0].casefold() == bare[1].casefold() else Kind.SUBFIELD_CHANGED


def _without_classes(text: str, classes: str) -> str:
    """The text without spaces (Z and control characters), and punctuation (P) when asked."""
    return "".join(
        character
        for character in text
        if not character.isspace() and unicodedata.category(character)[0] not in classes
    )


def differences(old_record: Record, new_record: Record) -> list[Difference]:
    """Every change from one record to the other, in the order of tags.

    Lengths and the base address in the leader are not the record's own and are left out.
    """
    changes = list(_leader(old_record.leader, new_record.leader))
    for tag in sorted({field.tag for field in (*old_record.fields, *new_record.fields)}):
        changes += _tag(tag, list(old_record.all(tag)), list(new_record.all(tag)))
    if not changes and [field.tag for field in old_record.fields] != [
        field.tag for field in new_record.fields
    ]:
        changes.append(Difference(Kind.ORDER, ""))
    return changes


def _leader(old_leader: str, new_leader: str) -> Iterator[Difference]:
    for index, (old_sign, new_sign) in enumerate(
        zip(old_leader.ljust(24), new_leader.ljust(24), strict=False)
    ):
        if old_sign != new_sign and not (index < 5 or 12 <= index < 17):
            yield Difference(Kind.LEADER, "LDR", f"{index:02d}", old_sign, new_sign)


def _tag(tag: str, old_fields: list[Field], all_new_fields: list[Field]) -> Iterator[Difference]:
    """Changes of the fields with one tag: equal ones are set aside, the likest are paired."""
    gone_fields, new_fields = _unequal(old_fields, all_new_fields)
    if not gone_fields and not new_fields:
        if [str(old_field) for old_field in old_fields] != [
            str(old_field) for old_field in all_new_fields
        ]:
            yield Difference(Kind.ORDER, tag)
        return
    for old_field, new_field in _paired(gone_fields, new_fields):
        if old_field is None or new_field is None:
            lone = old_field or new_field
            kind = Kind.FIELD_REMOVED if new_field is None else Kind.FIELD_ADDED
            line = str(lone)
            is_removed = new_field is None
            yield Difference(kind, tag, "", line if is_removed else "", "" if is_removed else line)
        elif old_field.control:
            yield Difference(Kind.CONTROL, tag, "", old_field.value, new_field.value)
        else:
            yield from _field(old_field, new_field)


def _unequal(old_fields: list[Field], new_fields: list[Field]) -> tuple[list[Field], list[Field]]:
    old_rest, new_rest = [], list(new_fields)
    for field in old_fields:
        if field in new_rest:
            new_rest.remove(field)
        else:
            old_rest.append(field)
    return old_rest, new_rest


def _paired(
    old_fields: list[Field], new_fields: list[Field]
) -> Iterator[tuple[Field | None, Field | None]]:
    """Pairs of what is left, the likest first; a field of a hundred is not looked for."""
    if len(old_fields) == len(new_fields) == 1:
        yield old_fields[0], new_fields[0]
        return
    if len(old_fields) * len(new_fields) > 10_000:
        yield from ((field, None) for field in old_fields)
        yield from ((None, field) for field in new_fields)
        return
    scored = sorted(
        (
            (likeness(str(a), str(b)), i, j)
            for i, a in enumerate(old_fields)
            for j, b in enumerate(new_fields)
        ),
        key=lambda field: (-field[0], field[1], field[2]),
    )
    partner: dict[int, int] = {}
    for like, i, j in scored:
        if like > 0.5 and i not in partner and j not in partner.values():
            partner[i] = j
    for i, field in enumerate(old_fields):
        yield field, new_fields[partner[i]] if i in partner else None
    yield from ((None, field) for j, field in enumerate(new_fields) if j not in partner.values())


def _field(old_field: Field, new_field: Field) -> Iterator[Difference]:
    """Changes inside a field: indicators, then subfields code by code."""
    if old_field.indicators != new_field.indicators:
        yield Difference(
            Kind.INDICATOR, old_field.tag, "", old_field.indicators, new_field.indicators
        )
    changes = list(_subfields(old_field, new_field))
    yield from changes
    if not changes and old_field.subfields != new_field.subfields:
        yield Difference(Kind.ORDER, old_field.tag, "", str(old_field), str(new_field))


def _subfields(old_field: Field, new_field: Field) -> Iterator[Difference]:
    codes = dict.fromkeys(
        subfield.code for subfield in (*old_field.subfields, *new_field.subfields)
    )
    for code in codes:
        old_texts, new_texts = _unequal_texts(old_field.subfields, new_field.subfields, code)
        for old_text, new_text in zip(old_texts, new_texts, strict=False):
            kind = text_kind(old_text, new_text) or Kind.SUBFIELD_CHANGED
            yield Difference(kind, old_field.tag, code, old_text, new_text)
        for text in old_texts[len(new_texts) :]:
            yield Difference(Kind.SUBFIELD_REMOVED, old_field.tag, code, text)
        for text in new_texts[len(old_texts) :]:
            yield Difference(Kind.SUBFIELD_ADDED, old_field.tag, code, "", text)


def _unequal_texts(
    old_subfields: list[Subfield], new_subfields: list[Subfield], code: str
) -> tuple[list[str], list[str]]:
    old_texts = [subfield.value for subfield in old_subfields if subfield.code == code]
    new_texts = [subfield.value for subfield in new_subfields if subfield.code == code]
    for text in list(old_texts):
        if text in new_texts:
            old_texts.remove(text)
            new_texts.remove(text)
    return old_texts, new_texts


type Fetch = Callable[[list[tuple[int, int]]], Mapping[int, Record]]
"""Records of a file by their offsets, asked by offset and length in ascending order."""
_UNREAD = Record("", [])  # what could not be read has no fields


@dataclass(frozen=True, slots=True)
class Changed:
    """One record that changed: where it stands in both files, and how."""

    old: int
    new: int
    differences: tuple[Difference, ...]


@dataclass(slots=True)
class Summary:
    """Changes counted: by kind, and by kind and tag. `records` counts a record once a kind."""

    by_kind: Counter[str] = dataclasses.field(default_factory=Counter)
    by_tag: Counter[tuple[str, str]] = dataclasses.field(default_factory=Counter)
    records: Counter[str] = dataclasses.field(default_factory=Counter)

    def add(self, record: Changed) -> None:
        for difference in record.differences:
            self.by_kind[difference.kind] += 1
            self.by_tag[difference.kind, difference.tag] += 1
        self.records.update({difference.kind.value for difference in record.differences})


def changes(pairs: pl.DataFrame, old: Fetch, new: Fetch, at_once: int = 2000) -> Iterator[Changed]:
    """The records of these pairs (`matching.PAIRS`) with their differences, in their order.

    `at_once` pairs are in memory at a time. A record whose bytes changed without any difference
    in its fields (another length in the leader, another order of the directory) has none.
    """
    for part in pairs.select("old", "length", "new", "length_new").iter_slices(at_once):
        rows = part.rows()
        old_records = old(sorted((old_offset, length) for old_offset, length, _, _ in rows))
        new_records = new(sorted((new_offset, length) for _, _, new_offset, length in rows))
        for old_offset, _, new_offset, _ in rows:
            yield Changed(
                old_offset,
                new_offset,
                tuple(
                    differences(
                        old_records.get(old_offset, _UNREAD), new_records.get(new_offset, _UNREAD)
                    )
                ),
            )


def from_file(path: Path, folder: Path | None = None) -> Fetch:
    """A fetcher of a file: it is read at the records wanted alone. What is packed is unpacked into
    `folder` once, or without one read from its start for each `at_once` pairs."""
    return Places(path, folder).records
