"""The year clock (vuosikello): months around, a ring for each section, a mark for each duty."""

import calendar
import datetime
import math
import re
from collections.abc import Callable
from dataclasses import dataclass

from kimppa.documents import numbers
from kimppa.documents.blocks import DocumentError, Table, table
from kimppa.documents.charts.states import STATES, State, shape, state_word
from kimppa.documents.charts.svg import Canvas, Chart, escape, shortened

_SIZE = 640.0
_CENTRE = 320.0
_INNER, _OUTER, _MONTHS = 64.0, 238.0, 264.0
_TEXT = 30.0  # twelve pixels and more where the wheel is 272 pixels wide, as on a phone
_LINE = 40.0
_RING = 26.0  # the rings stand closer to each other than lines of text
_OPENING = math.radians(18)  # left free at the top for the rings' numbers
_MARK = 8.0
_COUNT = 11.0  # half of what "×12" takes
_TARGET = 12.0  # half of the 24 units that a pointer target needs (WCAG 2.5.8)
_ADDRESS = re.compile(r"/(?!/)\S*|https?://\S+")
_COLUMNS = {
    "fi": ("Päivä", "Tehtävä", "Kokonaisuus", "Tila"),
    "sv": ("Datum", "Uppgift", "Helhet", "Läge"),
    "en": ("Date", "Duty", "Section", "State"),
}
_SUMMARY = {
    "fi": "Vuoden {year} tehtävät kuukausittain: {counts}.",
    "sv": "Uppgifterna år {year} per månad: {counts}.",
    "en": "The duties of {year} by month: {counts}.",
}
_TODAY = {"fi": "tänään", "sv": "i dag", "en": "today"}


@dataclass(frozen=True, slots=True)
class Ring:
    """A section of the agreement; `key` is what its marks name."""

    key: str
    label: str
    number: str = ""
    """Shown on the ring; its place from the outside when left out."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A duty at its date. `href` is a path of the desk or a web address, or empty."""

    ring: str
    date: datetime.date
    title: str
    state: State
    href: str = ""


@dataclass(frozen=True, slots=True)
class Wheel:
    """A year with its rings from the outside in, its marks and, if within the year, today."""

    title: str
    year: int
    rings: tuple[Ring, ...]
    marks: tuple[Mark, ...]
    today: datetime.date | None = None
    language: str = "fi"


def year_wheel(wheel: Wheel) -> Chart:
    """The wheel with a legend beneath. Marks too close to stand apart are shown as one, with
    their number and the worst of their states; the table tells each.

    With links the picture is a `group`, as what lies within an `img` cannot be reached. Raises
    DocumentError for a mark of another year, an unknown ring or an unsafe address.
    """
    _check_wheel(wheel)
    return _Drawing(wheel, Canvas("wheel", wheel)).chart()


def _check_wheel(wheel: Wheel) -> None:
    rings = {ring.key for ring in wheel.rings}
    for mark in wheel.marks:
        mark_name = f"mark “{mark.title}”"
        if mark.date.year != wheel.year:
            raise DocumentError(mark_name, f"is of {mark.date.year}, the wheel of {wheel.year}")
        if mark.ring not in rings:
            raise DocumentError(mark_name, f"names a ring that is not there: {mark.ring!r}")
        if mark.href and not _ADDRESS.fullmatch(mark.href):
            raise DocumentError(mark_name, f"the link {mark.href!r} is not a path or a web address")


def _with_room(
    groups: list[list[Mark]], is_room: Callable[[datetime.date, datetime.date], bool]
) -> list[list[Mark]]:
    """Groups that have a number joined to the one before, where there is no room between them."""
    spaced_groups: list[list[Mark]] = []
    for group in groups:
        spaced_groups.append(group)
        while len(spaced_groups) > 1 and len(spaced_groups[-1]) > 1:
            if is_room(spaced_groups[-2][-1].date, spaced_groups[-1][0].date):
                break
            spaced_groups[-2:] = [spaced_groups[-2] + spaced_groups[-1]]
    return spaced_groups


