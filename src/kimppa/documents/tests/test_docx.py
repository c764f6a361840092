import datetime
import io
import zipfile

import docx
import pytest
from defusedxml import ElementTree
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from kimppa.documents.blocks import DocumentError, Figure, PageBreak, paragraph
from kimppa.documents.docx import render_docx
from kimppa.documents.tests.samples import SVG, document, report
from tests.examples import drawn


@pytest.fixture(scope="module")
def content():
    return render_docx(report(provisional=True))


@pytest.fixture(scope="module")
def word(content):
    return docx.Document(io.BytesIO(content))


def part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


def test_it_says_what_it_is(content, word):
    core = word.core_properties
    assert core.title == "Toimenpideohjelman toteuma 2024"
    assert core.author == core.last_modified_by == "Louna-kirjastot"
    assert core.subject == "Sopimuksen toteutuminen"
    assert core.language == "fi-FI"
    assert core.created.date() == core.modified.date() == datetime.date(2025, 1, 14)
    assert core.comments == ""
    everything = b"".join(
        zipfile.ZipFile(io.BytesIO(content)).read(n)
        for n in zipfile.ZipFile(io.BytesIO(content)).namelist()
    )
    assert b"python-docx" not in everything
    assert b"2013" not in part(content, "docProps/core.xml").encode()
    assert b"Macintosh" not in everything


def test_its_parts_are_wellformed_and_few(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        for name in names:
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(archive.read(name))
    assert not [n for n in names if "thumbnail" in n or "customXml" in n or "WithEffects" in n]
    assert len(content) < 60_000


def test_headings_use_words_own_styles(word):
    found = [(p.style.name, p.text) for p in word.paragraphs]
    assert ("Title", "Toimenpideohjelman toteuma 2024") in found
    assert [(s, t) for s, t in found if s.startswith("Heading")] == [
        ("Heading 1", "Yhteenveto"),
        ("Heading 2", "Luvut"),
        ("Heading 1", "Pitkä taulukko"),
    ]


def test_the_language_is_that_of_the_document(word):
    normal = word.styles["Normal"].element.rPr.find(qn("w:lang"))
    assert normal.get(qn("w:val")) == "fi-FI"
    assert "en-US" not in word.styles.element.xml


def test_tables_have_a_repeated_header_a_caption_and_row_headers(word):
    first, long = word.tables
    assert [c.text for c in first.rows[0].cells] == ["Kunta", "Lainat"]
    assert [c.text for c in first.rows[2].cells] == ["Yhteensä", "123\u00a0456"]
    assert len(long.rows) == 141
    for table in (first, long):
        headers = [r for r in table._tbl.tr_lst if r.trPr.find(qn("w:tblHeader")) is not None]
        assert headers == [table._tbl.tr_lst[0]]
        look = table._tbl.tblPr.find(qn("w:tblLook"))
        assert look.get(qn("w:firstColumn")) == look.get(qn("w:firstRow")) == "1"
    properties = first._tbl.tblPr
    assert properties.find(qn("w:tblCaption")).get(qn("w:val")) == "Lainat kunnittain"
    assert properties.find(qn("w:tblDescription")).get(qn("w:val")) == "Kunta, Lainat"
    assert properties.find(qn("w:tblLook")).get(qn("w:lastRow")) == "1"


def test_pictures_have_their_alternative_text(word):
    (shape,) = word.inline_shapes
    assert shape._inline.docPr.get("descr") == "Pylväskuvio: Forssassa 123 456 lainaa."
    assert shape.width < word.sections[0].page_width


def test_links_are_links(word):
    paragraph_ = next(p for p in word.paragraphs if p.hyperlinks)
    assert [(h.text, h.address) for h in paragraph_.hyperlinks] == [("Finna", "https://finna.fi/")]
    assert paragraph_.text == "Kirjastot palvelivat hyvin: Finna"


def test_lists_use_words_own_style(word):
    bullets = [p.text for p in word.paragraphs if p.style.name == "List Bullet"]
    assert bullets == ["Ensimmäinen", "Toinen kohta"]


def test_a_provisional_document_says_so_in_header_and_text(word):
    assert word.sections[0].header.paragraphs[0].text == "ALUSTAVA"
    assert "Alustava versio." in "\n".join(p.text for p in word.paragraphs)
    final = docx.Document(io.BytesIO(render_docx(report())))
    assert final.sections[0].header.paragraphs[0].text == ""


def test_the_footer_numbers_the_pages(content, word):
    footer = word.sections[0].footer.paragraphs[0]._p.xml
    assert "Louna-kirjastot" in footer
    assert footer.index('"PAGE"') < footer.index('"NUMPAGES"')


def test_the_same_document_gives_the_same_bytes():
    assert render_docx(report()) == render_docx(report())
    with zipfile.ZipFile(io.BytesIO(render_docx(report()))) as archive:
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_page_break_breaks_the_page():
    word = docx.Document(io.BytesIO(render_docx(document(paragraph("a"), PageBreak()))))
    assert 'w:type="page"' in word.element.xml


@given(st.text(max_size=60))
@settings(max_examples=drawn(30), deadline=None)
def test_any_text_can_be_written_and_read(text):
    word = docx.Document(
        io.BytesIO(render_docx(document(paragraph(f"({text})"), title=f"T{text}")))
    )
    assert word.paragraphs[1].text.startswith("(")
    assert word.paragraphs[1].text.endswith(")")


def test_markup_in_text_stays_text():
    hostile = "<w:b/> & ]]> \x00 \\n"
    word = docx.Document(io.BytesIO(render_docx(document(paragraph(hostile)))))
    assert word.paragraphs[1].text == "<w:b/> & ]]> \ufffd \\n"


def test_it_refuses_what_the_pdf_refuses():
    with pytest.raises(DocumentError, match=r"block 1 \(Figure\): has no alternative text"):
        render_docx(document(Figure(SVG, "")))
