"""Content, media and carrier (336–338): their terms, and the fields that a record lacks."""

import re
from collections.abc import Callable

from kimppa.marc.definition import carriers
from kimppa.marc.fixing import types
from kimppa.marc.fixing.functions.registry import function
from kimppa.marc.fixing.places import Place, cataloguing_language
from kimppa.marc.record import Field, Record, Subfield

_LINKS = "01568"  # what belongs to one of several terms, nobody knows which


def _add_terms(place: Place, tag: str, codes_of: Callable[[Record], list[str]]) -> None:
    for code in [] if place.record.first(tag) else codes_of(place.record):
        text = carriers.term(tag, code, cataloguing_language(place))
        if text:
            parts = (("a", text), ("b", code), ("2", carriers.SOURCES[tag]))
            place.record.add(Field(tag, "", "  ", [Subfield(*part) for part in parts]))


@function
def add_content(place: Place) -> None:
    """Add 336 where the rest of the record tells it."""
    _add_terms(place, "336", types.contents)


@function
def add_media(place: Place) -> None:
    """Add 337 where the rest of the record tells it."""
    _add_terms(place, "337", types.media)


@function
def add_carrier(place: Place) -> None:
    """Add a 338 for each carrier that the rest of the record tells."""
    _add_terms(place, "338", types.carriers)


@function
def carrier_term(place: Place) -> None:
    """Write the term of the code in the language of cataloguing; not of several in one field."""
    if not (place.field and place.subfield) or len(place.field.all("ab")) > 2:
        return
    code = (place.field.get("b") or "").strip()
    text = carriers.term(place.field.tag, code, cataloguing_language(place))
    place.subfield.value = text or place.subfield.value


@function
def carrier_code(place: Place) -> None:
    """Add $b where each term tells its own, and write the terms as they are now: a field each."""
    if not place.field or place.field.get("b"):
        return
    tag, subfields = place.field.tag, place.field.subfields
    texts = [part.value for part in subfields if part.code == "a"]
    codes = [carriers.codes(tag).get(text.strip(" .").lower(), "") for text in texts]
    terms = [carriers.term(tag, code, cataloguing_language(place)) for code in codes]
    linked = any(part.code in _LINKS for part in subfields)
    if not codes or not all(terms) or (linked and len(codes) > 1):
        return
    first_a = next(index for index, part in enumerate(subfields) if part.code == "a")
    subfields_before = subfields[:first_a]
    subfields_after = [part for part in subfields[first_a:] if part.code != "a"]
    fields = [
        Field(
            tag,
            "",
            place.field.indicators,
            [*subfields_before, *_pair(term or "", code), *subfields_after],
        ).copy()
        for term, code in zip(terms, codes, strict=True)
    ]
    place.field.subfields = fields[0].subfields
    index = next(index for index, field in enumerate(place.record.fields) if field is place.field)
    place.record.fields[index + 1 : index + 1] = fields[1:]


def _pair(term: str, code: str) -> list[Subfield]:
    return [Subfield("a", term), Subfield("b", code)]


@function
def carrier_source(place: Place) -> None:
    """Write $2 of 336–338 as it must be."""
    if not place.field:
        return
    source_code = carriers.SOURCES[place.field.tag]
    code = place.field.get("b")
    if code and not carriers.term(place.field.tag, code.strip(), "fin"):
        return  # a code of some other list
    sources = [subfield for subfield in place.field.subfields if subfield.code == "2"]
    for subfield in sources:
        subfield.value = source_code
    if not sources:
        positions = [n for n, subfield in enumerate(place.field.subfields) if subfield.code in "ab"]
        place.field.subfields.insert(
            positions[-1] + 1 if positions else 0, Subfield("2", source_code)
        )


@function
def form_online(place: Place) -> None:
    """Write o as the form of item in 008: position 29 for maps and visual materials, else 23."""
    position = 29 if place.record.leader[6:7] in "efgk" else 23
    for field in place.record.all("008"):
        if len(field.value) > position:
            field.value = field.value[:position] + "o" + field.value[position + 1 :]


@function
def without_medium(place: Place) -> None:
    """Take $h out of the title; a mark after it goes to the subfield before it.

    It stays where it says something else than 338 does: then one of them is wrong.
    """
    if not place.field or not types.is_designated(place.record):
        return
    subfields: list[Subfield] = []
    for subfield in place.field.subfields:
        if subfield.code != "h":
            subfields.append(subfield)
        elif subfields and (mark := re.search(r"((?<!\s)\s*[:;=/.]|,)\s*$", subfield.value)):
            subfields[-1].value = subfields[-1].value.rstrip(" :;=/.,") + mark[1]
    place.field.subfields = subfields
