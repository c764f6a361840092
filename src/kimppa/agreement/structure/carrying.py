"""What a new text of an agreement takes over from an old one, and what people chose of it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from kimppa.agreement.meaning.suggest import due_of
from kimppa.agreement.structure.compare import Comparison, compare
from kimppa.agreement.structure.naming import carried_name
from kimppa.agreement.structure.parts import (
    UNKNOWN,
    ClausePart,
    DutyPart,
    SectionPart,
    Structure,
    Suggest,
)
from kimppa.agreement.text.tree import AgreementText, ClauseText, SectionText


@dataclass(slots=True)
class Carrying:
    """Duties follow matching clauses, the rest is suggested, each by the words of its year. Rows
    keep their ids within a year; next year's are new rows.
    """

    old: Structure
    text: AgreementText
    suggest: Suggest
    suggest_before: Suggest
    comparison: Comparison | None = None
    """That of the two, where it is known already."""
    _earlier: dict[str, tuple[ClausePart, str]] = field(init=False)
    """By clause number of the new text: the old clause and its section's title."""

    def __post_init__(self) -> None:
        follows = (self.comparison or compare(self.old, self.text)).follows
        part_by_number = {
            clause.number: (clause, section.title)
            for section in self.old.sections
            for clause in section.clauses
        }
        self._earlier = {
            number: part_by_number[old_number] for number, old_number in follows.items()
        }

    @property
    def same_year(self) -> bool:
        """Whether the new text is of the old one's year."""
        return self.old.year == self.text.year

    def clause(self, clause: ClauseText, title: str, topic: str | None = None) -> ClausePart:
        """A clause of the new text with its duties; `topic` is the one that a person chose."""
        earlier_part = self._earlier.get(clause.number)
        if earlier_part is None:
            return _new_clause(clause, title, self.suggest, self.text.year, topic)
        old_clause, old_title = earlier_part
        duties = old_clause.duties
        if not self.same_year:
            duties = tuple(replace(duty, id=None) for duty in duties)
        if (clause.lead, clause.text) != (old_clause.lead, old_clause.text):
            duties_before, duties_now = (
                self.suggest_before(old_clause, old_title),
                self.suggest(clause, title),
            )
            duties = _with_new_times(duties, duties_before, duties_now)
        if topic is not None:
            duties = _of_topic(duties, topic, duties[0])
        own_id = old_clause.id if self.same_year else None
        return ClausePart(clause.number, clause.text, clause.lead, duties, own_id, old_clause.limit)

    def structure(self, topic_choices: Mapping[str, str]) -> Structure:
        """The whole new text; `topic_choices` are those that people chose, by clause number."""
        text = self.text
        sections = []
        for section in text.sections:
            clauses = tuple(
                self.clause(clause, section.title, topic_choices.get(clause.number))
                for clause in section.clauses
            )
            sections.append(self._section(section, clauses))
        return Structure(text.title, text.year, text.preamble, tuple(sections), text.unrecognised)

    def _section(self, section: SectionText, clauses: tuple[ClausePart, ...]) -> SectionPart:
        old_sections = self.old.sections
        earlier_section = next(
            (
                section_of_old
                for section_of_old in old_sections
                if section_of_old.number == section.number
            ),
            None,
        )
        names = (
            (section_of_old.number, section_of_old.title, section_of_old.short_title)
            for section_of_old in old_sections
        )
        return SectionPart(
            section.number,
            section.title,
            clauses,
            section.notes,
            carried_name(section.title, section.number, names),
            earlier_section.id if earlier_section and self.same_year else None,
        )


def first(text: AgreementText, suggest: Suggest) -> Carrying:
    """Of an agreement that has none before it: everything is suggested."""
    return Carrying(Structure(year=text.year), text, suggest, suggest)


def _with_new_times(
    duties: tuple[DutyPart, ...], duties_before: Sequence[DutyPart], duties_now: Sequence[DutyPart]
) -> tuple[DutyPart, ...]:
    """The duties, each with the time that the new words say where they say another.

    A time that a person chose stays, and is asked about.
    """
    old_times, new_times = _times(duties_before), _times(duties_now)
    timed_duties = []
    for duty in duties:
        # A topic that people chose themselves has the time of the whole clause.
        old_time, new_time = (
            times.get(duty.topic, times.get("")) for times in (old_times, new_times)
        )
        if not old_time or not new_time or new_time in (old_time, duty.due):
            timed_duties.append(duty)
        elif duty.due == old_time:
            timed_duties.append(replace(duty, due=new_time))
        else:
            timed_duties.append(replace(duty, asks_due=True))
    return tuple(timed_duties)


def _times(suggestions: Sequence[DutyPart]) -> dict[str, str]:
    """The time by topic; under "" that of all, where it is one."""
    times = {duty.topic: duty.due for duty in suggestions}
    return times | {"": suggestions[0].due} if len({*times.values()}) == 1 else times


def _new_clause(
    clause: ClauseText, title: str, suggest: Suggest, year: int | None, topic: str | None
) -> ClausePart:
    duties = suggest(clause, title) or (UNKNOWN,)
    if topic is not None:
        # Another topic's kind and usual time are not this one's: the time of the words stays.
        due = due_of(clause.text, year, lead=clause.lead)
        duties = _of_topic(duties, topic, replace(UNKNOWN, due=due))
    return ClausePart(clause.number, clause.text, clause.lead, duties)


def _of_topic(
    duties: tuple[DutyPart, ...], topic: str, plain_duty: DutyPart
) -> tuple[DutyPart, ...]:
    """The duties of a topic, which is asked no more; else `plain_duty` with it."""
    topic_duties = [duty for duty in duties if duty.topic == topic]
    if not topic_duties:
        topic_duties = [replace(plain_duty, topic=topic, service_id=None)]
    return tuple(replace(duty, asks_topic=False) for duty in topic_duties)
