"""The small pictures of the agreement's lines say in words what they draw."""

import re

import pytest
from defusedxml import ElementTree

from kimppa.documents import charts
from kimppa.documents.charts import Month

YEAR = [Month(pieces) for pieces in (0, 1, 2, 5, 0, 0, 0, 0, 0, 0)]
YEAR += [Month(late=True), Month(no_need=True)]


def label(svg: str) -> str:
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    return str(root.get("aria-label"))


def test_a_strip_is_read_aloud_month_by_month() -> None:
    svg = charts.strip(Month(1), YEAR, Month(2, due=True), "fi")
    assert label(svg) == (
        "Työt kuukausittain: ennen vuotta 1, helmikuu 1, maaliskuu 2, huhtikuu 5,"
        " marraskuu myöhässä, joulukuu ei tarvetta, vuoden jälkeen 2 toimitettava."
    )


def test_three_and_more_are_as_high_and_nothing_is_a_tick() -> None:
    drawn = charts.strip(Month(), YEAR, Month(), "sv")
    assert re.findall(r"v(\d+)h-10z", drawn.partition('"s-work"')[2].partition("/>")[0]) == [
        "6", "11", "16",
    ]  # fmt: skip
    assert drawn.partition('"s-base"')[2].partition("/>")[0].count("M") == 7
    assert label(charts.strip(Month(), [Month()] * 12, Month(), "en")).endswith("no work.")


def test_municipalities_alike_are_said_together_and_others_by_state() -> None:
    assert label(charts.municipality_states([("A", "done"), ("B", "done")], "fi")) == (
        "Kaikki 2: tehty."
    )
    mixed = charts.municipality_states([("A", "late"), ("B", "done"), ("C", "late")], "fi")
    assert label(mixed) == "myöhässä: A, C; tehty: B."


@pytest.mark.parametrize(("counts", "shapes"), [({"late": 1, "done": 22}, 23), ({"done": 60}, 1)])
def test_a_bar_has_a_cell_for_each_line_or_a_segment_for_each_state(
    counts: dict[charts.LineState, int], shapes: int
) -> None:
    root = ElementTree.fromstring(charts.state_bar(counts, "Rivit"))
    assert len(list(root)) == shapes


def test_every_picture_is_whole_in_itself() -> None:
    for svg in (
        charts.strip_letters(2024, "fi"),
        charts.municipality_letters(["Fo", "Y<p"]),
        charts.share_bar(0, 40, "late", "fi"),
        charts.town_mark("partial", "fi"),
    ):
        ElementTree.fromstring(svg)
    assert label(charts.share_bar(38, 40, "partial", "sv")) == "38/40 utfört"
