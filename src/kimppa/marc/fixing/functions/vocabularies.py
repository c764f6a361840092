"""Headings as the vocabularies at hand have them; nothing where somebody must choose."""

from kimppa.marc.building import batch
from kimppa.marc.fixing.functions.registry import function
from kimppa.marc.fixing.places import Place
from kimppa.marc.record import Field, Subfield
from kimppa.marc.rules.kernels.vocabularies import CHECKS
from kimppa.marc.vocabularies.terms import Vocabularies, in_use


@function
def vocabulary_text(place: Place, check: str, problem: str) -> None:
    """Write the term, source or address that the check says, in place of the one found."""
    replacement = _replacement(place, check, problem)
    if replacement and place.subfield:
        place.subfield.value = replacement


@function
def vocabulary_link(place: Place, check: str, problem: str) -> None:
    """Add the address of the term as $0."""
    replacement = _replacement(place, check, problem)
    if replacement and place.field and not place.field.get("0"):
        place.field.subfields.append(Subfield("0", replacement))


@function
def vocabulary_source(place: Place, check: str, problem: str) -> None:
    """Add the source as $2, and the indicator that says so."""
    replacement = _replacement(place, check, problem)
    if replacement and place.field and not place.field.get("2"):
        positions = [
            n for n, subfield in enumerate(place.field.subfields) if not subfield.code.isdigit()
        ]
        place.field.subfields.insert(positions[-1] + 1, Subfield("2", replacement))
        place.field.indicators = place.field.indicators[:1] + "7"


@function
def vocabulary_pair(place: Place, check: str, problem: str) -> None:
    """Add the heading in the other language."""
    replacement = _replacement(place, check, problem)
    if not (replacement and place.field):
        return
    name, _, language = (place.field.get("2") or "").partition("/")
    second_language = "swe" if language == "fin" else "fin"
    parts = [Subfield("a", replacement), Subfield("2", f"{name}/{second_language}")]
    parts += [Subfield("0", text) for text in place.field.all("0")]
    pair = Field(place.field.tag, "", place.field.indicators, parts)
    index = next(n for n, sibling in enumerate(place.record.fields) if sibling is place.field)
    place.record.fields.insert(index + 1, pair)


@function
def vocabulary_successor(place: Place, check: str, problem: str) -> None:
    """Write the address and the label of the only concept that took the place of another."""
    replacement, at_hand = _replacement(place, check, problem), in_use()
    if not (
        replacement and at_hand and place.field and place.subfield and place.subfield.code == "0"
    ):
        return
    language = (place.field.get("2") or "").partition("/")[2]
    label = at_hand.label(replacement, language)
    if label:
        place.subfield.value = replacement
        next(subfield for subfield in place.field.subfields if subfield.code == "a").value = label


@function
def vocabulary_subject(place: Place, check: str, problem: str) -> None:
    """Make a subject of YSO (650) of a word of 653."""
    replacement, at_hand = _replacement(place, check, problem), in_use()
    if not (replacement and at_hand and place.field and place.subfield):
        return
    text = place.subfield.value.strip(" .")
    language = next(
        (tongue for tongue in ("fin", "swe") if at_hand.label(replacement, tongue) == text), ""
    )
    if language:
        place.remove_subfield(place.field, place.subfield)
        parts = [Subfield("a", text), Subfield("2", f"yso/{language}"), Subfield("0", replacement)]
        place.record.add(Field("650", "", " 7", parts))


def _replacement(place: Place, check: str, problem: str) -> str | None:
    """What the check would put where the finding is; None where somebody must choose."""
    at_hand: Vocabularies | None = in_use()
    if at_hand is None or place.field is None or place.subfield is None:
        return None
    fno = next(n for n, part in enumerate(place.record.fields) if part is place.field)
    sno = next(n for n, part in enumerate(place.field.subfields) if part is place.subfield)
    problems = CHECKS[check](batch([place.record]), at_hand)
    for row in problems.iter_rows(named=True):
        if (row["problem"], row["fno"], row["sno"]) == (problem, fno, sno) and row["choices"] == 1:
            return str(row["replacement"])
    return None
