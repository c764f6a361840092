"""Encryption of a backup in the age format: to recipients' public keys, or by a passphrase."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pyrage

from kimppa.operations.backup import age_passphrase
from kimppa.operations.backup.format import BackupError, Readable, Writable

SUFFIX = ".age"


@dataclass(frozen=True, slots=True)
class Lock:
    """What a backup is encrypted with; nothing = not encrypted."""

    recipients: tuple[str, ...] = ()
    passphrase: str = ""

    @property
    def is_set(self) -> bool:
        return bool(self.recipients or self.passphrase)

    def check(self) -> None:
        """Raises BackupError for an unusable key, before any work is done."""
        if self.recipients and self.passphrase:
            raise BackupError("Encrypt either to recipients or with a passphrase, not both.")
        _recipients(self.recipients)


@dataclass(frozen=True, slots=True)
class Opener:
    identity: Path | None = None
    passphrase: str = ""


def write(pieces: Iterator[bytes], target: Writable, lock: Lock) -> None:
    """Write the pieces, encrypted if the lock is set. Raises BackupError for a wrong recipient."""
    if lock.recipients:
        pyrage.encrypt_io(Pieces(pieces), target, _recipients(lock.recipients))
        return
    if lock.passphrase:
        pieces = age_passphrase.seal(Pieces(pieces), lock.passphrase)
    target.writelines(pieces)


@contextmanager
def plain_stream(file: BinaryIO, opener: Opener) -> Iterator[Readable]:
    """The backup's own bytes, whether it is encrypted or not.

    Raises BackupError when it is encrypted and the opener does not fit, or a byte is altered.
    """
    encrypted = file.read(len(age_passphrase.INTRO)) == age_passphrase.INTRO
    file.seek(0)
    if not encrypted:
        yield file
    elif opener.identity is not None:
        with _stream_by_identity(file, _identities(opener.identity)) as stream:
            yield stream
    elif opener.passphrase:
        yield Pieces(age_passphrase.unseal(file, opener.passphrase))
    else:
        raise BackupError(
            "The backup is encrypted. Give its passphrase in KIMPPA_BACKUP_PASSPHRASE_FILE, or "
            "the identity file that belongs to its recipient with --identity."
        )


@contextmanager
def _stream_by_identity(
    file: BinaryIO, identities: list[pyrage.x25519.Identity]
) -> Iterator[Readable]:
    """The library writes into a pipe from a thread of its own; a full pipe holds it back."""
    source, target = os.pipe()
    errors: list[BackupError] = []

    def decrypt() -> None:
        try:
            with os.fdopen(target, "wb") as pipe:
                pyrage.decrypt_io(file, pipe, identities)
        except pyrage.DecryptError as error:
            errors.append(BackupError(f"The backup does not open with this identity: {error}."))
        except OSError as error:  # also when the reader has had enough and closed the pipe
            errors.append(BackupError(f"{age_passphrase.DAMAGED} ({error})"))

    thread = threading.Thread(target=decrypt)
    with os.fdopen(source, "rb") as pipe:
        thread.start()
        try:
            yield _Pipe(pipe, thread, errors)
        finally:
            pipe.close()
            thread.join()


class _Pipe:
    """A pipe's end that tells at its end whether the other side failed."""

    def __init__(self, pipe: BinaryIO, thread: threading.Thread, errors: list[BackupError]) -> None:
        self._pipe, self._thread, self._failed = pipe, thread, errors

    def read(self, size: int, /) -> bytes:
        content = self._pipe.read(size)
        if len(content) < size:
            self._thread.join()
            if self._failed:
                raise self._failed[0]
        return content


def _recipients(texts: tuple[str, ...]) -> list[pyrage.x25519.Recipient]:
    recipients = []
    for text in texts:
        try:
            recipients.append(pyrage.x25519.Recipient.from_str(text))
        except pyrage.RecipientError as error:
            raise BackupError(f"{text} is not an age recipient (age1…): {error}") from error
    return recipients


def _identities(path: Path) -> list[pyrage.x25519.Identity]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        keys = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
        identities = [pyrage.x25519.Identity.from_str(key) for key in keys]
    except (OSError, UnicodeDecodeError, pyrage.IdentityError) as error:
        raise BackupError(f"{path} is not an age identity file: {error}") from error
    if not identities:
        raise BackupError(f"{path} holds no age identity.")
    return identities


class Pieces:
    """A stream over an iterator of bytes; holds at most what is asked and one piece."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = memoryview(b"")

    def read(self, size: int = -1, /) -> bytes:
        """Exactly `size` bytes (all that is left when negative); fewer only at the end."""
        parts: list[bytes] = []
        while size:
            if not self._rest:
                piece = next(self._pieces, None)
                if piece is None:
                    break
                self._rest = memoryview(piece)
                continue
            part = self._rest[:size] if size > 0 else self._rest
            self._rest = self._rest[len(part) :]
            parts.append(bytes(part))
            size -= len(part) if size > 0 else 0
        return b"".join(parts)
