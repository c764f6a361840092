import pytest

from kimppa.documents import blocks
from kimppa.documents.blocks import (
    Column,
    DocumentError,
    Figure,
    Run,
    heading,
    link,
    paragraph,
    runs,
    table,
)
from kimppa.documents.checks import check
from kimppa.documents.tests.samples import SVG, document, report


def test_runs_join_text_and_leave_out_the_empty():
    assert runs("a", "", Run("b", bold=True), (Run("c"),)) == (
        Run("a"),
        Run("b", bold=True),
        Run("c"),
    )


@pytest.mark.parametrize(
    ("written", "where", "problem"),
    [
        (document(title=" "), "document", "no title"),
        (document(language="de"), "document", "'de' is not fi, sv or en"),
        (document(heading("A", 2)), "block 1 (Heading “A”)", "level 2 comes after no heading"),
        (
            document(heading("A"), heading("B", 3)),
            "block 2 (Heading “B”)",
            "level 3 comes after a heading of level 1",
        ),
        (document(heading(" ")), "block 1 (Heading “ ”)", "has no text"),
        (document(heading("A", 7)), "block 1 (Heading “A”)", "not between 1 and 6"),
        (document(paragraph("a"), Figure(SVG, " ")), "block 2 (Figure)", "no alternative text"),
        (document(Figure("<svg", "kuva")), "block 1 (Figure)", "not readable SVG"),
        (document(Figure("<p/>", "kuva")), "block 1 (Figure)", "is not SVG"),
        (document(Figure(SVG, "kuva", width=0)), "block 1 (Figure)", "width 0"),
        (
            document(Figure('<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG, "kuva")),
            "block 1 (Figure)",
            "not readable SVG",
        ),
        (document(blocks.bullets()), "block 1 (ListBlock)", "has no items"),
        (document(table("t", [], [])), "block 1 (Table)", "has no columns"),
        (document(table("t", ["a", ""], [])), "block 1 (Table)", "column 2 has no title"),
        (document(table("t", [Column("a", weight=0)], [])), "block 1 (Table)", "no width"),
        (
            document(table("t", ["a", "b"], [["1", "2"], ["1"]])),
            "block 1 (Table “1”)",
            "row 2 has 1 cells for 2 columns",
        ),
        (
            document(paragraph(link("x", "javascript:alert(1)"))),
            "block 1 (Paragraph “x”)",
            "not an http, https, mailto or tel address",
        ),
    ],
)
def test_a_document_that_must_not_be_written_names_the_block(written, where, problem):
    with pytest.raises(DocumentError) as caught:
        check(written)
    assert caught.value.where == where
    assert problem in caught.value.problem


def test_the_sample_report_is_fit_to_write():
    check(report())
