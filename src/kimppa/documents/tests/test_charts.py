import datetime
import itertools
import math
import re
from dataclasses import replace

import pytest
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st

from kimppa.documents.blocks import DocumentError, plain_text
from kimppa.documents.charts import (
    STATES,
    Mark,
    Plot,
    Ring,
    Series,
    Wheel,
    line_chart,
    state_word,
    year_wheel,
)
from kimppa.documents.charts import plots as plots_module
from kimppa.documents.charts import states as states_module
from kimppa.documents.charts.plots import MOST_SERIES, _ticks
from kimppa.documents.charts.states import shape
from kimppa.documents.charts.svg import Canvas
from tests.examples import drawn

SVG = "{http://www.w3.org/2000/svg}"
N = "\u00a0"
LOANS = Plot(
    "Lainat kunnittain",
    ("Forssa", "Ypäjä"),
    (Series("2023", (123456, None)), Series("2024", (125000, 9100))),
    category_title="Kunta",
)
RINGS = (Ring("a", "Kirjastojärjestelmä"), Ring("b", "Yhteistyö"))
MARKS = (
    Mark("a", datetime.date(2025, 1, 15), "Tilastot", "due", "/statistics/"),
    Mark("b", datetime.date(2025, 5, 2), "Kokous", "planned"),
)
WHEEL = Wheel("Vuosikello", 2025, RINGS, MARKS, datetime.date(2025, 1, 14))


def every_chart():
    return [line_chart(LOANS), year_wheel(WHEEL)]


def parsed(chart):
    return ElementTree.fromstring(chart.svg)


def texts(chart) -> list[str]:
    return [e.text for e in parsed(chart).iter(f"{SVG}text")]


def rows(chart) -> list[list[str]]:
    return [[plain_text(cell) for cell in row] for row in chart.table.rows]


def test_every_chart_names_and_describes_itself():
    for chart in every_chart():
        root = parsed(chart)
        ids = [e.get("id") for e in root.iter() if e.get("id")]
        assert len(ids) == len(set(ids))
        named = {e.get("id"): e.text for e in root}
        told = [named[i] for i in root.get("aria-labelledby").split()]
        assert told == [chart.title, chart.description]
        assert chart.title
        assert chart.description
        assert root.get("role") in ("img", "group")
        assert chart.table.rows


def test_ids_differ_between_charts():
    charts = [*every_chart(), line_chart(replace(LOANS, title="Käynnit"))]
    assert len({parsed(chart).get("aria-labelledby") for chart in charts}) == 3


def test_no_chart_needs_inline_style_or_script():
    for chart in every_chart():
        names = {e.tag for e in parsed(chart).iter()}
        assert not names & {f"{SVG}style", f"{SVG}script", f"{SVG}foreignObject"}
        assert not [e for e in parsed(chart).iter() if "style" in e.attrib]


def test_a_page_colours_by_class_and_inherits_its_ink():
    for chart in every_chart():
        root = parsed(chart)
        assert root.get("class").startswith("chart chart--")
        assert all(e.get("fill") == "currentColor" for e in root.iter(f"{SVG}text"))
        assert root.get("font-family") is None


def test_the_lines_table_says_the_same_as_the_picture():
    chart = line_chart(LOANS)
    assert [c.title for c in chart.table.columns] == ["Kunta", "2023", "2024"]
    assert rows(chart) == [
        ["Forssa", f"123{N}456", f"125{N}000"],
        ["Ypäjä", "–", f"9{N}100"],
    ]
    points = "; ".join(e.text for e in parsed(chart).iter(f"{SVG}title"))
    assert f"Forssa, 2023: 123{N}456; Forssa, 2024: 125{N}000; Ypäjä, 2024: 9{N}100" in points
    assert {"Forssa", "Ypäjä", "2023", "2024"} <= set(texts(chart))


def test_nothing_leaves_the_picture():
    plot = Plot(
        "t",
        ("Erittäin pitkä kategorian nimi, joka ei mahdu mihinkään", "b"),
        (Series("Hyvin pitkä sarjan nimi " * 4, (-1234567, 7654321)), Series("s", (1, 2))),
    )
    chart = line_chart(plot)
    width = float(parsed(chart).get("viewBox").split()[2])
    for text in parsed(chart).iter(f"{SVG}text"):
        x, length = float(text.get("x")), len(text.text) * 14 * 0.55
        start = {"end": x - length, "middle": x - length / 2}.get(text.get("text-anchor"), x)
        assert start > -20
        assert start + length < width + 20


def test_many_categories_are_told_by_their_extremes():
    names = tuple(f"k{n}" for n in range(12))
    plot = Plot("t", names, (Series("Käynnit", tuple(range(12))),))
    assert line_chart(plot).description == "Käynnit: suurin k11 11, pienin k0 0."
    assert len(rows(line_chart(plot))) == 12


def test_series_differ_without_colour():
    plot = Plot("t", ("a", "b"), tuple(Series(f"s{n}", (n + 1, 2)) for n in range(MOST_SERIES)))
    lines = list(parsed(line_chart(plot)).iter(f"{SVG}polyline"))
    assert len({e.get("stroke-dasharray") for e in lines}) == MOST_SERIES
    markers = list(parsed(line_chart(plot)).iter(f"{SVG}path"))
    assert len({e.get("d") for e in markers}) == MOST_SERIES - 1


