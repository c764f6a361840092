"""Pictures of figures on the desk's pages: bars and small multiples, with what they say."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from statistics import median

from django.utils.translation import gettext as _

from kimppa.documents import blocks
from kimppa.documents.charts import Chart
from kimppa.documents.charts.small import Bar, Trend, Trends, bars, multiples
from kimppa.ui import numbers

MOST_PLACES = 12  # panels; beyond them the own one and the middle of all
_WIDTH = 300.0
_LARGE = 1000  # from which on decimals say nothing

type Years = Mapping[int, Decimal]


def bar_picture(
    title: str, values: Sequence[tuple[str, Decimal | int]], own: str = ""
) -> tuple[str, blocks.Picture]:
    """The title and a lying bar for each name; `own` is the one in colour, all are without one."""
    rows = [
        Bar(name, Decimal(value), numbers.number(value), own=own in ("", name))
        for name, value in values
    ]
    words = ", ".join(f"{bar.name} {bar.text}" for bar in rows)
    return title, bars(rows, f"{title}: {words}", width=_WIDTH)


def trends(title: str, places: Mapping[str, Years], own: str = "") -> Chart:
    """Years of several places beside each other, on one scale from zero, the own one first."""
    years = tuple(range(*_span(places)))
    rows = _panels_of(places, own)
    values = [value for row in places.values() for value in row.values()]
    whole = max(values) >= _LARGE or all(value == value.to_integral_value() for value in values)
    panels = [Trend(name, tuple(row.get(y) for y in years), name == own) for name, row in rows]
    pictures = multiples(
        Trends(
            years,
            tuple(panels),
            tuple(_sentence(title, name, row) for name, row in rows),
            numbers.language(),
            decimals=0 if whole else 1,
        )
    )
    svg = "".join(picture.svg for picture in pictures)
    return Chart(f'<div class="k-multiples">{svg}</div>', title, "", _table(title, years, places))


def years_without(places: Mapping[str, Years]) -> list[int]:
    """The years between the first and the last that have no figure of any place."""
    return [
        year for year in range(*_span(places)) if all(year not in row for row in places.values())
    ]


def _span(places: Mapping[str, Years]) -> tuple[int, int]:
    years = {year for row in places.values() for year in row}
    return min(years), max(years) + 1


def _panels_of(places: Mapping[str, Years], own: str) -> list[tuple[str, Years]]:
    ordered = sorted(places.items(), key=lambda pair: pair[0] != own)
    if len(ordered) <= MOST_PLACES:
        return ordered
    years = {year for row in places.values() for year in row}
    middle = {y: median(row[y] for row in places.values() if y in row) for y in years}
    return [*(pair for pair in ordered[:1] if pair[0] == own), (_("Middle of all"), middle)]


def _sentence(title: str, name: str, row: Years) -> str:
    if not row:
        return f"{title}, {name}: –"
    first, last = min(row), max(row)
    ends = {first: row[first], last: row[last]}
    values = ", ".join(f"{year} {numbers.number(value)}" for year, value in ends.items())
    return f"{title}, {name}: {values}"


def _table(title: str, years: Sequence[int], places: Mapping[str, Years]) -> blocks.Table:
    columns = [blocks.Column(_("Municipality"))]
    columns += [blocks.Column(str(year), align="right") for year in years]
    rows = [
        [name, *(numbers.number(row[year]) if year in row else "–" for year in years)]
        for name, row in places.items()
    ]
    return blocks.table(title, columns, rows)
