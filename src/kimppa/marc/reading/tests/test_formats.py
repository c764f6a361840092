"""Every format and every packing gives the same records, and what is none is refused clearly."""

import bz2
import contextlib
import gzip
import io
import json
import lzma
import shutil
import subprocess
import zipfile
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kimppa.marc.reading import Format, MarcFileError, parts, read, records_of, streams
from kimppa.marc.record import Record, parse
from kimppa.marc.tables import Flag, State
from kimppa.marc.writing import convert, encode, write
from tests.examples import drawn

TEXT = """LDR    00000cam a22000004i 4500
001    000123
008    200101s2020    fi ||||j |||||||||| fin|c
245 10 $aSota ja rauha :$bpienoisromaani /$cLeo Tolstoi.
650 #7 $asodat$2yso/fin
CAT ## $aTyöpiste"""
BOOK = parse(TEXT)
MRC = encode(BOOK)
ALEPH = """000000123 LDR   L 00000cam^a22000004i^4500
000000123 001   L 000123
000000123 008   L 200101s2020^^^^fi^||||j^||||||||||^fin|c
000000123 24510 L $$aSota ja rauha :$$bpienoisromaani /
000000123 24510 L $$9^$$cLeo Tolstoi.
000000123 650 7 L $$asodat$$2yso/fin
000000123 CAT   L $$aTyöpiste
"""


def said(source: bytes | Path, **options: str) -> list[str]:
    """All records of a file as text, with every byte from the first record on accounted for."""
    data = source if isinstance(source, Path) else io.BytesIO(source)
    batches = list(read(data, **options))
    for before, after in pairwise(batches):
        assert before.raw_offset + len(before.raw) == after.raw_offset
        assert before.start + len(before) == after.start
    for batch in batches:
        offset, length, pad = (
            batch.records[name].to_pylist() for name in ("offset", "length", "pad")
        )
        assert offset[0] - batch.raw_offset + sum(length) + sum(pad) == len(batch.raw)
    return [str(one) for batch in batches for _rec, one in records_of(batch)]


def refused(data: bytes) -> MarcFileError:
    with pytest.raises(MarcFileError) as caught:
        list(read(io.BytesIO(data)))
    return caught.value


