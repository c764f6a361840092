"""From an uploaded file or a pasted text to sections, clauses and suggested duties. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kimppa.agreement.meaning.services import Registered, service_of
from kimppa.agreement.meaning.suggest import DutySuggestion, suggest, topics
from kimppa.agreement.structure.parts import DutyPart, Suggest
from kimppa.agreement.text.clauses import AgreementText, read_agreement, to_json
from kimppa.agreement.text.word import read_file


@dataclass(frozen=True, slots=True)
class Reading:
    """A text and the structure found in it."""

    text: str
    agreement: AgreementText

    @property
    def clause_count(self) -> int:
        """How many clauses were recognised."""
        return sum(len(section.clauses) for section in self.agreement.sections)

    def for_year(self, year: int) -> "Reading":
        """The text as that of a year, whatever year it names itself."""
        return replace(self, agreement=replace(self.agreement, year=year))

    def topics(self) -> dict[str, tuple[str, ...]]:
        """The topics suggested, by clause number."""
        return {
            clause.number: topics(suggest(clause.text, section.title, self.agreement.year))
            for section in self.agreement.sections
            for clause in section.clauses
        }

    def as_json(self) -> dict[str, object]:
        """The text's structure with the duties suggested, as `--dry-run --json` prints it."""
        return to_json(
            self.agreement,
            {
                clause.number: _meaning(suggest(clause.text, section.title, self.agreement.year))
                for section in self.agreement.sections
                for clause in section.clauses
            },
        )


def _meaning(duties: Sequence[DutySuggestion]) -> dict[str, object]:
    return {
        "topics": list(topics(duties)),
        "duties": [{"topic": duty.topic, "kind": duty.kind, "due": duty.due} for duty in duties],
    }


def read_upload(data: bytes, name: str = "") -> Reading:
    """Read a file, Word or plain text. Raises AgreementTextError."""
    text = read_file(data, name)
    return Reading(text, read_agreement(text))


def suggester(year: int | None, register: Sequence[Registered]) -> Suggest:
    """What suggests duties for an agreement year, tied to services of the register."""

    def duties(text: str, title: str) -> tuple[DutyPart, ...]:
        return tuple(
            DutyPart(
                topic=suggestion.topic,
                service_id=service_of(suggestion.service, text, register),
                kind=suggestion.kind,
                due=suggestion.due,
                responsible=suggestion.responsible,
            )
            for suggestion in suggest(text, title, year)
        )

    return duties
