"""A file cut anywhere reads as the whole, in every format, whatever is broken in it."""

import json
import math
import tempfile
import zipfile
from collections.abc import Iterator
from itertools import chain, pairwise
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kimppa.marc.reading import MarcFileError, marcjson, parts, read, records_of
from kimppa.marc.reading.places import Places
from kimppa.marc.reading.rows import record_from
from kimppa.marc.record import Record
from kimppa.marc.tables import Batch, Quarantined
from kimppa.marc.writing import texts
from tests.catalogues import catalogue
from tests.examples import drawn

RECORDS = [record_from(one.data) for one in catalogue(40)]
XML = {
    "collection": (b'<?xml version="1.0"?>\n<collection xmlns="http://x">', b"", b"</collection>"),
    "prefix": (b'<m:collection xmlns:m="http://x">\n', b"m:", b"</m:collection>\n"),
    "commented": (b"<!-- <record> --><a><b>", b"", b"</b></a>"),
    "latin": (b"<?xml version='1.0' encoding='ISO-8859-1'?><collection>", b"", b"</collection>"),
}
OAI = (
    b"<OAI-PMH><responseDate>x</responseDate><ListRecords>",
    b"<record><header/><metadata>",
    b"</metadata></record>",
    b"</ListRecords></OAI-PMH>",
)


def aleph(number: int, record: Record) -> bytes:
    lines = [f"{number:09d} LDR   L {record.leader.replace(' ', '^')}"]
    for one in record.fields:
        body = one.value or "".join(f"$${sub.code}{sub.value}" for sub in one.subfields)
        lines.append(f"{number:09d} {one.tag}{one.indicators} L {body}")
    return "\n".join(lines).encode() + b"\n"


def marcxml(head: bytes, prefix: bytes, tail: bytes, between: bytes = b"") -> bytes:
    some = [texts.marcxml(one) for one in RECORDS]
    if prefix:
        some = [one.replace(b"</", b"</" + prefix).replace(b"<", b"<" + prefix) for one in some]
        some = [one.replace(b"<m:/m:", b"</m:") for one in some]
    whole = head + between.join(some) + tail
    return whole.decode().encode("latin-1", "xmlcharrefreplace") if b"8859" in head else whole


def oai() -> bytes:
    head, before, after, tail = OAI
    return head + b"".join(before + texts.marcxml(one) + after for one in RECORDS) + tail


LINES = [texts.json_line(one) for one in RECORDS]
FILES = {
    **{f"marcxml {name}": marcxml(*told) for name, told in XML.items()},
    "marcxml with comments": marcxml(*XML["collection"], b"<!-- next -->\n"),
    "oai": oai(),
    "json lines": b"".join(LINES),
    "json array": b"[" + b",".join(one.strip() for one in LINES) + b"]",
    "json indented": json.dumps([json.loads(one) for one in LINES], indent=2).encode(),
    "aleph": b"".join(aleph(*one) for one in enumerate(RECORDS)),
    "mrk": b"".join(map(texts.mrk, RECORDS)),
    "lines of ours": "\n\n".join(map(str, RECORDS)).encode(),
}
NASTY = (
    *("", " ", "\n", "\n\n", "\r\n", "\ufeff", "\x1e", "ä", '"', "\\", "{", "}", "[", "]", ","),
    *("<", ">", "&", "<!--", "-->", "<![CDATA[", "]]>", "<record>", "</record>", "</collection>"),
    *("</collection><collection>", '<collection xmlns="http://y">', "</record>\n<record>", "<?x"),
    *("</ListRecords><ListRecords>", "<!-- </record><record> -->", "&oops;", "<!DOCTYPE x>"),
    *('}\n{"leader":"', '"}\n{', '"}]}\n{"a":1}\n', '{"x":\n', "12,3\n", '{"fields":[]},', "nul"),
    *("\n\nLDR ", "\n=LDR  ", "\n000000123 ", "\n000000007 245   L $$9^^", "\nhei vaan\n\n"),
)
DAMAGE = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 300), st.sampled_from(NASTY)), max_size=3
)


def damaged(data: bytes, faults: list[tuple[float, int, str]]) -> bytes:
    for share, gone, new in faults:
        at = int(share * len(data))
        data = data[:at] + new.encode() + data[at + gone * (gone < 30) :]
    return data


type Told = tuple[list[tuple[object, ...]], list[str], list[Quarantined], int]


def told(batches: Iterator[Batch]) -> Told:
    """Everything that is read; only the bytes between records may be laid to either of them."""
    records: list[tuple[object, ...]] = []
    shown: list[str] = []
    quarantined: list[Quarantined] = []
    size = 0
    for one in batches:
        columns = [one.records[n].to_pylist() for n in ("offset", "length", "flags", "state")]
        records += list(zip(*columns, one.records["leader"].to_pylist(), strict=True))
        shown += [str(record) for _rec, record in records_of(one)]
        quarantined += one.quarantined
        size += len(one.raw)
    return records, shown, quarantined, size


