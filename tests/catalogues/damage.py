"""Bytes broken on purpose, as disks, scripts and careless programs break them.

What a reader makes of them is measured: how many control numbers it finds, and whether it can tell
what became of every byte.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Final

from tests.catalogues.catalogue import Made

_Break = Callable[[bytes, Random], bytes]


@dataclass(frozen=True, slots=True)
class Damaged:
    """A line of the manifest: which record, how it was broken, where its bytes are."""

    control: str
    source: str
    way: str
    offset: int
    length: int


def _put(data: bytes, at: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


def _base(data: bytes) -> int:
    return int(data[12:17])


def _entries(data: bytes) -> int:
    return (_base(data) - 25) // 12


def _any_entry(data: bytes, random: Random) -> int:
    """Where some directory entry begins, not that of 001."""
    return 24 + 12 * random.randrange(1, _entries(data))


def _in_text(data: bytes, random: Random) -> int:
    """A place in the second half of the record, after its control fields."""
    return random.randrange((_base(data) + len(data)) // 2, len(data) - 3)


def _record_length(data: bytes, random: Random) -> bytes:
    wrong = int(data[:5]) + random.choice((-7, -1, 1, 9, 400))
    return _put(data, 0, f"{wrong:05d}".encode())


def _record_length_letters(data: bytes, random: Random) -> bytes:
    return _put(data, 0, random.choice((b"     ", b"abcde", b"00000")))


def _base_address(data: bytes, random: Random) -> bytes:
    return _put(data, 12, f"{_base(data) + random.choice((-12, -1, 1, 24)):05d}".encode())


def _directory_letters(data: bytes, random: Random) -> bytes:
    return _put(data, _any_entry(data, random) + 3, b"x?")


def _directory_lengths(data: bytes, random: Random) -> bytes:
    at = _any_entry(data, random) + 3
    return _put(data, at, f"{int(data[at : at + 4]) + 1:04d}".encode())


def _directory_starts(data: bytes, random: Random) -> bytes:
    """All starts from some entry on are late: a field was made longer by a program."""
    first = (_any_entry(data, random) - 24) // 12
    for entry in range(first, _entries(data)):
        at = 24 + 12 * entry + 7
        data = _put(data, at, f"{int(data[at : at + 5]) + 3:05d}".encode())
    return data


def _directory_cut(data: bytes, random: Random) -> bytes:
    """A byte of the directory is gone."""
    at = _any_entry(data, random) + 5
    return data[:at] + data[at + 1 :]


def _no_field_end(data: bytes, random: Random) -> bytes:
    """A field terminator is missing between two data fields."""
    ends = [n for n in range(_base(data), len(data) - 2) if data[n] == 0x1E]
    at = random.choice(ends[len(ends) // 2 : -1] or ends)
    return data[:at] + data[at + 1 :]


def _no_record_end(data: bytes, _: Random) -> bytes:
    return data[:-1]


def _stray_record_end(data: bytes, random: Random) -> bytes:
    at = _in_text(data, random)
    return data[:at] + b"\x1d" + data[at:]


def _truncated(data: bytes, random: Random) -> bytes:
    """The end is gone, the terminator is there."""
    return data[: _in_text(data, random)] + b"\x1d"


def _invalid_utf8(data: bytes, random: Random) -> bytes:
    """A letter as Latin-1 among UTF-8; where there is none, a byte that begins nothing."""
    letters = [n for n in range(_base(data), len(data) - 1) if data[n : n + 1] == b"\xc3"]
    at = random.choice(letters) if letters else _in_text(data, random)
    return _put(data, at, b"\xe4")


def _line_breaks(data: bytes, random: Random) -> bytes:
    """Line ends between records, as text editors and scripts put them."""
    return data + random.choice((b"\n", b"\r\n", b"\n\n"))


def _zeros(data: bytes, random: Random) -> bytes:
    """A piece of a field overwritten by zeros."""
    return _put(data, _in_text(data, random) - 4, b"\0\0\0\0")


WAYS: Final[dict[str, _Break]] = {
    "record-length": _record_length,
    "record-length-no-number": _record_length_letters,
    "base-address": _base_address,
    "directory-no-digits": _directory_letters,
    "directory-length": _directory_lengths,
    "directory-starts": _directory_starts,
    "directory-byte-lost": _directory_cut,
    "field-end-missing": _no_field_end,
    "record-end-missing": _no_record_end,
    "record-end-inside": _stray_record_end,
    "truncated": _truncated,
    "invalid-utf-8": _invalid_utf8,
    "line-break-after": _line_breaks,
    "zeros": _zeros,
}


def damage(data: bytes, way: str, random: Random) -> bytes:
    """The record's bytes, broken in one of the WAYS. The bytes of 001 are left as they are."""
    return WAYS[way](data, random)


def damaged(
    made: Iterable[Made], rate: float, *, seed: int = 1, ways: Iterable[str] = WAYS
) -> Iterator[tuple[bytes, Damaged | None]]:
    """The records' bytes, a share of them broken; the ways take turns."""
    random = Random(f"damage {seed}")
    waiting = list(ways)
    offset = 0
    for one in made:
        data, line = one.data, None
        if random.random() < rate:
            way = waiting.pop(0)
            waiting.append(way)
            data = damage(data, way, random)
            line = Damaged(one.control, one.source, way, offset, len(data))
        yield data, line
        offset += len(data)
