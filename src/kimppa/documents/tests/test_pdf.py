import io
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kimppa.documents.blocks import (
    DocumentError,
    Figure,
    PageBreak,
    bullets,
    heading,
    note,
    paragraph,
    runs,
    table,
)
from kimppa.documents.pdf import render_pdf, svg_to_png
from kimppa.documents.tests.readback import page_count
from kimppa.documents.tests.samples import SVG, document, long_table, report
from tests.examples import drawn

needs_pdftotext = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) is not installed"
)


def text_of(content: bytes) -> str:
    done = subprocess.run(
        ["pdftotext", "-enc", "UTF-8", "-", "-"], input=content, capture_output=True, check=True
    )
    return done.stdout.decode()


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content))


class Element(NamedTuple):
    tag: str
    alt: str


def elements(content: bytes) -> list[Element]:
    """Every element of the structure tree, in reading order."""
    found = []

    def walk(node):
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            found.append(Element(str(node.S), str(node.get("/Alt", ""))))
            walk(node.get("/K"))

    with opened(content) as file:
        walk(file.Root.StructTreeRoot.K)
    return found


def tags(content: bytes) -> list[str]:
    return [e.tag for e in elements(content)]


@pytest.fixture(scope="module")
def content():
    return render_pdf(report())


def test_it_says_its_language_title_and_standard(content):
    with opened(content) as file, file.open_metadata() as metadata:
        assert str(file.Root.Lang) == "fi-FI"
        assert file.Root.MarkInfo.Marked
        assert file.Root.ViewerPreferences.DisplayDocTitle
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "Toimenpideohjelman toteuma 2024"
        assert metadata["dc:creator"] == ["Louna-kirjastot"]
        assert metadata["dc:description"] == "Sopimuksen toteutuminen"
        assert metadata["xmp:CreateDate"] == "2025-01-14T00:00:00Z"


@pytest.mark.parametrize(("language", "locale"), [("sv", "sv-FI"), ("en", "en-GB")])
def test_it_speaks_the_documents_language(language, locale):
    with opened(render_pdf(report(language=language))) as file:
        assert str(file.Root.Lang) == locale


def test_headings_keep_their_levels(content):
    assert [t for t in tags(content) if re.fullmatch(r"/H\d", t)] == ["/H1", "/H2", "/H1"]


def test_a_table_over_many_pages_is_one_table_with_one_header(content):
    assert page_count(content) >= 3
    found = tags(content)
    assert found.count("/Table") == 2
    assert found.count("/THead") == 2
    assert found.count("/TH") == 2 + 3
    assert found.count("/TR") == (1 + 2) + (1 + 140)
    assert found.count("/Caption") == 3  # two tables and a figure


def test_every_figure_has_its_alternative_text(content):
    figures = [e.alt for e in elements(content) if e.tag == "/Figure"]
    assert figures == ["Pylväskuvio: Forssassa 123 456 lainaa."]


def test_lists_and_links_are_tagged(content):
    found = tags(content)
    assert found.count("/L") == 1
    assert found.count("/LI") == 2
    assert found.count("/Link") == 1
    with opened(content) as file:
        (link,) = [a for page in file.pages for a in page.get("/Annots", [])]
        assert str(link.A.URI) == "https://finna.fi/"
        assert str(link.Contents)


def test_the_same_document_gives_the_same_bytes():
    first = render_pdf(report())
    render_pdf(document(paragraph("väliin muuta")))
    assert render_pdf(report()) == first


def test_threads_do_not_disturb_one_another():
    documents = [report(title=f"Asiakirja {n}") for n in range(6)]
    alone = [render_pdf(d) for d in documents]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(render_pdf, documents)) == alone


@needs_pdftotext
def test_the_text_reads_in_order_with_page_numbers(content):
    text = text_of(content)
    said = ["Toimenpideohjelman toteuma 2024", "Ypäjä", "Yhteenveto", "Kirjastot palvelivat hyvin"]
    said += ["Toinen kohta", "Lainat kunnittain", "Rivi 139"]
    places = [text.index(part) for part in said]
    assert places == sorted(places)
    pages = page_count(content)
    assert all(f"{n} ({pages})" in text for n in range(1, pages + 1))


