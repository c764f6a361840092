"""Charts as SVG text: pure functions of plain data, each with a table of the same content.

On a page the colours come from CSS classes (`chart`, `chart__…`), and presentation attributes
stand behind them, so that a chart is legible in light and dark without any style sheet. With
`standalone=True` the SVG carries its own ink and font for PDF and Word. Nothing is told by
colour alone: series differ by pattern, dash and marker, states by shape. The small pictures of
`lines` are named by a sentence of all that they show and need no table.
"""

from kimppa.documents.charts.lines import (
    LINE_STATES,
    LineState,
    Month,
    municipality_letters,
    municipality_states,
    share_bar,
    state_bar,
    states_in_words,
    strip,
    strip_letters,
    town_mark,
)
from kimppa.documents.charts.months import month_marks, month_sign, month_strip
from kimppa.documents.charts.plots import Plot, Series, bar_chart, line_chart
from kimppa.documents.charts.states import STATES, State, state_word
from kimppa.documents.charts.svg import Chart, chart_blocks
from kimppa.documents.charts.wheel import Mark, Ring, Wheel, year_wheel

__all__ = [
    "LINE_STATES",
    "STATES",
    "Chart",
    "LineState",
    "Mark",
    "Month",
    "Plot",
    "Ring",
    "Series",
    "State",
    "Wheel",
    "bar_chart",
    "chart_blocks",
    "line_chart",
    "month_marks",
    "month_sign",
    "month_strip",
    "municipality_letters",
    "municipality_states",
    "share_bar",
    "state_bar",
    "state_word",
    "states_in_words",
    "strip",
    "strip_letters",
    "town_mark",
    "year_wheel",
]
