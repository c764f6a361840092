"""OpenDocument texts give the lines that a writing program shows."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kimppa.agreement.files.encoding import AgreementTextError
from kimppa.agreement.files.package import MAX_PART
from kimppa.agreement.files.reading import media_type, read_file
from kimppa.agreement.tests.odt_files import (
    KINDS,
    document,
    heading,
    list_style,
    listing,
    numbered,
    odt,
    paragraph,
)
from tests.examples import drawn


def lines(body: str, styles: str = "", **more):
    return read_file(odt(body, styles, **more), "sopimus.odt").lines


def texts(body: str, styles: str = "", **more) -> list[str]:
    return [line.text for line in lines(body, styles, **more)]


NUMBERS = list_style(
    "L1",
    numbered(1, "1", after="."),
    numbered(2, "1", after=".", more='text:display-levels="2"'),
    numbered(3, "a", before="(", after=")"),
)


class TestParagraphs:
    def test_paragraphs_and_headings_are_lines(self):
        layout = read_file(odt(heading("Palvelut") + paragraph("teksti") + heading("Muuta", 2)))
        assert [(line.text, line.heading, line.after_blank) for line in layout.lines] == [
            ("Palvelut", 0, True),
            ("teksti", None, True),
            ("Muuta", 1, True),
        ]
        assert layout.unwrapped
        kept = layout.text.split("\n")
        assert [kept[line.number - 1] for line in layout.lines] == ["Palvelut", "teksti", "Muuta"]

    def test_spaces_tabs_breaks_spans_and_fields(self):
        inner = (
            "Kirjasto\n   hoitaa<text:s text:c='3'/><text:span>kaiken<text:tab/>itse</text:span>"
            "<text:line-break/>ja <text:a>muun</text:a> <text:title>Sopimus</text:title>"
        )
        assert texts(paragraph(inner)) == ["Kirjasto hoitaa kaiken itse ja muun Sopimus"]

    def test_a_number_after_a_line_break_begins_a_line(self):
        assert texts(paragraph("vastaa siitä<text:line-break/>a) että")) == [
            "vastaa siitä",
            "a) että",
        ]

    def test_deleted_text_comments_and_titles_of_pictures_are_left_out(self):
        body = (
            "<text:tracked-changes><text:changed-region><text:deletion><text:p>poistettu</text:p>"
            "</text:deletion></text:changed-region></text:tracked-changes>"
            + paragraph(
                "Kirjasto <text:change-start text:change-id='1'/>hoitaa<text:change-end/>"
                "<text:change text:change-id='2'/>"
                "<office:annotation><dc:creator>x</dc:creator><text:p>huomaa</text:p>"
                "</office:annotation>"
                "<draw:frame><svg:title>kuva</svg:title></draw:frame>"
            )
        )
        assert texts(body) == ["Kirjasto hoitaa"]

    def test_text_boxes_and_notes_stand_after(self):
        body = paragraph(
            "alku<text:note><text:note-citation>1</text:note-citation><text:note-body>"
            "<text:p>lisää</text:p></text:note-body></text:note> loppu"
            "<draw:frame><draw:text-box><text:p>laatikko</text:p></draw:text-box></draw:frame>"
        ) + paragraph("viimeinen")
        assert texts(body) == ["alku[1] loppu", "laatikko", "viimeinen", "[1] lisää"]

    def test_letters_are_mended(self):
        assert texts(paragraph("Ma\u0308a\u0308rä\u00adaika\u00a05")) == ["Määräaika 5"]


class TestLists:
    def test_numbers_of_three_levels(self):
        inner = listing("alin", "toinen")
        body = listing(
            "Palvelut",
            paragraph("Talous") + listing("yksi", paragraph("kaksi") + inner),
            style="L1",
        )
        assert texts(body, NUMBERS) == [
            "1. Palvelut",
            "2. Talous",
            "2.1. yksi",
            "2.2. kaksi",
            "(a) alin",
            "(b) toinen",
        ]
        assert [line.indent for line in lines(body, NUMBERS)] == [0, 0, 3, 3, 6, 6]

    def test_a_list_that_goes_on_and_one_that_begins_anew(self):
        body = (
            listing("a", "b", style="L1")
            + paragraph("väli")
            + listing("c", style="L1", more='text:continue-numbering="true"')
            + listing("d", style="L1")
        )
        assert texts(body, NUMBERS) == ["1. a", "2. b", "väli", "3. c", "1. d"]

    def test_a_list_that_goes_on_from_another_by_its_name(self):
        body = (
            listing("a", style="L1", more='xml:id="eka"')
            + listing("x", style="L1")
            + listing("b", style="L1", more='text:continue-list="eka"')
        )
        assert texts(body, NUMBERS) == ["1. a", "1. x", "2. b"]

    def test_a_level_without_a_paragraph_of_its_own_is_not_counted(self):
        body = listing("Talous", style="L1") + listing(
            listing("yksi"), style="L1", more='text:continue-numbering="true"'
        )
        assert texts(body, NUMBERS) == ["1. Talous", "1.1. yksi"]

    def test_a_second_paragraph_of_an_item_has_no_number(self):
        assert texts(listing(paragraph("a") + paragraph("jatkuu"), "b", style="L1"), NUMBERS) == [
            "1. a",
            "jatkuu",
            "2. b",
        ]

    def test_bullets_roman_numbers_starts_and_styles_of_the_paragraph(self):
        styles = (
            list_style("L2", '<text:list-level-style-bullet text:level="1"/>')
            + list_style("L3", numbered(1, "i", after=")", more='text:start-value="4"'))
            + '<style:style style:name="P1" style:family="paragraph" '
            'style:parent-style-name="P0"/><style:style style:name="P0" '
            'style:family="paragraph" style:list-style-name="L3"/>'
        )
        body = listing("luoti", style="L2") + listing(
            '<text:p text:style-name="P1">neljäs</text:p>', "viides"
        )
        assert texts(body, styles) == ["• luoti", "iv) neljäs", "v) viides"]

    def test_numbers_that_were_typed_have_the_indent_of_their_paragraphs(self):
        styles = (
            '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="P0"/>'
            '<style:style style:name="P0" style:family="paragraph">'
            '<style:paragraph-properties fo:margin-left="1.27cm" fo:text-indent="-0.635cm"/>'
            "</style:style>"
        )
        body = paragraph("a) yksi") + '<text:p text:style-name="P1">– kaksi</text:p>'
        assert [line.indent for line in lines(body, styles)] == [0, 3]

    def test_headings_numbered_by_the_outline(self):
        styles = (
            "<text:outline-style>"
            '<text:outline-level-style text:level="1" style:num-format="1" style:num-suffix=" §"/>'
            '<text:outline-level-style text:level="2" style:num-format="1" '
            'text:display-levels="2"/></text:outline-style>'
        )
        root = f"<office:document-styles {KINDS}>{styles}</office:document-styles>"
        body = heading("Osapuolet") + heading("Kunnat", 2) + heading("Muut", 2) + heading("Talous")
        assert texts(body, parts={"styles.xml": root}) == [
            "1 § Osapuolet",
            "1.1 Kunnat",
            "1.2 Muut",
            "2 § Talous",
        ]


def row(*cells: str) -> str:
    inner = "".join(
        f"<table:table-cell>{cell if cell.startswith('<') else paragraph(cell)}</table:table-cell>"
        for cell in cells
    )
    return f"<table:table-row>{inner}</table:table-row>"


class TestTables:
    def test_a_row_is_a_line_with_cells(self):
        body = (
            "<table:table><table:table-header-rows>"
            + row("Tehtävä", "Vastuu", "Aika")
            + "</table:table-header-rows>"
            + row("Uutiset", "", "31.1.")
            + "<table:table-row><table:table-cell table:number-columns-spanned='2'>"
            "<text:p>Yhteensä</text:p></table:table-cell><table:covered-table-cell/>"
            "<table:table-cell><text:p>1 200</text:p></table:table-cell></table:table-row>"
            "</table:table>"
        )
        assert [line.cells for line in lines(body)] == [
            ("Tehtävä", "Vastuu", "Aika"),
            ("Uutiset", "", "31.1."),
            ("Yhteensä", "1 200"),
        ]

    def test_cells_of_several_paragraphs_are_read_one_after_the_other(self):
        body = row(paragraph("suomeksi") + paragraph("lisää"), paragraph("på svenska"))
        assert texts(f"<table:table>{body}</table:table>") == ["suomeksi", "lisää", "på svenska"]

    def test_a_table_of_2000_rows(self):
        body = "<table:table>" + row("Tehtävä", "Forssa") * 2000 + "</table:table>"
        start = time.process_time()
        assert len(lines(body)) == 2000
        assert time.process_time() - start < 3


ENTITIES = '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><d>&b;</d>'
DEEP = document("<text:section>" * 3000 + paragraph("syvällä") + "</text:section>" * 3000)
LOCKED = "<manifest:manifest xmlns:manifest='x'><manifest:encryption-data/></manifest:manifest>"


class TestRefusals:
    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (lambda: odt(""), "empty"),
            (lambda: odt("", parts={"content.xml": "<a"}), "broken"),
            (lambda: odt("", parts={"content.xml": "<a/>"}), "broken"),
            (lambda: odt("", parts={"content.xml": DEEP}), "broken"),
            (lambda: odt("", parts={"content.xml": ENTITIES}), "entities"),
            (lambda: odt("", parts={"content.xml": " " * (MAX_PART + 1)}), "bomb"),
            (lambda: odt("", parts={"META-INF/manifest.xml": LOCKED}), "locked"),
            (lambda: odt("", parts={"encrypted-package": "?"}), "locked"),
            (lambda: odt("", mimetype="application/vnd.oasis.opendocument.spreadsheet"),
             "spreadsheet"),
            (lambda: odt("", mimetype="application/vnd.oasis.opendocument.presentation"), "zip"),
            (lambda: odt(paragraph("a"))[:-40], "broken"),
        ],
    )  # fmt: skip
    def test_each_with_its_own_advice(self, data, code):
        with pytest.raises(AgreementTextError) as refused:
            read_file(data())
        assert refused.value.code == code

    def test_the_media_type_is_known_by_the_content(self):
        assert media_type(odt("")) == "application/vnd.oasis.opendocument.text"

    @given(st.data())
    @settings(max_examples=drawn(150), deadline=None)
    def test_damage_anywhere_gives_lines_or_a_refusal(self, data):
        source = bytearray(odt(listing("Palvelut", "Talous", style="L1"), NUMBERS))
        for _ in range(data.draw(st.integers(1, 8))):
            source[data.draw(st.integers(0, len(source) - 1))] = data.draw(st.integers(0, 255))
        try:
            layout = read_file(bytes(source))
        except AgreementTextError:
            return
        assert all(line.text.strip() for line in layout.lines)
