"""What we write is read back by us and by others, and what cannot be written is refused."""

import gzip
import io
import os
import shutil
import subprocess
from pathlib import Path

import pymarc
import pytest

from kimppa.marc.reading import Format, MarcFileError, read, record_from, records_of
from kimppa.marc.record import Field, Record, Subfield, parse
from kimppa.marc.tables import State
from kimppa.marc.writing import encode, encoded, write

BOOK = parse("""
LDR    99999cam  2200000   4500
001    000123
245 10 $aSota ja rauha :$bpienoisromaani
CAT ## $aTyöpiste
""")


@pytest.fixture(scope="module", params=["finnish", "world"])
def source(
    request: pytest.FixtureRequest, shared_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A real file; of the world's, two megabytes."""
    packed = (shared_data / "marc" / f"{request.param}.mrc.gz").read_bytes()
    data = gzip.decompress(packed)[:2_000_000]
    file = tmp_path_factory.mktemp("writing") / f"{request.param}.mrc"
    file.write_bytes(data[: data.rindex(b"\x1d") + 1])
    return file


def test_bytes_pass_untouched(source: Path, tmp_path: Path) -> None:
    """All of them, damaged ones too, when they are given as bytes."""
    batches = list(read(source))
    raw = (batch.bytes_of(rec) for batch in batches for rec in range(len(batch)))
    write(tmp_path / "same.mrc", raw)
    assert (tmp_path / "same.mrc").read_bytes() == source.read_bytes()


def test_records_written_anew_are_read_back_by_pymarc(source: Path, tmp_path: Path) -> None:
    said = [(batch, rec, one) for batch in read(source) for rec, one in records_of(batch)]
    write(tmp_path / "new.mrc", (one for _batch, _rec, one in said))
    read_back = pymarc.MARCReader((tmp_path / "new.mrc").read_bytes())
    for (batch, rec, ours), theirs in zip(said, read_back, strict=True):
        assert theirs is not None
        assert [(f.tag, f.format_field()) for f in theirs.fields if f.tag != "FMT"] == [
            (f.tag, f.value if f.control else shown(f)) for f in ours.fields if f.tag != "FMT"
        ]
        if batch.records["state"][rec].as_py() == State.GOOD:
            again = encode(ours)
            assert again[24:] == batch.bytes_of(rec)[24:] or b"\x1d" in again


def shown(field: Field) -> str:
    """A field as pymarc prints it."""
    return pymarc.Field(
        field.tag,
        pymarc.Indicators(*field.indicators),
        [pymarc.Subfield(one.code, one.value) for one in field.subfields],
    ).format_field()


def test_records_written_anew_are_read_back_by_yaz(source: Path, tmp_path: Path) -> None:
    if not shutil.which("yaz-marcdump"):
        pytest.skip("optional: yaz-marcdump is not installed")
    ours = [one for batch in read(source) for _rec, one in records_of(batch)]
    write(tmp_path / "new.mrc", ours)
    assert yaz("-n", tmp_path / "new.mrc") == b""  # it has nothing to complain of
    output = yaz("-ojson", tmp_path / "new.mrc")
    theirs = [one for batch in read(io.BytesIO(output)) for _rec, one in records_of(batch)]
    assert [compared(one) for one in theirs] == [compared(one) for one in ours]


def yaz(option: str, file: Path) -> bytes:
    run = subprocess.run(["yaz-marcdump", option, str(file)], capture_output=True, check=True)
    return run.stdout + run.stderr


def compared(record: Record) -> list[Field]:
    """Without FMT, whose text yaz does not print."""
    return [one for one in record.fields if one.tag != "FMT"]


def test_lengths_and_encoding_are_set_right() -> None:
    data = encode(BOOK)
    assert int(data[:5]) == len(data)
    assert data[9:12] == b"a22"
    assert data[12:17] == b"%05d" % (data.index(b"\x1e") + 1)
    assert str(record_from(data)).splitlines()[1:] == str(BOOK).splitlines()[1:]


@pytest.mark.parametrize(
    ("record", "code"),
    [
        (Record("", [Field("500", "", "  ", [Subfield("a", "x" * 10_000)])]), "too-long"),
        (Record("", [Field("500", "", "  ", [Subfield("a", "x" * 9_000)])] * 12), "too-long"),
        (Record("", [Field("500", "", "  ", [Subfield("a", "x\x1fy")])]), "not-writable"),
        (Record("", [Field("500", "", "  ", [Subfield("ä", "x")])]), "not-writable"),
        (Record("", [Field("5001", "", "  ", [Subfield("a", "x")])]), "not-writable"),
        (Record("", [Field("500", "", " ", [Subfield("a", "x")])]), "not-writable"),
        (Record("", [Field("500", "", "  ", [Subfield("a", "\ud800")])]), "not-writable"),
    ],
)
def test_what_the_format_cannot_say_is_refused(record: Record, code: str) -> None:
    with pytest.raises(MarcFileError) as caught:
        encode(record)
    assert caught.value.code == code


def test_what_is_no_file_is_written_to_and_a_link_stays_one(tmp_path: Path) -> None:
    pipe, link, long = tmp_path / "pipe", tmp_path / "link.mrc", tmp_path / f"{'ä' * 125}.mrc"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write(pipe, [BOOK])
    assert os.read(reader, 9999) == encode(BOOK)
    os.close(reader)
    assert pipe.is_fifo()
    write(long, [])
    link.symlink_to(long)
    write(link, [BOOK])
    assert link.is_symlink()
    assert long.read_bytes() == encode(BOOK)


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "out.mrc"
    file.write_bytes(b"before")
    broken = Record("", [Field("500", "", "", [])])
    with pytest.raises(MarcFileError, match=r"^record 2: "):
        write(file, [BOOK, broken])
    assert file.read_bytes() == b"before"
    assert [one for one in tmp_path.iterdir() if one.is_file()] == [file]


def test_control_characters_are_refused_in_xml_and_kept_in_lines() -> None:
    record = Record(
        "0" * 24, [Field("001", "a\x01"), Field("500", "", "1 ", [Subfield("a", "{$}\n\\")])]
    )
    with pytest.raises(MarcFileError, match=r"U\+0001 \(001\)"):
        encoded(record, Format.MARCXML)
    (batch,) = read(io.BytesIO(encoded(record, Format.LINES)))
    assert [one for _rec, one in records_of(batch)] == [record]
    with pytest.raises(MarcFileError) as caught:
        encoded(record, Format.ALEPH)
    assert caught.value.code == "unknown-format"


@pytest.mark.parametrize("suffix", [".mrc", ".mrc.gz", ".mrc.zst"])
def test_a_suffix_packs(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"out{suffix}"
    assert write(file, [BOOK] * 3).records == 3
    assert sum(map(len, read(file))) == 3
    assert (file.read_bytes()[:3] == encode(BOOK)[:3]) == (suffix == ".mrc")


def test_a_format_field_written_as_a_data_field_is_told_with_its_subfield() -> None:
    """Some systems write Aleph's FMT with indicators; it must not keep a record out of XML."""
    record = Record("0" * 24, [Field("FMT", "  \x1faBK"), Field("001", "1")])
    assert b'<datafield tag="FMT" ind1=" " ind2=" "><subfield code="a">BK' in encoded(
        record, Format.MARCXML
    )
    for kind in (Format.MARCXML, Format.JSON):
        data = encoded(record, kind)
        whole = b"<collection>" + data + b"</collection>" if kind is Format.MARCXML else data
        ((_rec, again),) = (pair for batch in read(io.BytesIO(whole)) for pair in records_of(batch))
        assert again.control("FMT") == "BK"


def test_signs_of_xml_in_codes_and_indicators_come_back(tmp_path: Path) -> None:
    field = Field("500", "", '<"', [Subfield("&", "a & b"), Subfield("'", "\tc")])
    write(tmp_path / "signs.xml", [Record(BOOK.leader, [field])], Format.MARCXML)
    (batch,) = read(tmp_path / "signs.xml")
    ((_rec, record),) = records_of(batch)
    assert record.fields == [field]
