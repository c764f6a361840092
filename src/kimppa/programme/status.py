"""How an action is going, computed from its steps, indicator, dates and updates.

Pure: dataclasses in, plain values out; the caller gives the day. After Kausal Watch's rule that
status is computed and a hand-set one needs a reason, with the difference that a continuous action
ends with its year.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Status(StrEnum):
    """The state of an action."""

    NOT_STARTED = "not_started"
    ON_TIME = "on_time"
    IN_PROGRESS = "in_progress"
    LATE = "late"
    MISSED = "missed"
    DONE = "done"
    DROPPED = "dropped"
    MERGED = "merged"


ENDED = frozenset({Status.DONE, Status.DROPPED, Status.MERGED})
_DECIDED = {"done": Status.DONE, "drop": Status.DROPPED, "merge": Status.MERGED}


class StatusError(ValueError):
    """A status set by hand that lacks its reason."""


@dataclass(frozen=True, slots=True)
class StepFacts:
    """A step's due day, the day it was done and what it is called."""

    due: dt.date | None = None
    done: dt.date | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class ActionFacts:
    """What the status follows from. `value` and `target` are in the indicator's unit;
    `worked` tells that work for its lines has been recorded in the year, in whatever room;
    `decision` is the one of January ("continue", "done", "drop", "merge" or none yet).
    """

    year: int
    start: dt.date | None = None
    end: dt.date | None = None
    continuous: bool = False
    steps: tuple[StepFacts, ...] = ()
    target: Decimal | None = None
    value: Decimal | None = None
    at_most: bool = False
    updated: dt.date | None = None
    worked: bool = False
    override: str = ""
    reason: str = ""
    decision: str = ""

    @property
    def last_day(self) -> dt.date | None:
        """The day after which the action should be finished."""
        return dt.date(self.year, 12, 31) if self.continuous else self.end


def status(facts: ActionFacts, today: dt.date) -> Status:
    """The status on a day.

    A hand-set status wins, then January's decision. Done: every step is done and the target
    reached, and a continuous action has reached the end of its year with something told of it or
    done for its topic.
    Late: an open step's day has passed, or the action's last day, unless every open step has a
    later one. Missed: its time is over and all is done but the target. Begun actions are on
    schedule when they have a day to hold, else in progress.

    Raises StatusError for an override without reason.
    """
    if facts.override:
        if not facts.reason.strip():
            raise StatusError("a status set by hand needs a reason")
        return Status(facts.override)
    if facts.decision in _DECIDED:
        return _DECIDED[facts.decision]
    if _is_finished(facts, today):
        return Status.DONE
    if _is_overdue(facts, today):
        return Status.MISSED if _lacks_target_alone(facts) else Status.LATE
    if not _has_begun(facts):
        return Status.NOT_STARTED
    return Status.ON_TIME if _has_day_ahead(facts) else Status.IN_PROGRESS


def open_steps(facts: ActionFacts, today: dt.date) -> list[StepFacts]:
    """The steps that should be done by now and are not."""
    return [s for s in facts.steps if s.done is None and (s.due is None or s.due < today)]


def reached(facts: ActionFacts) -> bool | None:
    """Whether the indicator has reached its target; None when there is no target."""
    if facts.target is None:
        return None
    if facts.value is None:
        return False
    return facts.value <= facts.target if facts.at_most else facts.value >= facts.target


def progress(facts: ActionFacts) -> int | None:
    """Share of steps done in percent, else of the target reached; None when neither is told."""
    if facts.steps:
        return 100 * sum(step.done is not None for step in facts.steps) // len(facts.steps)
    if facts.target is None or facts.value is None:
        return None
    if facts.at_most or facts.target <= 0:
        return 100 if reached(facts) else 0
    return max(0, min(100, int(100 * facts.value / facts.target)))


def next_step(steps: Iterable[StepFacts]) -> int | None:
    """Place of the open step to do next: the earliest due, undated ones last; None if none."""
    open_ones = [(s.due or dt.date.max, n) for n, s in enumerate(steps) if s.done is None]
    return min(open_ones)[1] if open_ones else None


def last_sign(facts: ActionFacts, since: dt.date) -> dt.date:
    """The latest day something was told or done, at the earliest `since` or the start."""
    days = [since, facts.start, facts.updated, *(step.done for step in facts.steps)]
    return max(day for day in days if day is not None)


def is_stale(facts: ActionFacts, today: dt.date, days: int, since: dt.date) -> bool:
    """Whether nothing has been told of an unfinished action for more than `days` days.

    `since` is the day the programme was agreed: silence before it does not count.
    """
    if status(facts, today) in ENDED:
        return False
    return (today - last_sign(facts, since)).days > days


def _is_finished(facts: ActionFacts, today: dt.date) -> bool:
    if any(step.done is None for step in facts.steps) or reached(facts) is False:
        return False
    if facts.continuous:
        return today > dt.date(facts.year, 12, 31) and _has_begun(facts)
    return bool(facts.steps) or facts.target is not None


def _is_overdue(facts: ActionFacts, today: dt.date) -> bool:
    days = [step.due for step in facts.steps if step.done is None]
    if any(day is not None and day < today for day in days):
        return True
    if days and None not in days:
        return False  # what is left has days of its own, later than the action's
    return facts.last_day is not None and facts.last_day < today


def _lacks_target_alone(facts: ActionFacts) -> bool:
    is_open = any(step.done is None for step in facts.steps)
    return not is_open and _has_begun(facts) and reached(facts) is False


def _has_begun(facts: ActionFacts) -> bool:
    return (
        facts.updated is not None
        or facts.worked
        or bool(facts.value)
        or any(step.done is not None for step in facts.steps)
    )


def _has_day_ahead(facts: ActionFacts) -> bool:
    return facts.end is not None or any(s.done is None and s.due for s in facts.steps)
