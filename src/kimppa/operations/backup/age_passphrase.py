"""Passphrase encryption in the age format (age-encryption.org/v1), in a stream.

The library that Kimppa uses for age recipients takes passphrases only for data held whole in
memory, which a backup of gigabytes cannot be. Layout by the specification (C2SP, age.md): a header
with one scrypt stanza and its HMAC, then a nonce and chunks of 64 KiB sealed by ChaCha20-Poly1305.
The tests open what is written here with the `age` program and the library, and the other way.
"""

import base64
import binascii
import hashlib
import hmac
import os
import re
from collections.abc import Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kimppa.operations.backup.format import BackupError, Readable

INTRO = b"age-encryption.org/v1\n"
LABEL = b"age-encryption.org/v1/scrypt"
CHUNK = 64 * 1024
TAG = 16
WORK = 18  # 2**18: about a second and 256 MB, the age program's own choice
MOST_WORK = 20
HEADER = re.compile(
    rb"age-encryption\.org/v1\n-> scrypt ([A-Za-z0-9+/]{22}) ([1-9][0-9]?)\n"
    rb"([A-Za-z0-9+/]{43})\n---"
)
MAC = re.compile(rb" ([A-Za-z0-9+/]{43})\n")
LONGEST_HEADER = 200
DAMAGED = "The backup is damaged: a piece of it does not open."


def seal(pieces: Readable, passphrase: str, *, work: int = WORK) -> Iterator[bytes]:
    """The age file of what `pieces` gives."""
    file_key, salt = os.urandom(16), os.urandom(16)
    stanza = ChaCha20Poly1305(_wrap_key(passphrase, salt, work)).encrypt(bytes(12), file_key, None)
    head = INTRO + b"-> scrypt %s %d\n%s\n---" % (_text(salt), work, _text(stanza))
    yield head + b" " + _text(_mac(file_key, head)) + b"\n"
    nonce = os.urandom(16)
    yield nonce
    key = ChaCha20Poly1305(_derive(file_key, nonce, b"payload"))
    for number, is_last, piece in _numbered_pieces(pieces, CHUNK):
        yield key.encrypt(_nonce(number, is_last), piece, None)


def unseal(stream: Readable, passphrase: str) -> Iterator[bytes]:
    """What an age file holds. Raises BackupError: wrong passphrase, altered or cut short."""
    head, mac, bytes_beyond = _header(stream)
    match = HEADER.fullmatch(head)
    if match is None:
        raise BackupError(
            "The backup is not encrypted with a passphrase. Give the identity file (--identity) "
            "that belongs to its recipient."
        )
    salt, work, stanza = _bytes(match[1]), int(match[2]), _bytes(match[3])
    if work > MOST_WORK:
        raise BackupError("The backup asks for more work than Kimppa is willing to do.")
    try:
        key = ChaCha20Poly1305(_wrap_key(passphrase, salt, work))
        file_key = key.decrypt(bytes(12), stanza, None)
    except InvalidTag as error:
        raise BackupError("The passphrase does not open this backup.") from error
    if not hmac.compare_digest(mac, _mac(file_key, head)):
        raise BackupError("The backup's encryption header is damaged.")
    body = _After(bytes_beyond, stream)
    payload = ChaCha20Poly1305(_derive(file_key, body.read(16), b"payload"))
    for number, is_last, piece in _numbered_pieces(body, CHUNK + TAG):
        try:
            yield payload.decrypt(_nonce(number, is_last), piece, None)
        except InvalidTag as error:
            raise BackupError(DAMAGED) from error


class _After:
    """A stream whose first bytes have been read already."""

    def __init__(self, head: bytes, stream: Readable) -> None:
        self._first, self._stream = head, stream

    def read(self, size: int, /) -> bytes:
        piece, self._first = self._first[:size], self._first[size:]
        return piece + self._stream.read(size - len(piece)) if len(piece) < size else piece


def _header(stream: Readable) -> tuple[bytes, bytes, bytes]:
    """The header up to and with its three dashes, the HMAC, and what was read beyond."""
    start_bytes = stream.read(LONGEST_HEADER)
    end = start_bytes.find(b"\n---") + len(b"\n---")
    mac = MAC.match(start_bytes, end)
    if end < len(INTRO) or mac is None:
        return start_bytes, b"", b""
    return start_bytes[:end], _bytes(mac[1]), start_bytes[mac.end() :]


def _numbered_pieces(stream: Readable, size: int) -> Iterator[tuple[int, bool, bytes]]:
    """Pieces of `size` with their number, the last one marked."""
    number, piece = 0, stream.read(size)
    while True:
        next_piece = stream.read(size) if len(piece) == size else b""
        yield number, not next_piece, piece
        if not next_piece:
            return
        number, piece = number + 1, next_piece


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\x01" if is_last else b"\x00")


def _wrap_key(passphrase: str, salt: bytes, work: int) -> bytes:
    memory = 128 * 8 * 2**work + 1024 * 1024
    secret = passphrase.encode()
    return hashlib.scrypt(secret, salt=LABEL + salt, n=2**work, r=8, p=1, maxmem=memory, dklen=32)


def _derive(key: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, info).derive(key)


def _mac(file_key: bytes, head: bytes) -> bytes:
    return hmac.digest(_derive(file_key, b"", b"header"), head, "sha256")


def _text(content: bytes) -> bytes:
    return base64.b64encode(content).rstrip(b"=")


def _bytes(text: bytes) -> bytes:
    """Raises BackupError for bits beyond the last byte, which would let two texts be one."""
    try:
        content = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except binascii.Error as error:
        raise BackupError("The backup's encryption header is damaged.") from error
    if _text(content) != text:
        raise BackupError("The backup's encryption header is damaged.")
    return content
