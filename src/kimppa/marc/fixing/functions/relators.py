"""Relator terms ($e): written out, in the language of cataloguing, in their order; agents once."""

from kimppa.marc.fixing.functions.registry import function
from kimppa.marc.fixing.places import Place, cataloguing_language
from kimppa.marc.record import Field, Subfield
from kimppa.marc.rules.kernels.relators import RANKS, SHORT, agent
from kimppa.marc.vocabularies.relators import codes, known, relators

_MARKS = " .,;:"
_LANGUAGES = {"fin", "swe", "eng"}  # whose terms begin with a small letter
_OPEN = {"utgivare"}  # a publisher or an editor
_OPEN_OF_FILMS = {"kuv", "editor", "editori"}  # who filmed it, who cut it


@function
def relator_term(place: Place) -> None:
    """Write a shortened term, a code or a term of another language as it should be.

    A term that the field has already is not written twice.
    """
    if not (place.subfield and place.field):
        return
    bare = place.subfield.value.strip(_MARKS).lower()
    term = _term(place, bare)
    if not term:
        return
    other_terms = [part for part in _terms(place.field) if part is not place.subfield]
    if any(_bare(part) == term for part in other_terms) and _stands_alone(place.field):
        _without(place.field, place.subfield)
        return
    marks = _marks(place.subfield.value)
    if bare in SHORT:  # its full stop may be that of the short form
        last = _terms(place.field)[-1] is place.subfield
        marks = "," if "," in marks or not last else "."
    place.subfield.value = term + marks


def _term(place: Place, bare: str) -> str | None:
    films = place.record.leader[6:7] == "g"
    if bare in _OPEN or (films and bare in _OPEN_OF_FILMS):
        return None
    language = cataloguing_language(place) or "fin"
    if language not in {"fin", "swe"}:
        return None  # its catalogue has terms of its own
    row = codes().get(SHORT.get(bare, bare))
    return row[language] if row else relators().translated(bare, language)


def _terms(field: Field) -> list[Subfield]:
    return [part for part in field.subfields if part.code == "e"]


def _bare(relator: Subfield) -> str:
    return relator.value.strip(_MARKS).lower()


def _marks(text: str) -> str:
    return text[len(text.rstrip(_MARKS)) :]


def _stands_alone(field: Field) -> bool:
    """Whether no code ($4) or address belongs to one of the terms: they stand side by side."""
    codes_of_field = "".join(part.code for part in field.subfields)
    return "4" not in codes_of_field and "e" * len(_terms(field)) in codes_of_field


def _without(field: Field, relator: Subfield) -> None:
    """Take a term away; the mark after the last one stays after the last one."""
    terms = _terms(field)
    if terms[-1] is relator and len(terms) > 1:
        marks = _marks(relator.value)
        terms[-2].value = terms[-2].value.rstrip(_MARKS) + marks
    field.subfields = [subfield for subfield in field.subfields if subfield is not relator]


@function
def relator_small(place: Place) -> None:
    """Write a term in small letters where its language does so."""
    if not place.subfield:
        return
    small = place.subfield.value.lower()
    bare = small.strip(_MARKS)
    if cataloguing_language(place) in _LANGUAGES or bare in SHORT or bare in known():
        place.subfield.value = small


@function
def relators_in_order(place: Place) -> None:
    """Put the terms in order, each once; the marks after them stay where they were."""
    if not place.field or not _stands_alone(place.field):
        return
    relators = _terms(place.field)
    for index, relator in reversed(list(enumerate(relators))):
        if _bare(relator) in map(_bare, relators[:index]):
            _without(place.field, relator)
    relators = _terms(place.field)
    texts = [relator.value.rstrip(_MARKS) for relator in relators]
    marks = [_marks(relator.value) for relator in relators]
    sorted_terms = iter(
        sorted((text for text in texts if text in RANKS), key=lambda text: RANKS[text])
    )
    for relator, text, mark in zip(relators, texts, marks, strict=True):
        relator.value = (next(sorted_terms) if text in RANKS else text) + mark


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
        bool(first)
        and first == second
        and len({*first_field.all("0"), *second_field.all("0")}) < 2
        and set(second_field.all("8")) <= set(first_field.all("8"))
    )


def _join(field: Field, duplicate: Field) -> None:
    terms = {_bare(part) for part in _terms(field)}
    new_terms = [part for part in _terms(duplicate) if _bare(part) not in terms]
    last_index = [n for n, part in enumerate(field.subfields) if not part.code.isdigit()][-1]
    if new_terms:
        marks = (
            _marks(field.subfields[last_index].value)
            if _terms(field)
            else _marks(new_terms[-1].value)
        )
        for part in (field.subfields[last_index], *new_terms[:-1]):
            part.value = part.value.rstrip(_MARKS) + ","
        new_terms[-1].value = new_terms[-1].value.rstrip(_MARKS) + marks
        field.subfields[last_index + 1 : last_index + 1] = new_terms
    for part in duplicate.subfields:
        if part.code in "09" and part.value not in field.all(part.code):
            field.subfields.append(part)
