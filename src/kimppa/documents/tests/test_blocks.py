import datetime
import json
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kimppa.documents import blocks
from kimppa.documents.blocks import (
    Column,
    DocumentError,
    PageBreak,
    Run,
    Table,
    figure,
    from_json,
    heading,
    link,
    paragraph,
    runs,
    table,
    to_json,
)
from kimppa.documents.checks import check
from kimppa.documents.tests.samples import SVG, document, report

TEXT = st.text(max_size=30)
RUNS = st.lists(st.builds(Run, TEXT, st.booleans(), st.booleans(), TEXT), max_size=3).map(tuple)
CELLS = st.lists(st.lists(RUNS, max_size=3).map(tuple), max_size=3).map(tuple)
COLUMNS = st.lists(
    st.builds(Column, TEXT, st.sampled_from(["left", "right", "center"]), st.floats(0.1, 9)),
    max_size=3,
).map(tuple)
BLOCKS = st.one_of(
    st.builds(blocks.Heading, st.integers(1, 6), RUNS, TEXT),
    st.builds(blocks.Paragraph, RUNS, TEXT),
    st.builds(blocks.ListBlock, st.lists(RUNS, max_size=3).map(tuple), st.booleans(), TEXT),
    st.builds(Table, TEXT, COLUMNS, CELLS, st.booleans(), st.booleans()),
    st.builds(blocks.Figure, TEXT, TEXT, TEXT, st.floats(0.1, 1)),
    st.builds(blocks.Quote, RUNS, TEXT, TEXT),
    st.builds(blocks.Note, RUNS),
    st.just(PageBreak()),
)
DOCUMENTS = st.builds(
    blocks.Document,
    TEXT,
    st.sampled_from(blocks.LANGUAGES),
    st.dates(datetime.date(1900, 1, 1), datetime.date(2999, 12, 31)),
    st.lists(BLOCKS, max_size=5).map(tuple),
    TEXT,
    TEXT,
    TEXT,
    st.lists(TEXT, max_size=3).map(tuple),
    TEXT,
    st.booleans(),
)


@given(DOCUMENTS)
def test_a_document_survives_its_json(written):
    assert from_json(to_json(written)) == written


def test_equal_documents_have_one_json_in_ascii():
    assert to_json(report()) == to_json(report())
    assert set(to_json(report())) <= set(string.printable)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "is not JSON"),
        ("[]", "is not of format 1"),
        ('{"format": 2, "document": null}', "is not of format 1"),
        ('{"format": 1, "document": {"kind": "run", "text": "x"}}', "holds no document"),
        ('{"format": 1, "document": {"kind": "spell"}}', "unknown kind 'spell'"),
        ('{"format": 1, "document": {"kind": "run", "colour": "red"}}', "does not fit"),
    ],
)
def test_json_of_something_else_is_refused(text, message):
    with pytest.raises(DocumentError, match=message):
        from_json(text)


def test_a_field_of_the_wrong_name_is_refused():
    data = json.loads(to_json(report()))
    data["document"]["blocks"][0]["levle"] = 1
    with pytest.raises(DocumentError, match="heading: does not fit the block model"):
        from_json(json.dumps(data))


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
        (document(paragraph("a"), figure(SVG, " ")), "block 2 (Figure)", "no alternative text"),
        (document(figure("<svg", "kuva")), "block 1 (Figure)", "not readable SVG"),
        (document(figure("<p/>", "kuva")), "block 1 (Figure)", "is not SVG"),
        (document(figure(SVG, "kuva", width=0)), "block 1 (Figure)", "width 0"),
        (
            document(figure('<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG, "kuva")),
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
