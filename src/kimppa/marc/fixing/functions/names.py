"""Names of persons, by what the rest of the record says of them."""

import re
from typing import Final

from kimppa.marc.fixing.functions.registry import function
from kimppa.marc.fixing.places import Place
from kimppa.marc.record import Record

_HEADINGS: Final = ("100", "600", "700", "800")
_STATEMENTS: Final = {"245": "c", "505": "agrt", "508": "a", "511": "a"}
_ENDS: Final = " .,"
_GAPS: Final = re.compile(r"[^\w-]+")


@function
def surname_first(place: Place) -> None:
    """Indicator 1 = 1 where a statement has the name the other way round, or another heading of
    the same name has it; else nobody can say that the first part is a surname."""
    if place.field is None:
        return
    name = (place.field.get("a") or "").rstrip(_ENDS)
    surname, _, forenames = name.partition(", ")
    if _is_stated(place.record, f"{forenames} {surname}") or _is_surname(place.record, name):
        place.field.indicators = "1" + place.field.indicators[1:]


def _is_stated(record: Record, direct: str) -> bool:
    name = _words(direct)
    return any(
        name in _words(subfield.value)
        for field in record.fields
        for subfield in field.subfields
        if subfield.code in _STATEMENTS.get(field.tag, "")
    )


def _words(text: str) -> str:
    """The words of a text, a space at either side of each."""
    return f" {' '.join(_GAPS.split(text))} "


def _is_surname(record: Record, name: str) -> bool:
    return any(
        field.indicators[:1] == "1" and (field.get("a") or "").rstrip(_ENDS) == name
        for field in record.fields
        if field.tag in _HEADINGS
    )
