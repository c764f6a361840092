"""What a merged record would hold: field by field, kept, added, differing.

Nothing is merged here: the list is for a person to read.

Source of the rules: MARC 21 Bibliographic on what may repeat; the rules by which KaTi merged
catalogues (minutes of Koha-Suomi): every subject heading, local note and holding of the other is
kept, and its number stays findable in 035 $z.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kimppa.marc.identifiers import own_number
from kimppa.marc.record import Field, Record, Subfield
from kimppa.marc.texts import words

# Fields of which a record has one, or one of a kind: the survivor's stays.
_SINGLE: Final = frozenset(
    words(
        "001 003 005 006 007 008 040 100 110 111 130 240 243 245 250 254 256 260 264 300 "
        "306 310 336 337 338"
    )
)
_OWN: Final = frozenset({"001", "003", "005", "008", "040", "FMT", "CAT", "LKR"})  # not compared


class Change(StrEnum):
    KEPT = "kept"
    ADDED = "added"  # from the other record
    DIFFERS = "differs"  # both have it otherwise: the survivor's is kept


@dataclass(frozen=True, slots=True)
class Line:
    """One field of a preview: the survivor's, the other's, and what happens."""

    change: Change
    tag: str
    kept: Field | None
    other: Field | None


def preview(survivor: Record, duplicate: Record) -> list[Line]:
    """The fields of two records side by side, in the order of the survivor, added ones by tag."""
    lines = []
    matched_indices: set[int] = set()
    for field in survivor.fields:
        place, change = _partner(field, duplicate, matched_indices)
        if place is not None:
            matched_indices.add(place)
        counterpart = None if place is None else duplicate.fields[place]
        lines.append(
            Line(change, field.tag, field, counterpart if change is Change.DIFFERS else None)
        )
    return lines + list(_added(survivor, duplicate, matched_indices))


def _partner(
    survivor_field: Field, duplicate: Record, matched_indices: set[int]
) -> tuple[int | None, Change]:
    """The field of the other record that is this one: equal, contained, or its counterpart."""
    places = [
        n
        for n, field in enumerate(duplicate.fields)
        if field.tag == survivor_field.tag and n not in matched_indices
    ]
    for place in places:
        if _content(duplicate.fields[place]) <= _content(survivor_field):
            return place, Change.KEPT
    for place in places:
        duplicate_field = duplicate.fields[place]
        richer = _content(survivor_field) < _content(duplicate_field)
        if survivor_field.tag not in _OWN and (
            richer or (survivor_field.tag in _SINGLE and _kind(survivor_field, duplicate_field))
        ):
            return place, Change.DIFFERS
    return None, Change.KEPT


def _kind(survivor_field: Field, duplicate_field: Field) -> bool:
    """Whether two single fields stand for the same: 264 by its second indicator, 007 by its
    category, 33X by their source."""
    if survivor_field.tag == "264":
        return survivor_field.indicators[1:] == duplicate_field.indicators[1:]
    if survivor_field.tag in {"006", "007"}:
        return survivor_field.value[:1] == duplicate_field.value[:1]
    return True


def _content(field: Field) -> frozenset[tuple[str, tuple[str, ...]]]:
    """A field's subfields without what punctuation, case and marks make of them."""
    if field.control:
        return frozenset({("", (field.value,))})
    return frozenset(
        (sub.code, words(sub.value)) for sub in field.subfields if sub.code not in {"5", "9"}
    ) or frozenset({("", ())})


def _added(survivor: Record, duplicate: Record, matched_indices: set[int]) -> Iterator[Line]:
    survivor_tags = {field.tag for field in survivor.fields}
    for index, duplicate_field in enumerate(duplicate.fields):
        if index in matched_indices or duplicate_field.tag in _OWN:
            continue
        if any(
            _content(duplicate_field) <= _content(field)
            for field in survivor.all(duplicate_field.tag)
        ):
            continue
        if (
            duplicate_field.tag in _SINGLE
            and duplicate_field.tag in survivor_tags
            and not _is_new_kind(survivor, duplicate_field)
        ):
            continue
        yield Line(Change.ADDED, duplicate_field.tag, None, duplicate_field)
    number = _former(survivor, duplicate)
    if number is not None:
        yield Line(Change.ADDED, "035", None, number)


def _is_new_kind(survivor: Record, duplicate_field: Field) -> bool:
    """Whether a single field is of another kind than all of the survivor's."""
    return not any(
        _kind(survivor_field, duplicate_field)
        for survivor_field in survivor.all(duplicate_field.tag)
    )


def _former(survivor: Record, duplicate: Record) -> Field | None:
    """035 $z with the number of the record that goes, unless it is there or there is none."""
    number = own_number(duplicate)
    numbers = {text for field in survivor.all("035") for text in field.all("az")}
    if not duplicate.control("001") or number in numbers or number == own_number(survivor):
        return None
    return Field("035", "", "  ", [Subfield("z", number)])
