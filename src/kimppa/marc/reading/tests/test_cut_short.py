"""A file that is cut short or damaged is read as far as it goes, and what is lost is told."""

import gzip
import io
import tempfile
import zipfile
import zlib
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kimppa.marc.reading import parts, read
from kimppa.marc.reading.reasons import BROKEN_ARCHIVE, BROKEN_OFF
from kimppa.marc.reading.streams import DAMAGED, unpacked
from kimppa.marc.reading.tests.test_parts import FILES, joined, told
from kimppa.marc.tables import Flag, State
from tests.catalogues import catalogue
from tests.examples import drawn

ISO = b"".join(one.data for one in catalogue(40))
ALL = {**FILES, "iso2709": ISO}
LINES = ("mrk", "lines of ours")  # read in one, if the last part has no record
TERMINATORS = 2  # bytes at the end of an ISO 2709 record that may be missing
KNOWS_ITS_END = [name for name in FILES if name.startswith(("marcxml", "oai", "json a", "json i"))]


def unzipped(packed: bytes) -> bytes:
    """What zlib says of the bytes of a gzip, cut anywhere."""
    return zlib.decompressobj(31).decompress(packed)


def whole_before(name: str, size: int) -> list[object]:
    """The records of a sound file that end before a byte."""
    records, shown, _lost, _size = told(read(io.BytesIO(ALL[name])))
    ends = [int(str(offset)) + int(str(length)) for offset, length, *_rest in records]
    return [one for one, end in zip(shown, ends, strict=True) if end <= size]


def read_to_the_end(data: bytes) -> tuple[list[str], bytes, list[str], int]:
    """The records, the bytes that were lost, why, and how many bytes were told of."""
    batches = list(read(io.BytesIO(data), piece=5_000))
    _records, shown, lost, size = told(iter(batches))
    states = [one for batch in batches for one in batch.records["state"].to_pylist()]
    assert states.count(State.QUARANTINED) == len(lost)
    assert len(states) == len(shown) + len(lost)
    last = batches[-1].records["flags"][-1].as_py()
    assert bool(last & Flag.TRUNCATED) == (
        lost[-1:] != [] and lost[-1].reason in {BROKEN_OFF, BROKEN_ARCHIVE}
    )
    return shown, b"".join(one.data for one in lost), [one.reason for one in lost], size


@given(st.sampled_from([*KNOWS_ITS_END, "json lines", "iso2709"]), st.floats(0.1, 0.999))
@settings(max_examples=drawn(120), deadline=None)
def test_what_is_whole_before_a_cut_is_read_and_the_rest_is_kept(name: str, share: float) -> None:
    data = ALL[name][: int(share * len(ALL[name]))]
    shown, lost, reasons, size = read_to_the_end(data)
    assert size == len(data)
    assert shown == whole_before(name, len(data) + TERMINATORS * (name == "iso2709"))
    assert len(reasons) == 1 or (name not in KNOWS_ITS_END and not reasons)
    assert set(reasons) <= {BROKEN_OFF}
    assert data.endswith(lost)


@given(st.sampled_from(sorted(ALL)), st.floats(0.1, 0.999))
@example("marcxml commented", 0.6027256811933782)  # the last bytes stay in zlib for another call
@settings(max_examples=drawn(120), deadline=None)
def test_a_gzip_cut_short_is_read_to_its_last_byte(name: str, share: float) -> None:
    packed = gzip.compress(ALL[name], mtime=0)
    packed = packed[: int(share * len(packed))]
    plain = unzipped(packed)
    wanted = whole_before(name, len(plain) + TERMINATORS * (name == "iso2709"))
    shown, lost, reasons, size = read_to_the_end(packed)
    assert size == len(plain)
    # In formats of lines nothing says that the last record is whole.
    assert shown in ([wanted, wanted[:-1]] if name not in KNOWS_ITS_END else [wanted])
    assert reasons[-1] == BROKEN_ARCHIVE
    assert plain.rstrip(b"\n").endswith(lost.rstrip(b"\n"))


