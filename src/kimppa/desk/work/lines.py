"""The lines of the agreement that work may be logged for, and what they are called."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.text import Truncator

from kimppa.agreement.messages import due_text
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.duties.limits import concerns_any
from kimppa.core.duties.models import Duty
from kimppa.core.duties.queries import duties_of
from kimppa.core.evidence.lines import choices_of
from kimppa.core.evidence.models import Evidence
from kimppa.core.evidence.queries import visible_evidence
from kimppa.core.topics import label

_SHORT = 60


@dataclass(frozen=True, slots=True)
class Question:
    """Work whose line has to be chosen, and the lines that it may be of by the duty's id."""

    work: Evidence
    lines: list[tuple[int, str]]


def named(duties: Sequence[Duty]) -> list[tuple[int, str]]:
    """Duties by their id: the clause's number and beginning; two of one clause also by their day
    and topic.
    """
    clauses = Counter(duty.clause for duty in duties)
    return [(duty.pk, _name(duty, twice=clauses[duty.clause] > 1)) for duty in duties]


def _name(duty: Duty, *, twice: bool) -> str:
    words = f"{duty.clause} {Truncator(duty.text).chars(_SHORT)}"
    if not twice:
        return words
    return f"{words} ({label(duty.topic).lower()}, {due_text(duty.due, duty.agreement_year)})"


def line_choices(
    years: Iterable[int], municipalities: Sequence[Municipality]
) -> list[tuple[str, list[tuple[int, str]]]]:
    """The lines that have a topic and concern some of the municipalities, as choices grouped by
    their year.
    """
    groups, ids = [], [town.pk for town in municipalities]
    for year in years:
        with_topic = duties_of(year).exclude(topic="")
        duties = [duty for duty in with_topic if not ids or concerns_any(duty.limit, ids)]
        if duties:
            groups.append((str(year), named(duties)))
    return groups


def questions(person: Person, year: int) -> list[Question]:
    """Work of a year whose line the person may choose, newest first."""
    work_entries = visible_evidence(person).unsettled().filter(agreement_year=year)
    if not person.is_coordinator:
        work_entries = work_entries.filter(by=person, area="")
    work_entries = work_entries.select_related("service", "by").prefetch_related("municipalities")
    choices, lines = choices_of(year), dict[tuple[int, ...], list[tuple[int, str]]]()
    questions = []
    for evidence in work_entries:
        duties = choices(evidence)
        key = tuple(duty.pk for duty in duties)
        if key not in lines:
            lines[key] = named(duties)
        questions.append(Question(evidence, lines[key]))
    return questions
