"""How a duty stands in its year: what it asks and how much of that is done. Pure.

A deliverable asks its own release in every municipality, for each of its periods; a duty asks work
in every municipality, as many times as its rule says. What is done as needed, or when something
happens, asks work anywhere; as needed also the dated word that no need arose will do. What has no
day of its own is asked by the end of the year, and stands as ongoing until then. Of a municipality
that came or left within the year only those periods are asked of which it was there for more than
half. Work that was called off, and that is no delivery, is not done, but its period is not late
either.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from kimppa.agreement.coverage.matrix import (
    CALLED_OFF,
    DONE_KINDS,
    MONTHS,
    SLOTS,
    Cell,
    CellState,
    DutyKind,
    DutyRow,
    DutyView,
    Lack,
    Mark,
    Party,
    Reach,
    State,
    Work,
)
from kimppa.core.duties.rules import AFTER, Period, column, parse, periods
from kimppa.core.duties.spans import answered

NO_NEED = "no-need"


@dataclass(slots=True)
class Share:
    """What counts for one duty: work by its column, whom it reached, and for one municipality
    how much was done elsewhere.
    """

    work: dict[int, list[Work]] = field(default_factory=lambda: defaultdict(list))
    reach: list[Reach] = field(default_factory=list)
    elsewhere: list[Work] = field(default_factory=list)

    def count(self, slots: Collection[int], kinds: Collection[str]) -> int:
        """How many pieces of these kinds stand in these columns, elsewhere too."""
        own = (work for slot in slots for work in self.work.get(slot, ()))
        rest = (work for work in self.elsewhere if work.slot in slots)
        return sum(work.count for works in (own, rest) for work in works if work.kind in kinds)

    @property
    def only_by_hand(self) -> bool:
        """Whether there is work, all of it known only from what people wrote by hand."""
        pieces = [work for column_work in self.work.values() for work in column_work]
        total = sum(work.count for work in pieces)
        return total > 0 and total == sum(work.handwritten for work in pieces)


class Demand:
    """What one duty asks in a year, and of whom."""

    def __init__(self, duty: DutyView, year: int) -> None:
        self.duty, self.year, self.rule = duty, year, parse(duty.due)
        spans = periods(self.rule, year)
        first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
        self.undated = not spans and self.rule.asks(year)
        self.spans = (Period(first, last, last),) if self.undated else spans
        self.delivered = duty.kind == DutyKind.DELIVERABLE
        as_needed = duty.kind == DutyKind.AS_NEEDED
        self.kinds = (*DONE_KINDS, NO_NEED) if as_needed else DONE_KINDS
        self.everywhere = self.delivered or not (as_needed or self.rule.kind == "within")
        self.columns = tuple(map(self._columns, self.spans))

    def _columns(self, period: Period) -> range:
        """Where work for a period counts; for a single day after it too: late, but done."""
        single = len(self.spans) == 1 and not self.undated
        last = AFTER if single else column(period.due, self.year)
        return range(column(period.first, self.year), last + 1)

    def of_party(self, party: Party, share: Share) -> tuple[bool | None, ...]:
        """Which periods are done for a municipality; None = it is not asked of it."""
        fill = self._delivered_to if self.delivered else self._worked_for
        once = self.delivered and len(self.spans) == 1
        there = (once or self._was_there(party, slots) for slots in self.columns)
        pairs = zip(fill(party, share), there, strict=True)
        return tuple(ok if ok or is_asked else None for ok, is_asked in pairs)

    def off_for(
        self, party: Party, share: Share, done_by_period: Sequence[bool | None]
    ) -> tuple[bool, ...]:
        """For which periods that are not done the work was called off: each call takes one of a
        period's slots. What has no periods, or is delivered, is called off nowhere.
        """
        if self.undated or not self.everywhere or self.delivered:
            return (False,) * len(done_by_period)
        calls = (reach.slots_for(party) for reach in share.reach if reach.kind == CALLED_OFF)
        bits, off = reduce(or_, calls, 0), []
        for is_done, slots in zip(done_by_period, self.columns, strict=True):
            slot = next((slot for slot in slots if is_done is False and bits >> slot & 1), None)
            if slot is not None:
                bits ^= 1 << slot
            off.append(slot is not None)
        return tuple(off)

    def _was_there(self, party: Party, slots: range) -> bool:
        months = [slot for slot in slots if slot in MONTHS]
        return not months or 2 * sum(party.there >> slot & 1 for slot in months) > len(months)

    def _worked_for(self, party: Party, share: Share) -> Iterator[bool]:
        own = (reach.slots_for(party) for reach in share.reach if reach.kind in self.kinds)
        reached = reduce(or_, own, 0)
        return self._fill([reached >> slot & 1 for slot in SLOTS])

    def _delivered_to(self, party: Party, share: Share) -> Iterator[bool]:
        deliveries = [
            (reach.slots_for(party), reach.period)
            for reach in share.reach
            if reach.kind == "delivery"
        ]
        # What does not say its span answers one period, the first that it may.
        untold = reduce(or_, (bits for bits, span in deliveries if not span), 0)
        for period, slots in zip(self.spans, self.columns, strict=True):
            if any(bits and self._is_of(period, span) for bits, span in deliveries if span):
                yield True
                continue
            mask = -1 if len(self.spans) == 1 else sum(1 << slot for slot in slots)
            first = untold & mask & -(untold & mask)
            untold ^= first
            yield first != 0

    def _is_of(self, period: Period, span: str) -> bool:
        return self.undated or period in answered(self.rule, self.year, span)

    def anywhere(self, share: Share) -> tuple[bool, ...]:
        """Which periods have work, wherever it was done."""
        return tuple(self._fill([share.count((slot,), self.kinds) for slot in SLOTS]))

    def _fill(self, pieces: list[int]) -> Iterator[bool]:
        """Each piece of work counts for one period."""
        for slots in self.columns:
            slot = next((slot for slot in slots if pieces[slot]), None)
            if slot is not None:
                pieces[slot] -= 1
            yield slot is not None


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges the duties of a year on a day, for the municipalities concerned."""

    year: int
    today: dt.date
    parties: tuple[Party, ...]

    def duty(self, duty: DutyView, share: Share) -> DutyRow:
        """How a duty stands."""
        demand = Demand(duty, self.year)
        by_party = [demand.of_party(party, share) for party in self.parties]
        off_by_party = [
            demand.off_for(party, share, own)
            for party, own in zip(self.parties, by_party, strict=True)
        ]
        fulfilled = (
            _by_all(by_party) if demand.everywhere and self.parties else demand.anywhere(share)
        )
        off = _off_for_all(fulfilled, by_party, off_by_party)
        some = any(map(any, [*by_party, fulfilled]))
        state = self.state(demand, fulfilled, off, share, some=some)
        is_settled = state in (State.DONE, State.NO_NEED)
        outcomes = list(zip(demand.spans, fulfilled, off, strict=True))
        open_days = tuple(
            period.due
            for period, ok, is_off in outcomes
            if ok is False and not (is_off or is_settled or demand.undated)
        )
        off_days = [period.due for period, _ok, is_off in outcomes if is_off]
        return DutyRow(
            duty,
            self._cells(duty, open_days, off_days, share, state),
            state,
            *_measure(demand, by_party, fulfilled),
            tuple(
                Mark(party.code, party.name, self._mark(demand, own, own_off, share, state))
                for party, own, own_off in zip(self.parties, by_party, off_by_party, strict=True)
            ),
            next((day for day in open_days if day >= self.today), None),
            share.only_by_hand,
            open_days,
            () if is_settled else tuple(self._lacks(demand, outcomes, by_party, off_by_party)),
        )

    def _lacks(
        self,
        demand: Demand,
        outcomes: Sequence[tuple[Period, bool | None, bool]],
        by_party: Sequence[Sequence[bool | None]],
        off_by_party: Sequence[Sequence[bool]],
    ) -> Iterator[Lack]:
        for at, (period, ok, is_off) in enumerate(outcomes):
            if ok is not False or not (is_off or period.due < self.today):
                continue
            asked = [
                (party.name, own[at], own_off[at])
                for party, own, own_off in zip(self.parties, by_party, off_by_party, strict=True)
                if own[at] is not None
            ]
            names = [name for name, own_ok, own_off in asked if not own_ok and own_off is is_off]
            everybody = not demand.everywhere or len(names) == len(asked)
            yield Lack(
                None if demand.undated else period, () if everybody else tuple(names), is_off
            )

    def state(
        self,
        demand: Demand,
        fulfilled: Sequence[bool | None],
        off: Sequence[bool],
        share: Share,
        *,
        some: bool,
    ) -> State:
        """By what is asked, what of it is past its day, and whether `some` of it is done."""
        days = [
            (period.due, ok, is_off)
            for period, ok, is_off in zip(demand.spans, fulfilled, off, strict=True)
            if ok is not None
        ]
        if not days:
            return State.NOT_ASKED
        if all(ok for _due, ok, _off in days):
            if demand.duty.kind == DutyKind.AS_NEEDED and not share.count(SLOTS, DONE_KINDS):
                return State.NO_NEED
            over = not demand.undated or self.today.year > self.year
            return State.DONE if over else State.ONGOING
        open_days = [due for due, ok, is_off in days if not (ok or is_off)]
        if any(due < self.today for due in open_days):
            return State.PARTIAL if some else State.LATE
        if open_days:
            return State.ONGOING
        return State.PARTIAL if some else State.CALLED_OFF

    def _mark(
        self,
        demand: Demand,
        own: Sequence[bool | None],
        off: Sequence[bool],
        share: Share,
        state: State,
    ) -> State:
        if not demand.everywhere:
            return state
        return self.state(demand, own, off, share, some=any(own))

    def _cells(
        self,
        duty: DutyView,
        open_days: Sequence[dt.date],
        off_days: Sequence[dt.date],
        share: Share,
        state: State,
    ) -> tuple[Cell, ...]:
        """By column; what is late or waited for stands before what was called off."""
        signs = {column(day, self.year): CellState.CALLED_OFF for day in off_days}
        for day in reversed(open_days):
            is_late = day < self.today
            signs[column(day, self.year)] = CellState.LATE if is_late else CellState.WAITING
        first = self._first_columns(share) if duty.kind == DutyKind.DELIVERABLE else []
        return tuple(
            self._cell(duty, slot, signs.get(slot), share, state, first.count(slot))
            for slot in SLOTS
        )

    def _first_columns(self, share: Share) -> list[int]:
        """The column in which each municipality first got the deliverable, of those that did."""
        deliveries = [reach for reach in share.reach if reach.kind == "delivery"]
        columns = []
        for party in self.parties:
            bits = reduce(or_, (reach.slots_for(party) for reach in deliveries), 0)
            if bits:
                columns.append((bits & -bits).bit_length() - 1)
        return columns

    def _cell(
        self,
        duty: DutyView,
        slot: int,
        sign: CellState | None,
        share: Share,
        state: State,
        reached: int,
    ) -> Cell:
        here = share.work.get(slot, ())
        count = sum(work.count for work in here)
        kinds = {work.kind for work in here if work.count}
        cell_state = _cell_state(duty, kinds, reached, state) or sign or CellState.NOTHING
        concerned = len(self.parties) if reached else 0
        return Cell(slot, cell_state, count, sum(w.handwritten for w in here), reached, concerned)


