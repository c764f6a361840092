"""Ticks for the days that are offered: which suits best, who has not answered. Pure."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Suits(StrEnum):
    """What a municipality answers about a day."""

    YES = "yes"
    IF_NEEDED = "if_needed"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Tick[Option: Hashable, Municipality: Hashable]:
    """One municipality's answer about one day."""

    option: Option
    municipality: Municipality
    answer: Suits


@dataclass(frozen=True, slots=True)
class Standing[Option: Hashable, Municipality: Hashable]:
    """How a day stands: who answered what, who nothing; each in the municipalities' own order."""

    option: Option
    yes: tuple[Municipality, ...]
    if_needed: tuple[Municipality, ...]
    no: tuple[Municipality, ...]
    silent: tuple[Municipality, ...]

    @property
    def is_answered(self) -> bool:
        """Whether anybody has answered about it."""
        return bool(self.yes or self.if_needed or self.no)


@dataclass(frozen=True, slots=True)
class Tally[Option: Hashable, Municipality: Hashable]:
    """All days, the best first. `silent` have a day or more still to answer."""

    standings: tuple[Standing[Option, Municipality], ...]
    silent: tuple[Municipality, ...]

    @property
    def complete(self) -> bool:
        """Whether every municipality has answered about every day."""
        return not self.silent

    @property
    def best(self) -> Standing[Option, Municipality] | None:
        """The day to confirm; None without days."""
        return self.standings[0] if self.standings else None


def tally[Option: Hashable, Municipality: Hashable](
    options: Sequence[Option],
    municipalities: Sequence[Municipality],
    ticks: Iterable[Tick[Option, Municipality]],
) -> Tally[Option, Municipality]:
    """Rank the days: first the one that fewest cannot take, then that suits most, then the earlier.

    The later of two ticks of one municipality for a day is its answer. Ticks for a day that is
    offered no more, or of a municipality that has left, count for nothing.
    """
    answers = {(tick.option, tick.municipality): tick.answer for tick in ticks}

    def standing(option: Option) -> Standing[Option, Municipality]:
        def having(answer: Suits | None) -> tuple[Municipality, ...]:
            return tuple(town for town in municipalities if answers.get((option, town)) == answer)

        return Standing(
            option, having(Suits.YES), having(Suits.IF_NEEDED), having(Suits.NO), having(None)
        )

    standings = sorted(
        map(standing, options), key=lambda s: (len(s.no), -len(s.yes), -len(s.if_needed))
    )
    silent_towns = tuple(
        town for town in municipalities if any(town in s.silent for s in standings)
    )
    return Tally(tuple(standings), silent_towns)
