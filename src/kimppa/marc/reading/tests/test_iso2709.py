"""Real records: our tables say what pymarc says, and what they do not is known."""

import tracemalloc
from collections import Counter
from pathlib import Path

import pytest

from kimppa.marc.reading import grouped, parts, read, record_from, record_of, records_of
from kimppa.marc.reading.tests.peers import Said, batches, ours, states, theirs, unpacked
from kimppa.marc.record import parse
from kimppa.marc.tables import Batch, Flag, State
from kimppa.marc.writing.iso2709 import encode

BOOK = parse("""
LDR    00000cam a22000004i 4500
001    000123
008    200101s2020    fi ||||j |||||||||| fin|c
245 10 $aSota ja rauha :$bpienoisromaani /$cLeo Tolstoi.
650 #7 $asodat$2yso/fin
CAT ## $aTyöpiste
""")


EXPLAINED = Flag.CODE | Flag.MISMATCH | Flag.INDICATORS


@pytest.mark.filterwarnings("ignore::pymarc.exceptions.BadSubfieldCodeWarning")
@pytest.mark.parametrize("name", ["finnish", "world"])
def test_tables_equal_pymarcs_on_well_formed_records(shared_data: Path, name: str) -> None:
    """On repaired ones they differ where pymarc drops the first letter with a missing code, or
    lets a stray terminator into a text or an indicator, and then something is flagged."""
    different, compared, flags = [], Counter[State](), Flag(0)
    for batch in batches(unpacked(shared_data / "marc" / f"{name}.mrc.gz")):
        known = batch.records["state"].to_pylist()
        for rec, said in enumerate(ours(batch)):
            compared[State(known[rec])] += 1
            if known[rec] == State.QUARANTINED or said == theirs_or_none(batch.bytes_of(rec)):
                continue
            different.append(batch.records["offset"][rec].as_py())
            assert known[rec] == State.REPAIRED, different[-1]
            flags |= Flag(batch.records["flags"][rec].as_py())
    if name == "finnish":
        assert compared == {State.GOOD: 515}
        assert not different
    else:
        # The two have directories with lengths of five digits.
        assert compared == {State.GOOD: 12_492, State.REPAIRED: 318, State.QUARANTINED: 2}
        assert len(different) == 102
        assert flags & ~Flag.LENGTH == EXPLAINED


def theirs_or_none(data: bytes) -> Said | None:
    """None where pymarc cannot read the record: indicators that are not ASCII."""
    try:
        return theirs(data)
    except UnicodeDecodeError:
        return None


def test_pieces_of_any_size_say_the_same(shared_data: Path) -> None:
    data = unpacked(shared_data / "marc" / "finnish.mrc.gz")[:300_000]
    data = data[: data.rindex(b"\x1d") + 1]
    whole = [one for batch in batches(data) for one in ours(batch)]
    for size in (1_000, 7_777, 100_000):
        pieces = batches(data, piece=size)
        assert [one for batch in pieces for one in ours(batch)] == whole
        assert [batch.start for batch in pieces] == [
            sum(map(len, pieces[:n])) for n in range(len(pieces))
        ]


def test_parts_and_groups_are_the_whole_file(shared_data: Path, tmp_path: Path) -> None:
    file = tmp_path / "finnish.mrc"
    file.write_bytes(
        unpacked(shared_data / "marc" / "finnish.mrc.gz").replace(b"\x1d", b"\x1d\r\n")
    )
    whole = [one for batch in read(file) for one in ours(batch)]
    cut = parts(file, 200_000)
    assert len(cut) == 7
    batches = [b for one, two in cut for b in read(file, start=one, stop=two, piece=50_000)]
    assert [one for batch in batches for one in ours(batch)] == whole
    groups = list(grouped(batches, 400_000))
    assert 1 < len(groups) < len(batches)
    assert [one for batch in groups for one in ours(batch)] == whole
    assert (
        groups[1].bytes_of(3)
        == file.read_bytes()[offset(groups[1], 3) :].split(b"\x1d")[0] + b"\x1d"
    )


def test_what_is_left_of_a_file_goes_with_its_last_group() -> None:
    some = [batch for _ in range(5) for batch in batches(encode(BOOK))]
    size = len(some[0].raw)
    assert [len(one) for one in grouped(some, 4 * size)] == [4, 1], "a quarter stands by itself"
    assert [len(one) for one in grouped(some, 4 * size + 1)] == [5]
    assert [len(one) for one in grouped([*some, *some], 2 * size)] == [2, 2, 2, 2, 2]
    assert list(grouped([], size)) == []


def offset(batch: Batch, rec: int) -> int:
    found: int = batch.records["offset"][rec].as_py()
    return found


def test_a_row_and_bytes_are_records() -> None:
    data = encode(BOOK)
    (batch,) = batches(data * 3)
    assert [str(one) for _rec, one in records_of(batch)] == [str(record_from(data))] * 3
    assert str(record_of(batch, 2)).splitlines()[1:] == str(BOOK).splitlines()[1:]