def _off_for_all(
    fulfilled: Sequence[bool | None],
    by_party: Sequence[Sequence[bool | None]],
    off_by_party: Sequence[Sequence[bool]],
) -> tuple[bool, ...]:
    """Which periods were called off for all that lack their work."""
    return tuple(
        ok is False
        and any(off[at] for off in off_by_party)
        and all(
            off[at] for own, off in zip(by_party, off_by_party, strict=True) if own[at] is False
        )
        for at, ok in enumerate(fulfilled)
    )


def _by_all(by_party: Sequence[Sequence[bool | None]]) -> tuple[bool | None, ...]:
    """Which periods are done in every municipality that they are asked of; None = of none."""
    periods_asked = (
        [ok for ok in period if ok is not None] for period in zip(*by_party, strict=True)
    )
    return tuple(all(period) if period else None for period in periods_asked)


def _measure(
    demand: Demand, by_party: Sequence[Sequence[bool | None]], fulfilled: Sequence[bool | None]
) -> tuple[int, int]:
    """How much is done of how much: municipalities of what is asked once, else times."""
    if len(fulfilled) == 1 and demand.everywhere and (demand.delivered or not fulfilled[0]):
        outcomes = [own[0] for own in by_party if own[0] is not None]
        reached = sum(map(bool, outcomes))
        return (reached, len(outcomes)) if reached else (0, 1)
    asked = [ok for ok in fulfilled if ok is not None]
    return sum(asked), len(asked)


def _cell_state(duty: DutyView, kinds: Collection[str], reached: int, state: State) -> CellState:
    if reached:
        return CellState.DONE if state == State.DONE else CellState.PARTIAL
    if any(kind in DONE_KINDS for kind in kinds):
        return CellState.ONGOING if duty.kind == DutyKind.DELIVERABLE else CellState.DONE
    if NO_NEED in kinds:
        return CellState.NO_NEED
    return CellState.ONGOING if kinds else CellState.NOTHING  # such as a provisional version
