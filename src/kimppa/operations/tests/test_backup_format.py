"""The backup file: what is written is read back, and no altered byte goes unseen."""

import hashlib
import io
import tarfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kimppa.operations.backup.format import (
    BLOCK,
    Backup,
    BackupError,
    Manifest,
    Member,
    chunks,
    header,
    manifest_from_json,
)

CONTENTS = {
    "database.sqlite3": b"SQLite format 3\0" + bytes(range(256)) * 5,
    "files/ab/abc": b"%PDF-1.7 raportti",
    "snapshots/2024/" + "pitkä nimi " * 12 + ".parquet": b"x" * BLOCK,
    "files/cd/cde": b"",
}


def made(contents: dict[str, bytes] = CONTENTS) -> bytes:
    members = tuple(
        Member(name, len(data), hashlib.sha256(data).hexdigest()) for name, data in contents.items()
    )
    manifest = Manifest(
        program="0.1.0",
        created="2025-01-14T02:00:00+00:00",
        consortium="Louna",
        database="sqlite",
        migrations=("core.0001_initial",),
        rows={"core_person": 8},
        members=members,
    )
    return b"".join(chunks(manifest, lambda member: io.BytesIO(contents[member.name])))


def read(data: bytes) -> dict[str, bytes]:
    return {member.name: b"".join(pieces) for member, pieces in Backup(io.BytesIO(data)).members()}


WHOLE = made()


# \udce4 is how Python names a byte that is no UTF-8.
NAMES = st.lists(st.text("aåz.é0 \udce4\udcff\\").map("n{}".format), min_size=1, max_size=20).map(
    "/".join
)


@given(st.dictionaries(NAMES, st.binary(max_size=2000), max_size=6))
def test_what_is_written_is_read_back(contents: dict[str, bytes]) -> None:
    assert read(made(contents)) == contents


def test_tar_opens_it() -> None:
    with tarfile.open(fileobj=io.BytesIO(WHOLE)) as archive:
        names = archive.getnames()
        assert names == ["kimppa-backup.txt", "manifest.json", *CONTENTS]
        for name, data in CONTENTS.items():
            kept = archive.extractfile(name)
            assert kept is not None
            assert kept.read() == data


def test_every_altered_byte_is_found() -> None:
    for place in range(len(WHOLE)):
        broken = bytearray(WHOLE)
        broken[place] ^= 1 << place % 8
        with pytest.raises(BackupError):
            read(bytes(broken))


def test_every_cut_is_found() -> None:
    for length in range(len(WHOLE)):
        with pytest.raises(BackupError):
            read(WHOLE[:length])


@given(st.binary(min_size=1, max_size=3000))
def test_what_follows_the_end_is_found(more: bytes) -> None:
    with pytest.raises(BackupError, match="follows its end"):
        read(WHOLE + more)


@given(st.binary(max_size=3000))
def test_something_else_is_no_backup(data: bytes) -> None:
    with pytest.raises(BackupError, match="not a backup of Kimppa"):
        read(data)


def test_a_newer_format_is_told_as_such() -> None:
    newer = WHOLE.replace(b"Kimppa backup, format 0001", b"Kimppa backup, format 0002")
    with pytest.raises(BackupError, match="format 2, made by a newer Kimppa"):
        read(newer)


def test_members_stay_inside() -> None:
    for name in ("../evil", "/etc/passwd", "files/../../evil", "files//x", "./x", "a\0b"):
        with pytest.raises(BackupError, match="outside itself"):
            read(made({name: b"x"}))


def test_a_manifest_of_other_shape_is_refused() -> None:
    for text in (b"", b"[]", b"{}", b'{"members": 1}', b'{"members": [{}], "migrations": []}'):
        with pytest.raises(BackupError, match="manifest"):
            manifest_from_json(text)


def test_a_file_that_changes_while_it_is_copied_is_told() -> None:
    contents = dict(CONTENTS)
    members = [Member(n, len(d), hashlib.sha256(d).hexdigest()) for n, d in contents.items()]
    contents["files/ab/abc"] = b"something else of it"
    manifest = Manifest("0", "", "", "sqlite", (), {}, tuple(members))
    with pytest.raises(BackupError, match="files/ab/abc has changed"):
        b"".join(chunks(manifest, lambda member: io.BytesIO(contents[member.name])))


def test_members_beyond_eight_gigabytes_have_a_header() -> None:
    info = tarfile.TarInfo.frombuf(header(Member("x", 2**40, ""))[-BLOCK:], "utf-8", "strict")
    assert info.name == "x"
