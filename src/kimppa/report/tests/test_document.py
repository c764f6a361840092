"""Two pages of text, every clause among them; a PDF and a Word file that can be read aloud."""

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import replace

import docx
import pikepdf
import pytest
from django.utils import translation
from docx.oxml.ns import qn

from kimppa.core.releases.facts import Stamp
from kimppa.documents.blocks import Block, Paragraph, Table, plain
from kimppa.documents.docx import render_docx
from kimppa.documents.pdf import layout, render_pdf
from kimppa.report.content import Content, Note, Part, Words
from kimppa.report.document import PAGES, fit
from kimppa.report.tests.samples import EVENTS, clause, content, year

DRAFT = Stamp(dt.date(2025, 1, 14))
FROZEN = Stamp(dt.date(2025, 1, 14), version=2, sha256="ab" * 32, reason="Luku 3.1 korjattu")


@pytest.fixture(autouse=True)
def finnish() -> Iterator[None]:
    with translation.override("fi"):
        yield


def words(blocks: tuple[Block, ...]) -> str:
    return "\n".join(plain(block.runs) for block in blocks if isinstance(block, Paragraph))


@pytest.mark.parametrize("sentences", [1, 2, 4, 8])
def test_text_takes_two_pages_and_names_every_clause(sentences: int) -> None:
    facts = content(year(sentences=sentences))
    made = fit(facts, DRAFT)
    assert made.fits
    first_annex = next(
        place for place, block in enumerate(made.document.blocks) if isinstance(block, Table)
    )
    assert layout(made.document).places[first_annex][0] == made.pages + 1
    text = words(made.document.blocks)
    for part in facts.parts:
        assert part.clause.number in text


def test_a_short_year_is_told_in_full() -> None:
    made = fit(content(year(sentences=1)), DRAFT)
    assert made.left_out == ()
    assert words(made.document.blocks).count("Työtä ei ole kirjattu.") == 5


def test_what_is_left_out_is_told() -> None:
    made = fit(content(year(sentences=8)), DRAFT)
    assert "muut kuin kunkin kohdan ensimmäinen lause" in made.left_out
    assert "kohdat, joissa ei ole kerrottavaa, kukin omalla rivillään" in made.left_out
    assert "1.6, 1.11 Työtä ei ole kirjattu." in words(made.document.blocks)


def test_a_persons_words_are_never_cut() -> None:
    long = "Tämä on pääkäyttäjän oma lause. " * 400
    parts = tuple(Part(one) for one in year(sentences=1))
    parts = (replace(parts[0], words=Words(edited=long.strip())), *parts[1:])
    made = fit(replace(content(()), parts=parts), DRAFT)
    assert not made.fits
    assert made.pages > PAGES
    assert long.strip() in words(made.document.blocks)


def test_own_lines_follow_words_shared_by_all() -> None:
    part = Part(EVENTS, Words("Tapahtumia oli paljon.", ("5 tapahtumaa.",)))
    made = fit(replace(content(()), parts=(part,)), DRAFT)
    assert "Tapahtumia oli paljon.\nTammela: 5 tapahtumaa." in words(made.document.blocks)


def test_the_matrix_and_the_figures_stand_in_the_annex() -> None:
    made = fit(content((EVENTS, replace(clause("1.2", "Tehty."), handwritten_only=True))), DRAFT)
    matrix, figures = [block for block in made.document.blocks if isinstance(block, Table)]
    assert len(matrix.columns) == 16
    first = [plain(cell) for cell in matrix.rows[0]]
    assert first == ["3.1", "–", *["2"] * 12, "–", "Toteutunut"]
    assert plain(matrix.rows[1][-1]) == "Toteutunut *"
    assert [plain(cell) for cell in figures.rows[0]] == ["3.1", "tapahtumia", "23"]


def test_a_frozen_document_says_where_it_comes_from() -> None:
    document = fit(content((EVENTS,)), FROZEN).document
    assert "Versio 2, jäädytetty 14.1.2025." in words(document.blocks)
    assert "ab" * 32 in words(document.blocks)
    assert "Uuden version syy: Luku 3.1 korjattu" in words(document.blocks)
    assert not document.provisional


def test_examples_are_named_as_such() -> None:
    made_up = replace(EVENTS, sentences=(replace(EVENTS.sentences[0], example=True),))
    assert content((made_up,)).example
    assert not content((EVENTS,)).example


def whole() -> Content:
    notes = (Note("Finnan etusivu uusittiin.", dt.date(2024, 5, 30)), Note("Kielikahvilat"))
    return content((EVENTS, *year(sentences=2)), highlights=notes, closing="Kiitos yhteistyöstä.")


def test_the_pdf_says_its_language_title_and_tables() -> None:
    pdf = pikepdf.open(io.BytesIO(render_pdf(fit(whole(), FROZEN).document)))
    root = pdf.Root
    assert str(root.Lang).lower().startswith("fi")
    assert bool(root.MarkInfo.Marked)
    with pdf.open_metadata() as meta:
        assert meta["pdfuaid:part"] == "1"
        assert meta["dc:title"] == "Toimenpideohjelman toteutuminen 2024"
    tags = [str(element.S) for element in elements(root.StructTreeRoot)]
    assert tags.count("/Table") == 2
    assert tags.count("/TH") == 16 + 3
    assert all("/Alt" in one for one in elements(root.StructTreeRoot) if one.S == "/Figure")


def elements(node: pikepdf.Object) -> Iterator[pikepdf.Object]:
    kids = node.get("/K")
    if kids is None:
        return
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


def test_the_word_file_has_headings_language_and_header_rows() -> None:
    word = docx.Document(io.BytesIO(render_docx(fit(whole(), FROZEN).document)))
    assert word.core_properties.language == "fi-FI"
    assert word.core_properties.title == "Toimenpideohjelman toteutuminen 2024"
    headings = [p.text for p in word.paragraphs if p.style and p.style.name == "Heading 1"]
    assert headings[0] == "Vuoden nostot"
    assert "Lopuksi" in headings
    assert len(word.tables) == 2
    for table in word.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_the_same_facts_give_the_same_files() -> None:
    fit.cache_clear()
    first = render_pdf(fit(whole(), FROZEN).document)
    fit.cache_clear()
    assert render_pdf(fit(whole(), FROZEN).document) == first


def test_what_matters_least_is_left_out_first() -> None:
    """A year a little too long loses its deliveries before its decisions."""
    given = tuple(replace(EVENTS.deliveries[0], title=f"Tapahtumaluettelo {n}") for n in range(6))
    long = tuple(
        replace(one, decisions=EVENTS.decisions, deliveries=given) for one in year(sentences=1)
    )
    made = fit(content(long), DRAFT)
    assert made.fits
    assert "toimitukset" in made.left_out
    assert "päätökset" not in made.left_out
    assert "Uutiset jaetaan kunnittain" in words(made.document.blocks)
