"""How one record became another, field by field, and what kind of change each is."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

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


def text_kind(old: str, new: str) -> Kind | None:
    """What kind of change one text underwent; None when they are equal.

    >>> text_kind("Sota :", "Sota"), text_kind("a  b", "a b"), text_kind("Sota", "Rauha")
    (<Kind.PUNCTUATION: 'punctuation'>, <Kind.WHITESPACE: 'whitespace'>, <Kind.SUBFIELD_CHANGED: \
'subfield changed'>)
    """
    if old == new:
        return None
    one, other = unicodedata.normalize("NFC", old), unicodedata.normalize("NFC", new)
    if one == other:
        return Kind.NORMALISATION
    if _without(one, "Z") == _without(other, "Z"):
        return Kind.WHITESPACE
    bare = _without(one, "ZP"), _without(other, "ZP")
    if bare[0] == bare[1]:
        return Kind.PUNCTUATION
    return Kind.CASE if bare[0].casefold() == bare[1].casefold() else Kind.SUBFIELD_CHANGED


def _without(text: str, classes: str) -> str:
    """The text without spaces (Z and control characters), and punctuation (P) when asked."""
    return "".join(
        one for one in text if not one.isspace() and unicodedata.category(one)[0] not in classes
    )


def differences(old: Record, new: Record) -> list[Difference]:
    """Every change from one record to the other, in the order of tags.

    Lengths and the base address in the leader are not the record's own and are left out.
    """
    found = list(_leader(old.leader, new.leader))
    for tag in sorted({one.tag for one in (*old.fields, *new.fields)}):
        found += _tag(tag, list(old.all(tag)), list(new.all(tag)))
    if not found and [one.tag for one in old.fields] != [one.tag for one in new.fields]:
        found.append(Difference(Kind.ORDER, ""))
    return found


def _leader(old: str, new: str) -> Iterator[Difference]:
    for place, (one, other) in enumerate(zip(old.ljust(24), new.ljust(24), strict=False)):
        if one != other and not (place < 5 or 12 <= place < 17):
            yield Difference(Kind.LEADER, "LDR", f"{place:02d}", one, other)


def _tag(tag: str, old: list[Field], new: list[Field]) -> Iterator[Difference]:
    """Changes of the fields with one tag: equal ones are set aside, the likest are paired."""
    left, right = _unequal(old, new)
    if not left and not right:
        if [str(one) for one in old] != [str(one) for one in new]:
            yield Difference(Kind.ORDER, tag)
        return
    for one, other in _paired(left, right):
        if one is None or other is None:
            told = one or other
            kind = Kind.FIELD_REMOVED if other is None else Kind.FIELD_ADDED
            line = str(told)
            removed = other is None
            yield Difference(kind, tag, "", line if removed else "", "" if removed else line)
        elif one.control:
            yield Difference(Kind.CONTROL, tag, "", one.value, other.value)
        else:
            yield from _field(one, other)


def _unequal(old: list[Field], new: list[Field]) -> tuple[list[Field], list[Field]]:
    left, right = [], list(new)
    for one in old:
        if one in right:
            right.remove(one)
        else:
            left.append(one)
    return left, right


def _paired(old: list[Field], new: list[Field]) -> Iterator[tuple[Field | None, Field | None]]:
    """Pairs of what is left, the likest first; a field of a hundred is not looked for."""
    if len(old) == len(new) == 1:
        yield old[0], new[0]
        return
    if len(old) * len(new) > 10_000:
        yield from ((one, None) for one in old)
        yield from ((None, one) for one in new)
        return
    scored = sorted(
        ((likeness(str(a), str(b)), i, j) for i, a in enumerate(old) for j, b in enumerate(new)),
        key=lambda one: (-one[0], one[1], one[2]),
    )
    partner: dict[int, int] = {}
    for like, i, j in scored:
        if like > 0.5 and i not in partner and j not in partner.values():
            partner[i] = j
    for i, one in enumerate(old):
        yield one, new[partner[i]] if i in partner else None
    yield from ((None, one) for j, one in enumerate(new) if j not in partner.values())


def _field(old: Field, new: Field) -> Iterator[Difference]:
    """Changes inside a field: indicators, then subfields code by code."""
    if old.indicators != new.indicators:
        yield Difference(Kind.INDICATOR, old.tag, "", old.indicators, new.indicators)
    found = list(_subfields(old, new))
    yield from found
    if not found and old.subfields != new.subfields:
        yield Difference(Kind.ORDER, old.tag, "", str(old), str(new))


def _subfields(old: Field, new: Field) -> Iterator[Difference]:
    codes = dict.fromkeys(one.code for one in (*old.subfields, *new.subfields))
    for code in codes:
        left, right = _unequal_texts(old.subfields, new.subfields, code)
        for before, after in zip(left, right, strict=False):
            kind = text_kind(before, after) or Kind.SUBFIELD_CHANGED
            yield Difference(kind, old.tag, code, before, after)
        for text in left[len(right) :]:
            yield Difference(Kind.SUBFIELD_REMOVED, old.tag, code, text)
        for text in right[len(left) :]:
            yield Difference(Kind.SUBFIELD_ADDED, old.tag, code, "", text)


def _unequal_texts(
    old: list[Subfield], new: list[Subfield], code: str
) -> tuple[list[str], list[str]]:
    left = [one.value for one in old if one.code == code]
    right = [one.value for one in new if one.code == code]
    for text in list(left):
        if text in right:
            left.remove(text)
            right.remove(text)
    return left, right
