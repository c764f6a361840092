"""Links and terms of access; series of field 440."""

import re

from kimppa.marc.fixing.functions.registry import function
from kimppa.marc.fixing.places import Place
from kimppa.marc.record import Field, Subfield

_STAR = [Subfield("f", "Online access with authorization"), Subfield("2", "star")]


@function
def address_mended(place: Place) -> None:
    """Take out of an address what cannot stand in it: backslashes, spaces, codes with texts."""
    for one in place.texts(None, ""):
        text = re.sub(r"(?s)(?<!\s)\s*\|[a-z0-9] .*", "", one.value)
        text = re.sub(r"\s+", "", text.replace("\\", "/"))
        one.value = re.sub(r"^(https?):/(?=[^/])", r"\1://", text)


@function
def access_licensed(place: Place) -> None:
    """Say in the list's words that access needs a licence."""
    if place.field and not place.field.get("f"):
        at = [n for n, one in enumerate(place.field.subfields) if one.code in "abcde"]
        end = at[-1] + 1 if at else len(place.field.subfields)
        new = [Subfield(one.code, one.value) for one in _STAR]
        place.field.subfields[end:end] = [one for one in new if not place.field.get(one.code)]


@function
def part_as_link_text(place: Place) -> None:
    """Make the part that a link is about ($3) its text ($y), unless it has one."""
    if not place.field:
        return
    texts = "" if place.field.get("y") else "y"
    kept = [one for one in place.field.subfields if one.code != "3"]
    parts = [Subfield(texts, one.value) for one in place.field.subfields if one.code == "3"]
    place.field.subfields = kept + parts if texts else kept


@function
def series_from_440(place: Place) -> None:
    """Make a statement (490) and an entry (830) of 440."""
    if not place.field:
        return
    place.remove(place.field)
    # A link to another script (880) has one end: the statement, which is what it transcribes.
    entry = [Subfield(one.code, one.value) for one in place.field.subfields if one.code != "6"]
    texts = [one for one in entry if not one.code.isdigit()]
    if texts and not texts[-1].value.endswith("."):
        texts[-1].value += "."
    statement = [one for one in place.field.subfields if one.code not in "0wp"]
    for new in (
        Field("490", "", "1 ", statement),
        Field("830", "", f" {place.field.indicators[1:2]}", entry),
    ):
        if new not in place.record.fields:
            place.record.add(new)
    link = (place.field.get("6") or "")[4:6]
    for one in place.record.all("880") if link else ():
        for each in one.subfields:
            if each.code == "6" and each.value.startswith(f"440-{link}"):
                each.value = each.value.replace("440-", "490-", 1)
