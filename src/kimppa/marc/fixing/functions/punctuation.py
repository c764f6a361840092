"""ISBD punctuation: the mark before the next subfield, and at the end."""

import re
from collections.abc import Mapping

from kimppa.marc.fixing.expressions import Expression
from kimppa.marc.fixing.functions.registry import function
from kimppa.marc.fixing.places import Place
from kimppa.marc.fixing.wording import cataloguing_language

_SPACED = ":;=/+"


@function
def mark_before(place: Place, marks: Mapping[str, str]) -> None:
    """Write the mark that the next subfield wants, in place of another: the first of its marks."""
    if not (place.field and place.subfield):
        return
    subfields = place.field.subfields
    at = next(n for n, one in enumerate(subfields) if one is place.subfield)
    code = next((one.code for one in subfields[at + 1 :] if not one.code.isdigit()), "")
    if code not in marks:
        return
    text = place.subfield.value.rstrip()
    written = text[-1:] if text[-1:] in marks[code] else ""
    mark = written or marks[code][0]
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
    one = place.subfield
    one.value = re.sub(r"(?<![\s,:;/=])[\s,:;/=]+$", "", one.value)
    marked = place.record.leader[18:19] not in {"c", "n"}
    spoken = cataloguing_language(place) in {"fin", "swe"}
    named = not codes or (one.code in codes and place.field.indicators[1:2] != "4")
    if marked and spoken and named and stop.whole(one.value):
        one.value += "."


@function
def stop_at_end(place: Place) -> None:
    """End the text with a full stop, in place of a comma, colon or semicolon."""
    for one in place.texts(None, ""):
        one.value = re.sub(r"(?<![\s,:;/=])[\s,:;/=]+$", "", one.value) + "."
