"""Small pictures for cards and tables: squares of states, lines, bars, dots by month.

Each is drawn for paper and takes a page's own colours by its classes (`pic-…`). What it says
stands in its alternative text; nothing is told by colour alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from kimppa.documents import numbers
from kimppa.documents.blocks import Picture
from kimppa.documents.charts.svg import escape, number, shortened

# Ink on paper; a page sets its own by the class of the same name.
PAINTS = {
    "own": "#11606f",
    "other": "#7c8387",
    "line": "#dcd8cd",
    "ink": "#1d2629",
    "soft": "#4d595d",
    "done": "#1d6b3c",
    "partial": "#7a4d05",
    "ongoing": "#11606f",
    "late": "#a3262a",
    "none": "#4d595d",
    "on": "#ffffff",
}
_PITCH, _BOX = 12.5, 10.5
_PANEL = (78.0, 96.0)
_BASE = 80.0  # of a panel's axis
_STACK = 5  # dots above each other before they become bars
_MONTH = 15.0


class Pen:
    """Collects the shapes of one picture in named paints."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def path(self, d: str, paint: str) -> None:
        """A filled shape."""
        self.parts.append(
            f'<path class="pic-{paint}" fill="{PAINTS[paint]}" fill-rule="evenodd" d="{d}"/>'
        )

    def line(self, d: str, paint: str, width: float = 1.0, dash: str = "") -> None:
        """A stroke without a filling."""
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(
            f'<path class="pic-line-{paint}" fill="none" stroke="{PAINTS[paint]}" '
            f'stroke-width="{number(width)}" stroke-linejoin="round"{dashes} d="{d}"/>'
        )

    def text(
        self, x: float, y: float, text: str, paint: str = "soft", anchor: str = "start"
    ) -> None:
        """A line of small letters."""
        weight = ' font-weight="600"' if paint == "own" else ""
        self.parts.append(
            f'<text class="pic-{paint}" x="{number(x)}" y="{number(y)}" font-size="10.5" '
            f'text-anchor="{anchor}" fill="{PAINTS[paint]}"{weight}>{escape(text)}</text>'
        )

    def picture(self, width: float, height: float, alt: str) -> Picture:
        """The picture, which names itself, or is hidden where it has no words of its own."""
        name = f'role="img" aria-label="{escape(alt)}"' if alt else 'aria-hidden="true"'
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="pic" width="{number(width)}" '
            f'height="{number(height)}" viewBox="0 0 {number(width)} {number(height)}" {name} '
            f'font-family="Source Sans 3">{"".join(self.parts)}</svg>'
        )
        return Picture(svg, alt, width)


