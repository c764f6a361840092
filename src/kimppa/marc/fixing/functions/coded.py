"""Codes of 008 and 041."""

from collections.abc import Mapping

from kimppa.marc.fixing.functions.registry import function
from kimppa.marc.fixing.places import Place
from kimppa.marc.record import Subfield
from kimppa.marc.rules.kernels.coded import GROUPS, group_kind

_WHOLE = 40
_LATE = "hkmn"  # subfields of 041 for the languages of originals


@function
def language_from_041(place: Place) -> None:
    """Write the first language of 041 into 008."""
    if not (place.field and len(place.field.value) == _WHOLE):
        return
    languages = [text for field in place.record.all("041") for text in field.all("ad")]
    if languages and len(languages[0]) == 3 and languages[0].isalpha() and languages[0].islower():
        place.field.value = place.field.value[:35] + languages[0] + place.field.value[38:]


@function
def language_codes(place: Place, codes: Mapping[str, str]) -> None:
    """Write other codes for languages, in 041 and 008 alike so that they go on agreeing."""
    for field in place.record.all("041"):
        for subfield in field.subfields if not field.get("2") else ():
            subfield.value = codes.get(subfield.value, subfield.value)
    for field in place.record.all("008"):
        now = codes.get(field.value[35:38])
        if now and len(field.value) == _WHOLE:
            field.value = field.value[:35] + now + field.value[38:]


@function
def small_letters(place: Place) -> None:
    for holder in place.texts(None, ""):
        holder.value = holder.value.lower()


@function
def sami_before(place: Place) -> None:
    """Write smi before the code of a Sámi language."""
    if not (place.field and place.subfield):
        return
    code = place.subfield.code
    if "smi" in place.field.all(code):
        return
    at = next(n for n, subfield in enumerate(place.field.subfields) if subfield is place.subfield)
    place.field.subfields.insert(at, Subfield(code, "smi"))


@function
def languages_in_order(place: Place) -> None:
    """Put the languages of originals after the item's own."""
    if place.field:
        place.field.subfields.sort(key=lambda subfield: subfield.code in _LATE)


@function
def single_date(place: Place) -> None:
    """Say that there is one year, where there is one."""
    if place.field and place.field.value[7:11].isdigit():
        place.field.value = place.field.value[:6] + "s" + place.field.value[7:]


@function
def sort_groups(place: Place) -> None:
    """Put the codes of each group of 008 in order, from the left on."""
    if not (place.field and len(place.field.value) == _WHOLE):
        return
    text = place.field.value
    for start, end in GROUPS.get(group_kind(place.record.leader), ()):
        part = text[start:end]
        if "|" not in part:
            ordered = "".join(sorted(part.replace(" ", ""))).ljust(end - start)
            text = text[:start] + ordered + text[end:]
    place.field.value = text
