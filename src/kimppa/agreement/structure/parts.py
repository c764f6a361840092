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
from kimppa.agreement.structure.compare import compare
from kimppa.agreement.structure.naming import carried_name
from kimppa.agreement.text.tree import AgreementText, ClauseText, SectionText


@dataclass(frozen=True, slots=True)
class DutyPart:
    """One duty of a clause; `due` is a due rule's text."""

    topic: str = ""
    service_id: int | None = None
    kind: str = "duty"
    due: str = "continuous"
    responsible: str = "coordinator"
    id: int | None = None


@dataclass(frozen=True, slots=True)
class ClausePart(ClauseText):
    """One line of the agreement; it always has a duty, be it one whose topic is not known yet."""

    duties: tuple[DutyPart, ...] = (DutyPart(),)
    id: int | None = None


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


def build(text: AgreementText, suggest: Suggest) -> Structure:
    """The structure of a text that has just been read: every clause with suggested duties."""
    return carry_over(Structure(year=text.year), text, suggest)


def carry_over(old: Structure, text: AgreementText, suggest: Suggest) -> Structure:
    """A new text of the agreement: duties follow matching clauses, the rest is suggested.

    Rows keep their ids when the year is the same; next year's are new rows.
    """
    follows = compare(old, text).follows
    same_year = old.year == text.year
    before = {c.number: (c, section.title) for section in old.sections for c in section.clauses}
    sections = []
    for section in text.sections:
        clauses = tuple(
            _carry_clause(clause, section.title, earlier, suggest, same_year=same_year)
            if (earlier := before.get(follows.get(clause.number, "")))
            else _new_clause(clause, section.title, suggest)
            for clause in section.clauses
        )
        sections.append(_carry_section(section, clauses, old, same_year=same_year))
    return Structure(text.title, text.year, text.preamble, tuple(sections), text.unrecognised)


def _carry_clause(
    clause: ClauseText,
    title: str,
    earlier: tuple[ClausePart, str],
    suggest: Suggest,
    *,
    same_year: bool,
) -> ClausePart:
    old, old_title = earlier
    duties = old.duties if same_year else tuple(replace(duty, id=None) for duty in old.duties)
    if (clause.lead, clause.text) != (old.lead, old.text):
        duties = _with_new_times(duties, suggest(old, old_title), suggest(clause, title))
    return ClausePart(
        clause.number, clause.text, clause.lead, duties, old.id if same_year else None
    )


def _with_new_times(
    duties: tuple[DutyPart, ...], before: Sequence[DutyPart], now: Sequence[DutyPart]
) -> tuple[DutyPart, ...]:
    """The duties, each with the time that the new words say where they say another."""
    old_times, new_times = _times(before), _times(now)
    changed = []
    for duty in duties:
        # A topic that people chose themselves has the time of the whole clause.
        old, new = (times.get(duty.topic, times.get("")) for times in (old_times, new_times))
        changed.append(replace(duty, due=new) if old and new and old != new else duty)
    return tuple(changed)


def _times(suggestions: Sequence[DutyPart]) -> dict[str, str]:
    """The time by topic; under "" that of all, where it is one."""
    times = {duty.topic: duty.due for duty in suggestions}
    return times | {"": suggestions[0].due} if len({*times.values()}) == 1 else times


def _new_clause(clause: ClauseText, title: str, suggest: Suggest) -> ClausePart:
    duties = suggest(clause, title) or (DutyPart(),)
    return ClausePart(clause.number, clause.text, clause.lead, duties)


def _carry_section(
    section: SectionText, clauses: tuple[ClausePart, ...], old: Structure, *, same_year: bool
) -> SectionPart:
    before = next((earlier for earlier in old.sections if earlier.number == section.number), None)
    names = ((earlier.number, earlier.title, earlier.short_title) for earlier in old.sections)
    return SectionPart(
        section.number,
        section.title,
        clauses,
        section.notes,
        carried_name(section.title, section.number, names),
        before.id if before and same_year else None,
    )


def with_services(old: Structure, suggest: Suggest) -> Structure:
    """Duties without a service get the one that their clause's words suggest for their topic."""
    sections = tuple(
        replace(
            section,
            clauses=tuple(
                replace(clause, duties=duties_with_services(clause, section.title, suggest))
                for clause in section.clauses
            ),
        )
        for section in old.sections
    )
    return replace(old, sections=sections)


