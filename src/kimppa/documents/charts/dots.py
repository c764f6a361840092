"""Small pictures for a table's cell: a row of states, a line without axes."""

from dataclasses import dataclass

from kimppa.documents import numbers
from kimppa.documents.blocks import table
from kimppa.documents.charts.states import State, shape, state_word
from kimppa.documents.charts.svg import Canvas, Chart, escape

_STEP = 24.0
_COLUMNS = {
    "fi": ("Ajankohta", "Tila"),
    "sv": ("Tidpunkt", "Läge"),
    "en": ("Time", "State"),
}
_VALUE_COLUMNS = {
    "fi": ("Kohta", "Arvo"),
    "sv": ("Punkt", "Värde"),
    "en": ("Point", "Value"),
}


@dataclass(frozen=True, slots=True)
class Dot:
    """One place in a row: what it is (“tammikuu”) and its state; None where nothing is due."""

    label: str
    state: State | None


@dataclass(frozen=True, slots=True)
class Dots:
    """A row of states, as the twelve months of a duty."""

    title: str
    dots: tuple[Dot, ...]
    language: str = "fi"


def dots_row(row: Dots, *, standalone: bool = False, uid: str = "") -> Chart:
    """The states side by side, each in its shape; an empty place stays empty."""
    canvas = Canvas("dots", row, standalone=standalone, uid=uid)
    told = [(d.label, state_word(d.state, row.language)) for d in row.dots if d.state]
    for place, dot in enumerate(row.dots):
        if dot.state:
            mark = shape(canvas, dot.state, _STEP * (place + 0.5), _STEP / 2, 8)
            words = f"{dot.label}: {state_word(dot.state, row.language)}"
            canvas.add("g", canvas.element("title", escape(words)) + mark)
    description = ", ".join(f"{label} {word}" for label, word in told) or numbers.MISSING
    size = (max(_STEP * len(row.dots), _STEP), _STEP)
    columns = _COLUMNS[row.language]
    return Chart(
        canvas.svg(size, row.title, description),
        row.title,
        description,
        table(row.title, columns, told),
    )


def sparkline(
    title: str,
    labels: tuple[str, ...],
    values: tuple[numbers.Number | None, ...],
    *,
    language: str = "fi",
    standalone: bool = False,
    uid: str = "",
) -> Chart:
    """A line the size of a word, its last point marked. A missing value breaks the line."""
    canvas = Canvas("sparkline", (title, labels, values), standalone=standalone, uid=uid)
    width, height = max(6.0 * len(values), 24.0), 24.0
    known = [float(v) for v in values if v is not None]
    low, high = (min([0.0, *known]), max(known)) if known else (0.0, 1.0)
    span = (high - low) or 1.0

    def point(place: int, value: numbers.Number) -> tuple[float, float]:
        share = place / (len(values) - 1) if len(values) > 1 else 0.5
        return 3 + share * (width - 6), 21 - (float(value) - low) / span * 18

    for part in stretches(values):
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in (point(*pair) for pair in part))
        canvas.add("polyline", name="line", points=path, fill="none", stroke=canvas.ink)
        if len(part) == 1 or part[-1][0] == len(values) - 1:
            x, y = point(*part[-1])
            canvas.add("circle", name="point", cx=x, cy=y, r=2.5, fill=canvas.ink)
    told = [
        (label, numbers.decimal(value, language, 0 if isinstance(value, int) else 1))
        for label, value in zip(labels, values, strict=True)
    ]
    description = ", ".join(f"{label} {shown}" for label, shown in told)
    svg = canvas.svg((width, height), title, description)
    return Chart(svg, title, description, table(title, _VALUE_COLUMNS[language], told))


def stretches(
    values: tuple[numbers.Number | None, ...],
) -> list[list[tuple[int, numbers.Number]]]:
    """The runs of known values, each value with its place: a missing one ends a run."""
    parts: list[list[tuple[int, numbers.Number]]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            parts.append([])
        else:
            parts[-1].append((place, value))
    return [part for part in parts if part]
