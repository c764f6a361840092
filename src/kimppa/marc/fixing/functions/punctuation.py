"""ISBD punctuation: the mark before the next subfield, and at the end."""

import re
from collections.abc import Mapping

from kimppa.marc.fixing.functions.registry import function
from kimppa.marc.fixing.places import Place

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
    bare = re.sub(r"[\s,:;/=+]+$", "", text)
    if mark == "." and bare.endswith("."):
        place.subfield.value = bare
    else:
        place.subfield.value = bare + (" " if mark in _SPACED else "") + mark


@function
def stop_at_end(place: Place) -> None:
    """End the text with a full stop, in place of a comma, colon or semicolon."""
    for one in place.texts(None, ""):
        one.value = re.sub(r"[\s,:;/=]+$", "", one.value) + "."
