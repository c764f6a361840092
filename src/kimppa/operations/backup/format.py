"""The backup file: a tar archive whose every byte is accounted for.

1. `kimppa-backup.txt`: Kimppa's mark, the format's version, and the manifest's size and sha256.
2. `manifest.json`: what is inside, with each member's size and sha256.
3. The members in the manifest's order: the database first, then files, snapshots and marks.

`tar xf` opens it. Reading it here is stricter than tar: headers, padding and the end must be the
very bytes that writing gives, so that any altered byte is found. Nothing is held in memory but the
manifest (about 150 bytes a member) and one chunk.
"""

import hashlib
import json
import re
import tarfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import PurePosixPath
from typing import Any, BinaryIO, Protocol

FORMAT = 1
BLOCK = 512
CHUNK = 1024 * 1024
MARK_NAME = "kimppa-backup.txt"
MANIFEST_NAME = "manifest.json"
MARK_SIZE = 128
MARK_VERSION = re.compile(rb"Kimppa backup, format (\d{4})\n")
MARK = re.compile(rb"Kimppa backup, format %04d\nmanifest (\d{12}) ([0-9a-f]{64})\n+" % FORMAT)
LARGEST_MANIFEST = 512 * 1024 * 1024


class BackupError(Exception):
    """A backup cannot be made, read or restored; the text says why and what to do."""


class NameInUseError(BackupError):
    """The file's name is in use: a mistake of whoever asked, no failure of backups."""


class ChangedError(BackupError):
    """A member is not what the manifest says: altered, or removed, while the backup was made."""

    def __init__(self, member: str, text: str) -> None:
        super().__init__(text)
        self.member = member


class Writable(Protocol):
    def write(self, content: bytes, /) -> int:
        """All of them; their number."""

    def writelines(self, pieces: Iterable[bytes], /) -> None:
        """One after another."""

    def flush(self) -> None:
        """Hold nothing back."""


class Readable(Protocol):
    """Bytes that are read once, from the beginning to the end."""

    def read(self, size: int, /) -> bytes:
        """Exactly `size` bytes; fewer only at the end."""


