"""MARCXML says the same however it is spelled, in pieces of any size, and as pymarc reads it."""

import gzip
import io
import re
from collections.abc import Callable
from pathlib import Path

import pymarc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kimppa.marc.building import batch
from kimppa.marc.reading import Format, MarcFileError, read, records_of
from kimppa.marc.record import Field, Record, Subfield
from kimppa.marc.writing import convert
from tests.examples import drawn

RECORD = re.compile(rb"<([^ >]*:)?record.*record\s*>", re.DOTALL)

type Told = list[tuple[str, int]]  # the text of each record and its flags


def told(data: bytes, piece: int = 4_000_000) -> Told:
    """All records; every byte of the file must be in one of them, or before or after one."""
    result: Told = []
    lead = at = 0
    for one in read(io.BytesIO(data), piece=piece):
        assert one.raw_offset == at
        assert bytes(one.raw) == data[at : at + len(one.raw)]
        at += len(one.raw)
        columns = {name: one.records[name].to_pylist() for name in ("offset", "length", "pad")}
        lead = lead or columns["offset"][0]
        for offset, length in zip(columns["offset"], columns["length"], strict=True):
            own = data[offset : offset + length]
            assert RECORD.fullmatch(own)
        lead += sum(columns["length"]) + sum(columns["pad"])
        flags = one.records["flags"].to_pylist()
        result += [(str(record), flags[rec]) for rec, record in records_of(one)]
    assert lead == at == len(data)
    return result


SPELLINGS: dict[str, Callable[[bytes], bytes]] = {
    "in lines of Windows": lambda xml: re.sub(rb"><(?=[a-z])", b">\r\n  <", xml),
    "with a prefix": lambda xml: re.sub(rb"<(/?)(?=[a-z])", rb"<\1marc:", xml).replace(
        b"xmlns=", b"xmlns:marc="
    ),
    "in single quotes": lambda xml: re.sub(rb'(ind1|ind2|tag|code)="([^"]*)"', rb"\1='\2'", xml),
    "with character references": lambda xml: xml.replace(b" :<", b"&#32;&#x3a;<"),
    "with comments between": lambda xml: xml.replace(b"<record>", b"<!-- a record --><record>"),
    "with comments that hold tags": lambda xml: xml.replace(
        b"<record>", b"<!-- <record></record> --><record>"
    ),
    "with comments inside": lambda xml: xml.replace(b"</leader>", b"</leader><!-- </record> -->"),
    "with CDATA": lambda xml: re.sub(
        rb">([^<&\r]+)</subfield>", rb"><![CDATA[\1]]></subfield>", xml
    ),
    "as OAI-PMH": lambda xml: xml.replace(
        b"<record>", b"<record><header><identifier>a</identifier></header><metadata><record>"
    ).replace(b"</record>", b"</record></metadata></record>"),
    "between deleted ones": lambda xml: xml.replace(
        b"<record>", b'<record><header status="deleted"/></record><record>'
    ),
    "with other elements inside": lambda xml: xml.replace(b"</leader>", b"</leader><x>y<z/></x>"),
}


