"""Real Word files, written with python-docx, give the same agreement as the plain text."""

import io
import time
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from hypothesis import given, settings
from hypothesis import strategies as st

from kimppa.agreement import word
from kimppa.agreement.encoding import AgreementTextError
from kimppa.agreement.numbering import formatted
from kimppa.agreement.text import read_agreement
from kimppa.agreement.word import read_docx, read_file

SOURCE = (Path(__file__).parents[1] / "data" / "agreement-2024.fi.txt").read_text(encoding="utf-8")
LOUNA = read_agreement(SOURCE)


def as_bytes(document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def level(at: int, form: str, text: str, *, start: int = 1, left: int = 0, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/>'
        f'<w:pPr><w:ind w:left="{left + 360}" w:hanging="360"/></w:pPr></w:lvl>'
    )


def define(document, number: int, *levels: str, override: str = "") -> None:
    """Add a list of its own to the document's numbering."""
    numbering = document.part.numbering_part.element
    first = numbering.find(qn("w:num"))
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">'
        f"{''.join(levels)}</w:abstractNum>"
    )
    first.addprevious(abstract)
    again(document, number, number, override)


def again(document, number: int, abstract: int, override: str = "") -> None:
    document.part.numbering_part.element.append(
        parse_xml(
            f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>'
            f"{override}</w:num>"
        )
    )


def listed(document, text: str, number: int, at: int = 0):
    paragraph = document.add_paragraph(text)
    properties = paragraph._p.get_or_add_pPr()
    properties.append(
        parse_xml(
            f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{at}"/><w:numId w:val="{number}"/></w:numPr>'
        )
    )
    return paragraph


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


class TestCounting:
    def labels(self, document) -> list[str]:
        lines = read_docx(as_bytes(document)).splitlines()
        return [line.split()[0] for line in lines if line.strip()]

    def test_two_lists_of_one_abstract_list_count_on_unless_started_anew(self):
        document = Document()
        define(document, 90, level(0, "decimal", "%1."))
        again(document, 91, 90)
        again(
            document,
            92,
            90,
            '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride>',
        )
        for number in (90, 90, 91, 92, 92):
            listed(document, "teksti", number)
        assert self.labels(document) == ["1.", "2.", "3.", "7.", "8."]

    def test_deeper_levels_start_anew_and_missing_higher_ones_count_as_begun(self):
        document = Document()
        define(document, 90, level(0, "decimal", "%1."), level(1, "decimal", "%1.%2"))
        for at in (1, 0, 1, 1, 0, 1):
            listed(document, "teksti", 90, at)
        assert self.labels(document) == ["1.1", "2.", "2.1", "2.2", "3.", "3.1"]

    def test_a_level_that_never_starts_anew(self):
        document = Document()
        define(
            document,
            90,
            level(0, "upperRoman", "%1."),
            level(1, "decimal", "%2.", more='<w:lvlRestart w:val="0"/>'),
        )
        for at in (0, 1, 1, 0, 1):
            listed(document, "teksti", 90, at)
        assert self.labels(document) == ["I.", "1.", "2.", "II.", "3."]

    def test_numbers_in_digits_where_word_says_so_and_an_overridden_level(self):
        document = Document()
        define(
            document,
            90,
            level(0, "upperRoman", "%1."),
            level(1, "decimal", "%1.%2", more="<w:isLgl/>"),
        )
        own = level(0, "decimal", "Kohta %1:", start=5).replace("\n", "")
        again(document, 91, 90, f'<w:lvlOverride w:ilvl="0">{own}</w:lvlOverride>')
        listed(document, "teksti", 90, 0)
        listed(document, "teksti", 90, 1)
        assert self.labels(document) == ["I.", "1.1"]
        listed(document, "teksti", 91, 0)
        assert read_docx(as_bytes(document)).splitlines()[-1].startswith("Kohta 2:")

    def test_a_list_taken_off_a_paragraph(self):
        document = Document()
        paragraph = document.add_paragraph("teksti", style="List Number")
        paragraph._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="0"/></w:numPr>')
        )
        assert self.labels(document) == ["teksti"]

    def test_an_empty_numbered_paragraph_counts_as_in_word(self):
        document = Document()
        define(document, 90, level(0, "decimal", "%1."))
        for text in ("yksi", "", "kolme"):
            listed(document, text, 90)
        assert self.labels(document) == ["1.", "3."]

    def test_formats(self):
        assert formatted(4, "lowerRoman") == "iv"
        assert formatted(28, "lowerLetter") == "bb"
        assert formatted(3, "decimalZero") == "03"
        assert formatted(120, "upperRoman") == "120"
        assert formatted(0, "upperLetter") == "0"


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


