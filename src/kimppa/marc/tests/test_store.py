"""A snapshot is the file as it was, whole, and one record of it is found at once."""

import gzip
import hashlib
import io
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from kimppa.marc import store, zstdfile
from kimppa.marc.reading import Format, MarcFileError, read, records_of
from kimppa.marc.record import parse
from kimppa.marc.writing import convert, encode

DAY = datetime(2025, 1, 14, 10, tzinfo=UTC)
BOOKS = b"".join(encode(parse(f"001    {n}\n245 ## $aKirja {n}")) for n in range(50))


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Fifty records, one of them damaged, and scraps, to be kept in small frames."""
    monkeypatch.setattr(zstdfile, "FRAME", 700)
    path = tmp_path / "luettelo.mrc"
    path.write_bytes(BOOKS[:2000] + b"roskaa" * 9 + b"\x1d" + BOOKS[2000:])
    return path


def test_a_snapshot_is_the_file(tmp_path: Path, file: Path) -> None:
    seen: list[int] = []
    made = store.create(tmp_path, "Louna-2025", file, DAY, seen.append)
    found = store.opened(tmp_path, "Louna-2025")
    assert found == made
    told = found.manifest
    assert told.read == told.good + told.repaired + told.quarantined
    assert (told.size, told.sha256) == (told.source_size, told.source_sha256)
    assert told.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert found.content(0, told.size) == file.read_bytes()
    packed = (found.folder / "content.zst").read_bytes()
    assert pa.input_stream(pa.py_buffer(packed), compression="zstd").read() == file.read_bytes()
    assert [one.data for one in found.quarantined()] == [
        one.data for batch in read(file) for one in batch.quarantined
    ]
    assert seen[-1] == told.size


def test_tables_come_back_as_they_were_read(tmp_path: Path, file: Path) -> None:
    snapshot = store.create(tmp_path, "a", file, DAY)
    for kept, anew in zip(snapshot.batches(), read(file), strict=True):
        for name in ("records", "fields", "subfields"):
            assert getattr(kept, name).equals(getattr(anew, name))
        assert kept.quarantined == anew.quarantined
        assert (kept.raw, kept.raw_offset, kept.start) == (anew.raw, anew.raw_offset, anew.start)


@pytest.mark.parametrize("kind", ["iso2709", "lines"])
def test_one_record_by_its_offset(tmp_path: Path, file: Path, kind: str) -> None:
    if kind == "lines":
        file.write_text("".join(f"LDR    {'0' * 24}\n245 ## $aKirja {n}\n\n" for n in range(50)))
    snapshot = store.create(tmp_path, "a", file, DAY)
    assert snapshot.manifest.format == kind
    (batch,) = read(file)
    for rec, record in records_of(batch):
        offset = batch.records["offset"][rec].as_py()
        assert snapshot.bytes_at(offset) == batch.bytes_of(rec)
        assert snapshot.record_at(offset) == record
    with pytest.raises(MarcFileError) as caught:
        snapshot.record_at(3)
    assert caught.value.code == "no-record"


def test_a_packed_file_is_kept_unpacked(tmp_path: Path, file: Path) -> None:
    packed = tmp_path / "luettelo.mrc.gz"
    packed.write_bytes(gzip.compress(BOOKS))
    told = store.create(tmp_path, "a", packed, DAY).manifest
    assert told.sha256 == hashlib.sha256(BOOKS).hexdigest()
    assert told.source_sha256 == hashlib.sha256(packed.read_bytes()).hexdigest()


def test_nothing_is_left_of_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    broken = tmp_path / "broken.xml"
    convert(broken, read(io.BytesIO(BOOKS)), Format.MARCXML)
    broken.write_bytes(broken.read_bytes().replace(b"</collection>", b"<oops</collection>"))
    with pytest.raises(MarcFileError, match="not well formed"):
        store.create(tmp_path, "a", broken, DAY)
    assert list((tmp_path / "snapshots").iterdir()) == []


def test_names(tmp_path: Path, file: Path) -> None:
    store.create(tmp_path, "louna-2024", file, DAY.replace(year=2024))
    store.create(tmp_path, "louna-2025", file, DAY)
    store.create(tmp_path, "other", file, DAY.replace(year=2026))
    assert [one.name for one in store.listed(tmp_path)] == ["other", "louna-2025", "louna-2024"]
    assert store.latest(tmp_path, "louna").manifest.name == "louna-2025"
    store.delete(tmp_path, "louna-2025")
    assert store.latest(tmp_path, "louna").manifest.name == "louna-2024"
    assert len(list((tmp_path / "snapshots").iterdir())) == 2
    for name, code in [
        ("louna-2024", "snapshot-exists"),
        ("../louna", "bad-name"),
        (".x", "bad-name"),
        ("", "bad-name"),
    ]:
        with pytest.raises(MarcFileError) as caught:
            store.create(tmp_path, name, file, DAY)
        assert caught.value.code == code
    with pytest.raises(MarcFileError) as caught:
        store.opened(tmp_path, "louna-2025")
    assert caught.value.code == "no-snapshot"
    with pytest.raises(MarcFileError, match="no snapshot"):
        store.latest(tmp_path, "x")
