"""The coverage matrix: what of the agreement is done, clause by month. Pure.

Columns are 0 before the agreement year, 1–12 its months, 13 after it. A deliverable is fulfilled
only by a final release delivered to every municipality concerned; a duty by evidence in its
window; an as-needed duty also by a dated "no need arose". Evidence of a service counts for the
duty of that service only; evidence without a service for the topic's duties without one.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kimppa.agreement.coverage.matrix import (
    DONE_KINDS,
    SLOTS,
    Cell,
    CellState,
    ClauseView,
    Coverage,
    DutyKind,
    DutyRow,
    DutyView,
    Handed,
    Mark,
    Party,
    Reach,
    Row,
    State,
    Work,
)
from kimppa.core.duties.rules import DueRule, Period, column, parse, periods, window


@dataclass(slots=True)
class _Share:
    """What falls to one duty; work by its column."""

    work: dict[int, list[Work]] = field(default_factory=lambda: defaultdict(list))
    reach: list[Reach] = field(default_factory=list)
    handed: list[Handed] = field(default_factory=list)

    def count(self, slots: Collection[int], kinds: Collection[str]) -> int:
        return sum(w.count for slot in slots for w in self.work.get(slot, ()) if w.kind in kinds)


_NO_NEED = "no-need"
# What a municipality that work has reached shares with the whole, instead of having all of it.
_UNFINISHED = frozenset({State.ONGOING, State.PARTIAL})


def cover(
    clauses: Sequence[ClauseView],
    *,
    year: int,
    today: dt.date,
    parties: Sequence[Party],
    work: Iterable[Work] = (),
    reach: Iterable[Reach] = (),
    handed: Iterable[Handed] = (),
) -> Coverage:
    """The matrix of the clauses, in their order; parties are the municipalities concerned."""
    duties = [duty for clause in clauses for duty in clause.duties]
    placed = _Placing(duties)
    shares: dict[int, _Share] = defaultdict(_Share)
    unplaced = 0
    for one in work:
        target = placed.duties_for(one.topic, one.service_id)
        unplaced += 0 if target else one.count
        for duty in target:
            shares[duty.id].work[one.slot].append(one)
    for spread in reach:
        for duty in placed.duties_for(spread.topic, spread.service_id):
            shares[duty.id].reach.append(spread)
    for given in handed:
        for duty in placed.duties_for(given.topic, given.service_id):
            shares[duty.id].handed.append(given)
    judge = _Judge(year, today, tuple(parties))
    rows = tuple(_row(clause, judge, shares) for clause in clauses)
    return Coverage(year, today, tuple(parties), rows, unplaced)


class _Placing:
    """Which duties a topic and service belong to."""

    def __init__(self, duties: Iterable[DutyView]) -> None:
        self.by_topic: dict[str, list[DutyView]] = defaultdict(list)
        for duty in duties:
            if duty.topic:
                self.by_topic[duty.topic].append(duty)
        self.found: dict[tuple[str, int | None], list[DutyView]] = {}

    def duties_for(self, topic: str, service_id: int | None) -> list[DutyView]:
        """The duties that work for a topic and service falls to; looked up thousands of times."""
        key = (topic, service_id)
        if key not in self.found:
            self.found[key] = self._duties_for(topic, service_id)
        return self.found[key]

    def _duties_for(self, topic: str, service_id: int | None) -> list[DutyView]:
        """Those of the service; else those without one; work without a service always counts.

        A service nobody has a duty for falls to the topic's duties without a service, never to
        another service's duty.
        """
        duties = self.by_topic.get(topic, [])
        if service_id is not None and (own := [d for d in duties if d.service_id == service_id]):
            return own
        general = [duty for duty in duties if duty.service_id is None]
        if general or service_id is not None or not duties:
            return general
        return [duty for duty in duties if duty.service_id == duties[0].service_id]


@dataclass(frozen=True, slots=True)
class _Judge:
    year: int
    today: dt.date
    parties: tuple[Party, ...]

    @property
    def year_over(self) -> bool:
        return self.today.year > self.year

    def duty(self, duty: DutyView, share: _Share) -> DutyRow:
        rule = parse(duty.due)
        state, label = (
            self._deliverable(rule, share)
            if duty.kind == DutyKind.DELIVERABLE
            else self._duty(duty, rule, share)
        )
        settled = state in (State.DONE, State.NO_NEED)
        open_days = () if settled else self._open_days(duty, rule, share)
        return DutyRow(
            duty,
            self._cells(duty, open_days, share, state),
            state,
            label,
            self._marks(duty, rule, share, state),
            next((day for day in open_days if day >= self.today), None),
            _only_by_hand(share),
            open_days,
        )

    def _deliverable(self, rule: DueRule, share: _Share) -> tuple[State, str]:
        reached, concerned = len(self._reached(share)), len(self.parties)
        if reached:
            state = State.DONE if reached == concerned else State.PARTIAL
            return state, f"{reached}/{concerned}"
        if self._overdue(rule):
            return State.LATE, ""
        return (State.ONGOING if share.count(SLOTS, DONE_KINDS) else State.EMPTY), ""

    def _reached(self, share: _Share) -> set[int]:
        """Those who got the releases of every service that has been released at all."""
        by_service: dict[int | None, set[int]] = defaultdict(set)
        for one in share.handed:
            by_service[one.service_id].add(one.municipality_id)
        concerned = {party.id for party in self.parties}
        return concerned.intersection(*by_service.values()) if by_service else set()

    def _duty(self, duty: DutyView, rule: DueRule, share: _Share) -> tuple[State, str]:
        first, last = window(rule, self.year)
        slots = range(first, last + 1)
        spans = periods(rule, self.year)
        if len(spans) > 1:
            return self._periods(duty, spans, share)
        if share.count(slots, DONE_KINDS):
            return (State.DONE if spans or self.year_over else State.ONGOING), ""
        if duty.kind == DutyKind.AS_NEEDED and share.count(slots, (_NO_NEED,)):
            return State.NO_NEED, ""
        return (State.LATE if self._overdue(rule) else State.EMPTY), ""

    def _periods(self, duty: DutyView, spans: Sequence[Period], share: _Share) -> tuple[State, str]:
        filled = self._filled(duty, spans, share)
        passed = sum(period.due < self.today for period in spans)
        count, label = sum(filled), f"{sum(filled)}/{len(spans)}"
        if count == len(spans):
            return State.DONE, label
        if not count:
            return (State.LATE if passed else State.EMPTY), ""
        return (State.ONGOING if all(filled[:passed]) else State.PARTIAL), label

    def _filled(self, duty: DutyView, spans: Sequence[Period], share: _Share) -> tuple[bool, ...]:
        """Which periods have their work, done from their beginning to their due day; each piece
        counts for one.
        """
        kinds = (*DONE_KINDS, _NO_NEED) if duty.kind == DutyKind.AS_NEEDED else DONE_KINDS
        pieces = {slot: share.count((slot,), kinds) for slot in SLOTS}
        filled = []
        for period in spans:
            slots = range(column(period.first, self.year), column(period.due, self.year) + 1)
            slot = next((slot for slot in slots if pieces[slot]), None)
            if slot is not None:
                pieces[slot] -= 1
            filled.append(slot is not None)
        return tuple(filled)

    def _open_days(self, duty: DutyView, rule: DueRule, share: _Share) -> tuple[dt.date, ...]:
        spans = periods(rule, self.year)
        if len(spans) < 2:
            return tuple(period.due for period in spans)
        filled = self._filled(duty, spans, share)
        return tuple(period.due for period, done in zip(spans, filled, strict=True) if not done)

    def _overdue(self, rule: DueRule) -> bool:
        spans = periods(rule, self.year)
        return bool(spans) and spans[-1].due < self.today

    def _cells(
        self, duty: DutyView, open_days: Sequence[dt.date], share: _Share, state: State
    ) -> tuple[Cell, ...]:
        earliest = {column(day, self.year): day for day in reversed(open_days)}
        return tuple(self._cell(duty, slot, earliest.get(slot), share, state) for slot in SLOTS)

    def _cell(
        self, duty: DutyView, slot: int, due: dt.date | None, share: _Share, state: State
    ) -> Cell:
        here = share.work.get(slot, ())
        done = sum(work.count for work in here if work.kind in DONE_KINDS)
        handwritten = sum(work.handwritten for work in here)
        reached = self._handed_in(slot, share) if duty.kind == DutyKind.DELIVERABLE else 0
        count = sum(work.count for work in here)
        said = self._cell_state(duty, done, count, reached, state)
        if not said and due:
            said = CellState.LATE if due < self.today else CellState.WAITING
        concerned = len(self.parties) if reached else 0
        return Cell(slot, said, count, handwritten, reached, concerned)

    def _handed_in(self, slot: int, share: _Share) -> int:
        concerned = {party.id for party in self.parties}
        given = {h.municipality_id for h in share.handed if h.slot == slot}
        return len(given & concerned)

    def _cell_state(
        self, duty: DutyView, done: int, count: int, reached: int, state: State
    ) -> CellState:
        if reached:
            return CellState.DONE if state == State.DONE else CellState.PARTIAL
        if done:
            return CellState.ONGOING if duty.kind == DutyKind.DELIVERABLE else CellState.DONE
        return CellState.NO_NEED if count else CellState.NOTHING

    def _marks(
        self, duty: DutyView, rule: DueRule, share: _Share, state: State
    ) -> tuple[Mark, ...]:
        if duty.kind == DutyKind.DELIVERABLE:
            got = self._reached(share)
            missing = State.LATE if self._overdue(rule) else State.EMPTY
            states = {p.id: State.DONE if p.id in got else missing for p in self.parties}
        else:
            states = self._reached_by_work(duty, rule, share, state)
        return tuple(Mark(p.code, p.name, states[p.id]) for p in self.parties)

    def _reached_by_work(
        self, duty: DutyView, rule: DueRule, share: _Share, state: State
    ) -> dict[int, State]:
        first, last = window(rule, self.year)
        mask = sum(1 << slot for slot in range(first, last + 1))
        touched = [one for one in share.reach if one.slots & mask]
        as_needed = duty.kind == DutyKind.AS_NEEDED
        nothing = State.LATE if self._overdue(rule) else State.EMPTY
        states: dict[int, State] = {}
        for party in self.parties:
            kinds = {
                one.kind
                for one in touched
                if one.municipality_id == party.id
                or (one.municipality_id is None and one.slots & mask & party.there)
            }
            if kinds.intersection(DONE_KINDS):
                states[party.id] = state if state in _UNFINISHED else State.DONE
            elif as_needed and _NO_NEED in kinds:
                states[party.id] = State.NO_NEED
            else:
                states[party.id] = nothing
        return states


def _only_by_hand(share: _Share) -> bool:
    work = [one for here in share.work.values() for one in here]
    total = sum(one.count for one in work)
    return total > 0 and total == sum(one.handwritten for one in work)


def _row(clause: ClauseView, judge: _Judge, shares: Mapping[int, _Share]) -> Row:
    duties = tuple(judge.duty(duty, shares.get(duty.id) or _Share()) for duty in clause.duties)
    states = [one.state for one in duties]
    state = together(states)
    dues = [one.next_due for one in duties if one.next_due]
    return Row(
        clause,
        duties,
        _cells_together(duties, [shares[d.id].work for d in clause.duties if d.id in shares]),
        state,
        _label([one.label for one in duties], states, state),
        _marks_together(judge.parties, duties),
        min(dues, default=None),
    )


_SETTLED = frozenset({State.DONE, State.NO_NEED})


def together(states: Sequence[State]) -> State:
    """One state for several duties: what is late or lacking shows, what differs is partial."""
    found = set(states)
    if not found:
        return State.EMPTY
    if len(found) == 1:
        return states[0]
    if State.LATE in found:
        return State.LATE
    if found & {State.PARTIAL, State.EMPTY}:
        return State.PARTIAL
    return State.DONE if found <= _SETTLED else State.ONGOING


def _label(labels: Sequence[str], states: Sequence[State], state: State) -> str:
    if state == State.PARTIAL and len(states) > 1:
        good = sum(one in _SETTLED or one == State.ONGOING for one in states)
        return f"{good}/{len(states)}"
    return next(filter(None, labels), "")


_CELL_ORDER = (
    CellState.LATE,
    CellState.PARTIAL,
    CellState.DONE,
    CellState.ONGOING,
    CellState.NO_NEED,
    CellState.WAITING,
    CellState.NOTHING,
)


def _cells_together(
    duties: Sequence[DutyRow], work: Sequence[Mapping[int, Collection[Work]]]
) -> tuple[Cell, ...]:
    """The cells of the clause; work that counts for several of its duties is counted once."""
    if len(duties) == 1:
        return duties[0].cells
    return tuple(
        _cell_together(
            [duty.cells[slot] for duty in duties],
            slot,
            {one for share in work for one in share.get(slot, ())},
        )
        for slot in SLOTS
    )


def _cell_together(cells: Sequence[Cell], slot: int, here: Collection[Work]) -> Cell:
    said = {cell.state for cell in cells}
    leading = max(cells, key=lambda cell: cell.reached, default=Cell(slot))
    return Cell(
        slot,
        next((state for state in _CELL_ORDER if state in said), CellState.NOTHING),
        sum(work.count for work in here),
        sum(work.handwritten for work in here),
        leading.reached,
        leading.concerned,
    )


def _marks_together(parties: Sequence[Party], duties: Sequence[DutyRow]) -> tuple[Mark, ...]:
    return tuple(
        Mark(party.code, party.name, together([duty.marks[at].state for duty in duties]))
        for at, party in enumerate(parties)
    )