def duties_with_services(clause: ClausePart, title: str, suggest: Suggest) -> tuple[DutyPart, ...]:
    """The clause's duties, each without a service tied to the one suggested for its topic."""
    existing = {(duty.topic, duty.service_id) for duty in clause.duties}
    candidates = [
        suggestion
        for suggestion in suggest(clause, title)
        if suggestion.service_id and (suggestion.topic, suggestion.service_id) not in existing
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
    old: Structure, operation: Callable[[AgreementText], AgreementText], suggest: Suggest
) -> Structure:
    """What an operation of `edit` makes, duties and ids staying with the words they belong to."""
    new = operation(old)
    everything = [clause for section in new.sections for clause in section.clauses]
    ids = {clause.id for clause in everything if isinstance(clause, ClausePart)}
    removed = [clause for clause in old.clauses if clause.id not in ids]
    sections = []
    for section in new.sections:
        clauses = tuple(
            _adopt(clause, section.title, removed, suggest) for clause in section.clauses
        )
        own = section if isinstance(section, SectionPart) else None
        sections.append(
            SectionPart(
                section.number,
                section.title,
                clauses,
                section.notes,
                own.short_title if own else short_title(section.title),
                own.id if own else None,
            )
        )
    return Structure(new.title, new.year, new.preamble, tuple(sections), new.unrecognised)


def _adopt(
    clause: ClauseText, title: str, removed: list[ClausePart], suggest: Suggest
) -> ClausePart:
    """The clause with its own duties, those of a removed clause of the same words, or suggested.

    The clause whose duties it takes goes from `removed`.
    """
    if isinstance(clause, ClausePart):
        return clause
    for at, old in enumerate(removed):
        if old.text == clause.text:
            del removed[at]
            return replace(old, number=clause.number)
    return _new_clause(clause, title, suggest)


def merge_with_next(old: Structure, number: str, suggest: Suggest) -> Structure:
    """The clause and the next one as one, with the duties of both, those alike once."""
    merged = apply_edit(old, lambda text: edit.merge_with_next(text, number), suggest)
    first, second = clause_at(old, number), _next(old, number)
    duties: dict[DutyPart, DutyPart] = {}
    for duty in (*first.duties, *second.duties):
        if duty.topic:
            duties.setdefault(replace(duty, id=None), duty)
    return with_duties(merged, number, tuple(duties.values()) or first.duties)


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
    old = clause_at(structure, number)
    return _with_clause(structure, replace(old, text=" ".join(text.split())))


def with_duties(structure: Structure, number: str, duties: Sequence[DutyPart]) -> Structure:
    """Other duties for a clause; one without a topic stays when there is none. Raises EditError."""
    old = clause_at(structure, number)
    return _with_clause(structure, replace(old, duties=tuple(duties) or (DutyPart(),)))


def _with_clause(structure: Structure, changed: ClausePart) -> Structure:
    sections = tuple(
        replace(
            section,
            clauses=tuple(changed if c.number == changed.number else c for c in section.clauses),
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
        f"section #{section.id}": asdict(section) | {"place": place}
        for place, section in enumerate(structure.sections)
    }
    # By way of JSON, so that it equals what is read back: lists, not tuples.
    plain: dict[str, Any] = json.loads(json.dumps(parts))
    return plain | {
        "preamble": structure.preamble,
        "unrecognised": list(structure.unrecognised),
    }


def with_parts(structure: Structure, parts: dict[str, Any], removed: Collection[str]) -> Structure:
    """The structure with parts that `to_json` wrote, and without those that `removed` names."""
    stored = {key: part for key, part in to_json(structure).items() if key not in removed} | parts
    sections = [part for key, part in stored.items() if key.startswith("section #")]
    return replace(
        structure,
        preamble=stored.get("preamble", structure.preamble),
        unrecognised=tuple(stored.get("unrecognised", structure.unrecognised)),
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
    places, at = [], 0
    for turn, word in enumerate(words):
        if turn and word:
            places.append(
                (at, " ".join(words[max(0, turn - 4) : turn]), " ".join(words[turn : turn + 4]))
            )
        at += len(word) + 1
    return places