@pytest.fixture(scope="module")
def finnish(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("formats") / "finnish.mrc"
    file.write_bytes(gzip.decompress((shared_data / "marc" / "finnish.mrc.gz").read_bytes()))
    return file


@pytest.mark.parametrize("kind", [Format.MARCXML, Format.JSON, Format.LINES])
def test_real_records_survive_another_format(finnish: Path, tmp_path: Path, kind: Format) -> None:
    other = tmp_path / "records.zst"
    assert convert(other, read(finnish), kind).records == 515
    assert said(other) == said(finnish)


def test_what_yaz_writes_is_read(finnish: Path, tmp_path: Path) -> None:
    """It knows no FMT; it gets leaders set right, since it reads wrong where they are not."""
    if not shutil.which("yaz-marcdump"):
        pytest.skip("optional: yaz-marcdump is not installed")
    anew = tmp_path / "anew.mrc"
    write(anew, (one for batch in read(finnish) for _rec, one in records_of(batch)))
    ours = [without_fmt(one) for one in said(finnish)]
    for kind in ("line", "json", "marcxml"):
        command = ["yaz-marcdump", "-f", "utf8", "-t", "utf8", "-o", kind, str(anew)]
        output = subprocess.run(command, capture_output=True, check=True).stdout
        theirs = Counter(without_fmt(one) for one in said(output))
        same = (Counter(ours) & theirs).total()
        # In lines it drops empty subfields, and " $a " or line feeds in a text cannot be told.
        assert same >= (498 if kind == "line" else 515), kind


def without_fmt(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if line[:3] not in {"FMT", "LDR"})


YAZ = "00000cam a22000004i 4500\n001 000123\n245 10 $a Sota $b ja $ rauha $c L. T.\n\n"
MRK = "=LDR  00000cam a22000004i 4500\n=001  000123\n=245  1\\$aHinta 5 {dollar}$bx\n\n"
XML = (
    '<m:collection xmlns:m="http://www.loc.gov/MARC21/slim"><!-- records --><m:record>'
    "<m:leader>00000cam a22000004i 4500</m:leader><m:controlfield tag='001'>1</m:controlfield>"
    '<m:datafield tag="245" ind1="1" ind2="0"><m:subfield code="a">A &amp; <![CDATA[<B>]]>'
    "</m:subfield></m:datafield></m:record>{}</m:collection>"
)
OAI = (
    "<OAI-PMH><ListRecords><record><header>x</header><metadata>" + XML.format("") + "</metadata>"
    "</record><record><header status='deleted'/></record></ListRecords></OAI-PMH>"
)


def test_the_formats_by_example() -> None:
    assert said(TEXT.encode()) == [TEXT]
    assert said((TEXT + "\n\n" + TEXT).encode()) == [TEXT, TEXT]
    assert said((ALEPH * 1 + ALEPH.replace("0123 ", "0124 ")).encode()) == [TEXT, TEXT]
    assert said(YAZ.encode() * 2)[1].endswith("\n245 10 $aSota$bja $ rauha$cL. T.")
    assert said(MRK.encode())[0].endswith("\n245 1# $aHinta 5 $$bx")
    assert said(OAI.encode()) == said(XML.format("").encode())
    assert said(OAI.encode())[0].endswith("\n245 10 $aA & <B>")


def test_a_long_control_number_is_no_leader() -> None:
    """Lines without a leader may begin with a 001 as long as one."""
    (record,) = said(b"001    99177110090001161\n245 00 $aNimeke\n")
    assert "\n001    99177110090001161\n" in record
    assert record.startswith("LDR    00000cam")


def test_each_packing_gives_the_same(finnish: Path, tmp_path: Path) -> None:
    data, plain = finnish.read_bytes(), said(finnish)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("readme.txt", "no records")
        archive.writestr("a/one.mrc", data)
        archive.writestr("two.txt.seq", ALEPH)
    assert said(packed.getvalue()) == [*plain, TEXT]
    assert said(gzip.compress(data[:700_000]) + gzip.compress(data[700_000:])) == plain
    assert said(pa.compress(data, "zstd", asbytes=True)) == plain
    file = tmp_path / "packed.mrc.gz"
    file.write_bytes(gzip.compress(data))
    assert parts(file, 100_000) == [(0, None)]


def test_what_is_packed_twice_is_unpacked_twice(finnish: Path) -> None:
    data, plain = finnish.read_bytes(), said(finnish)
    inner, outer = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("one.mrc", data)
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner.zip", inner.getvalue())
        archive.writestr("two.mrc.gz", gzip.compress(data))
    assert said(outer.getvalue()) == plain * 2
    assert said(gzip.compress(gzip.compress(data))) == plain


def test_lines_that_are_no_records_are_quarantined() -> None:
    good = json.dumps({"leader": "0" * 24, "fields": [{"001": "1"}, {"245": "no subfields"}]})
    found = list(read(io.BytesIO(f'{good}\n{{"x": 1}}\n{good[:-20]}\n{good}\n'.encode())))
    (batch,) = found
    assert batch.records["state"].to_pylist() == [1, 2, 2, 1]
    assert batch.quarantined[0].reason == "an object without fields"
    assert Flag(batch.records["flags"][0].as_py()) == Flag.INDICATORS
    lines = f"{TEXT}\n\nhei vaan\n\n{TEXT}\n"
    (batch,) = read(io.BytesIO(lines.encode()))
    assert batch.records["state"].to_pylist() == [0, 2, 0]
    assert batch.quarantined[0].data == b"hei vaan\n"


def archived(*names: str) -> bytes:
    """A zip archive of members that hold little."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"Hei vaan, t\xc3\xa4ss\xc3\xa4 on kirje.", "not-marc"),
        (b"\0" * 80_000 + MRC, "nuls"),
        (b"%PDF-1.7 \x00\x01", "another-kind"),
        (b"<html><body>Kirjaudu</body></html>", "another-kind"),
        (b'<!DOCTYPE html>\n<html lang="fi"><p>Kirjaudu</p></html>', "another-kind"),
        (b"\x89PNG\r\n\x1a\n" + b"\x1d\x1e\x1f" * 99, "another-kind"),
        (b"PAR1" + b"000000001\x1e\x1f" * 99, "another-kind"),
        (archived("[Content_Types].xml", "xl/workbook.xml"), "another-kind"),
        (archived("mimetype", "META-INF/manifest.xml", "content.xml"), "another-kind"),
        (bz2.compress(MRC), "packed-otherwise"),
        (lzma.compress(MRC), "packed-otherwise"),
        (b"[1, 2, 3]", "not-marc"),
        (b'{"leader": "', "json-broken"),
        (b"[" * 100_000, "not-marc"),
        (b'{"a":' * 100_000, "json-broken"),
        ("<collection/>".encode("utf-16"), "utf-16"),
        (b"<collection><record></collection>", "xml-broken"),
        (XML.format("<m:record>").encode(), "xml-broken"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "xml-declarations"),
        (b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>', "xml-declarations"),
        (gzip.compress(MRC * 99, mtime=0)[:30], "broken-archive"),
        (b"\x1f\x8b" + b"x" * 99, "broken-archive"),
        (b"PK\x03\x04" + b"x" * 99, "broken-archive"),
        (b"\x28\xb5\x2f\xfd" + b"x" * 99, "broken-archive"),
    ],
)
def test_what_is_no_marc_file_is_said(data: bytes, code: str) -> None:
    error = refused(data)
    assert error.code == code
    assert str(error)


def test_json_that_breaks_off_tells_where_in_the_file() -> None:
    one = json.dumps({"leader": "0" * 24, "fields": [{"001": "1"}, {"245": "Työ"}]})
    error = refused(f"[{one}, {one}, {{x}}]".encode())
    at = 1 + 2 * (len(one) + 2) + 1
    assert error.facts["detail"].endswith(f": byte {at}")  # json.dumps writes ö as \\u00f6


def test_what_was_read_before_an_error_is_given() -> None:
    batches = read(io.BytesIO(XML.format("<oops").encode()))
    assert len(next(batches)) == 1
    with pytest.raises(MarcFileError, match="not well formed"):
        next(batches)


def test_a_bomb_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "FREE", 1_000_000)
    assert refused(gzip.compress(MRC + b" " * 30_000_000)).code == "too-large"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.mrc", MRC + b" " * 30_000_000)
    assert refused(packed.getvalue()).code == "too-large"
    twice = gzip.compress(gzip.compress(MRC + b" " * 300_000_000))
    assert refused(twice).code == "too-large"


def test_a_locked_archive_is_said() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.mrc", MRC)
    data = bytearray(packed.getvalue())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert refused(bytes(data)).code == "encrypted"


STARTS = st.sampled_from([b"", b"<collection>", b"{", b"[", b"LDR    ", b"=LDR  ", ALEPH.encode()])


@given(STARTS, st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
@settings(max_examples=drawn(150), deadline=None)
def test_nothing_makes_a_reader_fall(start: bytes, rest: bytes) -> None:
    with contextlib.suppress(MarcFileError):
        said(start + rest)


def test_records_of_texts_that_hold_delimiters_are_repaired() -> None:
    value = {
        "leader": "0" * 24,
        "fields": [{"001": "a\x1eb"}, {"245": {"subfields": [{"a": "\x1f"}]}}],
    }
    (batch,) = read(io.BytesIO(json.dumps(value).encode()))
    assert batch.records["state"].to_pylist() == [State.REPAIRED]
    (record,) = (one for _rec, one in records_of(batch))
    assert isinstance(record, Record)
    assert record.control("001") == "a�b"
