"""What a coordinator may do to the structure that was read, before it becomes the agreement.

The words are the parties': every operation moves words from one field to another, and none adds or
drops one. Sections and clauses are named by number; after each operation the clauses are numbered
anew, unless the source numbered them itself.
Each function gives a new agreement and raises `EditError` when the thing asked is not there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kimppa.agreement.files.encoding import gettext_noop
from kimppa.agreement.text.layout.lines import join
from kimppa.agreement.text.tree import AgreementText, ClauseText, SectionText, free_number

REASONS = {
    "no-section": gettext_noop("There is no section {number}."),
    "no-clause": gettext_noop("There is no clause {number}."),
    "no-note": gettext_noop("These words have changed. Open the page again."),
    "no-leftover": gettext_noop("This text has already found its place. Open the page again."),
    "nothing-to-split": gettext_noop("Choose a place inside the text: both parts need words."),
    "nothing-after": gettext_noop("There is no clause after {number} in its section."),
    "nothing-before": gettext_noop("There is nothing before section {number} to join it to."),
}
"""Every way in which an operation is refused, in English; the pages translate by the code."""


class EditError(ValueError):
    """An operation that cannot be done; `code` is a key of `REASONS`, `params` fills it."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(REASONS[code].format(**params))
        self.code = code
        self.params = params


def split_clause(agreement: AgreementText, clause: str, at: int) -> AgreementText:
    """Make two clauses of one, cut before its character `at`."""
    section, index = _find(agreement, clause)
    clauses = list(section.clauses)
    whole_clause = clauses[index]
    first_text, second_text = _split_text(whole_clause.text, at)
    clauses[index : index + 1] = [
        replace(whole_clause, text=first_text),
        ClauseText("", second_text, whole_clause.lead),
    ]
    return _with_clauses(agreement, section, clauses)


def merge_with_next(agreement: AgreementText, clause: str) -> AgreementText:
    """Make one clause of this and the next of the same section."""
    section, index = _find(agreement, clause)
    clauses = list(section.clauses)
    if index + 1 >= len(clauses):
        raise EditError("nothing-after", number=clause)
    text = join([clauses[index].text, clauses[index + 1].text])
    clauses[index : index + 2] = [replace(clauses[index], text=text)]
    return _with_clauses(agreement, section, clauses)


def move_clause(
    agreement: AgreementText, clause: str, section: str, position: int
) -> AgreementText:
    """Put a clause into a section, at `position` from 0 among the others there."""
    _section(agreement, section)
    moved, remaining = _take_out(agreement, clause)
    return _insert(remaining, section, position, moved)


def oblige_nobody(agreement: AgreementText, clauses: Sequence[str]) -> AgreementText:
    """Put clauses among those words of their sections that oblige nobody."""
    for number in clauses:
        _find(agreement, number)
    for section in agreement.sections:
        kept_clauses = [clause for clause in section.clauses if clause.number not in clauses]
        if len(kept_clauses) < len(section.clauses):
            notes = [clause.text for clause in section.clauses if clause.number in clauses]
            new_section = replace(section, notes=(*section.notes, *notes))
            agreement = _with_clauses(agreement, new_section, kept_clauses)
    return agreement


def oblige(agreement: AgreementText, section: str, note: int) -> AgreementText:
    """Make the last clause of a section of its note number `note` (from 0)."""
    own_section = _section(agreement, section)
    notes = list(own_section.notes)
    if not 0 <= note < len(notes):
        raise EditError("no-note")
    clause = ClauseText("", notes.pop(note))
    return _with_clauses(
        agreement, replace(own_section, notes=tuple(notes)), [*own_section.clauses, clause]
    )


def promote_to_clause(
    agreement: AgreementText, leftover: int, section: str, position: int
) -> AgreementText:
    """Make a clause of the text without a place number `leftover` (from 0)."""
    _section(agreement, section)
    text, remaining = _leftover(agreement, leftover)
    return _insert(remaining, section, position, ClauseText("", text))


def promote_to_preamble(agreement: AgreementText, leftover: int) -> AgreementText:
    """Add a text without a place to the end of the preamble, as a paragraph."""
    text, remaining = _leftover(agreement, leftover)
    return replace(remaining, preamble="\n\n".join(filter(None, (remaining.preamble, text))))


def start_section(agreement: AgreementText, clause: str) -> AgreementText:
    """Make a clause the title of a new section, with the clauses after it."""
    section, clause_index = _find(agreement, clause)
    head, clauses_after = section.clauses[clause_index], section.clauses[clause_index + 1 :]
    if _is_numbered_by_position(section):
        clauses_after = _by_position("", clauses_after)
    section_index = agreement.sections.index(section)
    sections = list(agreement.sections)
    sections[section_index : section_index + 1] = [
        replace(section, clauses=section.clauses[:clause_index]),
        SectionText("", head.text, clauses_after),
    ]
    return _with_sections(agreement, agreement, sections)


def join_to_previous(agreement: AgreementText, section: str) -> AgreementText:
    """Make clauses of a section's title and clauses, at the end of the section before it."""
    source = _section(agreement, section)
    index = agreement.sections.index(source)
    if index == 0:
        raise EditError("nothing-before", number=section)
    section_before = agreement.sections[index - 1]
    title = [ClauseText("", source.title)] if source.title else []
    joined_section = _rebuild(
        replace(section_before, notes=(*section_before.notes, *source.notes)),
        [*section_before.clauses, *title, *source.clauses],
    )
    sections = list(agreement.sections)
    sections[index - 1 : index + 1] = [joined_section]
    return _with_sections(agreement, agreement, sections)


