"""Damaged files: nothing is lost, next to everything is read."""

import io
import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kimppa.marc.reading.tests import damage
from kimppa.marc.reading.tests.peers import batches, states, unpacked
from kimppa.marc.record import Field, Record, Subfield, parse
from kimppa.marc.tables import Batch, State
from kimppa.marc.writing.iso2709 import encode
from tests.examples import drawn

RECORDS = 20_000


def control_numbers(found: list[Batch]) -> Counter[str]:
    """What stands in 001 of the records read, and what quarantined ones are known by."""
    numbers = Counter[str]()
    for batch in found:
        rows = zip(batch.fields["tag"].to_pylist(), batch.fields["value"].to_pylist(), strict=True)
        numbers.update(value for tag, value in rows if tag == 1)
        numbers.update(one.control for one in batch.quarantined if one.control)
    return numbers


@pytest.fixture(scope="module")
def sound(shared_data: Path) -> list[bytes]:
    """Well-formed records of many kinds, numbered in 001."""
    data = unpacked(shared_data / "marc" / "world.mrc.gz")[:6_000_000]
    good = [
        record + b"\x1d"
        for record in data.split(b"\x1d")[:-1]
        if record[:5].isdigit() and int(record[:5]) == len(record) + 1
    ]
    return [numbered(record, n) for n, record in enumerate(good)]


def numbered(record: bytes, number: int) -> bytes:
    """The record with one 001, which is the number in nine digits, as its first field."""
    base = int(record[12:17])
    entries = [record[at : at + 12] for at in range(24, base - 1, 12)]
    fields = [
        (entry[:3], record[base + int(entry[7:]) : base + int(entry[7:]) + int(entry[3:7])])
        for entry in entries
        if entry[:3] != b"001"
    ]
    fields.insert(0, (b"001", b"%09d\x1e" % number))
    directory, at = b"", 0
    for tag, content in fields:
        directory += tag + b"%04d%05d" % (len(content), at)
        at += len(content)
    start = 24 + len(directory) + 1
    head = b"%05d" % (start + at + 1) + record[5:12] + b"%05d" % start + record[17:24]
    return head + directory + b"\x1e" + b"".join(content for _tag, content in fields) + b"\x1d"


def test_two_percent_damaged(sound: list[bytes]) -> None:
    chance = random.Random(20_000)
    records = [numbered(chance.choice(sound), n) for n in range(RECORDS)]
    damaged = chance.sample(range(RECORDS), RECORDS // 50)
    for place, n in enumerate(damaged):
        records[n] = damage.KINDS[place % len(damage.KINDS)](records[n], chance)
    found = batches(b"".join(records))
    numbers = control_numbers(found)
    wanted = {f"{n:09d}" for n in range(RECORDS)}
    assert len(wanted & set(numbers)) >= 0.999 * RECORDS
    assert max(numbers.values()) == 1
    assert not set(numbers) - wanted
    assert states(found)[State.QUARANTINED] <= RECORDS // 1000


@pytest.mark.parametrize("kind", damage.KINDS, ids=lambda kind: kind.__name__)
def test_repairs_are_safe(sound: list[bytes], kind: damage.Kind) -> None:
    """A damaged record has the tags it had, or is quarantined; no neighbour suffers."""
    chance = random.Random(kind.__name__)
    records = [chance.choice(sound) for _n in range(120)]
    whole = [kind(one, chance) if n % 2 else one for n, one in enumerate(records)]
    said = [one for batch in batches(b"".join(records)) for one in tags_of(batch)]
    found = batches(b"".join(whole))
    read = [one for batch in found for one in tags_of(batch)]
    assert len(read) == len(said)
    assert all(one in (two, []) for one, two in zip(read, said, strict=True))
    assert states(found)[State.QUARANTINED] <= 12


def tags_of(batch: Batch) -> list[list[int]]:
    """The tags of each record; none of a quarantined one."""
    tags: list[list[int]] = [[] for _rec in range(len(batch))]
    columns = batch.fields["rec"].to_pylist(), batch.fields["tag"].to_pylist()
    for rec, tag in zip(*columns, strict=True):
        tags[rec].append(tag)
    return tags


SMALL = encode(
    Record(
        "00000cam a22000004i 4500",
        [
            Field("001", "123"),
            Field("008", "200101s2020    fi ||||j |||||||||| fin|c"),
            Field("245", "", "10", [Subfield("a", "Työ :"), Subfield("b", "elämä")]),
            Field("650", "", " 7", [Subfield("a", "työ"), Subfield("2", "yso/fin")]),
        ],
    )
)
OTHER = encode(parse("001    9\n100 1# $aKivi, Aleksis$d1834–1872\nCAT ## $aX$b30"))
DELIMITERS = st.sampled_from([b"\x1d", b"\x1e", b"\x1f", b"\x1b", b"0", b"\xe4", b"\n", b"00042"])


@given(st.lists(st.one_of(st.binary(max_size=60), DELIMITERS, st.just(SMALL)), max_size=30))
@settings(max_examples=drawn(100), deadline=None)
def test_any_bytes_are_accounted_for(chunks: list[bytes]) -> None:
    data = b"".join(chunks)
    if data.startswith((b"\x1f\x8b", b"PK")):
        data = data[1:]  # a packed file is another matter
    if data.strip(b"\r\n\t \0\x1a"):
        batches(data)
        batches(data, piece=64)


@given(
    st.lists(
        st.tuples(
            st.integers(0, 3 * len(SMALL)),
            st.one_of(DELIMITERS, st.binary(max_size=3)),
            st.integers(0, 9),
        ),
        min_size=1,
        max_size=4,
    )
)
@settings(max_examples=drawn(150), deadline=None)
def test_mutated_records_are_accounted_for(changes: list[tuple[int, bytes, int]]) -> None:
    """The records after the last change are read as if nothing had happened before them."""
    data = SMALL + OTHER + SMALL
    for at, new, gone in changes:
        data = data[:at] + new + data[at + gone :]
    found = batches(data + (SMALL + OTHER) * 3)
    assert states(found)[State.GOOD] >= 5
    assert states(found) == states(batches(data + (SMALL + OTHER) * 3, piece=500))


@given(st.lists(st.integers(0, 8 * len(SMALL + OTHER + SMALL) - 1), min_size=1, max_size=8))
@settings(max_examples=drawn(150), deadline=None)
def test_flipped_bits_are_accounted_for(places: list[int]) -> None:
    data = bytearray(SMALL + OTHER + SMALL)
    for place in places:
        data[place // 8] ^= 1 << place % 8
    found = batches(bytes(data) + (SMALL + OTHER) * 3)
    assert states(found)[State.GOOD] >= 5


@given(st.integers(1, len(SMALL + OTHER) - 1))
@settings(max_examples=drawn(100), deadline=None)
def test_truncated_files_are_accounted_for(length: int) -> None:
    batches((SMALL + OTHER)[:length])


def test_junk_full_of_terminators_stays_cheap() -> None:
    """A million of them are one stretch of bytes, not a million records."""
    (batch,) = batches(b"\x1d" * 1_000_000 + SMALL + b"\x1d\x1d")
    assert states([batch]) == {State.QUARANTINED: 2, State.GOOD: 1}


def test_bytes_without_any_terminator_are_kept_in_pieces() -> None:
    data = b"x" * 30_000 + SMALL
    found = batches(data, piece=2_000)
    assert states(found)[State.QUARANTINED] >= 1
    assert io.BytesIO(b"".join(one.data for b in found for one in b.quarantined)).getvalue() in data
