"""The coverage matrix: what of the agreement is done, clause by month. Pure.

Columns are 0 before the agreement year, 1–12 its months, 13 after it. A clause asks what its
duties ask (`judging`) and the steps of the programme that fall due in the year. It is done when
all of that is; late or partly done when something is past its day; else ongoing. A step on a day of
a duty is one thing with that day, done when both are; what is to be delivered by the day is done by
its delivery alone.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from kimppa.agreement.coverage.judging import Judge, Share
from kimppa.agreement.coverage.matrix import (
    SLOTS,
    Cell,
    CellState,
    ClauseView,
    Coverage,
    DutyKind,
    DutyRow,
    Mark,
    Party,
    Planned,
    Reach,
    Row,
    State,
    Work,
    share_of,
)
from kimppa.core.duties.limits import concerns
from kimppa.core.duties.rules import due_dates, parse


def cover(
    clauses: Sequence[ClauseView],
    *,
    year: int,
    today: dt.date,
    parties: Sequence[Party],
    work: Iterable[Work] = (),
    reach: Iterable[Reach] = (),
    elsewhere: Iterable[Work] = (),
    steps: Iterable[Planned] = (),
) -> Coverage:
    """The matrix of the clauses, in their order; parties are the municipalities whose matrix it is,
    of whom each clause is asked of those that it concerns. `elsewhere` is what was done for others
    than the one whose matrix it is.
    """
    duty_ids = {duty.id for clause in clauses for duty in clause.duties}
    shares: dict[int, Share] = defaultdict(Share)
    unplaced = unsettled = 0
    for pieces in work:
        if pieces.duty_id in duty_ids:
            shares[pieces.duty_id].work[pieces.slot].append(pieces)
        else:
            unsettled += pieces.unsettled
            unplaced += pieces.count - pieces.unsettled
    for spread in reach:
        shares[spread.duty_id].reach.append(spread)
    for pieces in elsewhere:
        if pieces.duty_id in duty_ids:
            shares[pieces.duty_id].elsewhere.append(pieces)
    planned: dict[str, list[Planned]] = defaultdict(list)
    for step in steps:
        planned[step.clause].append(step)
    rows = tuple(
        _row(
            clause,
            Judge(year, today, tuple(p for p in parties if concerns(clause.limit, p.id))),
            shares,
            planned[clause.number],
        )
        for clause in clauses
    )
    return Coverage(year, today, tuple(parties), rows, unplaced, unsettled)


def _row(
    clause: ClauseView, judge: Judge, shares: Mapping[int, Share], steps: Sequence[Planned]
) -> Row:
    duties = tuple(judge.duty(duty, shares.get(duty.id) or Share()) for duty in clause.duties)
    delivery_days = _days_of(duties, judge.year, delivered=True)
    steps = [step for step in steps if step.due not in delivery_days]
    own_days = _days_of(duties, judge.year, delivered=False)
    apart = [step for step in steps if step.due not in own_days]
    states = [*(duty.state for duty in duties), *(_step_state(step, judge.today) for step in steps)]
    fulfilled = sum(duty.fulfilled - _held(duty, steps, judge.year) for duty in duties)
    fulfilled += sum(step.done for step in apart)
    total = sum(duty.total for duty in duties) + len(apart)
    state = joint_state(states, some=fulfilled > 0)
    label = share_of(fulfilled, total)
    if state in SETTLED or state == State.NOT_ASKED:
        label = duties[0].label if len(duties) == 1 and duties[0].state == State.DONE else ""
    dues = [duty.next_due for duty in duties if duty.next_due]
    dues += [step.due for step in steps if not step.done and step.due >= judge.today]
    return Row(
        clause,
        duties,
        _cells_together(duties),
        state,
        label,
        _marks_together(judge, duties, steps),
        min(dues, default=None),
        tuple(sorted((step for step in steps if not step.done), key=lambda step: step.due)),
    )


def _days_of(duties: Iterable[DutyRow], year: int, *, delivered: bool) -> set[dt.date]:
    """The due days of the duties that ask a delivery, or of the others."""
    return {
        day
        for duty in duties
        if (duty.duty.kind == DutyKind.DELIVERABLE) == delivered
        for day in due_dates(parse(duty.duty.due), year)
    }


def _held(duty: DutyRow, steps: Iterable[Planned], year: int) -> int:
    """How many of the duty's days have their work and wait for a step of the same day."""
    days = _days_of([duty], year, delivered=False).difference(duty.open_days)
    return min(duty.fulfilled, len(days & {step.due for step in steps if not step.done}))


SETTLED = frozenset({State.DONE, State.NO_NEED})
_PAST = frozenset({State.LATE, State.PARTIAL})


def _step_state(step: Planned, today: dt.date) -> State:
    if step.done:
        return State.DONE
    return State.LATE if step.due < today else State.ONGOING


def joint_state(states: Iterable[State], *, some: bool = False) -> State:
    """One state for several things that are asked; `some` of them is known to be done."""
    present = set(states) - {State.NOT_ASKED}
    if not present:
        return State.NOT_ASKED
    if present & _PAST:
        return State.PARTIAL if some or present & {State.PARTIAL, *SETTLED} else State.LATE
    if present <= SETTLED:
        return State.NO_NEED if present == {State.NO_NEED} else State.DONE
    if State.CALLED_OFF in present and present <= SETTLED | {State.CALLED_OFF}:
        return State.PARTIAL if some or present & SETTLED else State.CALLED_OFF
    return State.ONGOING


_CELL_ORDER = (
    CellState.LATE,
    CellState.PARTIAL,
    CellState.DONE,
    CellState.ONGOING,
    CellState.NO_NEED,
    CellState.WAITING,
    CellState.CALLED_OFF,
    CellState.NOTHING,
)


def _cells_together(duties: Sequence[DutyRow]) -> tuple[Cell, ...]:
    if len(duties) == 1:
        return duties[0].cells
    return tuple(_cell_together([duty.cells[slot] for duty in duties], slot) for slot in SLOTS)


def _cell_together(cells: Collection[Cell], slot: int) -> Cell:
    states = {cell.state for cell in cells}
    leading = max(cells, key=lambda cell: cell.reached, default=Cell(slot))
    return Cell(
        slot,
        next((state for state in _CELL_ORDER if state in states), CellState.NOTHING),
        sum(cell.count for cell in cells),
        sum(cell.handwritten for cell in cells),
        leading.reached,
        leading.concerned,
    )


def _marks_together(
    judge: Judge, duties: Sequence[DutyRow], steps: Sequence[Planned]
) -> tuple[Mark, ...]:
    return tuple(
        Mark(
            party.code,
            party.name,
            joint_state(
                [
                    *(duty.marks[at].state for duty in duties),
                    *(
                        _step_state(step, judge.today)
                        for step in steps
                        if step.municipalities is None or party.id in step.municipalities
                    ),
                ]
            ),
        )
        for at, party in enumerate(judge.parties)
    )
