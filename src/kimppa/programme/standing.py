"""How binding a version of a programme is. Pure."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Binding(StrEnum):
    """What may be said of a version: only `APPROVED` claims that it binds."""

    DRAFT = "draft"
    ASKED = "asked"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class Answers:
    """The municipalities' answers to the question about a version; `days` are those of a yes."""

    asked: int
    no: int = 0
    days: tuple[dt.date, ...] = ()

    @property
    def yes(self) -> int:
        """How many have said yes."""
        return len(self.days)


@dataclass(frozen=True, slots=True)
class Standing:
    """`since` is the day of approval (a joint decision, or the last yes) for an approved version,
    else the day on which the libraries were asked.
    """

    binding: Binding
    since: dt.date | None = None
    answers: Answers | None = None

    @property
    def approved_on(self) -> dt.date | None:
        """The day of approval; None before it."""
        return self.since if self.binding is Binding.APPROVED else None


def standing(*, sent: dt.date | None, decided: bool, answers: Answers | None) -> Standing:
    """How a version stands that was put to the libraries on the day `sent`, None for a draft;
    `decided` in a meeting of that day. Without decision or question it has been withdrawn.
    """
    if sent is None:
        return Standing(Binding.DRAFT)
    if decided:
        return Standing(Binding.APPROVED, sent)
    if answers is None or not answers.asked:
        return Standing(Binding.WITHDRAWN, sent)
    if answers.yes == answers.asked:
        return Standing(Binding.APPROVED, max(answers.days), answers)
    return Standing(Binding.REFUSED if answers.no else Binding.ASKED, sent, answers)


@dataclass(frozen=True, slots=True)
class Reach:
    """How many municipalities have got the approved version, and the first days on which anybody
    got it, an earlier version, and a provisional one.
    """

    count: int = 0
    since: dt.date | None = None
    earlier: dt.date | None = None
    provisional: dt.date | None = None
