"""Several places' years in one small picture: the own one bold, the others thin."""

from itertools import pairwise
from math import ceil

from kimppa.documents import numbers
from kimppa.documents.blocks import Picture
from kimppa.documents.charts.small import Pen, Trend, Trends
from kimppa.documents.charts.svg import number

_WIDTH, _HEIGHT = 224.0, 132.0
_LEFT, _RIGHT, _TOP, _BASE = 20.0, 218.0, 18.0, 112.0
_ABOVE, _BELOW = 8, 17  # the own place's name from its newest point


def joint_chart(trends: Trends, alt: str) -> Picture:
    """Lines on one scale from zero; missing years between two values are dotted."""
    pen = Pen()
    top = _scale(trends)
    for share in (0, 0.5, 1):
        y = _BASE - share * (_BASE - _TOP)
        pen.line(f"M{_LEFT} {number(y)}H{_RIGHT}", "line")
        scale_text = numbers.decimal(top * share, trends.language, 0 if top > 1 else 1)
        pen.text(_LEFT - 4, y + 4, scale_text, anchor="end")
    pen.text(_LEFT, _BASE + 15, str(trends.years[0]))
    pen.text(_RIGHT, _BASE + 15, str(trends.years[-1]), anchor="end")
    for trend in sorted(trends.places, key=lambda trend_of_place: trend_of_place.own):
        _draw_trend(pen, trends, trend, top)
    return pen.picture(_WIDTH, _HEIGHT, alt)


def _scale(trends: Trends) -> float:
    """The even number above all values, so that its half is whole too; 1 where all are below it."""
    highest = max((float(v) for t in trends.places for v in t.values if v is not None), default=0)
    return 2.0 * ceil(highest / 2) if highest > 1 else 1.0


def _draw_trend(pen: Pen, trends: Trends, trend: Trend, top: float) -> None:
    first_year = trends.years[0]
    step = (_RIGHT - _LEFT) / max(trends.years[-1] - first_year, 1)
    points = [
        (year, _LEFT + (year - first_year) * step, _BASE - float(value) / top * (_BASE - _TOP))
        for year, value in zip(trends.years, trend.values, strict=True)
        if value is not None
    ]
    paint, width = ("own", 2.5) if trend.own else ("other", 1.2)
    for (year, x, y), (next_year, x2, y2) in pairwise(points):
        dash = "" if next_year == year + 1 else "2 3"
        pen.line(f"M{number(x)} {number(y)}L{number(x2)} {number(y2)}", paint, width, dash)
    if points and trend.own:
        _year, x, y = points[-1]
        pen.path(f"M{number(x - 3.5)} {number(y)}a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0z", paint)
        is_high = y - _ABOVE < _TOP
        pen.text(x + 4, y + (_BELOW if is_high else -_ABOVE), trend.name, "own", anchor="end")
