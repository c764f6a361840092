"""Twelve months in one row: in each the most pressing of what falls due there, by its shape."""

from collections import Counter
from collections.abc import Iterable, Mapping

from kimppa.documents.charts.states import COLOURS, STATES, State, state_word
from kimppa.documents.charts.svg import escape
from kimppa.documents.numbers import month_name

WIDTH, HEIGHT, PITCH, GAP = 168, 20, 13, 4
_ABREAST = 8  # marks in a row of a month
_MOST = 40  # marks of a month; of more than these each state has one, with its number
_NOTHING = {"fi": "ei mitään", "sv": "inget", "en": "nothing"}


def month_strip(states: Iterable[tuple[int, State]], language: str, now: int = 0) -> str:
    """One SVG of (month 1–12, state) pairs, named by what it shows; `now` is the month at hand."""
    by_month: dict[int, Counter[State]] = {}
    for month, state in states:
        by_month.setdefault(month, Counter())[state] += 1
    marks = "".join(_mark(month, by_month.get(month)) for month in range(1, 13))
    now_line = f'<path class="m-now" d="M{_mark_start(now)} 19h10"/>' if now else ""
    label = "; ".join(_words(month, by_month[month], language) for month in sorted(by_month))
    return (
        f'<svg class="k-months" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' aria-label="{escape(label or _NOTHING[language])}">{marks}{now_line}</svg>'
    )


def month_marks(states: Iterable[State], label: str) -> str:
    """One month's marks, the most pressing first: one SVG, eight marks a row, named by `label`."""
    sorted_states = sorted(states, key=STATES.index)
    if len(sorted_states) > _MOST:
        counts = Counter(sorted_states)
        marks = [
            f'{_sign(state, 1)}<text class="k-letters" x="17" y="14" text-anchor="start"'
            f' font-size="12">{count}</text>'
            for state, count in counts.items()
        ]
        mark_lines = [[mark] for mark in marks]
    else:
        marks = [
            _sign(state, index % _ABREAST * PITCH + 1) for index, state in enumerate(sorted_states)
        ]
        mark_lines = [marks[index : index + _ABREAST] for index in range(0, len(marks), _ABREAST)]
    body = "".join(
        f'<g transform="translate(0 {index * PITCH - 3})">{"".join(line)}</g>'
        for index, line in enumerate(mark_lines)
    )
    return (
        f'<svg class="k-month-marks" viewBox="0 0 {_ABREAST * PITCH} {len(mark_lines) * PITCH + 1}"'
        f' role="img" aria-label="{escape(label)}">{body}</svg>'
    )


def month_sign(state: State) -> str:
    """One mark of the strip, for its legend; the word stands beside it."""
    mark = _sign(state, 0)
    return (
        f'<svg class="k-sign" viewBox="-1 0 12 {HEIGHT}" aria-hidden="true" focusable="false">'
        f"{mark}</svg>"
    )


def _mark_start(month: int) -> int:
    """Where a month begins: quarters stand a little apart."""
    return (month - 1) * PITCH + (month - 1) // 3 * GAP


def _words(month: int, counts: Mapping[State, int], language: str) -> str:
    parts = [
        f"{counts[state]} {state_word(state, language)}" for state in STATES if state in counts
    ]
    return f"{month_name(month, language)} {', '.join(parts)}"


def _mark(month: int, counts: Mapping[State, int] | None) -> str:
    start = _mark_start(month)
    if not counts:
        return f'<path class="m-none" fill="{COLOURS["none"]}" d="M{start + 3} 9h4v2h-4z"/>'
    return _sign(next(state for state in STATES if state in counts), start)


def _sign(state: State, start: int) -> str:
    path = {
        "late": f"M{start + 5} 4l6 11h-12z",
        "due": f"M{start + 5} 4l6 6l-6 6l-6-6z",
        "done": f"M{start} 5h10v10h-10z",
    }.get(state)
    if path:
        return f'<path class="m-{state}" fill="{COLOURS[state]}" d="{path}"/>'
    return (
        f'<circle class="m-planned" fill="none" stroke="{COLOURS["planned"]}"'
        f' cx="{start + 5}" cy="10" r="4.6"/>'
    )
