"""Relator terms ($e): written out, in the language of cataloguing, in their order; agents once."""

from kimppa.marc.fixing.functions.registry import function
from kimppa.marc.fixing.places import Place, cataloguing_language
from kimppa.marc.record import Field
from kimppa.marc.rules.kernels.relators import RANKS, SHORT, agent
from kimppa.marc.vocabularies.relators import codes, relators

_MARKS = " .,;:"


@function
def relator_term(place: Place) -> None:
    """Write a shortened term, a code or a term of another language as it should be."""
    if not (place.subfield and place.field):
        return
    bare = place.subfield.value.strip(_MARKS).lower()
    language = cataloguing_language(place)
    language = language if language in {"fin", "swe"} else "fin"
    row = codes().get(SHORT.get(bare, bare))
    new = row[language] if row else relators().translated(bare, language)
    if new:
        last = place.field.all("e")[-1] is place.subfield.value
        comma = "," in place.subfield.value or not last
        place.subfield.value = new + ("," if comma else ".")


@function
def relators_in_order(place: Place) -> None:
    """Put the terms in order; the marks after them stay where they were."""
    if not place.field:
        return
    relators = [relator for relator in place.field.subfields if relator.code == "e"]
    texts = [relator.value.rstrip(_MARKS) for relator in relators]
    marks = [relator.value[len(text) :] for relator, text in zip(relators, texts, strict=True)]
    ranked = sorted((RANKS[text], text) for text in texts if text in RANKS)
    waiting = iter(sorted((t for t in texts if t in RANKS), key=lambda text: RANKS[text]))
    for relator, text, mark in zip(relators, texts, marks, strict=True):
        relator.value = (next(waiting) if text in RANKS and ranked else text) + mark


@function
def agent_once(place: Place) -> None:
    """Bring the terms of further fields for the same agent into this one."""
    if not place.field:
        return
    for duplicate in [
        field for field in place.record.all(place.field.tag) if field is not place.field
    ]:
        if _is_same_agent(duplicate, place.field):
            _join(place.field, duplicate)
            _pair_kept(place, place.field, duplicate)
            place.remove(duplicate)
            relators_in_order(place)


def _pair_kept(place: Place, field: Field, duplicate: Field) -> None:
    """The same in another script (880): the other field's becomes this one's, or goes with it."""
    link = (duplicate.get("6") or "")[:6]
    if not link:
        return
    if not field.get("6"):
        field.subfields[:0] = [part for part in duplicate.subfields if part.code == "6"]
        return
    back = f"{duplicate.tag}-{link[4:]}"
    for part in [
        part for part in place.record.all("880") if (part.get("6") or "").startswith(back)
    ]:
        place.remove(part)


def _is_same_agent(first_field: Field, second_field: Field) -> bool:
    """Whether two fields name one agent, by name and, where both have one, by number."""
    first, second = (
        agent((s.code, s.value) for s in field.subfields) for field in (first_field, second_field)
    )
    return (
        bool(first) and first == second and len({*first_field.all("0"), *second_field.all("0")}) < 2
    )


def _join(field: Field, duplicate: Field) -> None:
    have = {text.strip(_MARKS) for text in field.all("e")}
    new = [
        subfield
        for subfield in duplicate.subfields
        if subfield.code == "e" and subfield.value.strip(_MARKS) not in have
    ]
    at = [n for n, subfield in enumerate(field.subfields) if not subfield.code.isdigit()][-1]
    if new:
        field.subfields[at].value = field.subfields[at].value.rstrip(_MARKS) + ","
        field.subfields[at + 1 : at + 1] = new
    for subfield in duplicate.subfields:
        if subfield.code in "09" and subfield.value not in field.all(subfield.code):
            field.subfields.append(subfield)
