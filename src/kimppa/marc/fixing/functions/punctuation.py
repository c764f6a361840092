"""ISBD punctuation: the mark before the next subfield, and at the end."""

import re
from collections.abc import Mapping

from kimppa.marc.fixing.expressions import Expression
from kimppa.marc.fixing.functions.registry import function
from kimppa.marc.fixing.places import Place, cataloguing_language
from kimppa.marc.record import Field, Subfield

_SPACED = ":;=/+"
_INITIAL = re.compile(r"(?:^|[\s.-])[^\W\d_]\.$")
_ENDS = (".", "?", "!", "…")
_UNITS = ("s.", "p.", "v.", "l.", "kuv.", "ill.")  # shortened words of 300, which keep their stop


@function
def mark_before(place: Place, marks: Mapping[str, str]) -> None:
    """Write the mark that the next subfield wants, in place of another: the first of its marks.

    `marks` by the next code, or by both codes. Nothing is written where that is not sure: after a
    full stop that may belong to the text, and before a capital where several marks may be meant.
    """
    if not (place.field and place.subfield):
        return
    following = _following(place.field, place.subfield)
    if not following:
        return
    wanted = marks.get(place.subfield.code + following.code, marks.get(following.code, ""))
    text = place.subfield.value.rstrip()
    present = text[-1:] if text[-1:] in wanted else ""
    if not wanted or not (present or _is_plain(wanted, following.value)):
        return
    mark = present or wanted[0]
    bare = re.sub(r"(?<![\s,:;/=+])[\s,:;/=+]+$", "", text)
    if _takes(place.field, bare, mark):
        place.subfield.value = bare + (" " if mark in _SPACED else "") + mark


def _following(field: Field, subfield: Subfield) -> Subfield | None:
    at = next(n for n, part in enumerate(field.subfields) if part is subfield)
    return next((part for part in field.subfields[at + 1 :] if not part.code.isdigit()), None)


def _is_plain(wanted: str, following: str) -> bool:
    """Whether there is no choice: a title in another language (=) begins with a capital."""
    several = len([mark for mark in wanted if mark in _SPACED]) > 1
    return not several or following[:1].islower()


def _takes(field: Field, text: str, mark: str) -> bool:
    """Whether a mark may stand after the text, which may end with one of its own."""
    if text.endswith(("?", "!")):
        return mark in _SPACED
    if not text.endswith(".") or text.endswith("..."):
        return True
    if mark == ",":
        return bool(_INITIAL.search(text))
    return field.tag == "300" and text.endswith(_UNITS)


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
        text = re.sub(r"(?<![\s,:;/=])[\s,:;/=]+$", "", holder.value)
        holder.value = text if text.endswith(_ENDS) else text + "."
