"""Ways in which a record's bytes get damaged, each seen in files of library systems."""

import random
from collections.abc import Callable


def _put(data: bytes, at: int, new: bytes, gone: int | None = None) -> bytes:
    return data[:at] + new + data[at + (len(new) if gone is None else gone) :]


def _data(record: bytes, chance: random.Random) -> int:
    """A place in the texts of a record."""
    return chance.randrange(record.index(b"\x1e") + 20, len(record) - 3)


def _letter(record: bytes, chance: random.Random) -> int:
    """The place of an ASCII letter in a text, not a code."""
    while True:
        at = _data(record, chance)
        if record[at : at + 1].isalpha() and record[at - 1 : at].isalpha():
            return at


def wrong_length(record: bytes, chance: random.Random) -> bytes:
    return _put(record, 0, b"%05d" % chance.randrange(100_000))


def wrong_base(record: bytes, chance: random.Random) -> bytes:
    return _put(record, 12, b"%05d" % chance.randrange(100_000))


def blank_numbers(record: bytes, chance: random.Random) -> bytes:
    return _put(_put(record, 0, b"     "), 12, b"     ")


def wrong_entry(record: bytes, chance: random.Random) -> bytes:
    entry = 24 + 12 * chance.randrange((record.index(b"\x1e") - 24) // 12)
    return _put(record, entry + 3, b"%09d" % chance.randrange(10**9))


def letters_in_entry(record: bytes, chance: random.Random) -> bytes:
    entry = 24 + 12 * chance.randrange((record.index(b"\x1e") - 24) // 12)
    return _put(record, entry + chance.randrange(3, 12), b"x")


def lengths_in_characters(record: bytes, chance: random.Random) -> bytes:
    """As a program writes that counts characters where bytes are meant."""
    base = record.index(b"\x1e") + 1
    entries = [record[at : at + 3] for at in range(24, base - 1, 12)]
    contents = record[base:-2].split(b"\x1e")
    at, directory = 0, b""
    for tag, content in zip(entries, contents, strict=True):
        length = len(content.decode()) + 1
        directory += tag + b"%04d%05d" % (length, at)
        at += length
    return record[:24] + directory + record[base - 1 :]


def no_record_terminator(record: bytes, chance: random.Random) -> bytes:
    return record[:-1]


def stray_record_terminator(record: bytes, chance: random.Random) -> bytes:
    return _put(record, _letter(record, chance), b"\x1d")


def more_record_terminator(record: bytes, chance: random.Random) -> bytes:
    return _put(record, _letter(record, chance), b"\x1d", 0)


def no_last_field_terminator(record: bytes, chance: random.Random) -> bytes:
    return record[:-2] + b"\x1d"


def stray_field_terminator(record: bytes, chance: random.Random) -> bytes:
    return _put(record, _letter(record, chance), b"\x1e")


def lost_field_terminator(record: bytes, chance: random.Random) -> bytes:
    places = [at for at, byte in enumerate(record[:-2]) if byte == 0x1E][1:]
    return _put(record, chance.choice(places), b" ") if places else record


def latin1(record: bytes, chance: random.Random) -> bytes:
    return _put(record, _letter(record, chance), b"\xe4")


def no_indicators(record: bytes, chance: random.Random) -> bytes:
    at = record.index(b"\x1f")
    return _put(record, at - 2, b"", 2)


def lost_byte(record: bytes, chance: random.Random) -> bytes:
    return _put(record, _letter(record, chance), b"", 1)


def byte_in_directory(record: bytes, chance: random.Random) -> bytes:
    new = chance.choice([b"x", b" ", b"7"])
    return _put(record, chance.randrange(27, record.index(b"\x1e")), new, 0)


def short_leader(record: bytes, chance: random.Random) -> bytes:
    return _put(record, 7, b"", 1)


type Kind = Callable[[bytes, random.Random], bytes]

KINDS: list[Kind] = [
    wrong_length,
    wrong_base,
    blank_numbers,
    wrong_entry,
    letters_in_entry,
    lengths_in_characters,
    no_record_terminator,
    stray_record_terminator,
    more_record_terminator,
    no_last_field_terminator,
    stray_field_terminator,
    lost_field_terminator,
    latin1,
    no_indicators,
    lost_byte,
    byte_in_directory,
    short_leader,
]
