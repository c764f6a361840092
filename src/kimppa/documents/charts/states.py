"""States of work as shapes, and their words."""

import math
from typing import Literal

from kimppa.documents.charts.svg import Canvas

type State = Literal["done", "partial", "due", "late", "planned", "none"]

# The worst first: where several share a place, the first of these is shown.
STATES: tuple[State, ...] = ("late", "due", "partial", "planned", "done", "none")

_WORDS: dict[State, dict[str, str]] = {
    "done": {"fi": "tehty", "sv": "utfört", "en": "done"},
    "partial": {"fi": "osittain tehty", "sv": "delvis utfört", "en": "partly done"},
    "due": {"fi": "nyt ajankohtainen", "sv": "aktuellt nu", "en": "due now"},
    "late": {"fi": "myöhässä", "sv": "försenat", "en": "late"},
    "planned": {"fi": "tulossa", "sv": "kommande", "en": "coming"},
    "none": {"fi": "ei tarvetta", "sv": "inget behov", "en": "not needed"},
}
# Each is at least 3:1 against white and against our dark ground.
COLOURS: dict[State, str] = {
    "done": "#2b8550",
    "partial": "#a87413",
    "due": "#2f76c4",
    "late": "#d24a3e",
    "planned": "#76818c",
    "none": "#76818c",
}


def state_word(state: State, language: str) -> str:
    return _WORDS[state][language]


def shape(canvas: Canvas, state: State, x: float, y: float, radius: float) -> str:
    """The state's own shape around a point: check in a disc, half disc, diamond, triangle,
    ring, dash."""
    draw = {
        "done": _draw_done,
        "partial": _draw_partial,
        "due": _draw_due,
        "late": _draw_late,
        "planned": _draw_planned,
        "none": _draw_none,
    }[state]
    return draw(canvas, x, y, radius)


def _filled_style(state: State) -> dict[str, str]:
    return {"name": f"mark chart__mark--{state}", "fill": COLOURS[state]}


def _outlined_style(state: State) -> dict[str, str]:
    return {"name": f"mark chart__mark-line--{state}", "fill": "none", "stroke": COLOURS[state]}


def _polyline(points: list[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _draw_done(canvas: Canvas, x: float, y: float, radius: float) -> str:
    check = _polyline(
        [
            (x - radius * 0.45, y),
            (x - radius * 0.1, y + radius * 0.4),
            (x + radius * 0.5, y - radius * 0.35),
        ]
    )
    return canvas.element("circle", cx=x, cy=y, r=radius, **_filled_style("done")) + canvas.element(
        "polyline", points=check, fill="none", stroke="#fff", stroke_width=radius * 0.28
    )


def _draw_partial(canvas: Canvas, x: float, y: float, radius: float) -> str:
    half = f"M{x:.1f},{y - radius:.1f} A{radius:.1f},{radius:.1f} 0 0 0 {x:.1f},{y + radius:.1f} Z"
    ring = canvas.element(
        "circle", cx=x, cy=y, r=radius - 0.8, stroke_width=1.6, **_outlined_style("partial")
    )
    return ring + canvas.element("path", d=half, **_filled_style("partial"))


def _draw_due(canvas: Canvas, x: float, y: float, radius: float) -> str:
    reach = radius * 1.12
    points = [(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)]
    return canvas.element("polygon", points=_polyline(points), **_filled_style("due"))


def _draw_late(canvas: Canvas, x: float, y: float, radius: float) -> str:
    reach = radius * 1.2
    points = [
        (x + reach * math.sin(turn), y + radius * 0.15 - reach * math.cos(turn))
        for turn in (0, math.tau / 3, -math.tau / 3)
    ]
    mark = canvas.element(
        "path",
        d=f"M{x:.1f},{y - radius * 0.45:.1f} v{radius * 0.6:.1f} "
        f"m0,{radius * 0.18:.1f} v{radius * 0.2:.1f}",
        stroke="#fff",
        stroke_width=radius * 0.25,
    )
    return canvas.element("polygon", points=_polyline(points), **_filled_style("late")) + mark


def _draw_planned(canvas: Canvas, x: float, y: float, radius: float) -> str:
    return canvas.element(
        "circle", cx=x, cy=y, r=radius - 0.8, stroke_width=1.6, **_outlined_style("planned")
    )


def _draw_none(canvas: Canvas, x: float, y: float, radius: float) -> str:
    return canvas.element(
        "path",
        d=f"M{x - radius * 0.6:.1f},{y:.1f} h{radius * 1.2:.1f}",
        stroke_width=2,
        **_outlined_style("none"),
    )