class _Drawing:
    def __init__(self, wheel: Wheel, canvas: Canvas) -> None:
        self.wheel = wheel
        self.canvas = canvas
        self.days = 366 if calendar.isleap(wheel.year) else 365
        self.thickness = (_OUTER - _INNER) / max(len(wheel.rings), 1)

    def chart(self) -> Chart:
        wheel = self.wheel
        self.rings()
        self.months()
        self.hand()
        for number, ring in enumerate(wheel.rings):
            marks = [mark for mark in wheel.marks if mark.ring == ring.key]
            for group in self.groups(marks, self.radius(number)):
                self.mark(group, ring, self.radius(number))
        height = self.legend()
        has_links = any(mark.href for mark in wheel.marks)
        description = self.summary()
        svg = self.canvas.svg(
            (_SIZE, height), wheel.title, description, role="group" if has_links else "img"
        )
        return Chart(svg, wheel.title, description, self.table())

    def angle(self, day: datetime.date) -> float:
        """Clockwise from the top, in radians; noon of the day."""
        return self.turn((day.timetuple().tm_yday - 0.5) / self.days)

    def turn(self, share: float) -> float:
        return _OPENING / 2 + share * (math.tau - _OPENING)

    def point(self, angle: float, radius: float) -> tuple[float, float]:
        return _CENTRE + radius * math.sin(angle), _CENTRE - radius * math.cos(angle)

    def radius(self, ring: int) -> float:
        """The middle of a ring, counted from the outside."""
        return _OUTER - (ring + 0.5) * self.thickness

    def arc(self, radius: float, start: float, end: float) -> str:
        (x1, y1), (x2, y2) = self.point(start, radius), self.point(end, radius)
        is_large_arc = int(end - start > math.pi)
        return f"M{x1:.1f},{y1:.1f} A{radius:.1f},{radius:.1f} 0 {is_large_arc} 1 {x2:.1f},{y2:.1f}"

    def rings(self) -> None:
        canvas = self.canvas
        for number in range(len(self.wheel.rings) + 1):
            path = self.arc(_OUTER - number * self.thickness, self.turn(0), self.turn(1))
            canvas.add(
                "path", name="grid", d=path, fill="none", stroke=canvas.ink, stroke_opacity=0.25
            )
        for index, name in enumerate(self.numbers()):
            x, y = self.point(0, self.radius(index))
            canvas.text(x, y + 9, name, name="ring", text_anchor="middle", font_size=_RING)

    def numbers(self) -> list[str]:
        """What each ring is called on the wheel and before its name."""
        return [ring.number or str(number) for number, ring in enumerate(self.wheel.rings, start=1)]

    def months(self) -> None:
        canvas, wheel = self.canvas, self.wheel
        starts = [datetime.date(wheel.year, month, 1).timetuple().tm_yday for month in range(1, 13)]
        edges = [self.turn((day - 1) / self.days) for day in starts] + [self.turn(1)]
        for edge in edges:
            (x1, y1), (x2, y2) = self.point(edge, _INNER), self.point(edge, _OUTER)
            canvas.add(
                "line",
                name="grid",
                x1=x1,
                y1=y1,
                x2=x2,
                y2=y2,
                stroke=canvas.ink,
                stroke_opacity=0.25,
            )
        for month in range(1, 13):
            x, y = self.point((edges[month - 1] + edges[month]) / 2, _MONTHS)
            name = numbers.month_name(month, wheel.language, short=True)
            is_this_month = wheel.today is not None and (wheel.today.year, wheel.today.month) == (
                wheel.year,
                month,
            )
            weight = "bold" if is_this_month else None
            canvas.text(
                x,
                y + 9,
                name,
                name="month",
                text_anchor="middle",
                font_size=_TEXT,
                font_weight=weight,
            )

    def hand(self) -> None:
        canvas, wheel = self.canvas, self.wheel
        is_this_year = wheel.today is not None and wheel.today.year == wheel.year
        self.middle(-14 if is_this_year else 10, str(wheel.year), "year", font_weight="bold")
        if wheel.today is None or not is_this_year:
            return
        day = numbers.date(wheel.today, wheel.language)
        self.middle(16, _TODAY[wheel.language], "today", font_size=_RING)
        self.middle(44, day.removesuffix(str(wheel.year)).strip(), "today", font_size=_RING)
        angle = self.angle(wheel.today)
        (x1, y1), (x2, y2) = self.point(angle, _INNER - 16), self.point(angle, _OUTER + 8)
        canvas.add(
            "line", name="hand", x1=x1, y1=y1, x2=x2, y2=y2, stroke=canvas.ink, stroke_width=2.5
        )

    def middle(self, offset: float, text: str, name: str, **attributes: str | float) -> None:
        """A line of text in the middle of the wheel."""
        settings = {"font_size": _TEXT, **attributes}
        self.canvas.text(
            _CENTRE, _CENTRE + offset, text, name=name, text_anchor="middle", **settings
        )

    def groups(self, marks: list[Mark], radius: float) -> list[list[Mark]]:
        """Marks in the order of the year, those that would touch put together; so are those that
        leave no place for the number of the next.
        """
        least_angle, least_turn = 2 * _TARGET / radius, 2 * (_MARK + _COUNT) / radius
        groups: list[list[Mark]] = []
        for mark in sorted(marks, key=lambda m: (m.date, m.title)):
            if groups and self.angle(mark.date) - self.angle(groups[-1][0].date) < least_angle:
                groups[-1].append(mark)
            else:
                groups.append([mark])
        return _with_room(
            groups,
            lambda mark_before, mark_after: (
                self.angle(mark_after) - self.angle(mark_before) >= least_turn
            ),
        )

    def mark(self, group: list[Mark], ring: Ring, radius: float) -> None:
        canvas = self.canvas
        state = min((mark.state for mark in group), key=STATES.index)
        first_angle, last_angle = self.angle(group[0].date), self.angle(group[-1].date)
        x, y = self.point((first_angle + last_angle) / 2, radius)
        words = "; ".join(self.words(mark) for mark in group)
        body = canvas.element("title", escape(f"{ring.label}: {words}"))
        body += canvas.element(
            "circle", name="target", cx=x, cy=y, r=_TARGET, fill="none", pointer_events="all"
        )
        body += shape(canvas, state, x, y, _MARK)
        if len(group) > 1:
            body += self.count(len(group), (first_angle + last_angle) / 2, radius)
        href = group[0].href if len(group) == 1 else ""
        if href:
            canvas.add("a", body, name="link", href=href, aria_label=f"{ring.label}: {words}")
        else:
            canvas.add("g", body)

    def count(self, count: int, turn: float, radius: float) -> str:
        """How many stand here, on the ring itself before the mark (after it at the year's very
        beginning): so it lies on no month's name.
        """
        aside = (_MARK + _COUNT) / radius
        is_first = turn * radius < 2 * (_MARK + _COUNT)
        x, y = self.point(turn + aside if is_first else turn - aside, radius)
        return self.canvas.element(
            "text",
            f"×{count}",
            name="count",
            x=x,
            y=y + 5,
            text_anchor="middle",
            font_size=14,
            fill=self.canvas.ink,
        )

    def words(self, mark: Mark) -> str:
        language = self.wheel.language
        day = numbers.date(mark.date, language)
        return f"{mark.title}, {day}, {state_word(mark.state, language)}"

    def legend(self) -> float:
        """The rings by number, then the states; gives the full height."""
        canvas, language = self.canvas, self.wheel.language
        top = _CENTRE + _MONTHS + 60
        for index, (name, ring) in enumerate(zip(self.numbers(), self.wheel.rings, strict=True)):
            label = shortened(f"{name}  {ring.label}", _SIZE - 40, _TEXT)
            canvas.text(20, top + index * _LINE, label, name="legend", font_size=_TEXT)
        states_top = top + len(self.wheel.rings) * _LINE + 12
        shown_states = [
            state for state in STATES if any(m.state == state for m in self.wheel.marks)
        ]
        for number, state in enumerate(shown_states):
            y = states_top + number * _LINE
            canvas.parts.append(shape(canvas, state, 32, y - 10, _MARK + 4))
            word = state_word(state, language)
            canvas.text(60, y, word, name="legend", font_size=_TEXT)
        return states_top + len(shown_states) * _LINE - 20

    def summary(self) -> str:
        wheel = self.wheel
        counts = []
        for month in range(1, 13):
            count = sum(mark.date.month == month for mark in wheel.marks)
            if count:
                counts.append(f"{numbers.month_name(month, wheel.language)} {count}")
        months = ", ".join(counts) or numbers.MISSING
        return _SUMMARY[wheel.language].format(year=wheel.year, counts=months)

    def table(self) -> Table:
        wheel = self.wheel
        labels = {ring.key: ring.label for ring in wheel.rings}
        table_rows = [
            (
                numbers.date(mark.date, wheel.language),
                mark.title,
                labels[mark.ring],
                state_word(mark.state, wheel.language),
            )
            for mark in sorted(wheel.marks, key=lambda m: (m.date, m.title))
        ]
        return table(wheel.title, _COLUMNS[wheel.language], table_rows)
