"""Notes in the words that Finnish cataloguing has agreed on."""

import re

from kimppa.marc.fixing.functions.registry import function
from kimppa.marc.fixing.places import Place
from kimppa.marc.record import Subfield

_LICENCE = re.compile(r"\bCC[ -](BY(?:-(?:NC-SA|NC-ND|NC|SA|ND))?) ?([1-4]\.0)\b", re.IGNORECASE)


@function
def age_recommendation(place: Place) -> None:
    """Write an age recommendation as `Ikäsuositus: 3+.`"""
    for holder in place.texts(None, ""):
        match = re.search(r"\d+", holder.value)
        if match:
            word = "Åldersrekommendation" if holder.value.startswith("Å") else "Ikäsuositus"
            holder.value = f"{word}: {match[0]}+."


@function
def age_limit(place: Place) -> None:
    """Write an age limit of films as `Kielletty alle 12-vuotiailta.`"""
    for holder in place.texts(None, ""):
        match = re.search(r"\d+", holder.value)
        if match:
            holder.value = f"Kielletty alle {match[0]}-vuotiailta."


@function
def licence_address(place: Place) -> None:
    """Add the address ($u) of a Creative Commons licence that is named."""
    if not place.field or place.field.get("u"):
        return
    match = _LICENCE.search(place.field.get("a") or "")
    if match:
        address = f"https://creativecommons.org/licenses/{match[1].lower()}/{match[2]}/"
        at = [n for n, subfield in enumerate(place.field.subfields) if subfield.code in "abcdf"]
        place.field.subfields.insert(at[-1] + 1, Subfield("u", address))


@function
def initials_apart(place: Place) -> None:
    """Set the initials of a name apart: J.R.R. as J. R. R."""
    for holder in place.texts(None, ""):
        holder.value = re.sub(r"(?<=\b[^\W\d_]\.)(?=[^\W\d_]\.)", " ", holder.value)


@function
def thesis_parts(place: Place) -> None:
    """Give the university and the year of a thesis subfields of their own."""
    if not (place.field and place.subfield):
        return
    text = place.subfield.value.rstrip().removesuffix(".")
    match = re.fullmatch(r"(.+?) (?:--|:) (?s:(.+))", text)
    if not match:
        return
    kind, university, year = match[1], match[2], ""
    if dated := re.search(r"(?<=.), (\d{4})$", university):
        university, year = university[: dated.start()], dated[1]
    parts = [Subfield("a", f"{kind} :"), Subfield("c", university + ("," if year else "."))]
    if year:
        parts.append(Subfield("d", f"{year}."))
    at = next(n for n, subfield in enumerate(place.field.subfields) if subfield is place.subfield)
    place.field.subfields[at : at + 1] = parts