def test_a_missing_value_breaks_the_line():
    plot = Plot("t", ("a", "b", "c", "d"), (Series("s", (1, None, 3, 4)),))
    lines = [e.get("points").split() for e in parsed(line_chart(plot)).iter(f"{SVG}polyline")]
    assert [len(points) for points in lines] == [1, 2]


def test_no_line_goes_over_a_break_and_the_break_is_told():
    plot = Plot("t", ("2017", "2018", "2019"), (Series("s", (1, 2, 3)),), breaks=("2018", "1999"))
    chart = line_chart(plot)
    lines = [e.get("points").split() for e in parsed(chart).iter(f"{SVG}polyline")]
    assert [len(points) for points in lines] == [1, 2]
    assert chart.svg.count("chart__break") == 1
    assert chart.description.endswith("Sarja katkeaa: 2018.")


def test_states_differ_by_shape_and_word():
    drawn = [shape(Canvas("wheel", ""), state, 0, 0, 8) for state in STATES]
    assert len({re.sub(r'(class|fill|stroke)="[^"]*"', "", one) for one in drawn}) == len(STATES)
    for language in ("fi", "sv", "en"):
        assert len({state_word(state, language) for state in STATES}) == len(STATES)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_colours_stand_out_from_light_and_dark_grounds():
    for colour in {*states_module.COLOURS.values(), *plots_module.COLOURS}:
        for ground in ("#ffffff", "#14181c"):
            high, low = sorted((luminance(colour), luminance(ground)), reverse=True)
            assert (high + 0.05) / (low + 0.05) >= 3, (colour, ground)


def test_a_wheel_with_links_can_be_reached_by_keyboard():
    root = parsed(year_wheel(WHEEL))
    (link,) = root.iter(f"{SVG}a")
    assert root.get("role") == "group"
    assert link.get("href") == "/statistics/"
    assert link.get("aria-label") == ("Kirjastojärjestelmä: Tilastot, 15.1.2025, nyt ajankohtainen")
    assert link.find(f"{SVG}title").text == link.get("aria-label")
    target = next(e for e in link.iter(f"{SVG}circle") if e.get("fill") == "none")
    assert float(target.get("r")) * 2 >= 24
    quiet = [replace(mark, href="") for mark in MARKS]
    assert parsed(year_wheel(replace(WHEEL, marks=tuple(quiet)))).get("role") == "img"


def test_the_wheel_shows_months_rings_today_and_tells_its_marks():
    chart = year_wheel(WHEEL)
    shown = texts(chart)
    assert {"tammi", "joulu", "2025", "tänään", "14.1.", "tulossa"} <= set(shown)
    assert {"nyt ajankohtainen", "1  Kirjastojärjestelmä"} <= set(shown)
    assert rows(chart) == [
        ["15.1.2025", "Tilastot", "Kirjastojärjestelmä", "nyt ajankohtainen"],
        ["2.5.2025", "Kokous", "Yhteistyö", "tulossa"],
    ]
    assert chart.description == "Vuoden 2025 tehtävät kuukausittain: tammikuu 1, toukokuu 1."
    hands = [e for e in parsed(chart).iter(f"{SVG}line") if e.get("class") == "chart__hand"]
    assert len(hands) == 1


def test_the_wheel_is_read_on_a_phone_too():
    """272 pixels are what a screen of 320 leaves to a picture of 640 units."""
    root = parsed(year_wheel(WHEEL))
    assert root.get("viewBox").startswith("0 0 640 ")
    shown = [e for e in root.iter(f"{SVG}text") if e.get("class") != "chart__count"]
    assert len(shown) > 12
    assert min(float(e.get("font-size")) for e in shown) * 272 / 640 >= 11
    for e in shown:  # nothing is cut at the edges
        half = float(e.get("font-size")) * 0.55 * len(e.text) / 2
        if e.get("text-anchor") == "middle":
            assert half <= float(e.get("x")) <= 640 - half, e.text


def test_numbers_of_marks_lie_within_the_rings_and_apart():
    days = [(1, 2), (1, 3), (1, 20), (1, 31), (1, 31), (2, 12), (2, 13), (12, 30), (12, 31)]
    marks = [
        Mark(ring.key, datetime.date(2025, *day), "t", "due") for ring in RINGS for day in days
    ]
    root = parsed(year_wheel(Wheel("t", 2025, RINGS, tuple(marks))))
    places = [
        (float(e.get("x")), float(e.get("y")) - 5)
        for e in root.iter(f"{SVG}text")
        if e.get("class") == "chart__count"
    ]
    assert len(places) >= 4
    for x, y in places:
        assert 64 < math.hypot(x - 320, y - 320) < 238
    targets = [
        (float(e.get("cx")), float(e.get("cy")))
        for e in root.iter(f"{SVG}circle")
        if e.get("class") == "chart__target"
    ]
    for place in places:
        assert min(math.dist(place, other) for other in targets) > 18
    for one, other in itertools.combinations(places, 2):
        assert math.dist(one, other) > 20


