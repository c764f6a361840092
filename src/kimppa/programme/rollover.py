"""January's roll-over: what is proposed for each action of the year that ended.

Pure: dataclasses in and out. The coordinator changes any proposal before it is carried out.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kimppa.programme.status import Status


class Decision(StrEnum):
    """What becomes of an action."""

    CONTINUE = "continue"
    DONE = "done"
    DROP = "drop"
    MERGE = "merge"


class Why(StrEnum):
    """Why a proposal is what it is."""

    FINISHED = "finished"
    UNFINISHED = "unfinished"
    EVERY_YEAR = "every-year"
    CLAUSE_GONE = "clause-gone"
    SAME_TITLE = "same-title"
    ENDED_EARLIER = "ended-earlier"


@dataclass(frozen=True, slots=True)
class Ended:
    """An action of the ended year as the proposal sees it."""

    number: str
    title: str
    status: Status
    continuous: bool
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed decision; `into` is the number of the action to merge into."""

    number: str
    decision: Decision
    why: Why
    into: str = ""


class ChoiceError(ValueError):
    """Decisions that do not hold together. `number` names the action, `problem` what is wrong."""

    def __init__(self, number: str, problem: str) -> None:
        super().__init__(f"{number}: {problem}")
        self.number = number
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Choice:
    """What the coordinator decided for one action."""

    number: str
    decision: Decision
    reason: str = ""
    into: str = ""


def propose(actions: Sequence[Ended], clauses: Collection[str] | None) -> list[Proposal]:
    """One proposal for each action, in the same order.

    `clauses` are the clause numbers of the next year's agreement, None when it is not known yet.
    """
    numbers: dict[str, str] = {}
    proposals = []
    for action in actions:
        proposal = _propose(action, clauses)
        name = " ".join(action.title.casefold().split())
        if proposal.decision is Decision.CONTINUE:
            if name in numbers:
                proposal = Proposal(action.number, Decision.MERGE, Why.SAME_TITLE, numbers[name])
            else:
                numbers[name] = action.number
        proposals.append(proposal)
    return proposals


def _propose(action: Ended, clauses: Collection[str] | None) -> Proposal:
    if action.status in {Status.DROPPED, Status.MERGED}:
        return Proposal(action.number, Decision.DROP, Why.ENDED_EARLIER)
    if action.status is Status.DONE and not action.continuous:
        return Proposal(action.number, Decision.DONE, Why.FINISHED)
    if clauses is not None and action.clauses and not set(action.clauses) & set(clauses):
        return Proposal(action.number, Decision.DROP, Why.CLAUSE_GONE)
    reason = Why.EVERY_YEAR if action.continuous else Why.UNFINISHED
    return Proposal(action.number, Decision.CONTINUE, reason)


def check(numbers: Collection[str], choices: Sequence[Choice]) -> None:
    """Raise ChoiceError unless every action has one choice that can be carried out: a drop has
    its reason, and a merge goes into an action that continues.
    """
    choice_by_number = {choice.number: choice for choice in choices}
    for number in numbers:
        if number not in choice_by_number:
            raise ChoiceError(number, "undecided")
    for choice in choices:
        if choice.decision is Decision.DROP and not choice.reason.strip():
            raise ChoiceError(choice.number, "drop-without-reason")
        if choice.decision is Decision.MERGE:
            target = choice_by_number.get(choice.into)
            if target is None or target.decision is not Decision.CONTINUE:
                raise ChoiceError(choice.number, "merge-target")


def carried_due(due: dt.date | None, year: int, *, continuous: bool) -> dt.date | None:
    """A step's day in the new year's programme.

    The steps of a continuous action recur a year later. Of a one-time action only open steps are
    carried: a day that the new year still holds stays, a passed one is left to be set anew.
    """
    if due is None:
        return None
    if continuous:
        day_of_month = 28 if (due.month, due.day) == (2, 29) else due.day
        return due.replace(year=due.year + 1, day=day_of_month)
    return due if due.year >= year else None
