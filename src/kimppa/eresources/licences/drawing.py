"""Small pictures of a licence: its period on a scale of two years, and who pays. Pure."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kimppa.documents.charts.svg import escape, number
from kimppa.documents.numbers import month_name

WIDTH, PITCH, YEARS = 288, 17, 2
HALF = dt.timedelta(days=182)
type Pays = Literal["pays", "gap", "no"]
_PAYS = {
    "pays": '<path class="e-pay" d="M{x} 2h12v12h-12z"/>',
    "gap": '<path class="e-pay-gap" d="M{middle} 2l7 12h-14z"/>',
    "no": '<path class="e-pay-no" d="M{x} 2h12v12h-12z"/>',
}


@dataclass(frozen=True, slots=True)
class Scale:
    """Two whole years around a day: that of half a year ago and the next."""

    first: dt.date
    last: dt.date

    @classmethod
    def around(cls, day: dt.date) -> "Scale":
        year = (day - HALF).year
        return cls(dt.date(year, 1, 1), dt.date(year + YEARS, 1, 1))

    def at(self, day: dt.date) -> float:
        """Where a day stands; the ends of the scale for days beyond it."""
        share = (day - self.first).days / (self.last - self.first).days
        return WIDTH * min(max(share, 0), 1)


def scale_head(scale: Scale, language: str) -> str:
    """The years and the quarters' months above the column."""
    texts = []
    for quarter in range(4 * YEARS):
        day = dt.date(scale.first.year + quarter // 4, 1 + 3 * (quarter % 4), 1)
        year = quarter % 4 == 0
        words = str(day.year) if year else month_name(day.month, language, short=True)
        ink = "e-text e-y" if year else "e-text"
        texts.append(
            f'<text class="{ink}" x="{number(scale.at(day) + 2)}" y="12">{escape(words)}</text>'
        )
    return _svg("e-time", WIDTH, 16, "".join(texts))


def time_bar(
    scale: Scale,
    first_day: dt.date,
    last_day: dt.date | None,
    notice: dt.date | None,
    *,
    today: dt.date,
    soon: bool,
    label: str,
) -> str:
    """The period as a bar, its end as a tick, the last day of notice as a triangle."""
    middle_x = number(scale.at(dt.date(scale.first.year + 1, 1, 1)))
    start_x, end_x = scale.at(first_day), scale.at(last_day or scale.last)
    parts = [
        f'<path class="e-year" d="M{middle_x} 2v20"/>',
        f'<path class="e-track" d="M0 11.5h{WIDTH}v1h-{WIDTH}z"/>',
    ]
    if end_x > start_x:
        width = number(end_x - start_x)
        parts.append(f'<path class="e-span" d="M{number(start_x)} 8h{width}v8h-{width}z"/>')
    if last_day is None:
        parts.append(f'<path class="e-more" d="M{WIDTH - 7} 8l7 4l-7 4z"/>')
    elif scale.first <= last_day < scale.last:
        parts.append(f'<path class="e-end" d="M{number(end_x - 1)} 5h2v14h-2z"/>')
    parts.append(f'<path class="e-today" d="M{number(scale.at(today))} 0v24"/>')
    if notice and scale.first <= notice < scale.last:
        ink = "e-notice e-soon" if soon else "e-notice"
        notice_x = number(scale.at(notice) - 5.5)
        parts.append(f'<path class="{ink}" d="M{notice_x} 1h11l-5.5 11z"/>')
    return _svg("e-time", WIDTH, 24, "".join(parts), label)


def payers_head(letters: Sequence[str], state: str) -> str:
    """The municipalities' letters above the squares, and the state's."""
    texts = [
        f'<text x="{7 + PITCH * index}" y="12">{escape(letter)}</text>'
        for index, letter in enumerate([*letters, state])
    ]
    width = PITCH * (len(letters) + 1)
    return _svg("e-pays k-letters", width, 16, "".join(texts))


def payer_marks(states: Sequence[Pays], *, state_pays: bool, label: str) -> str:
    """A square for each that pays, a triangle where a share is missing, an outline for others."""
    parts = [
        _PAYS[state].format(x=1 + PITCH * index, middle=7 + PITCH * index)
        for index, state in enumerate(states)
    ]
    if state_pays:
        parts.append(_PAYS["pays"].format(x=1 + PITCH * len(states)))
    return _svg("e-pays", PITCH * (len(states) + 1), 16, "".join(parts), label)


def share_bar(parts: Sequence[tuple[str, float]], label: str, ink: str = "k-bar") -> str:
    """Parts of a whole (class, share from 0 to 1) in one bar."""
    shapes, x = ['<path class="b-track" d="M0 3h180v18h-180z"/>'], 0.0
    for name, share in parts:
        width = 180 * min(max(share, 0), 1 - x / 180)
        if width > 0:
            shapes.append(
                f'<path class="{name}" d="M{number(x)} 3h{number(width)}v18h-{number(width)}z"/>'
            )
        x += width
    return _svg(ink, 180, 22, "".join(shapes), label, ' preserveAspectRatio="none"')


def _svg(name: str, width: int, height: int, body: str, label: str = "", extra: str = "") -> str:
    """`label` is escaped here; `body` is markup."""
    words = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return (
        f'<svg class="{name}" viewBox="0 0 {width} {height}" {words} focusable="false"{extra}>'
        f"{body}</svg>"
    )
