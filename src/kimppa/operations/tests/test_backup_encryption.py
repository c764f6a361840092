"""Encrypted backups: opened by other programs of the age format, and by nothing but their key."""

import contextlib
import io
import os
import pty
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest

from kimppa.operations.backup import age_passphrase, encryption
from kimppa.operations.backup.encryption import Lock, Opener, Pieces
from kimppa.operations.backup.format import BackupError

CHUNK = age_passphrase.CHUNK
SIZES = (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 17)
WORK = 4  # quick; the real work is tried once below
SECRET = "kolme kirjaa ja kuuma kahvi"


def pieces(data: bytes, size: int = 1000) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


def sealed(data: bytes, secret: str = SECRET, work: int = WORK) -> bytes:
    return b"".join(age_passphrase.seal(Pieces(pieces(data)), secret, work=work))


def unsealed(data: bytes, secret: str = SECRET) -> bytes:
    return b"".join(age_passphrase.unseal(io.BytesIO(data), secret))


@pytest.mark.parametrize("size", SIZES)
def test_the_library_opens_what_we_seal(size: int) -> None:
    data = os.urandom(size)
    assert pyrage.passphrase.decrypt(sealed(data), SECRET) == data
    assert unsealed(sealed(data)) == data


def test_the_age_program_opens_what_we_seal_and_we_what_it_seals(tmp_path: Path) -> None:
    data, file, opened = os.urandom(CHUNK + 5), tmp_path / "backup.age", tmp_path / "opened"
    file.write_bytes(sealed(data, work=age_passphrase.WORK))
    at_a_terminal("-d", "-o", opened, file)
    assert opened.read_bytes() == data
    file.unlink()
    at_a_terminal("-p", "-o", file, opened)
    assert unsealed(file.read_bytes()) == data


def at_a_terminal(*arguments: str | Path) -> None:
    """Run `age`, which asks for passphrases at a terminal only, and answer each time it asks."""
    terminal, end = pty.openpty()
    command = ["setsid", "--ctty", age_program(), *arguments]
    with subprocess.Popen(command, stdin=end, stdout=end, stderr=end) as process:
        os.close(end)
        with contextlib.suppress(OSError):  # the terminal is gone when the program has ended
            while told := os.read(terminal, 1000):
                if told.rstrip().endswith(b":"):
                    os.write(terminal, SECRET.encode() + b"\n")
        assert process.wait(timeout=60) == 0
    os.close(terminal)


def test_the_age_program_opens_what_goes_to_a_recipient(tmp_path: Path) -> None:
    key = pyrage.x25519.Identity.generate()
    identity, file = tmp_path / "key.txt", tmp_path / "backup.age"
    identity.write_text(f"# created: today\n{key}\n")
    data = os.urandom(5 * CHUNK + 5)
    with file.open("wb") as target:
        encryption.write(pieces(data), target, Lock(recipients=(str(key.to_public()),)))
    command = [age_program(), "-d", "-i", identity, file]
    assert subprocess.run(command, capture_output=True, check=True).stdout == data
    assert read(file, Opener(identity=identity)) == data


def age_program() -> str:
    found = shutil.which("age")
    assert found, "install age: sudo apt-get install -y age"
    return found


def read(file: Path, opener: Opener) -> bytes:
    with file.open("rb") as raw, encryption.plain_stream(raw, opener) as stream:
        return b"".join(iter(lambda: stream.read(7777), b""))


def test_every_altered_byte_and_every_cut_is_found() -> None:
    whole = sealed(b"kirja" * 30)
    for place in range(len(whole)):
        broken = bytearray(whole)
        broken[place] ^= 1 << place % 8
        with pytest.raises(BackupError):
            unsealed(bytes(broken))
        with pytest.raises(BackupError):
            unsealed(whole[:place])
    with pytest.raises(BackupError):
        unsealed(whole + b"x")


def test_chunks_cannot_be_left_out_or_change_places() -> None:
    whole = sealed(bytes(3 * CHUNK))
    start = len(whole) - 3 * (CHUNK + 16)
    first, second, third = (
        whole[start + n * (CHUNK + 16) : start + (n + 1) * (CHUNK + 16)] for n in range(3)
    )
    for order in ((second, first, third), (first, third), (first, second), (first,)):
        with pytest.raises(BackupError):
            unsealed(whole[:start] + b"".join(order))


def test_another_passphrase_is_told_as_such() -> None:
    with pytest.raises(BackupError, match="passphrase does not open"):
        unsealed(sealed(b"x"), "kolme kirjaa ja kylmä kahvi")


def test_work_beyond_reason_is_refused() -> None:
    greedy = sealed(b"x").replace(b" %d\n" % WORK, b" 40\n", 1)
    with pytest.raises(BackupError, match="more work"):
        unsealed(greedy)


def test_a_recipients_backup_needs_its_own_identity(tmp_path: Path) -> None:
    owner, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    file, identity = tmp_path / "backup.age", tmp_path / "other.txt"
    with file.open("wb") as target:
        encryption.write(pieces(b"x" * 1000), target, Lock(recipients=(str(owner.to_public()),)))
    identity.write_text(str(other))
    with pytest.raises(BackupError, match="does not open with this identity"):
        read(file, Opener(identity=identity))
    with pytest.raises(BackupError, match="not encrypted with a passphrase"):
        read(file, Opener(passphrase=SECRET))
    with pytest.raises(BackupError, match="The backup is encrypted"):
        read(file, Opener())


def test_a_recipients_backup_that_is_altered_or_cut_is_found(tmp_path: Path) -> None:
    key = pyrage.x25519.Identity.generate()
    file, identity = tmp_path / "backup.age", tmp_path / "key.txt"
    identity.write_text(str(key))
    held = io.BytesIO()
    encryption.write(pieces(b"x" * 400), held, Lock(recipients=(str(key.to_public()),)))
    whole = held.getvalue()
    for place in range(len(encryption.age_passphrase.INTRO), len(whole), 7):
        broken = bytearray(whole)
        broken[place] ^= 4
        for data in (bytes(broken), whole[:place]):
            file.write_bytes(data)
            with pytest.raises(BackupError):
                read(file, Opener(identity=identity))


def test_unusable_keys_are_told_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="not an age recipient"):
        Lock(recipients=("age1nothing",)).check()
    with pytest.raises(BackupError, match="not both"):
        Lock(recipients=("age1x",), passphrase="x").check()
    empty = tmp_path / "empty"
    empty.touch()
    wrong = tmp_path / "wrong"
    wrong.write_text("AGE-SECRET-KEY-1")
    file = tmp_path / "x.age"
    file.write_bytes(sealed(b"x"))
    for identity, words in ((empty, "no age identity"), (wrong, "identity file"), (file, "file")):
        with pytest.raises(BackupError, match=words):
            read(file, Opener(identity=identity))


def test_a_stream_gives_exactly_what_is_asked() -> None:
    stream = Pieces(pieces(bytes(range(100)), 7))
    assert [len(stream.read(size)) for size in (3, 10, 0, 50)] == [3, 10, 0, 50]
    assert stream.read(-1) == bytes(range(63, 100))
    assert stream.read(5) == b""