def squares(states: Sequence[str], alt: str, *, columns: int = 24) -> Picture:
    """A square for each line by its state, in rows of `columns`."""
    pen = Pen()
    for index, state in enumerate(states):
        _square(pen, state, index % columns * _PITCH, index // columns * (_PITCH + 1) + 1)
    line_count = (len(states) - 1) // columns + 1
    return pen.picture(min(len(states), columns) * _PITCH, line_count * (_PITCH + 1), alt)


def _square(pen: Pen, state: str, x: float, y: float) -> None:
    square = f"M{number(x)} {number(y)}h{_BOX}v{_BOX}h-{_BOX}z"
    side = number(_BOX - 1.4)
    box = f"M{number(x + 0.7)} {number(y + 0.7)}h{side}v{side}h-{side}z"
    match state:
        case "done":
            pen.path(square, "done")
        case "late":
            start = number(x + 4.3)
            mark = f"M{start} {number(y + 2)}v4h2v-4zM{start} {number(y + 7)}v2h2v-2z"
            pen.path(square + mark, "late")
        case "partial":
            pen.line(box, "partial", 1.4)
            pen.path(f"M{number(x)} {number(y + 5.2)}h{_BOX}v5.3h-{_BOX}z", "partial")
        case "ongoing":
            pen.line(box, "ongoing", 1.4)
            pen.path(f"M{number(x + 3)} {number(y + 6.4)}h4.5v2h-4.5z", "ongoing")
        case "no-need" | "not-asked" | "called-off":
            pen.line(box, "none")
            pen.path(f"M{number(x + 3)} {number(y + 4.3)}h4.5v2h-4.5z", "none")
        case _:
            pen.line(box, "none")


@dataclass(frozen=True, slots=True)
class Trend:
    """A figure of one place over the years; None where it is missing."""

    name: str
    values: tuple[Decimal | None, ...]
    own: bool = False


@dataclass(frozen=True, slots=True)
class Trends:
    """One figure over the same years in several places, on one scale from zero. `alt` is a
    sentence for each place, in the order of `places`.
    """

    years: tuple[int, ...]
    places: tuple[Trend, ...]
    alts: tuple[str, ...]
    language: str
    decimals: int = 1


def multiples(trends: Trends) -> tuple[Picture, ...]:
    """A panel for each place; the missing years between two values are dotted."""
    top = max((float(v) for t in trends.places for v in t.values if v is not None), default=0) or 1
    return tuple(
        _panel(trends, trend, top, alt)
        for trend, alt in zip(trends.places, trends.alts, strict=True)
    )


def _panel(trends: Trends, trend: Trend, top: float, alt: str) -> Picture:
    pen, (width, height) = Pen(), _PANEL
    first_year, last_year = trends.years[0], trends.years[-1]
    step = 44 / max(last_year - first_year, 1)
    points = [
        (year, 3 + (year - first_year) * step, _BASE - float(value) / top * 62)
        for year, value in zip(trends.years, trend.values, strict=True)
        if value is not None
    ]
    paint = "own" if trend.own else "other"
    pen.line(f"M3 {_BASE}h50", "line")
    for (year, x, y), (next_year, x2, y2) in pairwise(points):
        dash = "" if next_year == year + 1 else "2 2.5"
        pen.line(f"M{number(x)} {number(y)}L{number(x2)} {number(y2)}", paint, 1.8, dash)
    if points:
        known_values = [value for value in trend.values if value is not None]
        year, x, y = points[-1]
        pen.path(_disc(x, y, 2.8), paint)
        ink = "own" if trend.own else "soft"
        pen.text(x + 5, min(y + 4, _BASE - 2), _decimal(known_values[-1], trends), ink)
        if year != last_year or len(points) == 1:
            pen.text(x + 5, y + 15 if y + 18 < _BASE else y - 7, str(year))
        if len(points) > 1:
            pen.text(1, _first_value_y(points), _decimal(known_values[0], trends))
    name_ink = "own" if trend.own else "soft"
    pen.text(3, height - 3, shortened(trend.name, width - 3, 10.5), name_ink)
    return pen.picture(width, height, alt)


def _first_value_y(points: Sequence[tuple[int, float, float]]) -> float:
    """Where the first value stands off the line: below one that rises from it, else above."""
    (_, first_x, first_y), (_, second_x, second_y) = points[:2]
    heights = [y for _, x, y in points if x < 26 or x == first_x]
    if second_x >= 26:  # the line itself passes over the text's end
        heights.append(first_y + (second_y - first_y) * (26 - first_x) / (second_x - first_x))
    if min(heights[1:]) < first_y - 4 and max(heights) + 11 < _BASE:
        return max(heights) + 11
    return max(min(heights) - 5, 9)


def _decimal(value: Decimal, trends: Trends) -> str:
    return numbers.decimal(value, trends.language, trends.decimals)


def _disc(x: float, y: float, radius: float) -> str:
    half_turn, width = f"a{radius} {radius} 0 1 0", 2 * radius
    return f"M{number(x - radius)} {number(y)}{half_turn} {width} 0{half_turn} -{width} 0z"


@dataclass(frozen=True, slots=True)
class Bar:
    """A lying bar: `text` is its value as written; `own` is the one that the card is about."""

    name: str
    value: Decimal
    text: str
    own: bool = False


def bars(bars: Sequence[Bar], alt: str, *, width: float = 190.0, top: float = 0) -> Picture:
    """Bars on one scale from zero, with the name before and the value after each. `top` is the
    scale's end where pictures share it.
    """
    pen = Pen()
    longest = max((len(bar.name) for bar in bars), default=0)
    start = min(longest * 6.8 + 8, width * 0.42) if longest else 0
    text_width = max((len(bar.text) for bar in bars), default=0) * 6.2 + 6
    top = top or max((float(bar.value) for bar in bars), default=0) or 1
    for index, bar in enumerate(bars):
        y, paint = index * 15, "own" if bar.own else "other"
        length = max(float(bar.value) / top * (width - start - text_width), 0.8)
        pen.text(0, y + 11, shortened(bar.name, start - 4, 10.5), "own" if bar.own else "soft")
        pen.path(f"M{number(start)} {y + 2}h{number(length)}v10h-{number(length)}z", paint)
        pen.text(start + length + 4, y + 11, bar.text, "own" if bar.own else "soft")
    return pen.picture(width, max(len(bars), 1) * 15.0, alt)


@dataclass(frozen=True, slots=True)
class Months:
    """Counts of a year by month, apart: the own and the joint ones, with the words of the key;
    without a name for the joint ones there are none.
    """

    own: tuple[int, ...]
    joint: tuple[int, ...]
    own_name: str
    joint_name: str
    language: str


def dots(months: Months, alt: str) -> Picture:
    """A disc for each own and a ring for each joint one above its month; bars where many."""
    pen, top = Pen(), max(map(sum, zip(months.own, months.joint, strict=True)), default=0)
    unit = 10.0 if top <= _STACK else _STACK * 10.0 / top
    base = _STACK * 10.0 + 6 if top > _STACK else max(top, 1) * 10.0 + 6
    pen.line(f"M0 {number(base)}h{12 * _MONTH:.0f}", "line")
    for index, (own_count, joint_count) in enumerate(zip(months.own, months.joint, strict=True)):
        x = index * _MONTH + _MONTH / 2
        if top <= _STACK:
            for height in range(own_count + joint_count):
                _dot(pen, x, base - 6 - height * 10, filled=height < own_count)
        else:
            _column(pen, x, base, own_count * unit, joint_count * unit)
        letter = numbers.month_name(index + 1, months.language)[0].upper()
        pen.text(x, base + 11, letter, anchor="middle")
    _legend(pen, months, base + 26)
    return pen.picture(12 * _MONTH, base + 30, alt)


def _dot(pen: Pen, x: float, y: float, *, filled: bool) -> None:
    if filled:
        pen.path(_disc(x, y, 4), "own")
    else:
        pen.line(_disc(x, y, 3.3), "own", 1.4)


def _column(pen: Pen, x: float, base: float, own_height: float, joint_height: float) -> None:
    if own_height:
        pen.path(
            f"M{number(x - 4)} {number(base)}v-{number(own_height)}h8v{number(own_height)}z", "own"
        )
    if joint_height:
        low, rise = base - own_height, joint_height - 1
        pen.line(
            f"M{number(x - 3.3)} {number(low)}v-{number(rise)}h6.6v{number(rise)}z", "own", 1.4
        )


def _legend(pen: Pen, months: Months, y: float) -> None:
    _dot(pen, 5, y - 4, filled=True)
    pen.text(13, y, months.own_name, "ink")
    if not months.joint_name:
        return
    x = 24 + len(months.own_name) * 5.6
    _dot(pen, x, y - 4, filled=False)
    pen.text(x + 8, y, months.joint_name, "ink")
