"""Qualifiers and codes set apart (020, 041), filing indicators, kinds of publication (264)."""

import re

from kimppa.marc.definition import articles
from kimppa.marc.fixing.functions.registry import function
from kimppa.marc.fixing.places import Place
from kimppa.marc.record import Field, Record, Subfield

_QUALIFIED = re.compile(r"([0-9][0-9 -]*[0-9Xx])\s*\((.+)\)")


@function
def qualifier_of_its_own(place: Place) -> None:
    """Move what stands in brackets after an ISBN to $q."""
    if not (place.field and place.subfield):
        return
    text = place.subfield.value.strip().removesuffix(":").rstrip()
    match = _QUALIFIED.fullmatch(text)
    if not match:
        return
    place.subfield.value = match[1]
    qualifiers = [part.strip() for part in re.split(r"\) ?\(|;", match[2])]
    subfields = place.field.subfields
    at = next(n for n, piece in enumerate(subfields) if piece is place.subfield) + 1
    subfields[at:at] = [Subfield("q", piece) for piece in qualifiers if piece]


@function
def codes_of_three(place: Place) -> None:
    """Set codes of three letters apart that were written as one text: `finswe`."""
    if not (place.field and place.subfield):
        return
    text = place.subfield.value
    parts = [text[n : n + 3] for n in range(0, len(text), 3)]
    subfields = place.field.subfields
    at = next(n for n, subfield in enumerate(subfields) if subfield is place.subfield)
    subfields[at : at + 1] = [Subfield(place.subfield.code, part) for part in parts]


_FIRST = {"130", "630", "730", "740"}
_SECOND = {"222", "240", "242", "243", "245", "440", "830"}


@function
def count_article(place: Place) -> None:
    """Count the article of the title's language; 0 where there is none."""
    if not place.field:
        return
    title = place.field.get("a") or ""
    _write(place.field, articles.article(title, _language(place.record)))


def count_characters(field: Field, count: int) -> None:
    """Count so many characters, where the field counts them and says none."""
    at = 0 if field.tag in _FIRST else 1
    if field.tag in _FIRST | _SECOND and field.indicators[at : at + 1] in {" ", "0"}:
        _write(field, count)


def _write(field: Field, count: int) -> None:
    first, second = list(field.indicators.ljust(2)[:2])
    field.indicators = f"{count}{second}" if field.tag in _FIRST else f"{first}{count}"


def _language(record: Record) -> str:
    language = next((text for field in record.all("041") for text in field.all("ad")), None)
    return language or record.control("008")[35:38]


@function
def publication_kind(place: Place) -> None:
    """Write 4 for a copyright year alone, else 1, unless the record has such a field."""
    if not place.field:
        return
    codes = {part.code for part in place.field.subfields}
    year = place.field.get("c") or ""
    kind = "4" if codes == {"c"} and re.match(r"[©℗]", year) else "1"
    if kind == "1" and any(part.indicators[1:2] == "1" for part in place.record.all("264")):
        return
    place.field.indicators = place.field.indicators[:1] + kind
