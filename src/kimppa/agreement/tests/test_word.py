"""Real Word files, written with python-docx, give the same agreement as the plain text."""

from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from kimppa.agreement.reading import read_upload
from kimppa.agreement.tests.papers import read_agreement
from kimppa.agreement.tests.word_files import as_bytes, define, level, listed

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
    return read_upload(as_bytes(document)).agreement


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
