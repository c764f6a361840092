"""One document, three files: nothing that is read in one is missing from another."""

import re
from decimal import Decimal

import pytest

from kimppa.documents.blocks import (
    Card,
    Cards,
    Column,
    Document,
    DocumentError,
    Entries,
    Entry,
    bullets,
    heading,
    note,
    paragraph,
    runs,
    table,
)
from kimppa.documents.charts.small import (
    Bar,
    Months,
    Trend,
    Trends,
    bars,
    dots,
    multiples,
    squares,
)
from kimppa.documents.docx import render_docx
from kimppa.documents.html import render_html
from kimppa.documents.pdf import render_pdf
from kimppa.documents.tests.readback import needs_pdfinfo, of_docx, of_html, of_pdf, squeezed
from kimppa.documents.tests.samples import document

STATES = ["done"] * 3 + ["partial", "late", "ongoing", "no-need", "empty"]
LOANS = Trends(
    years=(2021, 2022, 2023, 2024),
    places=(
        Trend("Ypäjä", (Decimal("7.4"), Decimal("7.6"), None, Decimal("8.0")), own=True),
        Trend("Forssa", (Decimal("11.5"), Decimal("11.8"), None, Decimal("11.6"))),
    ),
    alts=("Ypäjä: 8,0 lainaa asukasta kohti.", "Forssa: 11,6 lainaa asukasta kohti."),
    language="fi",
)
MONTHS = Months((0, 1) + (0,) * 10, (0,) * 3 + (2,) + (0,) * 8, "omaa", "yhteistä", "fi")


def year() -> Document:
    cards = (
        Card("Sopimus", "3", "kahdeksasta", (squares(STATES, "Kahdeksan kohtaa."),)),
        Card("Lainat", "8,0", "lainaa", multiples(LOANS), (runs("Vuosi 2023 puuttuu."),), 4),
        Card("Tapahtumat", "1", "oma", (dots(MONTHS, "Yksi helmikuussa."),)),
        Card(
            "Lainaajat",
            "26 %",
            "väestä",
            (bars([Bar("Ypäjä", Decimal(26), "26 %", own=True)], "Ypäjällä 26 %."),),
        ),
    )
    entries = (
        Entry("1.1", "Luettelo", "done", "Tehty", (runs("Korjattiin 599."),), (runs("Tavoite."),)),
        Entry("1.2", "Järjestelmän vaihto", "late", "Myöhässä", (runs("Kaksi koetta."),)),
    )
    return document(
        paragraph("Vuosi oli hyvä: 12\u00a0345 lainaa (25\u00a0%).", voice="lead"),
        Cards(cards),
        heading("Tilanne"),
        table("Kohdat", ["Osa", "Kohdat"], [["1 Järjestelmät", squares(["done"], "")]]),
        Entries(entries),
        bullets("Yksi", "Kaksi"),
        note("Huomaa."),
        table("Liite", ["Kohta", Column("tam", "center")], [["1.1", "12"]], dense=True),
        subtitle="Ypäjä",
        provisional=True,
    )


@needs_pdfinfo
def test_the_page_the_pdf_and_the_word_file_say_the_same():
    whole = year()
    page = squeezed(iter(whole.title)) + of_html(render_html(whole))
    assert of_pdf(render_pdf(whole)) == page
    assert of_docx(render_docx(whole)) == page
    for text in ("Vuosi 2023 puuttuu.", "Forssa: 11,6 lainaa asukasta kohti.", "Tavoite."):
        assert squeezed(iter(text)) in page


def test_a_picture_without_words_is_hidden_from_readers():
    page = render_html(document(table("", ["A", "B"], [["x", squares(["done"], "")]])))
    assert 'aria-hidden="true"' in page
    assert "aria-label" not in page


def test_only_the_years_on_both_sides_of_a_gap_are_joined_by_dots():
    panel = multiples(LOANS)[0].svg
    assert panel.count("stroke-dasharray") == 1
    assert ">7,4<" in panel
    assert ">8,0<" in panel


def panel(*values: str, until: int = 2024) -> str:
    """The panel of one place with a value a year, the last of them in `until`; "" is missing."""
    years = tuple(range(until - len(values) + 1, 2025))
    numbers = tuple(Decimal(v) if v else None for v in values) + (None,) * (2024 - until)
    return multiples(Trends(years, (Trend("Forssa", numbers),), ("x",), "fi", 0))[0].svg


def place(svg: str, text: str) -> tuple[float, float]:
    """Where a text begins."""
    (found,) = re.findall(rf'<text[^>]* x="([\d.]+)" y="([\d.]+)"[^>]*>{text}<', svg)
    return float(found[0]), float(found[1])


def test_a_lone_value_and_one_that_ends_earlier_tell_their_year():
    assert ">2022<" in panel("11", "12", until=2022)
    assert ">2024<" not in panel("11", "12")
    lone = panel("", "", "295342")
    assert ">2024<" in lone
    assert 'y="-' not in lone


def test_the_first_value_stands_off_a_line_that_rises_and_one_that_falls():
    rising = panel("1451", "", "", "", "4292")
    start = float(re.search(r'd="M3 ([\d.]+)L', rising)[1])
    assert start + 8 < place(rising, "1.451")[1] < 80
    falling = panel("4292", "", "", "", "1451")
    start = float(re.search(r'd="M3 ([\d.]+)L', falling)[1])
    assert place(falling, "4.292")[1] < start


def test_each_state_has_a_shape_of_its_own():
    shapes = {squares([state], "").svg.replace("#", "") for state in STATES}
    assert len(shapes) == 6


def test_many_events_of_a_month_become_a_column():
    few = dots(MONTHS, "x").svg
    many = dots(Months((0, 40) + (0,) * 10, (3,) * 12, "omaa", "yhteistä", "fi"), "x").svg
    assert len(many) < 3 * len(few)


def test_markup_in_texts_is_shown_and_not_read():
    page = render_html(document(paragraph("<script>"), note("a & b"), paragraph("x", ref="k-1")))
    assert "<script>" not in page
    assert "a &amp; b" in page
    assert '<p id="k-1">' in page


def test_the_pages_own_markup_follows_its_paragraph():
    whole = document(paragraph("x", ref="k-1"), paragraph("y"))
    page = render_html(whole, {"k-1": '<a href="/words/1/">Muokkaa</a>'})
    assert page.index(">x<") < page.index("Muokkaa") < page.index(">y<")


@pytest.mark.parametrize(
    ("blocks", "problem"),
    [
        ([Cards(())], "has no cards"),
        ([Cards((Card("", "1", "x"),))], "a card has no title"),
        ([Cards((Card("A", "1", "x", span=7),))], "spans 7 sixths"),
        ([Entries((Entry("1", "A", "done", "Tehty", ()),))], "a level is skipped"),
        (
            [heading("A"), Entries((Entry("1", "", "done", "Tehty", ()),))],
            "an entry has no name",
        ),
    ],
)
def test_what_cannot_be_read_is_refused(blocks, problem):
    with pytest.raises(DocumentError, match=problem):
        render_html(document(*blocks))