def test_the_wheel_of_another_year_has_no_hand():
    other = Wheel("t", 2025, RINGS, MARKS, datetime.date(2026, 1, 1), "sv")
    assert "chart__hand" not in year_wheel(other).svg
    assert "maj" in texts(year_wheel(other))


def test_the_year_goes_clockwise_from_the_top():
    def place(month: int) -> tuple[float, float]:
        mark = Mark("a", datetime.date(2025, month, 1), "t", "planned")
        root = parsed(year_wheel(Wheel("t", 2025, RINGS, (mark,))))
        target = next(e for e in root.iter(f"{SVG}circle") if e.get("class") == "chart__target")
        return float(target.get("cx")), float(target.get("cy"))

    assert place(1)[1] < 150
    assert place(4)[0] > 500
    assert place(7)[1] > 500
    assert place(10)[0] < 150


def test_marks_that_would_touch_are_shown_as_one_with_the_worst_state():
    day = datetime.date(2025, 3, 3)
    marks = tuple(
        Mark("a", day + datetime.timedelta(n), f"T{n}", state, "/x/")
        for n, state in enumerate(("done", "late", "planned"))
    )
    chart = year_wheel(Wheel("t", 2025, RINGS, marks))
    assert "×3" in texts(chart)
    assert "<a " not in chart.svg
    assert chart.svg.count("chart__mark--late") == 2  # the mark and the legend
    assert "T0, 3.3.2025, tehty; T1, 4.3.2025, myöhässä; T2, 5.3.2025, tulossa" in chart.svg
    assert len(rows(chart)) == 3


@pytest.mark.parametrize(
    ("mark", "problem"),
    [
        (Mark("a", datetime.date(2024, 1, 1), "t", "done"), "is of 2024, the wheel of 2025"),
        (Mark("x", datetime.date(2025, 1, 1), "t", "done"), "names a ring that is not there"),
        (Mark("a", datetime.date(2025, 1, 1), "t", "done", "javascript:x"), "is not a path"),
        (Mark("a", datetime.date(2025, 1, 1), "t", "done", "//evil.example"), "is not a path"),
    ],
)
def test_a_wrong_mark_is_named(mark, problem):
    with pytest.raises(DocumentError, match=problem) as caught:
        year_wheel(Wheel("t", 2025, RINGS, (mark,)))
    assert caught.value.where == "mark “t”"


def test_a_wrong_plot_is_named():
    with pytest.raises(DocumentError, match="has 1 values for 2 categories"):
        line_chart(Plot("t", ("a", "b"), (Series("s", (1,)),)))
    with pytest.raises(DocumentError, match="has 0 series"):
        line_chart(Plot("t", ("a",), ()))
    with pytest.raises(DocumentError, match="has 5 series"):
        line_chart(Plot("t", ("a",), (Series("s", (1,)),) * 5))


@pytest.mark.parametrize(
    ("low", "high", "smallest", "ticks"),
    [
        (0, 485, 1, [0, 200, 400, 600]),
        (0, 1, 1, [0, 1]),
        (0, 1e-48, 0.1, [0, 0.1]),
        (-30, 80, 1, [-50, 0, 50, 100]),
        (0, 0.4, 0.1, [0, 0.1, 0.2, 0.3, 0.4]),
    ],
)
def test_the_axis_has_round_values(low, high, smallest, ticks):
    assert _ticks(low, high, smallest) == pytest.approx(ticks)


VALUES = st.one_of(st.none(), st.integers(-(10**9), 10**9), st.floats(-1e6, 1e6))


@given(st.text(max_size=20), st.lists(st.tuples(st.text(max_size=20), VALUES), max_size=6))
@settings(max_examples=drawn(80), deadline=None)
def test_any_text_and_values_give_sound_svg(title, pairs):
    names, values = tuple(n for n, _ in pairs), tuple(v for _, v in pairs)
    plot = Plot(
        title, names, (Series(title, values), Series("{uid}", values)), number_format="decimal"
    )
    drawn = [line_chart(plot)]
    marks = tuple(Mark("a", datetime.date(2024, 12, 31), n, "late", "/å") for n in names)
    drawn.append(year_wheel(Wheel(title, 2024, (Ring("a", title),), marks)))
    for chart in drawn:
        assert not re.search("nan|inf", re.sub(r">[^<]*<|\"[^\"]*[^\d. -][^\"]*\"", "", chart.svg))
        assert parsed(chart).tag == f"{SVG}svg"


def test_markup_in_text_is_escaped():
    evil = '"><script>alert(1)</script>'
    plot = Plot(evil, (evil,), (Series(evil, (1,)),))
    mark = Mark("a", datetime.date(2025, 1, 1), evil, "done", '/x"onload="y')
    for chart in (
        line_chart(plot),
        year_wheel(Wheel(evil, 2025, (Ring("a", evil),), (mark,))),
    ):
        assert "<script" not in chart.svg
        assert not [e for e in parsed(chart).iter() if "onload" in e.attrib]
