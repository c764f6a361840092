"""Word files, written with python-docx, give the lines that Word shows."""

import time

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm

from kimppa.agreement.files.reading import read_file
from kimppa.agreement.tests.word_files import as_bytes, define, level, listed, with_part


class TestContents:
    def paragraph(self, inner: str) -> str:
        document = Document()
        document.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{inner}</w:p>"))
        return read_file(as_bytes(document)).text.strip()

    def test_tracked_insertions_count_and_deletions_do_not(self):
        text = self.paragraph(
            "<w:r><w:t>Kirjasto </w:t></w:r>"
            '<w:ins w:id="1" w:author="x"><w:r><w:t>hoitaa</w:t></w:r></w:ins>'
            '<w:del w:id="2" w:author="x"><w:r><w:delText>ei hoida</w:delText></w:r></w:del>'
        )
        assert text == "Kirjasto hoitaa"

    def test_hyphens_tabs_fields_and_symbols(self):
        text = self.paragraph(
            "<w:r><w:t>e</w:t><w:noBreakHyphen/><w:t>kir</w:t><w:softHyphen/><w:t>jat</w:t>"
            '<w:tab/><w:sym w:font="Symbol" w:char="F0B7"/></w:r>'
            "<w:r><w:instrText> PAGE </w:instrText></w:r>"
            '<w:hyperlink w:anchor="x"><w:r><w:t>linkki</w:t></w:r></w:hyperlink>'
        )
        assert text == "e-kirjat\t\uf0b7linkki"

    def test_a_word_broken_by_a_line_break_joins_at_its_hyphen(self):
        assert (
            self.paragraph("<w:r><w:t>integraatoraja-</w:t><w:br/><w:t>pinnat ja</w:t></w:r>")
            == "integraatoraja-pinnat ja"
        )

    def test_content_controls_and_two_versions_of_a_text_box(self):
        box = (
            "<w:r><mc:AlternateContent xmlns:mc='http://schemas.openxmlformats.org/markup-"
            "compatibility/2006'><mc:Choice Requires='wps'><w:drawing><w:txbxContent><w:p><w:r>"
            "<w:t>laatikko</w:t></w:r></w:p></w:txbxContent></w:drawing></mc:Choice><mc:Fallback>"
            "<w:pict><w:txbxContent><w:p><w:r><w:t>laatikko</w:t></w:r></w:p></w:txbxContent>"
            "</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        )
        text = self.paragraph(
            f"<w:sdt><w:sdtContent><w:r><w:t>teksti</w:t></w:r></w:sdtContent></w:sdt>{box}"
        )
        assert text.split() == ["teksti", "laatikko"]

    def test_footnotes_stand_at_the_end(self):
        document = Document()
        paragraph = document.add_paragraph("Kirjasto hoitaa aineiston.")
        note = parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="2"/></w:r>')
        paragraph._p.append(note)
        notes = (
            f'<w:footnotes {nsdecls("w")}><w:footnote w:id="2"><w:p><w:r><w:t>Lisää liitteessä'
            "</w:t></w:r></w:p></w:footnote></w:footnotes>"
        )
        data = with_part(as_bytes(document), "footnotes", notes)
        assert [line.text for line in read_file(data).lines] == [
            "Kirjasto hoitaa aineiston.[1]",
            "[1] Lisää liitteessä",
        ]


def lines_of(document):
    return read_file(as_bytes(document)).lines


class TestLines:
    def test_every_paragraph_is_a_line_with_its_place_in_the_text(self):
        document = Document()
        document.add_heading("Sopimus", level=1)
        document.add_paragraph("kaksi\triviä").add_run().add_break()
        document.paragraphs[1].add_run("samaa kappaletta")
        document.add_paragraph("alku").add_run().add_break()
        document.paragraphs[2].add_run("a) oma kohtansa")
        layout = read_file(as_bytes(document))
        assert layout.unwrapped
        assert layout.trusted
        assert [(line.text, line.after_blank) for line in layout.lines] == [
            ("Sopimus", True),
            ("kaksi riviä samaa kappaletta", True),
            ("alku", True),
            ("a) oma kohtansa", False),
        ]
        kept = layout.text.split("\n")
        assert [kept[line.number - 1].split() for line in layout.lines] == [
            line.text.split() for line in layout.lines
        ]

    def test_headings_have_their_level_and_no_numbers_but_their_own(self):
        document = Document()
        for level_of, text in [(1, "Palvelut"), (2, "Luettelo"), (1, "Talous")]:
            document.add_heading(text, level=level_of)
        own = document.add_paragraph("Muuta")
        own._p.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="2"/>'))
        document.add_paragraph("teksti")
        assert [(line.text, line.heading) for line in lines_of(document)] == [
            ("Palvelut", 0),
            ("Luettelo", 1),
            ("Talous", 0),
            ("Muuta", 2),
            ("teksti", None),
        ]

    def test_lists_have_their_labels_and_indents(self):
        document = Document()
        define(document, 90, level(0, "decimal", "%1."), level(1, "lowerLetter", "%2)", left=720))
        listed(document, "vastaa siitä, että", 90)
        listed(document, "luettelo pidetään ajan tasalla", 90, 1)
        listed(document, "palvelin toimii", 90, 1)
        assert [(line.text, line.indent) for line in lines_of(document)] == [
            ("1. vastaa siitä, että", 0),
            ("a) luettelo pidetään ajan tasalla", 6),
            ("b) palvelin toimii", 6),
        ]

    def test_numbers_that_were_typed_have_the_indent_of_their_paragraphs(self):
        document = Document()
        document.add_paragraph("a) yksi")
        deeper = document.add_paragraph("– kaksi")
        deeper.paragraph_format.left_indent = Cm(1.27)
        deeper.paragraph_format.first_line_indent = Cm(-0.635)
        document.add_paragraph("sisennetty").paragraph_format.left_indent = Cm(4.6)
        assert [line.indent for line in lines_of(document)] == [0, 3, 0]

    def test_a_row_of_a_table_is_a_line_with_cells(self):
        document = Document()
        table = document.add_table(rows=3, cols=3)
        texts = ["Tehtävä", "Vastuu", "Määräaika", "Uutiset", "", "31.1.", "Yhteensä", "", "1 200"]
        for at, text in enumerate(texts):
            table.cell(at // 3, at % 3).text = text
        table.cell(2, 0).merge(table.cell(2, 1))
        lines = lines_of(document)
        assert [line.cells for line in lines] == [
            ("Tehtävä", "Vastuu", "Määräaika"),
            ("Uutiset", "", "31.1."),
            ("Yhteensä", "1 200"),
        ]
        assert lines[1].text == "Uutiset\t\t31.1."

    def test_a_label_stands_in_its_cell(self):
        document = Document()
        define(document, 90, level(0, "decimal", "%1."))
        table = document.add_table(rows=2, cols=2)
        for row, text in zip(table.rows, ["Luettelointi", "Kuljetus"], strict=True):
            listed(row.cells[0], text, 90)
            row.cells[0]._tc.remove(row.cells[0].paragraphs[0]._p)
            row.cells[1].text = "Forssa"
        assert [line.cells for line in lines_of(document)] == [
            ("1. Luettelointi", "Forssa"),
            ("2. Kuljetus", "Forssa"),
        ]

    def test_cells_of_several_paragraphs_are_read_one_after_the_other(self):
        document = Document()
        cells = document.add_table(rows=1, cols=2).rows[0].cells
        for cell, texts in zip(
            cells,
            [["1 § Tarkoitus", "Kirjasto hoitaa."], ["1 § Syfte", "Biblioteket sköter."]],
            strict=True,
        ):
            cell.text = texts[0]
            cell.add_paragraph(texts[1])
        lines = lines_of(document)
        assert [line.text for line in lines] == [
            "1 § Tarkoitus", "Kirjasto hoitaa.", "1 § Syfte", "Biblioteket sköter.",
        ]  # fmt: skip
        assert not any(line.cells for line in lines)

    def test_a_cell_that_goes_on_from_the_row_above_is_empty(self):
        document = Document()
        table = document.add_table(rows=2, cols=2)
        table.cell(0, 0).text = "Luettelo"
        table.cell(0, 1).text = "tarkistetaan"
        table.cell(1, 1).text = "korjataan"
        table.cell(0, 0).merge(table.cell(1, 0))
        assert [line.cells for line in lines_of(document)] == [
            ("Luettelo", "tarkistetaan"),
            ("", "korjataan"),
        ]

    def test_letters_are_mended(self):
        document = Document()
        document.add_paragraph("Ka\u0308yttöpa\u0308iva\u00ad\u0308")
        document.add_paragraph("verk\u00adko\u00a0ja ﬁlmi")
        assert lines_of(document)[1].text == "verkko ja filmi"
        assert lines_of(document)[0].text.startswith("Käyttöpäiv")

    def test_a_table_of_2000_rows(self):
        document = Document()
        table = parse_xml(
            f"<w:tbl {nsdecls('w')}>"
            + "<w:tr><w:tc><w:p><w:r><w:t>Tehtävä</w:t></w:r></w:p></w:tc>"
            "<w:tc><w:p><w:r><w:t>Forssa</w:t></w:r></w:p></w:tc></w:tr>" * 2000 + "</w:tbl>"
        )
        document.element.body.insert(0, table)
        start = time.process_time()
        lines = lines_of(document)
        assert time.process_time() - start < 3
        assert {line.cells for line in lines} == {("Tehtävä", "Forssa")}
        assert len(lines) == 2000