@dataclass(frozen=True, slots=True)
class Member:
    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds and what it was made of."""

    program: str  # version of Kimppa
    created: str  # ISO 8601, UTC: the moment of which the database is a picture
    consortium: str
    database: str  # sqlite or postgresql
    migrations: tuple[str, ...]  # "app.name" of each applied migration
    rows: dict[str, int]  # rows per table
    members: tuple[Member, ...] = field(default=())
    missing: tuple[str, ...] = ()  # files that rows name and the instance had not

    @property
    def unpacked(self) -> int:
        """How many bytes the members take once they are unpacked."""
        return sum(member.size for member in self.members)

    def to_json(self) -> bytes:
        """The same bytes for the same content.

        A byte of a name that is no UTF-8 is a lone surrogate in Python and becomes its escape in
        JSON (`\\udce4`), which reading turns back.
        """
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True)
        return text.encode("utf-8", "backslashreplace")


def manifest_from_json(text: bytes) -> Manifest:
    """Raises BackupError when the text is no manifest, or names a member outside the backup."""
    try:
        fields: dict[str, Any] = json.loads(text)
        members = tuple(Member(**member) for member in fields.pop("members"))
        texts = {
            "migrations": tuple(fields["migrations"]),
            "missing": tuple(fields.get("missing", ())),
        }
        manifest = Manifest(**(fields | texts | {"members": members}))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BackupError(f"The backup's manifest cannot be read: {error}") from error
    for member in manifest.members:
        _check_name(member.name)
    return manifest


def _check_name(name: str) -> None:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or str(path) != name or "\0" in name:
        raise BackupError(f"The backup names a file outside itself: {name!r}")


def chunks(manifest: Manifest, source: Callable[[Member], BinaryIO]) -> Iterator[bytes]:
    """The backup's bytes; `source` opens a member.

    Raises ChangedError when a member is not what the manifest says: it was altered on the disk,
    or while the backup was made.
    """
    manifest_text = manifest.to_json()
    digest = hashlib.sha256(manifest_text).hexdigest()
    yield from _member_bytes(Member(MARK_NAME, MARK_SIZE, ""), mark(digest, len(manifest_text)))
    yield from _member_bytes(Member(MANIFEST_NAME, len(manifest_text), digest), manifest_text)
    for member in manifest.members:
        yield header(member)
        with closing(source(member)) as file:
            yield from _verify(file, member, "has changed or is damaged on the disk")
        yield padding(member.size)
    yield bytes(2 * BLOCK)


def _member_bytes(member: Member, content: bytes) -> Iterator[bytes]:
    yield header(member)
    yield content
    yield padding(member.size)


def _verify(stream: Readable, member: Member, fault: str) -> Iterator[bytes]:
    digest, bytes_left = hashlib.sha256(), member.size
    while bytes_left:
        chunk = stream.read(min(CHUNK, bytes_left))
        if not chunk:
            break
        digest.update(chunk)
        bytes_left -= len(chunk)
        yield chunk
    if bytes_left or digest.hexdigest() != member.sha256:
        raise ChangedError(member.name, f"{member.name} {fault}.")


def mark(manifest_sha256: str, manifest_size: int) -> bytes:
    """The first member: fixed size, so that a reader knows its header beforehand."""
    text = f"Kimppa backup, format {FORMAT:04d}\nmanifest {manifest_size:012d} {manifest_sha256}\n"
    return text.encode("ascii").ljust(MARK_SIZE, b"\n")


def header(member: Member) -> bytes:
    """The tar header: only name and size vary, so that a reader knows every byte of it."""
    info = tarfile.TarInfo(member.name)
    info.size, info.mode, info.mtime = member.size, 0o600, 0
    return info.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogateescape")


def padding(size: int) -> bytes:
    """Zeros up to the next full block."""
    return bytes(-size % BLOCK)


class Backup:
    """A backup being read: the manifest at once, then the members in their order."""

    def __init__(self, stream: Readable) -> None:
        """Raises BackupError for what is no backup, a newer format, a damaged manifest."""
        self._stream = stream
        size, digest = self._mark()
        manifest = Member(MANIFEST_NAME, size, digest)
        self._expect(header(manifest))
        manifest_text = self._read_exactly(size)
        if hashlib.sha256(manifest_text).hexdigest() != digest:
            raise BackupError("The backup's manifest is damaged: its checksum does not match.")
        self._expect(padding(size))
        self.manifest = manifest_from_json(manifest_text)

    def members(self) -> Iterator[tuple[Member, Iterator[bytes]]]:
        """Each member with its bytes, which must be read to their end before the next.

        Raises BackupError at the first byte that is missing, altered or too many.
        """
        for member in self.manifest.members:
            self._expect(header(member))
            yield member, _verify(self._stream, member, "is damaged or missing in the backup")
            self._expect(padding(member.size))
        self._expect(bytes(2 * BLOCK))
        if self._stream.read(1):
            raise BackupError("The backup is damaged: something follows its end.")

    def _mark(self) -> tuple[int, str]:
        """The size of the manifest and its sha256. Raises BackupError."""
        first_block = self._stream.read(BLOCK)
        if first_block != header(Member(MARK_NAME, MARK_SIZE, "")):
            raise BackupError("This is not a backup of Kimppa, or its beginning is damaged.")
        text = self._read_exactly(MARK_SIZE)
        version = MARK_VERSION.match(text)
        if version and int(version[1]) > FORMAT:
            raise BackupError(
                f"The backup is of format {int(version[1])}, made by a newer Kimppa than this one "
                f"(which reads up to {FORMAT}). Install the newer version first."
            )
        match = MARK.fullmatch(text)
        if match is None:
            raise BackupError("The backup's first lines are damaged.")
        size, digest = int(match[1]), match[2].decode("ascii")
        if size > LARGEST_MANIFEST:
            raise BackupError("The backup's manifest is larger than a manifest can be.")
        self._expect(padding(MARK_SIZE))
        return size, digest

    def _read_exactly(self, size: int) -> bytes:
        content = self._stream.read(size)
        if len(content) != size:
            raise BackupError("The backup is cut short.")
        return content

    def _expect(self, expected_bytes: bytes) -> None:
        if self._read_exactly(len(expected_bytes)) != expected_bytes:
            raise BackupError("The backup is damaged between its members.")