def joined(path: Path, cuts: list[tuple[int, int | None]], piece: int) -> Told | None:
    """What all parts tell; None if one of them refuses, so that the file is read in one."""
    found: list[Told] = []
    for start, stop in cuts:
        try:
            found.append(told(read(path, start=start, stop=stop, piece=piece)))
        except MarcFileError:
            return None
    records, shown, quarantined, sizes = zip(*found, strict=True)
    every = chain.from_iterable
    return list(every(records)), list(every(shown)), list(every(quarantined)), sum(sizes)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("size", [700, 5000, 12_345])
def test_a_sound_file_is_cut_and_reads_as_the_whole(name: str, size: int, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(FILES[name])
    cuts = parts(path, size)
    assert len(cuts) >= min(len(FILES[name]) // size // 2, 18)
    assert joined(path, cuts, 4_000_000) == told(read(path))
    assert joined(path, cuts, 1000) == told(read(path))


@pytest.mark.parametrize("size", [50_000, 70_000, 120_000])
def test_parts_after_the_first_are_about_equal(size: int, tmp_path: Path) -> None:
    name = max(FILES, key=lambda name: len(FILES[name]))
    path = tmp_path / "file"
    path.write_bytes(FILES[name])
    lengths = [batch.records["length"].to_pylist() for batch in read(path)]
    longest = max(chain.from_iterable(lengths))
    starts = [start for start, _stop in parts(path, size, 2000)]
    first, *others = (b - a for a, b in pairwise([*starts, len(FILES[name])]))
    assert 2000 <= first <= 2000 + longest
    assert len(others) == math.ceil((len(FILES[name]) - first) / size)
    assert max(others) <= size + longest
    assert max(others) - min(others) <= 2 * longest


@given(
    st.sampled_from(sorted(FILES)),
    DAMAGE,
    st.integers(100, 9000),
    st.sampled_from([50, 1000, 1 << 20]),
    st.sampled_from([2000, 1 << 22]),
)
@settings(max_examples=drawn(150), deadline=None)
def test_a_broken_file_reads_in_parts_as_the_whole_or_not_in_parts(
    name: str, faults: list[tuple[float, int, str]], size: int, chunk: int, piece: int
) -> None:
    with tempfile.NamedTemporaryFile() as file, patch.object(marcjson, "_CHUNK", chunk):
        path = Path(file.name)
        path.write_bytes(damaged(FILES[name], faults))
        try:
            cuts = parts(path, size)
        except MarcFileError:
            with pytest.raises(MarcFileError):
                told(read(path))
            return
        found = joined(path, cuts, piece)
        if found is not None:
            assert found == told(read(path))


@pytest.mark.parametrize(
    ("name", "before", "fault"),
    [
        ("json lines", b'\n{"leader"', b'{"leader":"12\n'),
        ("aleph", b"\n000000020 ", b"hei vaan\n"),
        ("mrk", b"\n=LDR  ", b"hei vaan\n\n"),
    ],
)
def test_what_cannot_be_read_stays_in_its_part(
    name: str, before: bytes, fault: bytes, tmp_path: Path
) -> None:
    data = FILES[name]
    at = data.index(before, len(data) // 2) + 1
    path = tmp_path / "file"
    path.write_bytes(data[:at] + fault + data[at:])
    cuts = parts(path, 3000)
    found = joined(path, cuts, 4_000_000)
    assert found is not None
    assert len(cuts) > 10
    assert found == told(read(path))
    assert [one.data.strip() for one in found[2]] == [fault.strip()]


@pytest.mark.parametrize("name", [*FILES, "zip"])
def test_each_record_is_read_where_it_stands_alone(name: str, tmp_path: Path) -> None:
    path, folder = tmp_path / "file", tmp_path / "unpacked"
    if name == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            for number, data in enumerate(FILES.values()):
                archive.writestr(f"{number}.txt.xml", data)
    else:
        path.write_bytes(FILES[name])
    batches = list(read(path))
    records = {
        batch.records["offset"][rec].as_py(): record
        for batch in batches
        for rec, record in records_of(batch)
    }
    lengths = [one for batch in batches for one in batch.records["length"].to_pylist()]
    places = list(zip(records, lengths, strict=True))[::7]
    there = Places(path, folder)
    assert there.records(places) == {at: records[at] for at, _length in places}
    assert Places(path).records(places[1:3]) == {at: records[at] for at, _length in places[1:3]}
    path.write_bytes(path.read_bytes()[:64_000] + b"only what is asked for is read")
    assert there.records(places[:2]) == {at: records[at] for at, _length in places[:2]}
