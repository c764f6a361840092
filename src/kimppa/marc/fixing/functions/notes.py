"""Notes, links, terms of access and series in the words that Finnish cataloguing has agreed on."""

import re

from kimppa.marc.fixing.functions.registry import function
from kimppa.marc.fixing.places import Place, cataloguing_language
from kimppa.marc.record import Field, Subfield

_LICENCE = re.compile(r"\bCC[ -](BY(?:-(?:NC-SA|NC-ND|NC|SA|ND))?) ?([1-4]\.0)\b", re.IGNORECASE)


_LIMIT = re.compile(
    r"(?i)(?:kielletty alle |ikäraja:? ?|k-?)([0-9]{1,2})(?:(?: |-| -)?vuotiailta)?\.?"
)
_AGE = re.compile(
    r"(Ikäsuositus|Åldersrekommendation)[: ]{0,3}(?:alkaen |från )?([0-9]{1,2})"
    r"(?: ?\+|[ -]{0,2}(?:v\.?|vuotta|vuotia[a-zä]{1,9}|år|åring[a-z]{0,6}))?"
    r"(?: alkaen| ylöspäin| ja vanhemmille| och uppåt)?\.?"
)
_REAL = "dt01"  # subfields of 600: years of life, a work, the number in a register


@function
def age_recommendation(place: Place) -> None:
    """Write an age recommendation as `Ikäsuositus: 3+.`, unless it says more."""
    for holder in place.texts(None, ""):
        if match := _AGE.fullmatch(holder.value.strip()):
            holder.value = f"{match[1]}: {match[2]}+."


@function
def age_limit(place: Place) -> None:
    """Write an age limit of films as `Kielletty alle 12-vuotiailta.`, and leave what follows it."""
    for holder in place.texts(None, ""):
        text = holder.value.strip()
        match = _LIMIT.match(text)
        if match:
            tail = text[match.end() :]
            holder.value = f"Kielletty alle {match[1]}-vuotiailta" + (tail or ".")


@function
def fictional_label(place: Place) -> None:
    """Write out that a character is fictitious, where nothing says that it is a real person."""
    if not (place.field and place.subfield) or any(
        part.code in _REAL for part in place.field.subfields
    ):
        return
    swedish = cataloguing_language(place) == "swe"
    place.subfield.value = "(fiktiv gestalt)" if swedish else "(fiktiivinen hahmo)"


@function
def licence_address(place: Place) -> None:
    """Add the address ($u) of a Creative Commons licence that is named."""
    if not place.field or place.field.get("u"):
        return
    match = _LICENCE.search(place.field.get("a") or "")
    if match:
        address = f"https://creativecommons.org/licenses/{match[1].lower()}/{match[2]}/"
        positions = [
            n for n, subfield in enumerate(place.field.subfields) if subfield.code in "abcdf"
        ]
        place.field.subfields.insert(positions[-1] + 1, Subfield("u", address))


@function
def initials_apart(place: Place) -> None:
    """Set the initials of a name apart: J.R.R. as J. R. R."""
    for holder in place.texts(None, ""):
        holder.value = re.sub(r"(?<=\b[^\W\d_]\.)(?=[^\W\d_]\.)", " ", holder.value)


_SCHOOL = re.compile(
    r"(?i)yliopisto|universit|korkeakoulu|högskol|akademi|opisto|institut|college|hochschule"
)


@function
def thesis_parts(place: Place) -> None:
    """Give the university and the year of a thesis subfields of their own."""
    if not (place.field and place.subfield):
        return
    text = place.subfield.value.rstrip().removesuffix(".")
    match = re.fullmatch(r"(.+?) (?:--|:) (?s:(.+))", text)
    if not match:
        return
    if not _SCHOOL.search(match[2]):
        return  # a title, or whatever else stands after a colon
    kind, university, year = match[1], match[2], ""
    if dated := re.search(r"(?<=.), (\d{4})$", university):
        university, year = university[: dated.start()], dated[1]
    parts = [Subfield("a", f"{kind} :"), Subfield("c", university + ("," if year else "."))]
    if year:
        parts.append(Subfield("d", f"{year}."))
    index = next(
        n for n, subfield in enumerate(place.field.subfields) if subfield is place.subfield
    )
    place.field.subfields[index : index + 1] = parts


_STAR = [Subfield("f", "Online access with authorization"), Subfield("2", "star")]


@function
def address_mended(place: Place) -> None:
    """Take out of an address what cannot stand in it: backslashes, spaces, codes with texts."""
    for holder in place.texts(None, ""):
        text = re.sub(r"(?s)(?<!\s)\s*\|[a-z0-9] .*", "", holder.value)
        text = re.sub(r"\s+", "", text.replace("\\", "/"))
        holder.value = re.sub(r"^(https?):/(?=[^/])", r"\1://", text)


@function
def access_licensed(place: Place) -> None:
    """Say in the list's words that access needs a licence."""
    if place.field and not place.field.get("f"):
        positions = [
            n for n, subfield in enumerate(place.field.subfields) if subfield.code in "abcde"
        ]
        end = positions[-1] + 1 if positions else len(place.field.subfields)
        access_subfields = [Subfield(subfield.code, subfield.value) for subfield in _STAR]
        place.field.subfields[end:end] = [
            subfield for subfield in access_subfields if not place.field.get(subfield.code)
        ]


@function
def part_as_link_text(place: Place) -> None:
    """Make the part that a link is about ($3) its text ($y), unless it has one."""
    if not place.field:
        return
    texts = "" if place.field.get("y") else "y"
    subfields = [subfield for subfield in place.field.subfields if subfield.code != "3"]
    parts = [
        Subfield(texts, subfield.value)
        for subfield in place.field.subfields
        if subfield.code == "3"
    ]
    place.field.subfields = subfields + parts if texts else subfields


@function
def series_from_440(place: Place) -> None:
    """Make a statement (490) and an entry (830) of 440."""
    if not place.field:
        return
    place.remove(place.field)
    # A link to another script (880) has one end: the statement, which is what it transcribes.
    subfields = [
        Subfield(part.code, part.value) for part in place.field.subfields if part.code != "6"
    ]
    texts = [part for part in subfields if not part.code.isdigit()]
    if texts and not texts[-1].value.endswith("."):
        texts[-1].value += "."
    statement = [part for part in place.field.subfields if part.code not in "0wp"]
    for new_field in (
        Field("490", "", "1 ", statement),
        Field("830", "", f" {place.field.indicators[1:2]}", subfields),
    ):
        if new_field not in place.record.fields:
            place.record.add(new_field)
    link = (place.field.get("6") or "")[4:6]
    for part in place.record.all("880") if link else ():
        for subfield in part.subfields:
            if subfield.code == "6" and subfield.value.startswith(f"440-{link}"):
                subfield.value = subfield.value.replace("440-", "490-", 1)
