"""From an uploaded file or a pasted text to sections, clauses and suggested duties. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from kimppa.agreement.structure import ClausePart, DutyPart, SectionPart, Structure
from kimppa.agreement.suggest import DutySuggestion, short_title, suggest, topics
from kimppa.agreement.text import AgreementText, read_agreement, to_json
from kimppa.agreement.word import read_file


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in a text: its structure and, by clause number, what its words suggest."""

    text: str
    agreement: AgreementText
    suggestions: Mapping[str, tuple[DutySuggestion, ...]]

    @property
    def clause_count(self) -> int:
        """How many clauses were recognised."""
        return sum(len(section.clauses) for section in self.agreement.sections)

    def as_json(self) -> dict[str, object]:
        """The text's structure with the topics suggested, as `--dry-run --json` prints it."""
        return to_json(
            self.agreement, {number: topics(found) for number, found in self.suggestions.items()}
        )


def read_upload(data: bytes) -> Reading:
    """Read a file, Word or plain text. Raises AgreementTextError."""
    return read_text(read_file(data))


def read_text(text: str) -> Reading:
    """Read a pasted text. Raises AgreementTextError when it is too long."""
    agreement = read_agreement(text)
    suggestions = {
        clause.number: suggest(clause.text, section.title, agreement.year)
        for section in agreement.sections
        for clause in section.clauses
    }
    return Reading(text, agreement, suggestions)


def structure(reading: Reading, services: Mapping[str, int]) -> Structure:
    """What would be stored; `services` gives the ids of services by slug."""
    return tuple(
        SectionPart(
            number=section.number,
            title=section.title,
            short_title=short_title(section.title),
            clauses=tuple(
                ClausePart(clause.number, clause.text, _duties(reading, clause.number, services))
                for clause in section.clauses
            ),
        )
        for section in reading.agreement.sections
    )


def _duties(reading: Reading, number: str, services: Mapping[str, int]) -> tuple[DutyPart, ...]:
    """The suggested duties; a clause that suggests nothing gets one without a topic."""
    found = tuple(
        DutyPart(
            topic=one.topic,
            service_id=services.get(one.service or ""),
            kind=one.kind,
            due=one.due,
            responsible=one.responsible,
        )
        for one in reading.suggestions.get(number, ())
    )
    return found or (DutyPart(),)
