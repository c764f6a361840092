"""Real Word files, written with python-docx, give the same agreement as the plain text."""

from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from kimppa.agreement.tests.word_files import as_bytes, define, level, listed, with_part
from kimppa.agreement.text.clauses import read_agreement
from kimppa.agreement.text.word import read_docx

SOURCE = (Path(__file__).parents[1] / "data" / "agreement-2024.fi.txt").read_text(encoding="utf-8")
LOUNA = read_agreement(SOURCE)


def opening():
    document = Document()
    document.add_paragraph(LOUNA.title)
    document.add_paragraph(LOUNA.preamble)
    return document


def louna(section, clause):
    """Louna's text, its sections and clauses added by the two functions."""
    document = opening()
    for found in LOUNA.sections:
        section(document, found.title)
        for inner in found.clauses:
            clause(document, inner.text)
    return document


def texts(agreement) -> list[tuple[str, list[str]]]:
    return [(s.title, [c.text for c in s.clauses]) for s in agreement.sections]


def read(document):
    return read_agreement(read_docx(as_bytes(document)))


class TestLouna:
    def test_automatic_numbers_and_bullets(self):
        document = opening()
        define(document, 90, level(0, "decimal", "%1."))
        define(document, 91, level(0, "bullet", "\uf0b7", left=360))
        for section in LOUNA.sections:
            listed(document, section.title, 90)
            for clause in section.clauses:
                listed(document, clause.text, 91)
        assert read(document) == LOUNA

    @pytest.mark.parametrize(
        ("outer", "inner"),
        [
            (("decimal", "%1."), ("decimal", "%1.%2")),
            (("decimal", "%1"), ("decimal", "%1.%2.")),
            (("decimal", "%1."), ("bullet", "o")),
            (("decimal", "%1)"), ("lowerLetter", "%2)")),
            (("decimal", "%1."), ("decimal", "%2.")),
            (("decimal", "%1 §"), ("decimal", "%2.")),
            (("decimal", "§ %1"), ("decimal", "(%2)")),
            (("upperRoman", "%1."), ("decimal", "%2)")),
            (("upperLetter", "%1."), ("bullet", "–")),
        ],
    )
    def test_one_list_of_two_levels(self, outer, inner):
        document = opening()
        define(document, 90, level(0, *outer), level(1, *inner, left=360))
        for section in LOUNA.sections:
            listed(document, section.title, 90)
            for clause in section.clauses:
                listed(document, clause.text, 90, 1)
        agreement = read(document)
        assert texts(agreement) == texts(LOUNA)
        assert (agreement.title, agreement.preamble) == (LOUNA.title, LOUNA.preamble)
        assert agreement.unrecognised == ()

    def test_numbers_that_come_from_the_style(self):
        document = opening()
        define(
            document,
            90,
            level(0, "decimal", "%1.", more='<w:pStyle w:val="Heading1"/>'),
            level(1, "decimal", "%1.%2", more='<w:pStyle w:val="Heading2"/>'),
        )
        for name in ("Heading 1", "Heading 2"):
            properties = document.styles[name].element.get_or_add_pPr()
            properties.append(parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="90"/></w:numPr>'))
        for section in LOUNA.sections:
            document.add_paragraph(section.title, style="Heading 1")
            for clause in section.clauses:
                document.add_paragraph(clause.text, style="Heading 2")
        assert read(document) == LOUNA

    def test_words_own_list_styles(self):
        document = louna(
            lambda d, text: d.add_paragraph(text, style="List Number"),
            lambda d, text: d.add_paragraph(text, style="List Bullet"),
        )
        assert read(document) == LOUNA

    def test_headings_without_numbers_are_numbered_in_their_order(self):
        document = louna(
            lambda d, text: d.add_heading(text, level=1),
            lambda d, text: d.add_paragraph(text, style="List Bullet"),
        )
        assert read(document) == LOUNA

    def test_typed_numbers_and_dashes(self):
        document = Document()
        for line in SOURCE.splitlines():
            document.add_paragraph(line)
        assert read(document) == LOUNA

    def test_bullets_typed_after_line_breaks_in_one_paragraph(self):
        document = Document()
        for block in SOURCE.replace("\n1. ", "\n\n1. ").split("\n\n"):
            paragraph = document.add_paragraph()
            for at, line in enumerate(block.splitlines()):
                if at:
                    paragraph.add_run().add_break()
                paragraph.add_run(line)
        assert read(document) == LOUNA

    def test_in_a_table_of_two_columns(self):
        document = opening()
        table = document.add_table(rows=0, cols=2)
        for section in LOUNA.sections:
            cells = table.add_row().cells
            cells[0].text = f"{section.number}. {section.title}"
            for at, clause in enumerate(section.clauses):
                paragraph = cells[1].paragraphs[0] if at == 0 else cells[1].add_paragraph()
                paragraph.text = clause.text
                paragraph.style = "List Bullet"
        assert read(document) == LOUNA


class TestContents:
    def paragraph(self, inner: str) -> str:
        document = Document()
        document.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{inner}</w:p>"))
        return read_docx(as_bytes(document)).strip()

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

    def test_a_table_of_figures_row_by_row(self):
        document = Document()
        table = document.add_table(rows=2, cols=3)
        for at, text in enumerate(["Kunta", "Asukkaita", "Osuus", "Forssa", "16475", "52 %"]):
            table.cell(at // 3, at % 3).text = text
        assert read_docx(as_bytes(document)).split("\n\n\n") == [
            "Kunta\tAsukkaita\tOsuus",
            "Forssa\t16475\t52 %\n",
        ]

    def test_a_table_of_numbers_and_texts(self):
        document = opening()
        table = document.add_table(rows=0, cols=2)
        for left, right in [("1.", "Palvelut"), ("1.1", "yksi"), ("1.2", "kaksi"), ("2", "Muuta")]:
            cells = table.add_row().cells
            cells[0].text, cells[1].text = left, right
        assert texts(read(document)) == [("Palvelut", ["yksi", "kaksi"]), ("Muuta", [])]

    def test_a_table_of_sections_and_their_texts(self):
        document = opening()
        table = document.add_table(rows=0, cols=2)
        for left, right in [("1. Palvelut", "tietokannan hoito"), ("2. Muuta", "kokoukset")]:
            cells = table.add_row().cells
            cells[0].text, cells[1].text = left, right
        assert texts(read(document)) == [
            ("Palvelut", ["tietokannan hoito"]),
            ("Muuta", ["kokoukset"]),
        ]

    def test_footnotes_stand_at_the_end_and_are_left_over(self):
        document = louna(
            lambda d, text: d.add_heading(text, level=1),
            lambda d, text: d.add_paragraph(text, style="List Bullet"),
        )
        note = parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="2"/></w:r>')
        document.paragraphs[3]._p.append(note)
        notes = (
            f'<w:footnotes {nsdecls("w")}><w:footnote w:id="2"><w:p><w:r><w:t>Lisää liitteessä'
            "</w:t></w:r></w:p></w:footnote></w:footnotes>"
        )
        data = with_part(as_bytes(document), "footnotes", notes)
        agreement = read_agreement(read_docx(data))
        assert agreement.sections[0].clauses[0].text == LOUNA.sections[0].clauses[0].text + "[1]"
        assert agreement.unrecognised == ("[1] Lisää liitteessä",)