@needs_pdftotext
def test_a_provisional_document_says_so_on_every_page_and_in_its_text():
    content = render_pdf(report(provisional=True))
    text = text_of(content)
    assert text.count("ALUSTAVA") == page_count(content)
    assert "Alustava versio." in text
    assert "ALUSTAVA" not in text_of(render_pdf(report()))
    tagged = [t for t in tags(content) if t == "/P"]
    assert len(tagged) == len([t for t in tags(render_pdf(report())) if t == "/P"]) + 1


HOSTILE = [
    '#panic("x") #include "/etc/passwd" #sys.inputs',
    "\\ back\\slash * _ ` $ @x <y> // /* [ ] { } #",
    "= not a heading",
    "- not an item",
    "--- no dash",
    "'quotes' \"too\"",
]


@needs_pdftotext
@pytest.mark.parametrize("hostile", HOSTILE)
def test_user_text_stays_text(hostile):
    written = document(
        heading(hostile),
        paragraph(hostile),
        bullets(hostile),
        table(hostile, [hostile], [[hostile]]),
        note(hostile),
        title=hostile,
        subtitle=hostile,
        footer=hostile,
    )
    text = re.sub(r"\s+", " ", text_of(render_pdf(written)))
    assert text.count(hostile) == 10


@needs_pdftotext
def test_a_very_long_word_breaks_and_stays_within_the_page():
    word = "A" * 400
    content = render_pdf(document(table("t", ["a", "b"], [[word, word]])))
    assert re.sub(r"[^A]", "", text_of(content)) == word * 2
    boxes = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=content, capture_output=True, check=True
    ).stdout.decode()
    rights = [float(x) for x in re.findall(r'<word[^>]* xMax="([\d.]+)"', boxes)]
    assert max(rights) < 595 - 50


@needs_pdftotext
def test_emoji_show_and_letters_without_a_font_are_named():
    text = text_of(render_pdf(document(paragraph("Kiitos 😀 日本 a\x00b\x07c\ud800d"))))
    assert "Kiitos 😀 [U+65E5][U+672C] a\ufffdb\ufffdc\ufffdd" in text


@given(st.text(max_size=60), st.text(max_size=20))
@settings(max_examples=drawn(60), deadline=None)
def test_any_text_can_be_written(text, title):
    content = render_pdf(
        document(paragraph(text), table("t", ["a"], [[text]]), title=f"T{title}", footer=text)
    )
    assert page_count(content) == 1


@needs_pdftotext
def test_a_heading_never_ends_a_page():
    for lines in range(25, 45):
        filler = [paragraph(f"rivi {n}") for n in range(lines)]
        text = text_of(render_pdf(document(*filler, heading("Otsikko"), long_table(3))))
        page = next(page for page in text.split("\f") if "Otsikko" in page)
        assert "Kaikki rivit" in page


@needs_pdftotext
def test_a_page_break_breaks_the_page():
    text = text_of(render_pdf(document(paragraph("ennen"), PageBreak(), note("jälkeen"))))
    first, second = text.split("\f")[:2]
    assert ("ennen" in first, "jälkeen" in second) == (True, True)


def test_it_refuses_a_figure_without_words():
    with pytest.raises(DocumentError, match=r"block 1 \(Figure\): has no alternative text"):
        render_pdf(document(Figure(SVG, "")))


def test_empty_documents_and_paragraphs_are_fine():
    assert page_count(render_pdf(document())) == 1
    assert page_count(render_pdf(document(paragraph(), bullets(runs())))) == 1


def test_only_bundled_fonts_are_used(content):
    with opened(content) as file:
        fonts = [font for page in file.pages for font in page.Resources.Font.values()]
        names = {str(font.BaseFont).split("+")[-1] for font in fonts}
    assert all(name.startswith("SourceSans3") for name in names)


def test_a_picture_becomes_png():
    image = svg_to_png(SVG)
    assert image.startswith(b"\x89PNG")
    assert image == svg_to_png(SVG)
