"""Charts as SVG text: pure functions of plain data, each with a table of the same content.

The colours come from the page's CSS classes (`chart`, `chart__…`), and presentation attributes
stand behind them, so that a chart is legible in light and dark without any style sheet. Nothing
is told by colour alone: series differ by dash and marker, states by shape. The small pictures of
`lines` are named by a sentence of all that they show and need no table.
"""

from kimppa.documents.charts.lines import LINE_STATES as LINE_STATES
from kimppa.documents.charts.lines import LineState as LineState
from kimppa.documents.charts.lines import Month as Month
from kimppa.documents.charts.lines import municipality_letters as municipality_letters
from kimppa.documents.charts.lines import municipality_states as municipality_states
from kimppa.documents.charts.lines import share_bar as share_bar
from kimppa.documents.charts.lines import state_bar as state_bar
from kimppa.documents.charts.lines import states_in_words as states_in_words
from kimppa.documents.charts.lines import strip as strip
from kimppa.documents.charts.lines import strip_letters as strip_letters
from kimppa.documents.charts.lines import town_mark as town_mark
from kimppa.documents.charts.months import month_marks as month_marks
from kimppa.documents.charts.months import month_sign as month_sign
from kimppa.documents.charts.months import month_strip as month_strip
from kimppa.documents.charts.plots import Plot as Plot
from kimppa.documents.charts.plots import Series as Series
from kimppa.documents.charts.plots import line_chart as line_chart
from kimppa.documents.charts.states import STATES as STATES
from kimppa.documents.charts.states import State as State
from kimppa.documents.charts.states import state_word as state_word
from kimppa.documents.charts.svg import Chart as Chart
from kimppa.documents.charts.wheel import Mark as Mark
from kimppa.documents.charts.wheel import Ring as Ring
from kimppa.documents.charts.wheel import Wheel as Wheel
from kimppa.documents.charts.wheel import year_wheel as year_wheel
