"""ISBD punctuation: the mark before the next subfield, and at the end."""

import re
from collections.abc import Mapping

from kimppa.marc.fixing.expressions import Expression
from kimppa.marc.fixing.functions.registry import function
from kimppa.marc.fixing.places import Place, cataloguing_language

_SPACED = ":;=/+"


@function
def mark_before(place: Place, marks: Mapping[str, str]) -> None:
    """Write the mark that the next subfield wants, in place of another: the first of its marks."""
    if not (place.field and place.subfield):
        return
    subfields = place.field.subfields
    at = next(n for n, subfield in enumerate(subfields) if subfield is place.subfield)
    code = next(
        (subfield.code for subfield in subfields[at + 1 :] if not subfield.code.isdigit()), ""
    )
    if code not in marks:
        return
    text = place.subfield.value.rstrip()
    present = text[-1:] if text[-1:] in marks[code] else ""
    mark = present or marks[code][0]
    bare = re.sub(r"(?<![\s,:;/=+])[\s,:;/=+]+$", "", text)
    if mark == "." and bare.endswith("."):
        place.subfield.value = bare
    else:
        place.subfield.value = bare + (" " if mark in _SPACED else "") + mark


@function
def without_stray_mark(place: Place, stop: Expression, codes: str = "") -> None:
    """Take away the marks that end the text, and end it with a full stop where it wants one.

    It does when it matches `stop`, in a record catalogued in Finnish or Swedish with punctuation
    (LDR/18); with `codes` only in these subfields, and not in a copyright date.
    """
    if not (place.field and place.subfield):
        return
    subfield = place.subfield
    subfield.value = re.sub(r"(?<![\s,:;/=])[\s,:;/=]+$", "", subfield.value)
    marked = place.record.leader[18:19] not in {"c", "n"}
    ours = cataloguing_language(place) in {"fin", "swe"}
    applies = not codes or (subfield.code in codes and place.field.indicators[1:2] != "4")
    if marked and ours and applies and stop.whole(subfield.value):
        subfield.value += "."


@function
def stop_at_end(place: Place) -> None:
    """End the text with a full stop, in place of a comma, colon or semicolon."""
    for holder in place.texts(None, ""):
        holder.value = re.sub(r"(?<![\s,:;/=])[\s,:;/=]+$", "", holder.value) + "."
