"""From an uploaded file or a pasted text to lines, sections, clauses and duties. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kimppa.agreement.files.encoding import MAX_BYTES, AgreementTextError
from kimppa.agreement.files.reading import read_file
from kimppa.agreement.meaning.doers import doer_of
from kimppa.agreement.meaning.services import Registered, service_of
from kimppa.agreement.meaning.suggest import DutySuggestion, suggest, time_of, topics
from kimppa.agreement.meaning.terms import with_year
from kimppa.agreement.meaning.times.due import Certainty
from kimppa.agreement.structure.naming import with_titles
from kimppa.agreement.structure.parts import UNKNOWN, DutyPart, Suggest
from kimppa.agreement.text.layout.pages import PICTURE
from kimppa.agreement.text.paper import PaperLine
from kimppa.agreement.text.roles import read_lines, read_paper
from kimppa.agreement.text.tree import AgreementText, ClauseText, tree
from kimppa.core.consortium.roles import Role


@dataclass(frozen=True, slots=True)
class Reading:
    """A text, its lines and the agreement that they make."""

    text: str
    lines: tuple[PaperLine, ...]
    agreement: AgreementText
    topic_choices: Mapping[str, str] = field(default_factory=dict)
    """Topics that people chose, by clause number; empty where none fits."""

    @property
    def clause_count(self) -> int:
        """How many clauses were recognised."""
        return sum(len(section.clauses) for section in self.agreement.sections)

    @property
    def picture_pages(self) -> list[str]:
        """The numbers of the file's pages that are pictures: their words are missing."""
        return picture_pages(self.lines)

    def for_year(self, year: int) -> "Reading":
        """The text as that of a year, whatever year it names itself."""
        return replace(self, agreement=replace(self.agreement, year=year))

    def topics(self) -> dict[str, tuple[str, ...]]:
        """The topics suggested, by clause number."""
        return {
            clause.number: topics(
                suggest(clause.text, section.title, self.agreement.year, lead=clause.lead)
            )
            for section in self.agreement.sections
            for clause in section.clauses
        }

    def as_json(self) -> dict[str, object]:
        """The lines and the agreement with suggested duties, as `--dry-run --json` prints them."""
        year = self.agreement.year
        return {
            "title": self.agreement.title,
            "year": year,
            "preamble": self.agreement.preamble,
            "sections": [
                {
                    "number": section.number,
                    "title": section.title,
                    "clauses": [
                        _clause(clause, suggest(clause.text, section.title, year, lead=clause.lead))
                        for clause in section.clauses
                    ],
                    "notes": list(section.notes),
                }
                for section in self.agreement.sections
            ],
            "unrecognised": list(self.agreement.unrecognised),
            "picture_pages": [int(page) for page in self.picture_pages],
            "lines": [_line(line) for line in self.lines],
        }


def _clause(clause: ClauseText, duties: Sequence[DutySuggestion]) -> dict[str, object]:
    return {
        "number": clause.number,
        "text": clause.text,
        "lead": clause.lead,
        "topics": list(topics(duties)),
        "duties": [
            {
                "topic": duty.topic,
                "sure": duty.sure,
                "kind": duty.kind,
                "due": duty.due,
                "due_certainty": str(duty.certainty),
                "doer": duty.doer,
                "responsible": duty.responsible,
            }
            for duty in duties
        ],
    }


def _line(line: PaperLine) -> dict[str, object]:
    return {
        "label": line.label,
        "text": line.text,
        "role": str(line.role),
        "level": line.level,
        "why": line.why,
        "sure": line.is_sure,
        "ask": line.ask,
        "answers": [str(role) for role in line.answers],
        "replaces": None if line.replaces is None else line.replaces + 1,
        "source": list(line.source),
    }


def picture_pages(lines: Iterable[PaperLine]) -> list[str]:
    """The numbers of the pages that are pictures, by the lines that stand in their places."""
    return [line.text.strip("[]") for line in lines if line.why == PICTURE]


def read_text(text: str) -> Reading:
    """Read a text. Raises AgreementTextError for one that is too long."""
    if len(text) > MAX_BYTES:
        raise AgreementTextError("too-long", limit=MAX_BYTES // 1024**2)
    return reading_of(text, read_paper(text))


def reading_of(text: str, lines: Iterable[PaperLine]) -> Reading:
    """A text whose lines are known."""
    paper = tuple(lines)
    return Reading(text, paper, with_titles(with_year(tree(paper))))


def read_upload(content: bytes, name: str = "") -> Reading:
    """Read a file of any kind in `files`. Raises AgreementTextError."""
    layout = read_file(content, name)
    return reading_of(layout.text, read_lines(layout))


def suggester(year: int | None, register: Sequence[Registered]) -> Suggest:
    """What suggests duties for an agreement year, tied to services of the register."""

    def duties(clause: ClauseText, title: str) -> tuple[DutyPart, ...]:
        suggestions = suggest(clause.text, title, year, lead=clause.lead)
        if not suggestions:
            # Its topic is asked; the time that its words say is known already.
            time = time_of(clause.text, year, lead=clause.lead)
            role = doer_of(clause.text).role or Role.COORDINATOR
            asks = time.certainty is Certainty.ASK
            return (replace(UNKNOWN, due=time.due, responsible=role, asks_due=asks),)
        return tuple(
            DutyPart(
                topic=suggestion.topic,
                service_id=service_of(suggestion.service, clause.text, register),
                kind=suggestion.kind,
                due=suggestion.due,
                responsible=suggestion.responsible,
                asks_topic=not suggestion.sure,
                asks_due=suggestion.certainty is Certainty.ASK,
            )
            for suggestion in suggestions
        )

    return duties
