"""One record whose bytes are not as they should be: read if that is safe, else refused.

Safe means that every field's tag is certain: the directory and the terminators agree on the
number of fields, or on the lengths of all fields but the one that was hit.
"""

import re
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Final

from kimppa.marc.reading import reasons
from kimppa.marc.reading.assemble import Fields
from kimppa.marc.reading.characters import decoded, encoding_of
from kimppa.marc.reading.geometry import ENTRY, LEADER, LONGEST, PAD
from kimppa.marc.tables import Flag, is_control, tag_number

NOTHING: Final = Flag(0)
_BOM: Final = b"\xef\xbb\xbf"


@dataclass(slots=True)
class Mended:
    """A record read after all: 24 bytes of leader, fields, what was wrong."""

    leader: bytes
    fields: Fields
    flags: Flag


class HopelessError(Exception):
    """Why bytes cannot be read as a record."""


@dataclass(slots=True)
class Entry:
    """A directory entry as it stands: numbers are None where there are no digits."""

    tag: bytes
    length: int | None
    start: int | None


type TaggedContents = tuple[list[tuple[bytes, bytes]], Flag]  # tags with raw contents


def mend(data: bytes, flags: Flag = NOTHING) -> Mended:
    """Read `data`, one record with or without its terminator; `flags` is what is known already.

    Raises HopelessError with a reason, in English, if the tags of its fields are not certain.
    """
    record = data.removeprefix(_BOM).lstrip(PAD)
    if record.endswith(b"\x1d"):
        record = record[:-1]
    else:
        flags |= Flag.NO_END
    if len(data) > LONGEST:
        flags |= Flag.TOO_LONG | Flag.LENGTH
    end = record.find(b"\x1e")
    if end < 0:
        raise HopelessError(reasons.NO_END)
    if record[:5] != b"%05d" % (len(record) + 1):
        flags |= Flag.LENGTH
    leader, entries, head_flags = _head(record, end)
    segments, ended = _segments(record[end + 1 :])
    (fields, field_flags), leader = _fields(record, end, leader, entries, segments)
    flags |= head_flags | field_flags | (Flag(0) if ended else Flag.NO_END)
    if record[12:17] != b"%05d" % (end + 1):
        flags |= Flag.BASE
    return _contents(leader, fields, flags)


def _head(record: bytes, end: int) -> tuple[bytes, list[Entry], Flag]:
    directory = record[LEADER:end]
    flags = Flag.DIRECTORY if len(directory) % ENTRY or end < LEADER else Flag(0)
    entries = entries_of(directory)
    if any(entry.length is None or entry.start is None for entry in entries):
        flags |= Flag.DIGITS
    leader = record[: min(LEADER, end)]
    if len(leader) < LEADER or not leader.isascii():
        flags |= Flag.LEADER
    return leader, entries, flags


def entries_of(directory: bytes) -> list[Entry]:
    return [
        Entry(entry[:3], _digits(entry[3:7]), _digits(entry[7:12]))
        for position in range(0, len(directory) - ENTRY + 1, ENTRY)
        if (entry := directory[position : position + ENTRY])
    ]


def _digits(text: bytes) -> int | None:
    return int(text) if text.isdigit() else None


def _segments(body: bytes) -> tuple[list[bytes], bool]:
    """What stands between field terminators, and whether one ends the last field."""
    if not body:
        return [], True
    if body.endswith(b"\x1e"):
        return body[:-1].split(b"\x1e"), True
    return body.split(b"\x1e"), False


def _fields(
    record: bytes, end: int, leader: bytes, entries: list[Entry], segments: list[bytes]
) -> tuple[TaggedContents, bytes]:
    """Tags with contents by the first way that is safe, and the leader that goes with it."""
    aligned = (end - LEADER) % ENTRY == 0
    if aligned and len(entries) == len(segments):
        tagged_contents = by_count(entries, segments)
        if tagged_contents is not None:
            return tagged_contents, leader
    if aligned:
        tagged_contents = by_lengths(entries, segments) or by_directory(record, end, entries)
        if tagged_contents is not None:
            return tagged_contents, leader
    shifted = _leader_hit(record, end, segments)
    if shifted is not None:
        return shifted
    if not aligned:
        tagged_contents = directory_hit(record[LEADER:end], segments)
        if tagged_contents is not None:
            return tagged_contents, leader
    raise HopelessError(_unmatched(len(entries), len(segments)))


def _unmatched(entries: int, fields: int) -> str:
    reason = reasons.UNMATCHED if entries == fields else reasons.UNEQUAL
    return reason.format(entries=entries, fields=fields)


def by_count(entries: list[Entry], segments: list[bytes]) -> TaggedContents | None:
    """As many entries as fields: in the order of the data, if the entries say nothing else."""
    starts = [entry.start for entry in entries]
    if None not in starts and len(set(starts)) == len(starts):
        order = sorted(range(len(entries)), key=lambda n: entries[n].start or 0)
        if all(entries[n].length == len(s) + 1 for n, s in zip(order, segments, strict=True)):
            segment_by_entry = {n: segments[index] for index, n in enumerate(order)}
            pairs = [(entry.tag, segment_by_entry[n]) for n, entry in enumerate(entries)]
            return pairs, _mismatch([entries[n] for n in order], segments)
    if not _plausible(entries, segments):
        return None
    pairs = [(entry.tag, segment) for entry, segment in zip(entries, segments, strict=True)]
    return pairs, _mismatch(entries, segments)