def test_a_directory_in_another_order_than_the_data() -> None:
    """Reading keeps the directory's order, without the path for damaged records."""
    data = encode(BOOK)
    base = int(data[12:17])
    entries = [data[at : at + 12] for at in range(24, base - 1, 12)]
    swapped = data[:24] + b"".join(entries[::-1]) + data[base - 1 :]
    (batch,) = batches(data + swapped + data)
    assert states([batch]) == {State.GOOD: 3}
    assert batch.records["flags"].to_pylist() == [0, 0, 0]
    first, second, third = ours(batch)
    assert second[1] == first[1][::-1]
    assert third == first
    assert second == theirs(swapped)


def test_what_stands_between_records_belongs_to_none() -> None:
    data = encode(BOOK)
    (batch,) = batches(data + b"\r\n" + data + b"\0" * 900 + data + b"\n\x1a")
    assert batch.records["pad"].to_pylist() == [2, 900, 2]
    assert states([batch]) == {State.GOOD: 3}
    assert [batch.bytes_of(n) for n in range(3)] == [data] * 3


@pytest.mark.parametrize("lead", [b"\xef\xbb\xbf", b"\r\n", b"\0" * 900, b"\xef\xbb\xbf  "])
def test_what_a_file_begins_with_belongs_to_no_record(lead: bytes) -> None:
    data = encode(BOOK)
    (batch,) = batches(lead + data + data)
    assert states([batch]) == {State.GOOD: 2}
    assert [batch.bytes_of(n) for n in range(2)] == [data] * 2
    assert bytes(batch.raw) == lead + data + data


def test_padding_without_end_is_told_as_bytes_that_are_no_record() -> None:
    data = encode(BOOK)
    found = batches(data + b"\0" * 50_000 + data, piece=2_000)
    assert states(found)[State.GOOD] == 2
    assert b"".join(bytes(one.raw) for one in found) == data + b"\0" * 50_000 + data


@pytest.mark.parametrize("length", [b"     ", b"  123", b"\0\0\0\0\0"])
def test_a_blank_length_belongs_to_the_leader(length: bytes) -> None:
    """It looks like what may stand between records, and the rest of the leader is not moved."""
    data = length + encode(BOOK)[5:]
    (batch,) = batches(data + b"\n" + data + data)
    assert states([batch]) == {State.GOOD: 3}
    assert batch.records["leader"].to_pylist() == [data[:24]] * 3
    assert batch.records["pad"].to_pylist() == [1, 0, 0]


def test_a_wrong_length_alone_leaves_a_record_good() -> None:
    data = b"00000" + encode(BOOK)[5:]
    (batch,) = batches(data)
    assert states([batch]) == {State.GOOD: 1}
    assert Flag(batch.records["flags"][0].as_py()) == Flag.LENGTH


def test_marc8_becomes_unicode() -> None:
    """Diaeresis stands before its letter in MARC-8; Hebrew is reached by an escape sequence."""
    data = encode(parse("245 10 $aTyyyyyyy$cabcdefgh"))
    marc8 = (
        data[:9]
        + b" "
        + data[10:].replace(b"Tyyyyyyy", b"Ty\xe8oty\xe8o").replace(b"abcdefgh", b"\x1b(2`a\x1b(B")
    )
    (batch,) = batches(marc8 + data)
    assert states([batch]) == {State.GOOD: 2}
    assert Flag(batch.records["flags"][0].as_py()) & Flag.MARC8
    assert batch.subfields["value"].to_pylist()[:2] == ["Työtyö", "אב"]


def test_utf8_that_calls_itself_marc8_is_utf8() -> None:
    data = encode(BOOK)
    (batch,) = batches(data[:9] + b" " + data[10:])
    assert batch.records["flags"].to_pylist() == [0]
    assert batch.subfields["value"].to_pylist()[-1] == "Työpiste"


def test_records_longer_than_the_format_can_say_are_read() -> None:
    """By their terminators, since no number of five digits holds their length."""
    field = "500 ## $a" + "x" * 9_000
    data = encode(parse("001    1\n" + "\n".join([field] * 10)))
    base = int(data[12:17])
    entry, content = data[base - 13 : base - 1], data[-9_006:-1]
    long = data[:24] + data[24 : base - 1] + entry * 3 + data[base - 1 : -1] + content * 3 + b"\x1d"
    (batch,) = batches(long)
    assert len(long) > 99_999
    assert states([batch]) == {State.REPAIRED: 1}
    assert Flag(batch.records["flags"][0].as_py()) & Flag.TOO_LONG
    assert batch.fields.num_rows == 14


def test_memory_does_not_grow_with_the_file() -> None:
    """Forty pieces are read; never more than a few of them are held."""
    data, left = encode(BOOK) * 400, 40 * 20

    class Endless:
        """A file that is made while it is read."""

        def read(self, _size: int) -> bytes:
            nonlocal left
            left -= 1
            return data if left >= 0 else b""

    tracemalloc.start()
    size = sum(len(batch.raw) for batch in read(Endless(), piece=len(data) * 20))  # type: ignore[arg-type]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size == len(data) * 800
    assert peak < size / 3
