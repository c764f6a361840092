"""Files of every format, packed too, are checked in parts, and it changes nothing."""

import gzip
import zipfile
import zlib
from pathlib import Path

import pytest

from kimppa.marc.checking import Seen, Stopped, check
from kimppa.marc.checking.tests.catalogues import SMALL, made, same
from kimppa.marc.checking.whole import here, processes
from kimppa.marc.reading import Format, MarcFileError, read, records_of
from kimppa.marc.writing import convert

COUNT = 200


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("formats")


@pytest.fixture(scope="module")
def files(folder: Path) -> dict[str, Path]:
    """A made catalogue in each format."""
    source = made(folder / "made.mrc", COUNT)
    paths = {kind: folder / f"made.{kind}" for kind in ("marcxml", "json", "lines", "aleph")}
    for kind, path in paths.items():
        if kind == "aleph":
            path.write_bytes(aleph(source))
        else:
            convert(path, read(source), Format(kind))
    return paths | {"iso2709": source}


def aleph(source: Path) -> bytes:
    lines = []
    for batch in read(source):
        for rec, record in records_of(batch):
            lines.append(f"{rec:09d} LDR   L {record.leader.replace(' ', '^')}")
            for one in record.fields:
                body = "".join(f"$${sub.code}{sub.value}" for sub in one.subfields)
                lines.append(f"{rec:09d} {one.tag}{one.indicators} L {one.value or body}")
    return "\n".join(lines).encode() + b"\n"


@pytest.mark.parametrize("kind", ["marcxml", "json", "lines", "aleph"])
def test_parts_give_what_one_go_gives(kind: str, files: dict[str, Path], tmp_path: Path) -> None:
    seen: list[Seen] = []
    whole = check(files[kind], tmp_path / "once", spread=here, size=1 << 30, progress=seen.append)
    assert whole.counts.bytes == files[kind].stat().st_size == seen[-1].all
    assert len(seen) <= 3
    assert whole.counts.read >= COUNT - 5
    assert len(whole.headings) > 10
    seen.clear()
    parts = check(
        files[kind],
        tmp_path / "parts",
        spread=processes(2) if kind == "marcxml" else here,
        size=SMALL,
        progress=seen.append,
    )
    same(whole, parts)
    assert whole.source == parts.source
    assert len(seen) > 2
    assert [one.bytes for one in seen] == sorted({one.bytes for one in seen})
    assert seen[-1].bytes == seen[-1].all


@pytest.mark.parametrize("kind", ["iso2709", "marcxml", "aleph"])
def test_a_packed_file_is_stopped_and_gone_on_with(
    kind: str, files: dict[str, Path], tmp_path: Path
) -> None:
    packed = tmp_path / f"made.{kind}.gz"
    packed.write_bytes(gzip.compress(files[kind].read_bytes(), mtime=0))
    seen: list[Seen] = []
    with pytest.raises(Stopped):
        check(
            packed,
            tmp_path / "out",
            spread=here,
            progress=seen.append,
            stopping=lambda: len(seen) == 2,
            size=SMALL,
        )
    done = sorted((tmp_path / "out" / "parts").glob("*.done"))
    assert len(done) == 2
    assert 0 < seen[0].bytes < seen[1].bytes < seen[1].all
    whole = check(files[kind], tmp_path / "once", spread=here, size=1 << 30)
    same(whole, check(packed, tmp_path / "out", spread=here, size=SMALL))
    assert not list((tmp_path / "out").glob("unpacked-*"))


