"""What is planned for the lines of an agreement."""

import datetime as dt
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step that is planned for clauses of a year's agreement, else for a topic, and falls due in
    the year; `municipalities` are the ids of those it concerns, None = all.
    """

    year: int
    clauses: tuple[str, ...]
    topic: str
    due: dt.date
    done: bool
    title: str = ""
    url: str | Promise = ""
    municipalities: frozenset[int] | None = None
