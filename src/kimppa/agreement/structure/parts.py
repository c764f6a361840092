"""An agreement's sections, clauses and duties as one value that can be edited, kept and restored.

Pure. The structure is the text that `text` reads, its clauses carrying duties and its parts the
ids of the stored rows (None = not stored yet), so that the operations of `edit` work on it.
"""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from kimppa.agreement.meaning.suggest import short_title
from kimppa.agreement.structure import edit
from kimppa.agreement.text.tree import AgreementText, ClauseText, SectionText
from kimppa.core.duties.limits import among_parties


@dataclass(frozen=True, slots=True)
class DutyPart:
    """One duty of a clause; `due` is a due rule's text."""

    topic: str = ""
    service_id: int | None = None
    kind: str = "duty"
    due: str = "continuous"
    responsible: str = "coordinator"
    id: int | None = None
    asks_topic: bool = False
    """Nobody has said yet that the topic is right."""
    asks_due: bool = False
    """The words mean a time that nobody can tell, or another than when a person chose the due."""


_MARKS = frozenset({"asks_topic", "asks_due"})
UNKNOWN = DutyPart(asks_topic=True)


@dataclass(frozen=True, slots=True)
class ClausePart(ClauseText):
    """One line of the agreement; it always has a duty, be it one whose topic is not known yet."""

    duties: tuple[DutyPart, ...] = (UNKNOWN,)
    id: int | None = None
    limit: tuple[int, ...] = ()
    """The ids of the municipalities that it concerns, in order; empty = all (`duties.limits`)."""


@dataclass(frozen=True, slots=True)
class SectionPart(SectionText):
    """A section with its clauses; `short_title` is its name in the navigation."""

    clauses: tuple[ClausePart, ...] = ()
    short_title: str = ""
    id: int | None = None

    @property
    def name(self) -> str:
        """The short name, or one made of the title."""
        return self.short_title or short_title(self.title)


@dataclass(frozen=True, slots=True)
class Structure(AgreementText):
    """A whole agreement."""

    sections: tuple[SectionPart, ...] = ()

    @property
    def clauses(self) -> list[ClausePart]:
        """Every clause in order."""
        return [clause for section in self.sections for clause in section.clauses]


def locked_text(structure: Structure) -> list[object]:
    """What an agreement in force keeps as it is: everything but short names and duties."""
    sections = [
        (
            section.number,
            section.title,
            [(clause.number, clause.lead, clause.text) for clause in section.clauses],
            list(section.notes),
        )
        for section in structure.sections
    ]
    return [structure.preamble, sections, list(structure.unrecognised)]


type Suggest = Callable[[ClauseText, str], tuple[DutyPart, ...]]
"""The duties that a clause and its section's title suggest."""


def with_services(structure: Structure, suggest: Suggest) -> Structure:
    """Duties without a service get the one that their clause's words suggest for their topic."""
    sections = tuple(
        replace(
            section,
            clauses=tuple(
                replace(clause, duties=duties_with_services(clause, section.title, suggest))
                for clause in section.clauses
            ),
        )
        for section in structure.sections
    )
    return replace(structure, sections=sections)


def duties_with_services(clause: ClausePart, title: str, suggest: Suggest) -> tuple[DutyPart, ...]:
    """The clause's duties, each without a service tied to the one suggested for its topic."""
    existing_ties = {(duty.topic, duty.service_id) for duty in clause.duties}
    candidates = [
        suggestion
        for suggestion in suggest(clause, title)
        if suggestion.service_id and (suggestion.topic, suggestion.service_id) not in existing_ties
    ]
    duties = []
    for duty in clause.duties:
        match = next(
            (suggestion for suggestion in candidates if suggestion.topic == duty.topic), None
        )
        if duty.service_id is not None or match is None:
            duties.append(duty)
        else:
            candidates.remove(match)
            duties.append(replace(duty, service_id=match.service_id))
    return tuple(duties)