def test_an_archive_of_many_formats_is_one_file(files: dict[str, Path], tmp_path: Path) -> None:
    packed = tmp_path / "all.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("readme.txt", "no records")
        archive.write(files["marcxml"].parent / "made.mrc", "a.mrc")
        for number in range(9):
            archive.writestr(f"few-{number}.xml", few(files["marcxml"], number))
        for path in files.values():
            archive.write(path, path.name)
    whole = check(packed, tmp_path / "once", spread=here, size=1 << 30)
    with pytest.raises(Stopped):  # what other parts have left is not taken for these
        check(packed, tmp_path / "parts", spread=here, size=4 * SMALL, stopping=lambda: True)
    seen: list[Seen] = []
    parts = check(packed, tmp_path / "parts", spread=here, size=SMALL, progress=seen.append)
    same(whole, parts)
    offsets = [at for one in read(packed) for at in one.records["offset"].to_pylist()]
    assert parts.records().collect()["offset"].to_list() == offsets
    assert parts.counts.bytes == seen[-1].all
    sizes = sum(path.stat().st_size for path in files.values())
    assert 5 < len(seen) < 2 * sizes // SMALL, "small files go together"


def few(path: Path, number: int) -> bytes:
    """A small file: the records from a number on."""
    head, *records = path.read_bytes().split(b"<record>")
    return (
        head
        + b"".join(b"<record>" + one for one in records[number : number + 3])
        + b"</collection>"
    )


@pytest.mark.parametrize("fault", [b"<oops", b"</collection>"])
def test_what_is_wrong_is_told_as_by_reading_in_one(
    fault: bytes, files: dict[str, Path], tmp_path: Path
) -> None:
    data = files["marcxml"].read_bytes()
    at = data.index(b"<record>", len(data) // 2)
    path = tmp_path / "broken.xml.gz"
    path.write_bytes(gzip.compress(data[:at] + fault + data[at:]))
    with pytest.raises(MarcFileError) as told:
        list(read(path))
    with pytest.raises(MarcFileError) as caught:
        check(path, tmp_path / "out", spread=here, size=SMALL)
    assert str(caught.value) == str(told.value)
    assert not list((tmp_path / "out").glob("unpacked-*"))


def test_a_cut_inside_of_a_comment_is_noticed(files: dict[str, Path], tmp_path: Path) -> None:
    data = files["marcxml"].read_bytes()
    records = data.split(b"<record>", 1)[1].rpartition(b"</collection>")[0]
    hidden = b"<!-- <record>" + records.replace(b"--", b"-") + b"-->"
    path = tmp_path / "hidden.xml"
    path.write_bytes(data.replace(b"</collection>", hidden + b"</collection>"))
    checked = check(path, tmp_path / "out", spread=here, size=SMALL)
    assert checked.counts.read == check(files["marcxml"], tmp_path / "o", spread=here).counts.read
    same(checked, check(path, tmp_path / "once", spread=here, size=1 << 30))


def test_a_file_without_any_record_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "nothing.lines"
    path.write_bytes(b"LDR x\nhei vaan\n\n" * 20_000)
    with pytest.raises(MarcFileError) as caught:
        check(path, tmp_path / "out", spread=here, size=SMALL)
    assert caught.value.code == "not-marc"


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("kind", ["iso2709", "marcxml", "json"])
def test_a_file_cut_short_is_checked_as_far_as_it_goes(
    kind: str, packed: bool, files: dict[str, Path], tmp_path: Path
) -> None:
    data = files[kind].read_bytes()
    path = tmp_path / "cut"
    path.write_bytes(gzip.compress(data)[:-2_000] if packed else data[: len(data) * 2 // 3])
    once = check(path, tmp_path / "once", spread=here, size=1 << 30)
    assert once.counts.quarantined == len(once.breaks) == 1
    assert COUNT // 2 < once.counts.good + once.counts.repaired < COUNT
    lost = once.quarantined()
    assert lost["offset"].to_list() == list(once.breaks)
    size = len(zlib.decompressobj(31).decompress(path.read_bytes())) if packed else None
    assert once.counts.bytes == (size or path.stat().st_size)
    parts = check(path, tmp_path / "parts", spread=here, size=SMALL)
    assert parts.breaks == once.breaks
    same(once, parts)
