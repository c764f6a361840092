"""Relator terms ($e): written out, in the language of cataloguing, in their order; agents once."""

from kimppa.marc.fixing.functions.registry import function
from kimppa.marc.fixing.places import Place
from kimppa.marc.fixing.wording import cataloguing_language
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
    found = [one for one in place.field.subfields if one.code == "e"]
    texts = [one.value.rstrip(_MARKS) for one in found]
    marks = [one.value[len(text) :] for one, text in zip(found, texts, strict=True)]
    ranked = sorted((RANKS[text], text) for text in texts if text in RANKS)
    waiting = iter(sorted((t for t in texts if t in RANKS), key=lambda text: RANKS[text]))
    for one, text, mark in zip(found, texts, marks, strict=True):
        one.value = (next(waiting) if text in RANKS and ranked else text) + mark


@function
def agent_once(place: Place) -> None:
    """Bring the terms of further fields for the same agent into this one."""
    if not place.field:
        return
    for other in [one for one in place.record.all(place.field.tag) if one is not place.field]:
        if _same(other, place.field):
            _join(place.field, other)
            _pair_kept(place, place.field, other)
            place.remove(other)
            relators_in_order(place)


def _pair_kept(place: Place, field: Field, other: Field) -> None:
    """The same in another script (880): the other field's becomes this one's, or goes with it."""
    link = (other.get("6") or "")[:6]
    if not link:
        return
    if not field.get("6"):
        field.subfields[:0] = [one for one in other.subfields if one.code == "6"]
        return
    back = f"{other.tag}-{link[4:]}"
    for one in [one for one in place.record.all("880") if (one.get("6") or "").startswith(back)]:
        place.remove(one)


def _same(one: Field, two: Field) -> bool:
    """Whether two fields name one agent, by name and, where both have one, by number."""
    first, second = (agent((s.code, s.value) for s in field.subfields) for field in (one, two))
    return bool(first) and first == second and len({*one.all("0"), *two.all("0")}) < 2


def _join(field: Field, other: Field) -> None:
    have = {text.strip(_MARKS) for text in field.all("e")}
    new = [
        one for one in other.subfields if one.code == "e" and one.value.strip(_MARKS) not in have
    ]
    at = [n for n, one in enumerate(field.subfields) if not one.code.isdigit()][-1]
    if new:
        field.subfields[at].value = field.subfields[at].value.rstrip(_MARKS) + ","
        field.subfields[at + 1 : at + 1] = new
    for one in other.subfields:
        if one.code in "09" and one.value not in field.all(one.code):
            field.subfields.append(one)