def apply_edit(
    old_structure: Structure, operation: Callable[[AgreementText], AgreementText], suggest: Suggest
) -> Structure:
    """What an operation of `edit` makes, duties and ids staying with the words they belong to."""
    edited_text = operation(old_structure)
    everything = [clause for section in edited_text.sections for clause in section.clauses]
    ids = {clause.id for clause in everything if isinstance(clause, ClausePart)}
    removed_clauses = [clause for clause in old_structure.clauses if clause.id not in ids]
    sections = []
    for section in edited_text.sections:
        clauses = tuple(
            _adopt(clause, section.title, removed_clauses, suggest) for clause in section.clauses
        )
        own_section = section if isinstance(section, SectionPart) else None
        sections.append(
            SectionPart(
                section.number,
                section.title,
                clauses,
                section.notes,
                own_section.short_title if own_section else short_title(section.title),
                own_section.id if own_section else None,
            )
        )
    return Structure(
        edited_text.title,
        edited_text.year,
        edited_text.preamble,
        tuple(sections),
        edited_text.unrecognised,
    )


def _new_clause(clause: ClauseText, title: str, suggest: Suggest) -> ClausePart:
    duties = suggest(clause, title) or (UNKNOWN,)
    return ClausePart(clause.number, clause.text, clause.lead, duties)


def _adopt(
    clause: ClauseText, title: str, removed_clauses: list[ClausePart], suggest: Suggest
) -> ClausePart:
    """The clause with its own duties, those of a removed clause of the same words, or suggested.

    The clause whose duties it takes goes from `removed_clauses`.
    """
    if isinstance(clause, ClausePart):
        return clause
    for index, old_clause in enumerate(removed_clauses):
        if old_clause.text == clause.text:
            del removed_clauses[index]
            return replace(old_clause, number=clause.number)
    return _new_clause(clause, title, suggest)


def split_clause(old: Structure, number: str, at: int, suggest: Suggest) -> Structure:
    """Two clauses of one, cut before character `at`; both concern whom it concerned."""
    ids = {clause.id for clause in old.clauses}
    limit = clause_at(old, number).limit
    split = apply_edit(old, lambda text: edit.split_clause(text, number, at), suggest)
    for clause in split.clauses:
        if clause.id not in ids:
            split = _with_clause(split, replace(clause, limit=limit))
    return split


def merge_with_next(structure: Structure, number: str, suggest: Suggest) -> Structure:
    """The clause and the next one as one, with the duties of both, those alike once; it concerns
    whom either did.
    """
    merged_structure = apply_edit(
        structure, lambda text: edit.merge_with_next(text, number), suggest
    )
    first_clause, second_clause = clause_at(structure, number), _next(structure, number)
    duties: dict[DutyPart, DutyPart] = {}
    for duty in (*first_clause.duties, *second_clause.duties):
        if duty.topic:
            duties.setdefault(replace(duty, id=None), duty)
    both = (
        {*first_clause.limit, *second_clause.limit}
        if first_clause.limit and second_clause.limit
        else ()
    )
    merged_structure = with_limit(merged_structure, number, both)
    return with_duties(merged_structure, number, tuple(duties.values()) or first_clause.duties)


def _next(structure: Structure, number: str) -> ClausePart:
    numbers = [clause.number for clause in structure.clauses]
    return structure.clauses[numbers.index(number) + 1]


def clause_at(structure: Structure, number: str) -> ClausePart:
    """One clause. Raises EditError."""
    for clause in structure.clauses:
        if clause.number == number:
            return clause
    raise edit.EditError("no-clause", number=number)


def with_clause_text(structure: Structure, number: str, text: str) -> Structure:
    """Other words for a clause. Raises EditError."""
    clause = clause_at(structure, number)
    return _with_clause(structure, replace(clause, text=" ".join(text.split())))


def with_duties(structure: Structure, number: str, duties: Sequence[DutyPart]) -> Structure:
    """Other duties for a clause; one without a topic stays when there is none. Raises EditError."""
    clause = clause_at(structure, number)
    return _with_clause(structure, replace(clause, duties=tuple(duties) or (UNKNOWN,)))


