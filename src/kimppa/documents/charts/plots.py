"""Lines: figures by category in up to four series."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from kimppa.documents import numbers
from kimppa.documents.blocks import Column, DocumentError, Table, table
from kimppa.documents.charts.svg import LETTER, Canvas, Chart, escape, shortened

type NumberFormat = Literal["integer", "decimal", "percent", "money"]

MOST_SERIES = 4
# At least 3:1 against white and against our dark ground.
COLOURS = ("#14808f", "#bd6412", "#8566c6", "#76818c")
_DASHES = (None, "7 4", "2 4", "10 3 2 3")
_WIDTH, _HEIGHT, _LEGEND = 480.0, 260.0, 28.0
_SMALLEST: dict[NumberFormat, Callable[[int], float]] = {
    "integer": lambda _places: 1.0,
    "decimal": lambda places: 10.0**-places,
    "money": lambda places: 10.0**-places,
    "percent": lambda places: 10.0 ** -(places + 2),
}
_EXTREMES = {
    "fi": "suurin {top} {most}, pienin {bottom} {least}",
    "sv": "störst {top} {most}, minst {bottom} {least}",
    "en": "highest {top} {most}, lowest {bottom} {least}",
}
_BREAKS = {
    "fi": "Sarja katkeaa: {places}.",
    "sv": "Serien bryts: {places}.",
    "en": "The series breaks: {places}.",
}
_CATEGORY = {"fi": "Kohde", "sv": "Objekt", "en": "Item"}


@dataclass(frozen=True, slots=True)
class Series:
    """One value for each category of the plot; None where it is missing."""

    name: str
    values: tuple[numbers.Number | None, ...]


@dataclass(frozen=True, slots=True)
class Plot:
    """The content of a line chart.

    `number_format` is how values are written (percent takes shares). `breaks` are the categories
    from which on the values mean something else: no line is drawn into them.
    """

    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    language: str = "fi"
    number_format: NumberFormat = "integer"
    places: int = 1
    category_title: str = ""
    breaks: tuple[str, ...] = ()

    def text(self, value: numbers.Number | None) -> str:
        if self.number_format == "integer":
            return numbers.integer(value, self.language)
        if self.number_format == "percent":
            return numbers.percent(value, self.language, self.places)
        if self.number_format == "money":
            return numbers.money(value, self.language, self.places)
        return numbers.decimal(value, self.language, self.places)


def line_chart(plot: Plot) -> Chart:
    """Lines from zero over the categories in order, as months or years; a missing value is a gap.

    Raises DocumentError for more than four series, none, or values that do not match the
    categories.
    """
    _check_plot(plot)
    return _Drawing(plot, Canvas("lines", plot)).chart()


def _check_plot(plot: Plot) -> None:
    chart_name = f"chart “{plot.title}”"
    if not 1 <= len(plot.series) <= MOST_SERIES:
        raise DocumentError(
            chart_name, f"has {len(plot.series)} series; 1–{MOST_SERIES} can be shown"
        )
    for series in plot.series:
        if len(series.values) != len(plot.categories):
            raise DocumentError(
                chart_name,
                f"series “{series.name}” has {len(series.values)} values for "
                f"{len(plot.categories)} categories",
            )


def _description(plot: Plot) -> str:
    """The figures in words: all of them when they are few, otherwise the extremes."""
    parts = []
    for series in plot.series:
        pairs = [(c, v) for c, v in zip(plot.categories, series.values, strict=True)]
        pairs_with_number = [(c, v) for c, v in pairs if v is not None]
        if len(pairs) <= 8 or not pairs_with_number:
            text = ", ".join(f"{c} {plot.text(v)}" for c, v in pairs)
        else:
            highest_pair = max(pairs_with_number, key=lambda pair: float(pair[1]))
            lowest_pair = min(pairs_with_number, key=lambda pair: float(pair[1]))
            text = _EXTREMES[plot.language].format(
                top=highest_pair[0],
                most=plot.text(highest_pair[1]),
                bottom=lowest_pair[0],
                least=plot.text(lowest_pair[1]),
            )
        parts.append(f"{series.name}: {text}")
    break_names = [category for category in plot.categories if category in plot.breaks]
    breaks_text = (
        f" {_BREAKS[plot.language].format(places=', '.join(break_names))}" if break_names else ""
    )
    return ". ".join(parts) + "." + breaks_text


def _as_table(plot: Plot) -> Table:
    category_title = plot.category_title or _CATEGORY[plot.language]
    columns = [
        Column(category_title),
        *(Column(s.name or plot.title, "right") for s in plot.series),
    ]
    table_rows = [
        [category, *(plot.text(s.values[index]) for s in plot.series)]
        for index, category in enumerate(plot.categories)
    ]
    return table(plot.title, columns, table_rows)


def _range(plot: Plot) -> tuple[float, float]:
    """The least and the greatest value, zero among them; 0 to 1 when all are zero."""
    numbers_and_zero = [float(v) for s in plot.series for v in s.values if v is not None]
    low, high = min([0.0, *numbers_and_zero]), max([0.0, *numbers_and_zero])
    return (low, high) if high > low else (0.0, 1.0)


class _Drawing:
    def __init__(self, plot: Plot, canvas: Canvas) -> None:
        self.plot = plot
        self.canvas = canvas
        self.top = _LEGEND if len(plot.series) > 1 else 4.0

    def chart(self) -> Chart:
        plot, canvas = self.plot, self.canvas
        self.low, self.high = _range(plot)
        ticks = _ticks(self.low, self.high, _SMALLEST[plot.number_format](plot.places))
        self.low, self.high = ticks[0], ticks[-1]
        self.left = max(len(plot.text(t)) for t in ticks) * 13 * LETTER + 12
        self.bottom = _HEIGHT - 26
        self.right = _WIDTH - 16
        for tick in ticks:
            y = self.y(tick)
            canvas.add(
                "line",
                name="grid",
                x1=self.left,
                x2=self.right,
                y1=y,
                y2=y,
                stroke=canvas.ink,
                stroke_opacity=0.7 if tick == 0 else 0.18,
            )
            canvas.text(
                self.left - 8, y + 4, plot.text(tick), name="tick", text_anchor="end", font_size=13
            )
        self.categories()
        self.breaks()
        key_starts = [*self.legend_places(), _WIDTH]
        for number, series in enumerate(plot.series):
            self.line(number, series)
            if len(plot.series) > 1:
                self.key(number, key_starts[number], key_starts[number + 1] - key_starts[number])
        description = _description(plot)
        svg = canvas.svg((_WIDTH, _HEIGHT), plot.title, description)
        return Chart(svg, plot.title, description, _as_table(plot))

    def x(self, index: int) -> float:
        count = len(self.plot.categories)
        share = index / (count - 1) if count > 1 else 0.5
        return self.left + 10 + share * (self.right - self.left - 20)

    def y(self, value: float) -> float:
        top = self.top + 8
        return self.bottom - (value - self.low) / (self.high - self.low) * (self.bottom - top)

    def categories(self) -> None:
        """Names below, only as many as fit, none beyond the edges."""
        names = [shortened(name, 110, 13) for name in self.plot.categories]
        longest = max((len(name) for name in names), default=1) * 13 * LETTER + 8
        most_names = max(int((self.right - self.left) / longest), 1)
        step = max(math.ceil(len(names) / most_names), 1)
        for index in range(0, len(names), step):
            half = len(names[index]) * 13 * LETTER / 2
            x = min(max(self.x(index), half), _WIDTH - half)
            y = _HEIGHT - 8
            self.canvas.text(x, y, names[index], name="label", text_anchor="middle", font_size=13)

    def breaks(self) -> None:
        """A dashed line before each category from which on the values mean something else."""
        for index, name in enumerate(self.plot.categories):
            if index and name in self.plot.breaks:
                x = (self.x(index - 1) + self.x(index)) / 2
                title = self.canvas.element(
                    "title", _BREAKS[self.plot.language].format(places=escape(name))
                )
                line = self.canvas.element(
                    "line",
                    name="break",
                    x1=x,
                    x2=x,
                    y1=self.top + 8,
                    y2=self.bottom,
                    stroke=self.canvas.ink,
                    stroke_width=1.5,
                    stroke_dasharray="3 5",
                )
                self.canvas.add("g", title + line)

    def parts(self, series: Series) -> list[list[tuple[int, numbers.Number]]]:
        """The runs of known values that may be joined: none goes over a break."""
        runs: list[list[tuple[int, numbers.Number]]] = []
        for run in _stretches(series.values):
            runs.append([])
            for index, number in run:
                if runs[-1] and self.plot.categories[index] in self.plot.breaks:
                    runs.append([])
                runs[-1].append((index, number))
        return runs

    def line(self, number: int, series: Series) -> None:
        for part in self.parts(series):
            points = [(self.x(index), self.y(float(figure))) for index, figure in part]
            self.stroke(number, points)
            for (index, figure), (x, y) in zip(part, points, strict=True):
                name = f"{self.plot.categories[index]}, {series.name}: {self.plot.text(figure)}"
                title = self.canvas.element("title", escape(name))
                self.canvas.add("g", title + self.marker(number, x, y))

    def stroke(self, number: int, points: list[tuple[float, float]]) -> None:
        self.canvas.add(
            "polyline",
            name=f"line-{number + 1}",
            points=" ".join(f"{x:.1f},{y:.1f}" for x, y in points),
            fill="none",
            stroke=COLOURS[number],
            stroke_width=2.2,
            stroke_dasharray=_DASHES[number],
        )

    def marker(self, number: int, x: float, y: float) -> str:
        paint = {"name": f"series-{number + 1}", "fill": COLOURS[number]}
        if number == 0:
            return self.canvas.element("circle", cx=x, cy=y, r=4, **paint)
        outlines = ("", "M-4,-4 h8 v8 h-8 Z", "M0,-5.5 L5,4 H-5 Z", "M0,-5.5 L5.5,0 0,5.5 -5.5,0 Z")
        shift = f"translate({x:.1f} {y:.1f})"
        return self.canvas.element("path", d=outlines[number], transform=shift, **paint)

    def key(self, number: int, x: float, room: float) -> None:
        self.stroke(number, [(x, 11), (x + 24, 11)])
        self.canvas.parts.append(self.marker(number, x + 12, 11))
        self.legend(room, number, x + 2)

    def legend_places(self) -> list[float]:
        widths = [len(s.name) * 14 * LETTER + 44 for s in self.plot.series]
        share = min(1.0, _WIDTH / sum(widths))
        return [sum(widths[:index]) * share for index in range(len(widths))]

    def legend(self, room: float, number: int, x: float) -> None:
        name = shortened(self.plot.series[number].name, room - 36, 14)
        self.canvas.text(x + 28, 16, name, name="legend")


def _ticks(low: float, high: float, smallest: float) -> list[float]:
    """Two to six round values from at most `low` to at least `high`, zero among them, no closer
    than `smallest`, the least difference that the written values can tell."""
    rough = max((high - low) / 4, smallest)
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * m for m in (1, 2, 5, 10) if power * m >= rough * 0.999)
    first_step = math.floor(low / step + 1e-9)
    last_step = max(
        math.ceil(high / step - 1e-9), first_step + 1
    )  # a value near zero still has an axis
    return [step * n for n in range(first_step, last_step + 1)]


def _stretches(
    series_values: tuple[numbers.Number | None, ...],
) -> list[list[tuple[int, numbers.Number]]]:
    """The runs of known values, each value with its place: a missing one ends a run."""
    parts: list[list[tuple[int, numbers.Number]]] = [[]]
    for index, value in enumerate(series_values):
        if value is None:
            parts.append([])
        else:
            parts[-1].append((index, value))
    return [part for part in parts if part]