@pytest.fixture(scope="module")
def finnish(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The real Finnish records as MARCXML."""
    file = tmp_path_factory.mktemp("marcxml") / "finnish.xml"
    data = gzip.decompress((shared_data / "marc" / "finnish.mrc.gz").read_bytes())
    assert convert(file, read(io.BytesIO(data)), Format.MARCXML).records == 515
    return file.read_bytes()


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("piece", [pytest.param(4_000_000, marks=pytest.mark.large), 20_000])
def test_each_spelling_says_the_same(finnish: bytes, spelling: str, piece: int) -> None:
    spelled = SPELLINGS[spelling](finnish)
    assert spelled != finnish
    assert told(spelled, piece) == told(finnish)


def test_real_records_are_as_pymarc_reads_them(finnish: bytes) -> None:
    theirs = pymarc.parse_xml_to_array(io.BytesIO(finnish))
    ours = [one for group in read(io.BytesIO(finnish)) for _rec, one in records_of(group)]
    assert len(ours) == len(theirs) == 515
    for mine, other in zip(ours, theirs, strict=True):
        assert mine.leader == str(other.leader)
        for field, peer in zip(mine.fields, other.fields, strict=True):
            assert field.tag == peer.tag
            if peer.control_field:
                assert field.value == peer.data
            elif not field.control:  # FMT, which pymarc takes for a data field
                assert field.indicators == "".join(peer.indicators)
                assert [(one.code, one.value) for one in field.subfields] == [
                    (one.code, one.value) for one in peer.subfields
                ]


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=20)
ODD = st.sampled_from(["", "a", "ab", "ä", "&", "<", '"', "\n", " "])


@given(
    st.lists(
        st.tuples(st.sampled_from(["001", "008", "245", "FMT", "24", "2450"]), ODD, ODD, ODD, TEXT),
        min_size=1,
        max_size=6,
    ),
    st.one_of(st.just("00000cam a22000004i 4500"), TEXT),
)
@settings(max_examples=drawn(150), deadline=None)
def test_odd_records_say_the_same_plainly_and_otherwise(
    fields: list[tuple[str, str, str, str, str]], leader: str
) -> None:
    """A comment inside makes the reader listen to each element; without one it does not."""
    xml = pymarc_like(leader, fields)
    assert told(xml) == told(xml.replace(b"<record>", b"<record><!-- listen -->"))


def pymarc_like(leader: str, fields: list[tuple[str, str, str, str, str]]) -> bytes:
    """Records as XML, whatever their tags, indicators and codes."""

    def quoted(text: str) -> str:
        for sign, name in (("&", "amp"), ("<", "lt"), ('"', "quot")):
            text = text.replace(sign, f"&{name};")
        return text.replace("\n", "&#10;")

    made = [f"<leader>{quoted(leader)}</leader>"]
    for tag, one, two, code, text in fields:
        if tag < "01":
            made.append(f'<controlfield tag="{tag}">{quoted(text)}</controlfield>')
        else:
            made.append(
                f'<datafield tag="{tag}" ind1="{quoted(one)}" ind2="{quoted(two)}">'
                f'<subfield code="{quoted(code)}">{quoted(text)}</subfield><subfield code="b"/>'
                "</datafield>"
            )
    return f"<collection><record>{''.join(made)}</record></collection>".encode()


@pytest.mark.parametrize("inside", ["", "<!-- listen -->"])
@pytest.mark.parametrize(
    "fault", [b"<oops", b"</oops>", b"&oops;", b"\xff", b"\x1f", b"<!DOCTYPE x>"]
)
def test_records_before_a_fault_are_given(finnish: bytes, fault: bytes, inside: str) -> None:
    marked = finnish.replace(b"<record>", f"<record>{inside}".encode())
    places = [found.start() for found in re.finditer(rb"<record>", marked)]
    broken = marked[: places[100]] + fault + marked[places[100] :]
    batches = read(io.BytesIO(broken))
    assert len(next(batches)) == 100
    with pytest.raises(MarcFileError) as caught:
        next(batches)
    assert caught.value.code in {"xml-broken", "xml-declarations"}


def test_another_encoding_is_read() -> None:
    (record,) = (
        one
        for group in read(io.BytesIO(LATIN1.encode("latin-1")))
        for _rec, one in records_of(group)
    )
    assert str(record).endswith("245 10 $aTyöpäivä")


LATIN1 = (
    '<?xml version="1.0" encoding="ISO-8859-1"?><record><leader>00000cam a22000004i 4500</leader>'
    '<datafield tag="245" ind1="1" ind2="0"><subfield code="a">Työpäivä</subfield></datafield>'
    "</record>"
)


def test_what_never_ends_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kimppa.marc.reading.marcxml._LONGEST", 100_000)
    with pytest.raises(MarcFileError) as caught:
        list(read(io.BytesIO(b"<collection><record><leader>" + b"x" * 300_000), piece=10_000))
    assert caught.value.code == "too-large"


def test_tables_of_records_in_hand_and_of_their_xml_are_the_same() -> None:
    record = Record(
        "00000cam a22000004i 4500",
        [Field("001", "1"), Field("245", "", "10", [Subfield("a", "A & B"), Subfield("b", "")])],
    )
    xml = pymarc_like(record.leader, [("001", "", "", "", "1"), ("245", "1", "0", "a", "A & B")])
    (group,) = read(io.BytesIO(xml))
    assert group.fields.equals(batch([record]).fields)
    assert group.subfields.equals(batch([record]).subfields)
