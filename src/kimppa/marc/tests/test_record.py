"""One record in hand."""

import pytest

from kimppa.marc.record import Field, Subfield, parse
from kimppa.marc.tables import UNKNOWN_TAG, tag_number, tag_text

TEXT = """\
LDR    00000cam a22000004i 4500
001    000123
245 10 $aSota ja rauha /$cLeo Tolstoi.
650 #7 $asodat$2yso/fin
"""


def test_the_line_format_is_read_and_written() -> None:
    record = parse(TEXT)
    assert str(record) == TEXT.strip("\n")
    assert record.control("001") == "000123"
    title = record.first("245")
    assert title is not None
    assert (title.get("a"), title.get("x")) == ("Sota ja rauha /", None)


def test_a_field_is_added_after_those_of_its_tag() -> None:
    record = parse(TEXT)
    record.add(Field("245", subfields=[Subfield("a", "toinen")]))
    record.add(Field("000"))
    assert [one.tag for one in record.fields] == ["000", "001", "245", "245", "650"]


def test_a_copy_is_its_own() -> None:
    record = parse(TEXT)
    copy = record.copy()
    copy.fields[1].subfields[0].value = "muuttui"
    assert str(record) == TEXT.strip("\n")


@pytest.mark.parametrize("line", ["24", "245x10", "245 10 ilman", "245 10 $"])
def test_what_is_not_a_field_is_refused_with_the_line(line: str) -> None:
    with pytest.raises(ValueError):
        parse(line)


@pytest.mark.parametrize("tag", ["001", "245", "999", "CAT", "LOW", "SID", "A00", "Z99"])
def test_a_tag_comes_back_from_its_number(tag: str) -> None:
    assert tag_text(tag_number(tag)) == tag
    assert tag_number(tag) < UNKNOWN_TAG


@pytest.mark.parametrize("tag", ["", "24", "2456", "2 5", "åäö", "²45"])
def test_what_is_no_tag_has_the_number_of_unknown(tag: str) -> None:
    assert tag_number(tag) == UNKNOWN_TAG
