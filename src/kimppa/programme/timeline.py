"""What happened on an action's topic: work done and decisions made."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Case, F, TextField, Value, When
from django.db.models.functions import Cast, Concat

from kimppa.core.consortium.models import Person
from kimppa.core.decisions.queries import standing_decisions
from kimppa.core.evidence.queries import visible_evidence


@dataclass(frozen=True, slots=True)
class Happened:
    """Work done (`decided` off) or a decision made; `where` is a decision's meeting and §."""

    decided: bool
    day: dt.date
    words: str
    where: str
    marked: bool


def timeline(person: Person, topic: str, year: int, limit: int) -> list[Happened]:
    """Work that the person may see and decisions of a topic, newest first, in one query."""
    work = (
        visible_evidence(person)
        .standing()
        .filter(topic=topic, agreement_year=year)
        .order_by()
        .values(
            decided=Value(False),
            day=F("date"),
            words=Cast("title", TextField()),
            where=Cast(Value(""), TextField()),
            marked=F("example"),
        )
    )
    decisions = (
        standing_decisions()
        .filter(topic=topic, agreement_year=year)
        .order_by()
        .values(
            decided=Value(True),
            day=F("date"),
            words=Cast("text", TextField()),
            where=Case(
                When(section="", then=Cast("meeting", TextField())),
                default=Concat("meeting", Value(", § "), "section", output_field=TextField()),
            ),
            marked=F("example"),
        )
    )
    events = work.union(decisions, all=True).order_by("-day", "words")[:limit]
    return [Happened(**row) for row in events]