def with_limit(structure: Structure, number: str, municipality_ids: Collection[int]) -> Structure:
    """Other municipalities that a clause concerns; none = all. Raises EditError."""
    old = clause_at(structure, number)
    return _with_clause(structure, replace(old, limit=tuple(sorted(municipality_ids))))


def limited_to_parties(structure: Structure, party_ids: Collection[int]) -> Structure:
    """The limits of all clauses as `limits.among_parties` leaves them."""
    for clause in structure.clauses:
        if clause.limit:
            limit = among_parties(clause.limit, party_ids)
            structure = with_limit(structure, clause.number, limit)
    return structure


def _with_clause(structure: Structure, new_clause: ClausePart) -> Structure:
    sections = tuple(
        replace(
            section,
            clauses=tuple(
                new_clause if clause.number == new_clause.number else clause
                for clause in section.clauses
            ),
        )
        for section in structure.sections
    )
    return replace(structure, sections=sections)


def with_section_names(structure: Structure, number: str, title: str, name: str) -> Structure:
    """Another title and short name for a section. Raises EditError."""
    if all(section.number != number for section in structure.sections):
        raise edit.EditError("no-section", number=number)
    sections = tuple(
        replace(section, title=" ".join(title.split()), short_title=name.strip())
        if section.number == number
        else section
        for section in structure.sections
    )
    return replace(structure, sections=sections)


def to_json(structure: Structure) -> dict[str, Any]:
    """Part by part, so that the audit log keeps only the parts that changed."""
    parts: dict[str, Any] = {
        f"section #{section.id}": asdict(section) | {"place": index}
        for index, section in enumerate(structure.sections)
    }
    # By way of JSON, so that it equals what is read back: lists, not tuples.
    json_parts: dict[str, Any] = json.loads(json.dumps(parts), object_hook=_without_idle_marks)
    return json_parts | {
        "preamble": structure.preamble,
        "unrecognised": list(structure.unrecognised),
    }


def _without_idle_marks(part: dict[str, Any]) -> dict[str, Any]:
    """Without the marks that ask nothing and limits of nobody: what was written before there were
    any stays equal.
    """
    return {
        key: mark
        for key, mark in part.items()
        if not (mark is False and key in _MARKS) and not (mark == [] and key == "limit")
    }


def with_parts(
    structure: Structure, parts: dict[str, Any], removed_keys: Collection[str]
) -> Structure:
    """The structure with parts that `to_json` wrote, without those that `removed_keys` names."""
    stored_parts = {
        key: part for key, part in to_json(structure).items() if key not in removed_keys
    } | parts
    sections = [part for key, part in stored_parts.items() if key.startswith("section #")]
    return replace(
        structure,
        preamble=stored_parts.get("preamble", structure.preamble),
        unrecognised=tuple(stored_parts.get("unrecognised", structure.unrecognised)),
        sections=tuple(map(_read_section, sorted(sections, key=lambda part: int(part["place"])))),
    )


def _read_section(part: dict[str, Any]) -> SectionPart:
    clauses = tuple(
        ClausePart(
            clause["number"],
            clause["text"],
            clause.get("lead", ""),
            tuple(DutyPart(**duty) for duty in clause["duties"]),
            clause["id"],
            tuple(clause.get("limit", ())),
        )
        for clause in part["clauses"]
    )
    notes = tuple(part.get("notes", ()))
    return SectionPart(
        part["number"], part["title"], clauses, notes, part["short_title"], part["id"]
    )


def split_places(text: str) -> list[tuple[int, str, str]]:
    """Where a clause could be parted: before every word but the first.

    Each is (character, some words before, some words after).
    """
    words = text.split(" ")
    places, position = [], 0
    for turn, word in enumerate(words):
        if turn and word:
            places.append(
                (
                    position,
                    " ".join(words[max(0, turn - 4) : turn]),
                    " ".join(words[turn : turn + 4]),
                )
            )
        position += len(word) + 1
    return places