@given(st.floats(0.2, 0.98), st.integers(0, 7))
@settings(max_examples=drawn(60), deadline=None)
def test_a_gzip_damaged_inside_tells_it(share: float, bit: int) -> None:
    packed = bytearray(gzip.compress(ISO, mtime=0))
    packed[int(share * len(packed))] ^= 1 << bit
    shown, _lost, reasons, _size = read_to_the_end(bytes(packed))
    assert reasons[-1] == BROKEN_ARCHIVE
    before = whole_before("iso2709", int((share - 0.15) * len(ISO)))
    assert shown[: len(before)] == before


def test_a_checksum_that_is_wrong_is_told_after_all_records() -> None:
    packed = bytearray(gzip.compress(ISO, mtime=0))
    packed[-6] ^= 1
    shown, lost, reasons, size = read_to_the_end(bytes(packed))
    assert (len(shown), lost, reasons, size) == (40, b"", [BROKEN_ARCHIVE], len(ISO))


def test_a_gzip_with_padding_or_of_several_members_is_sound() -> None:
    both = gzip.compress(ISO[:20_000]) + gzip.compress(ISO[20_000:]) + b"\0" * 500
    assert read_to_the_end(both)[0] == whole_before("iso2709", len(ISO))
    assert read_to_the_end(both)[2] == []


def test_a_zstd_cut_short_is_read_by_whole_blocks() -> None:
    packed = pa.compress(ISO * 60, "zstd", asbytes=True)
    shown, _lost, reasons, size = read_to_the_end(packed[:-9])
    assert len(shown) >= 40 * 57
    assert reasons[-1] == BROKEN_ARCHIVE
    assert size >= 57 * len(ISO)


def test_a_member_of_an_archive_that_is_damaged_leaves_the_others() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.mrc", ISO)
        archive.writestr("b.mrc", ISO)
    data = bytearray(packed.getvalue())
    data[len(data) // 4] ^= 0xFF
    batches = list(read(io.BytesIO(bytes(data))))
    assert sum(len(one) - len(one.quarantined) for one in batches) > 45
    assert [q.reason for one in batches for q in one.quarantined if q.reason == BROKEN_ARCHIVE] == [
        BROKEN_ARCHIVE
    ]
    begins = [one.raw_offset for one in batches]
    assert begins == sorted(begins)


@given(st.sampled_from(sorted(ALL)), st.floats(0.5, 0.999), st.integers(700, 20_000))
@settings(max_examples=drawn(100), deadline=None)
def test_in_parts_a_file_cut_short_reads_as_the_whole(name: str, share: float, size: int) -> None:
    with tempfile.NamedTemporaryFile() as file:
        path = Path(file.name)
        path.write_bytes(ALL[name][: int(share * len(ALL[name]))])
        cuts = parts(path, size)
        found = joined(path, cuts, 5_000)
        assert found == told(read(path)) or (found is None and name in LINES)


@pytest.mark.parametrize("name", sorted(ALL))
def test_what_was_unpacked_from_a_damaged_file_tells_so_in_its_last_part(
    name: str, tmp_path: Path
) -> None:
    packed, folder = tmp_path / "file.gz", tmp_path / "unpacked"
    packed.write_bytes(gzip.compress(ALL[name], mtime=0)[:-9])
    assert unpacked(packed, folder)
    (plain,) = folder.iterdir()
    assert plain.suffix == DAMAGED
    made = [
        told(read(plain, start=start, stop=stop, damaged=True))
        for start, stop in parts(plain, 5000)
    ]
    assert len(made) > 2
    whole = told(read(packed))
    assert [one for records, *_rest in made for one in records] == whole[0]
    assert [one for _records, _shown, lost, _size in made for one in lost] == whole[2]
    assert whole[2][-1].reason == BROKEN_ARCHIVE