def with_part(data: bytes, kind: str, content: str) -> bytes:
    """The Word file with one more part."""
    return rebuilt(
        data,
        {
            f"word/{kind}.xml": content.encode(),
            "word/_rels/document.xml.rels": lambda old: old.replace(
                b"</Relationships>",
                f'<Relationship Id="rId99" Type="http://x/{kind}" Target="{kind}.xml"/>'
                "</Relationships>".encode(),
            ),
        },
    )


def rebuilt(data: bytes, changes) -> bytes:
    """The file with parts replaced, added or (None) left out."""
    source, buffer = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in {*source.namelist(), *changes}:
            content = changes.get(name, source.read(name) if name in source.namelist() else b"")
            if callable(content):
                content = content(source.read(name))
            if content is not None:
                target.writestr(name, content)
    return buffer.getvalue()


def simple() -> bytes:
    document = Document()
    document.add_paragraph("Sopimus")
    return as_bytes(document)


DOCUMENT = "word/document.xml"
ENTITIES = b'<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><d>&b;</d>'
DEEP = (f"<w:document {nsdecls('w')}><w:body>" + "<w:sdt>" * 3000 + "</w:sdt>" * 3000).encode() + (
    b"</w:body></w:document>"
)


class TestRefusals:
    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (lambda: simple()[: len(simple()) // 2], "broken-docx"),
            (lambda: b"PK\x03\x04" + bytes(200), "broken-docx"),
            (lambda: rebuilt(simple(), {DOCUMENT: None}), "broken-docx"),
            (lambda: rebuilt(simple(), {DOCUMENT: b"<w:document"}), "broken-docx"),
            (lambda: rebuilt(simple(), {DOCUMENT: b"<document/>"}), "broken-docx"),
            (lambda: rebuilt(simple(), {DOCUMENT: DEEP}), "broken-docx"),
            (lambda: rebuilt(simple(), {DOCUMENT: ENTITIES}), "entities"),
            (lambda: rebuilt(simple(), {DOCUMENT: b" " * (word.MAX_PART + 1)}), "bomb"),
            (lambda: rebuilt(simple(), {f"x/{n}": b"" for n in range(6000)}), "bomb"),
            (lambda: b"PK\x03\x04" + bytes(word.MAX_FILE), "file-too-large"),
            (lambda: as_bytes(Document()), "empty"),
            (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old-word"),
            (
                lambda: b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le") + bytes(99),
                "locked",
            ),
        ],
    )
    def test_each_with_its_own_advice(self, data, code):
        with pytest.raises(AgreementTextError) as refused:
            read_docx(data())
        assert refused.value.code == code

    def test_a_zip_that_is_no_word_file(self):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as target:
            target.writestr("content.xml", "<a/>")
        with pytest.raises(AgreementTextError) as refused:
            read_file(buffer.getvalue())
        assert refused.value.code == "zip"

    def test_other_parts_of_the_file_are_never_unpacked(self):
        bomb = bytes(60 * 1024 * 1024)
        data = rebuilt(simple(), {"word/media/kuva.png": bomb, "word/vbaProject.bin": b"\xd0\xcf"})
        start = time.perf_counter()
        assert read_docx(data) == "Sopimus\n"
        assert time.perf_counter() - start < 5

    def test_a_text_file_is_read_as_text(self):
        assert read_file(SOURCE.encode("latin-1")) == SOURCE

    @given(st.data())
    @settings(max_examples=150, deadline=None)
    def test_damage_anywhere_gives_text_or_a_refusal(self, data):
        source = bytearray(simple())
        for _ in range(data.draw(st.integers(1, 8))):
            source[data.draw(st.integers(0, len(source) - 1))] = data.draw(st.integers(0, 255))
        try:
            text = read_file(bytes(source))
        except AgreementTextError:
            return
        assert text.strip()
