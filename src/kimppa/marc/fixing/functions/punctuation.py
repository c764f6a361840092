"""ISBD punctuation: the mark before the next subfield, and at the end."""

import re
from collections.abc import Mapping

from kimppa.marc.definition.loading import load
from kimppa.marc.definition.model import kind_of
from kimppa.marc.fixing.expressions import Expression
from kimppa.marc.fixing.functions.registry import function
from kimppa.marc.fixing.places import Place, cataloguing_language
from kimppa.marc.record import Field, Subfield

_SPACED = ":;=/+"
_LEADING = re.compile(
    r"\s*([:;,=/+])\s*(?=[^\s:;,=/+.])"
)  # a mark that stands in the wrong subfield
_INITIAL = re.compile(r"(?:^|[\s.-])[^\W\d_]\.$")
_ENDS = (".", "?", "!", "…")
_UNITS = ("s.", "p.", "v.", "l.", "kuv.", "ill.")  # shortened words of 300, which keep their stop


@function
def mark_before(place: Place, marks: Mapping[str, str]) -> None:
    """Write the mark that the next subfield wants, in place of another: the first of its marks.

    `marks` by the next code, or by both codes; none for subfields that no mark parts. A mark that
    stands at the start of the next subfield is brought to where it belongs. Nothing is written
    where that is not sure: after a full stop that may belong to the text, before a capital where
    several marks may be meant, before another mark, nothing or a subfield that does not exist.
    """
    if not (place.field and place.subfield):
        return
    following = _following(place.field, place.subfield)
    if not following or not _is_text(place, place.subfield) or not _is_text(place, following):
        return
    code_pair = place.subfield.code + following.code
    wanted_marks = marks.get(code_pair, marks.get(following.code, ""))
    text = place.subfield.value.rstrip()
    bare = re.sub(r"(?<![\s,:;/=+])[\s,:;/=+]+$", "", text)
    present_mark = text[-1:] if text[-1:] in wanted_marks else ""
    leading = _LEADING.match(following.value)
    if leading and (leading[1] not in wanted_marks or bare != text):
        return
    mark = leading[1] if leading else present_mark or wanted_marks[:1]
    is_sure = leading or present_mark or _is_plain(wanted_marks, following.value)
    if mark and is_sure and _takes(place.field, bare, mark):
        place.subfield.value = bare + (" " if mark in _SPACED else "") + mark
        following.value = following.value[leading.end() :] if leading else following.value


def _is_text(place: Place, subfield: Subfield) -> bool:
    """Whether a subfield has a letter or a number, and the format has such a subfield."""
    definition = load(kind_of(place.record.leader))
    field = definition.fields.get(place.field.tag) if place.field else None
    is_defined = field is None or field.free or subfield.code in field.subfields
    return is_defined and any(map(str.isalnum, subfield.value))


def _following(field: Field, subfield: Subfield) -> Subfield | None:
    index = next(n for n, part in enumerate(field.subfields) if part is subfield)
    return next((part for part in field.subfields[index + 1 :] if not part.code.isdigit()), None)


def _is_plain(wanted_marks: str, following: str) -> bool:
    """Whether there is no choice: a title in another language (=) begins with a capital."""
    several = len([mark for mark in wanted_marks if mark in _SPACED]) > 1
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
    has_punctuation = place.record.leader[18:19] not in {"c", "n"}
    is_finnish_or_swedish = cataloguing_language(place) in {"fin", "swe"}
    applies = not codes or (subfield.code in codes and place.field.indicators[1:2] != "4")
    if has_punctuation and is_finnish_or_swedish and applies and stop.whole(subfield.value):
        subfield.value += "."


@function
def stop_at_end(place: Place) -> None:
    """End the text with a full stop, in place of a comma, colon or semicolon.

    Not in a subfield that the format does not have: what it ends with is nobody's business.
    """
    if place.subfield and not _is_text(place, place.subfield):
        return
    for holder in place.texts(None, ""):
        text = re.sub(r"(?<![\s,:;/=])[\s,:;/=]+$", "", holder.value)
        holder.value = text if text.endswith(_ENDS) else text + "."