def _mismatch(entries: list[Entry], segments: list[bytes]) -> Flag:
    """MISMATCH if an entry, in the order of the data, does not say where its field stands."""
    position = 0
    for entry, segment in zip(entries, segments, strict=True):
        if (entry.length, entry.start) != (len(segment) + 1, position):
            return Flag.MISMATCH
        position += len(segment) + 1
    return Flag(0)


def _plausible(entries: list[Entry], segments: list[bytes]) -> bool:
    """Whether fields may be taken in the directory's order though some numbers are wrong."""
    pairs = list(zip(entries, segments, strict=True))
    wrong = sum(entry.length != len(segment) + 1 for entry, segment in pairs)
    if wrong <= max(1, len(pairs) // 4):
        return True
    starts = [entry.start for entry in entries if entry.start is not None]
    falls = sum(next_start < start for start, next_start in pairwise(starts))
    shaped = sum(_shaped(entry.tag, segment) for entry, segment in pairs)
    return falls <= 1 and shaped >= len(pairs) - 1


def _shaped(tag: bytes, segment: bytes) -> bool:
    """Whether contents look like those of the tag: indicators in data fields only."""
    return is_control(number(tag)) != (segment[2:3] == b"\x1f")


def number(tag: bytes) -> int:
    return tag_number(tag.decode("latin-1"))


def _matching(lengths: list[int | None], segments: list[bytes]) -> int:
    """How many from the beginning agree."""
    for index, (length, segment) in enumerate(zip(lengths, segments, strict=False)):
        if length != len(segment) + 1:
            return index
    return min(len(lengths), len(segments))


def by_lengths(entries: list[Entry], segments: list[bytes]) -> TaggedContents | None:
    """One terminator too many or too few: all other lengths must agree from both ends."""
    if not entries or not segments:
        return None
    lengths = [entry.length for entry in entries]
    tags = [entry.tag for entry in entries]
    front = _matching(lengths, segments)
    back = _matching(lengths[::-1], segments[::-1])
    if len(segments) == len(entries) + 1 and front + back >= len(entries) - 1:
        front = min(front, len(entries) - 1)
        joined = segments[front] + b"\x1e" + segments[front + 1]
        contents = [*segments[:front], joined, *segments[front + 2 :]]
        return list(zip(tags, contents, strict=True)), Flag.MISMATCH
    if len(segments) == len(entries) - 1 and front + back >= len(segments) - 1:
        front = min(front, len(segments) - 1)
        first, second = lengths[front], lengths[front + 1]
        merged_segment = segments[front]
        if (
            first is None
            or second is None
            or len(merged_segment) not in {first + second - 2, first + second - 1}
        ):
            return None
        second_start = len(merged_segment) - (
            second - 1
        )  # the byte before it was the terminator, or it is gone
        contents = [
            *segments[:front],
            merged_segment[: first - 1],
            merged_segment[second_start:],
            *segments[front + 1 :],
        ]
        return list(zip(tags, contents, strict=True)), Flag.MISMATCH
    return None


def by_directory(record: bytes, end: int, entries: list[Entry]) -> TaggedContents | None:
    """Every entry points at a field that begins after a terminator and ends with one."""
    fields = []
    for entry in entries:
        if entry.length is None or entry.start is None or entry.length < 1:
            return None
        start = end + 1 + entry.start
        content = record[start : start + entry.length]
        if record[start - 1 : start] not in {b"\x1e", b"\x1d"} or content[-1:] not in {
            b"\x1e",
            b"\x1d",
        }:
            return None
        if len(content) != entry.length:
            return None
        fields.append((entry.tag, content[:-1]))
    return (fields, Flag.MISMATCH) if fields else None


_WHOLE = re.compile(rb"[ -~]{10}22[ -~]{8}45", re.DOTALL)


def _leader_hit(
    record: bytes, end: int, segments: list[bytes]
) -> tuple[TaggedContents, bytes] | None:
    """The leader has lost or got bytes: the directory is then the last entries before its end."""
    begin = end - ENTRY * len(segments)
    if not 0 <= begin <= 2 * LEADER or begin == LEADER or _WHOLE.match(record):
        return None
    entries = entries_of(record[begin:end])
    wrong = sum(e.length != len(s) + 1 for e, s in zip(entries, segments, strict=True))
    if not segments or wrong:
        return None
    pairs = [(entry.tag, segment) for entry, segment in zip(entries, segments, strict=True)]
    match = re.search(rb"[ -~]{5}[a-z][a-z].{2}[a ]22\d{5}.{3}45", record[:begin])
    leader = record[match.start() : begin] if match else record[:begin]
    return (pairs, Flag.LEADER), leader


def directory_hit(directory: bytes, segments: list[bytes]) -> TaggedContents | None:
    """A directory that has lost or got a byte: the entries around the one hit must agree."""
    front, back = entries_of(directory), entries_of(directory[len(directory) % ENTRY :])
    starts = list(accumulate((len(segment) + 1 for segment in segments), initial=0))
    lengths_and_starts = [
        (len(part) + 1, start) for part, start in zip(segments, starts, strict=False)
    ]
    agreeing_front = _agreeing(front, lengths_and_starts)
    agreeing_back = _agreeing(back[::-1], lengths_and_starts[::-1])
    if not segments or agreeing_front + agreeing_back < len(segments) - 1:
        return None
    agreeing_front = min(agreeing_front, len(segments) - 1)
    agreeing_back = len(segments) - 1 - agreeing_front
    hit = directory[agreeing_front * ENTRY : len(directory) - agreeing_back * ENTRY]
    numbers = b"%04d%05d" % lengths_and_starts[agreeing_front]
    tag = _tag_of(hit, numbers)
    if not tag or not _shaped(tag, segments[agreeing_front]):
        return None
    rear = back[len(back) - agreeing_back :] if agreeing_back else []
    tags = [*(entry.tag for entry in front[:agreeing_front]), tag, *(entry.tag for entry in rear)]
    return list(zip(tags, segments, strict=True)), Flag.DIRECTORY


def _agreeing(entries: list[Entry], lengths_and_starts: list[tuple[int, int]]) -> int:
    """How many entries from the beginning say the lengths and starts that the data show."""
    for index, (entry, pair) in enumerate(zip(entries, lengths_and_starts, strict=False)):
        if (entry.length, entry.start) != pair:
            return index
    return min(len(entries), len(lengths_and_starts))


def _tag_of(hit: bytes, numbers: bytes) -> bytes:
    """The tag of an entry with a byte too many or too few, b"" if that byte may be the tag's.

    >>> _tag_of(b"245001x200000", b"001200000"), _tag_of(b"2x45001200000", b"001200000")
    (b'245', b'245')
    """
    if abs(len(hit) - ENTRY) != 1:
        return b""
    if not hit.endswith(numbers):
        return hit[:3]
    digits = bytes(byte for byte in hit[: -len(numbers)] if 0x30 <= byte <= 0x39)
    return digits if len(digits) == 3 else b""


def _contents(leader: bytes, fields: list[tuple[bytes, bytes]], flags: Flag) -> Mended:
    encoding = encoding_of(b"\x1e".join(content for _tag, content in fields), leader)
    if encoding == "marc-8":
        flags |= Flag.MARC8
    clean_fields: Fields = []
    for tag, content in fields:
        if len(content) >= 9_999:
            flags |= Flag.TOO_LONG
        clean = decoded if is_control(number(tag)) else data_field
        text, text_flags = clean(content, encoding)
        if text_flags:
            flags |= text_flags
        clean_fields.append((tag, text))
    return Mended(leader.ljust(LEADER)[:LEADER], clean_fields, flags)


_SOUND = re.compile(rb"[\x00-\x1c\x20-\x7f]{2}(?:\x1f[\x00-\x1c\x20-\x7f][^\x1d-\x1f]*+)++")


def data_field(content: bytes, encoding: str) -> tuple[bytes, Flag]:
    """A data field as two indicators and subfields with codes, in UTF-8."""
    if encoding == "utf-8" and _SOUND.fullmatch(content):
        return content, NOTHING
    head, *parts = content.split(b"\x1f")
    flags = Flag(0)
    if len(head) != 2 or not head.isascii() or not parts:
        flags |= Flag.INDICATORS
        if len(head) > 2 and not parts:  # a text without any subfield
            head, parts = b"  ", [b"a" + head]
        head = bytes(code if code < 0x80 else 0x3F for code in head.ljust(2)[:2])
    if b"\x1d" in head or b"\x1e" in head:
        flags |= Flag.INDICATORS
        head = head.replace(b"\x1d", b"?").replace(b"\x1e", b"?")
    text = [head]
    for part in parts:
        code, value = part[:1], part[1:]
        if not code or not code.isascii() or code in b"\x1d\x1e":
            flags |= Flag.CODE
            if not part:
                continue
            code, value = b"?", part
        clean, text_flags = decoded(value, encoding)
        flags |= text_flags
        text.append(b"\x1f" + code + clean)
    return b"".join(text), flags


_CONTROL_NUMBER = re.compile(rb"\x1e([^\x1d-\x1f\x80-\xff]{1,40})\x1e")


def control_number(record_bytes: bytes) -> str:
    """What is most likely the 001 of bytes that are no record as a whole; "" without a guess."""
    if (
        record_bytes[LEADER : LEADER + 3] not in {b"001", b"FMT"}
        and b"001" not in record_bytes[:200]
    ):
        return ""
    match = _CONTROL_NUMBER.search(record_bytes)
    return match[1].decode() if match else ""