def _split_text(text: str, at: int) -> tuple[str, str]:
    at = max(0, at)
    first_part, second_part = text[:at].strip(), text[at:].strip()
    if not (first_part and second_part):
        raise EditError("nothing-to-split")
    return first_part, second_part


def _section(agreement: AgreementText, number: str) -> SectionText:
    for section in agreement.sections:
        if section.number == number:
            return section
    raise EditError("no-section", number=number)


def _find(agreement: AgreementText, number: str) -> tuple[SectionText, int]:
    for section in agreement.sections:
        for index, clause in enumerate(section.clauses):
            if clause.number == number:
                return section, index
    raise EditError("no-clause", number=number)


def _take_out(agreement: AgreementText, clause: str) -> tuple[ClauseText, AgreementText]:
    """A clause without its number, and the agreement without the clause."""
    section, index = _find(agreement, clause)
    clauses = list(section.clauses)
    clause_text = clauses.pop(index)
    clause_without_number = ClauseText("", clause_text.text, clause_text.lead)
    return clause_without_number, _with_clauses(agreement, section, clauses)


def _leftover(agreement: AgreementText, index: int) -> tuple[str, AgreementText]:
    texts = list(agreement.unrecognised)
    if not 0 <= index < len(texts):
        raise EditError("no-leftover")
    text = texts.pop(index)
    return text, replace(agreement, unrecognised=tuple(texts))


def _clamp(position: int, clauses: Sequence[object]) -> int:
    return min(max(0, position), len(clauses))


def _insert(
    agreement: AgreementText, section: str, position: int, clause: ClauseText
) -> AgreementText:
    target = _section(agreement, section)
    clauses = list(target.clauses)
    clauses.insert(_clamp(position, clauses), clause)
    return _with_clauses(agreement, target, clauses)


def _with_clauses(
    agreement: AgreementText, new_section: SectionText, clauses: Sequence[ClauseText]
) -> AgreementText:
    rebuilt = _rebuild(new_section, clauses)
    sections = [rebuilt if s.number == new_section.number else s for s in agreement.sections]
    return replace(agreement, sections=tuple(_with_unique_numbers(sections)))


def _by_position(section: str, clauses: Sequence[ClauseText]) -> tuple[ClauseText, ...]:
    return tuple(
        replace(clause, number=f"{section}.{number}")
        for number, clause in enumerate(clauses, start=1)
    )


def _is_numbered_by_position(section: SectionText) -> bool:
    """Whether the clauses are numbered by their position, as they are without own numbers."""
    return section.clauses == _by_position(section.number, section.clauses)


def _rebuild(section: SectionText, clauses: Sequence[ClauseText]) -> SectionText:
    """The section with other clauses, numbered by position if its clauses were.

    Numbers of the source stay with their clauses; a clause without one (or with one taken) gets
    that of the clause before it and a letter.
    """
    if _is_numbered_by_position(section):
        return replace(section, clauses=_by_position(section.number, clauses))
    return replace(section, clauses=tuple(_with_letters(section.number, clauses)))


def _with_letters(section: str, clauses: Sequence[ClauseText]) -> Iterator[ClauseText]:
    """The clauses, each without a number of its own after the one before it: 2.3a."""
    in_use = {clause.number: 0 for clause in clauses if clause.number}
    used_numbers: set[str] = set()
    number_before = f"{section}.0"
    for clause in clauses:
        number = clause.number
        if not number or number in used_numbers:
            number = free_number(number_before, in_use)
        else:
            number_before = number
        used_numbers.add(number)
        yield replace(clause, number=number)


def _with_sections(
    old_text: AgreementText, new_text: AgreementText, sections: Sequence[SectionText]
) -> AgreementText:
    """The agreement with other sections: numbered by position if they were, else with letters."""
    numbers = [section.number for section in old_text.sections]
    if numbers == [str(number) for number in range(1, len(numbers) + 1)]:
        numbered = [
            _renumber(section, str(number)) for number, section in enumerate(sections, start=1)
        ]
    else:
        in_use = {section.number: 0 for section in sections if section.number}
        numbered, number_before = [], "0"
        for section in sections:
            number_before = section.number or free_number(number_before, in_use)
            numbered.append(_renumber(section, number_before))
    return replace(new_text, sections=tuple(_with_unique_numbers(numbered)))


def _renumber(section: SectionText, number: str) -> SectionText:
    """The section by another number, its clauses with it."""
    if section.number == number:
        return section
    if _is_numbered_by_position(section):
        return replace(section, number=number, clauses=_by_position(number, section.clauses))
    start = f"{section.number}."
    clauses = tuple(
        replace(clause, number=f"{number}.{clause.number.removeprefix(start)}")
        if section.number and clause.number.startswith(start)
        else clause
        for clause in section.clauses
    )
    return replace(section, number=number, clauses=clauses)


def _with_unique_numbers(sections: Sequence[SectionText]) -> Iterator[SectionText]:
    """No two clauses of the agreement have one number."""
    in_use: dict[str, int] = {}
    for section in sections:
        clauses = [replace(c, number=free_number(c.number, in_use)) for c in section.clauses]
        yield replace(section, clauses=tuple(clauses))
