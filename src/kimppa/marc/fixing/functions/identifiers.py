"""Numbers and codes that stand together with something else, set apart."""

import re

from kimppa.marc.fixing.functions.registry import function
from kimppa.marc.fixing.places import Place
from kimppa.marc.record import Subfield

_QUALIFIED = re.compile(r"([0-9][0-9 -]*[0-9Xx])\s*\((.+)\)")


@function
def qualifier_of_its_own(place: Place) -> None:
    """Move what stands in brackets after an ISBN to $q."""
    if not (place.field and place.subfield):
        return
    text = place.subfield.value.strip().removesuffix(":").rstrip()
    found = _QUALIFIED.fullmatch(text)
    if not found:
        return
    place.subfield.value = found[1]
    qualifiers = [part.strip() for part in re.split(r"\) ?\(|;", found[2])]
    subfields = place.field.subfields
    at = next(n for n, one in enumerate(subfields) if one is place.subfield) + 1
    subfields[at:at] = [Subfield("q", one) for one in qualifiers if one]


@function
def codes_of_three(place: Place) -> None:
    """Set codes of three letters apart that were written as one text: `finswe`."""
    if not (place.field and place.subfield):
        return
    text = place.subfield.value
    parts = [text[n : n + 3] for n in range(0, len(text), 3)]
    subfields = place.field.subfields
    at = next(n for n, one in enumerate(subfields) if one is place.subfield)
    subfields[at : at + 1] = [Subfield(place.subfield.code, part) for part in parts]
