"""Two files beside each other."""

import gzip
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kimppa.marc.compare import matching
from kimppa.marc.compare.differences import (
    Difference,
    Fetch,
    Kind,
    Summary,
    changes,
    differences,
    from_file,
    text_kind,
)
from kimppa.marc.compare.index import indexed
from kimppa.marc.compare.matching import PAIRS, How, Met, compare
from kimppa.marc.reading import read, record_of, records_at
from kimppa.marc.record import Field, Record, Subfield, parse
from kimppa.marc.tables import Batch
from kimppa.marc.tests.samples import batch_of, real_ones
from kimppa.marc.writing import encode

BOOK = """\
LDR    00000cam a22000004i 4500
001    {number}
003    FI-A
005    20240101000000.0
035    $a(FI-B){number}0
245 10 $a{title} /$cLeo Tolstoi.
650  7 $asodat$2yso/fin
650  7 $arauha$2yso/fin
"""


def book(number: int, title: str, *changed: tuple[str, str]) -> Record:
    text = BOOK.format(number=number, title=title)
    for old, new in changed:
        assert old in text
        text = text.replace(old, new)
    return parse(text)


def whole(old: Iterable[Batch], new: Iterable[Batch], buckets: int = 1, owner: str = "") -> Met:
    """All parts of a comparison as one."""
    with TemporaryDirectory() as folder:
        parts = list(compare(old, new, Path(folder), buckets=buckets, owner=owner))
    assert len(parts) == buckets
    lost, added = (
        pl.concat(series) for series in zip(*((p.lost, p.added) for p in parts), strict=True)
    )
    return Met(pl.concat([PAIRS.to_frame(), *(one.pairs for one in parts)]), lost, added)


def compared(old: list[Record], new: list[Record]) -> Met:
    return whole([batch_of(old)], [batch_of(new)])


def test_what_came_went_changed_and_stayed_is_counted() -> None:
    old = [book(1, "Sota"), book(2, "Rauha"), book(3, "Taivas"), book(4, "Meri")]
    new = [book(5, "Uusi"), book(1, "Sota"), book(2, "Rauha ja sota"), book(4, "Meri")]
    found = compared(old, new)
    assert found.counts() == {
        "identical": 2, "changed": 1, "equal": 0, "renumbered": 0, "lost": 1, "added": 1,
    }  # fmt: skip


def test_a_new_number_is_followed_by_035_and_by_content() -> None:
    moved = book(
        77,
        "Sota",
        ("001    77\n003    FI-A", "001    900\n003    FI-NEW"),
        ("(FI-B)770", "(FI-A)1"),
    )
    copied = book(78, "Rauha")
    found = compared([book(1, "Sota"), book(2, "Rauha")], [moved, copied])
    assert sorted(found.pairs["how"].to_list()) == ["content", "other"]
    assert found.counts()["renumbered"] == 2
    assert found.lost.is_empty()
    assert found.added.is_empty()


def test_records_with_one_number_are_matched_each_with_its_like() -> None:
    twice = [book(1, "Sota"), book(1, "Rauha")]
    found = compared(twice, [twice[1], twice[0]])
    assert found.counts()["identical"] == 2


def test_the_owner_of_records_without_003_can_be_told() -> None:
    old = [book(1, "Sota", ("003    FI-A\n", ""), ("035    $a(FI-B)10\n", ""))]
    new = [book(9, "Sota ja", ("(FI-B)90", "(FI-A)1"))]
    assert compared(old, new).pairs.is_empty()
    found = whole([batch_of(old)], [batch_of(new)], owner="FI-A")
    assert found.pairs["how"].to_list() == ["other"]


def test_another_order_of_fields_is_equal_but_not_identical() -> None:
    one = book(1, "Sota")
    other = one.copy()
    other.fields[-2:] = other.fields[:-3:-1]
    found = compared([one], [other])
    assert (found.counts()["changed"], found.counts()["equal"]) == (1, 1)


def test_empty_files_are_compared() -> None:
    found = compared([], [book(1, "Sota")])
    assert (len(found.added), len(found.lost)) == (1, 0)


@pytest.mark.parametrize(
    ("change", "kind", "tag", "code"),
    [
        (("Sota /", "Sota"), Kind.PUNCTUATION, "245", "a"),
        (("Sota /", "Sota  /"), Kind.WHITESPACE, "245", "a"),
        (("Sota /", "SOTA /"), Kind.CASE, "245", "a"),
        (("Sota /", "Rauha /"), Kind.SUBFIELD_CHANGED, "245", "a"),
        (("245 10", "245 00"), Kind.INDICATOR, "245", ""),
        (("$cLeo Tolstoi.", ""), Kind.SUBFIELD_REMOVED, "245", "c"),
        (("Sota /$c", "Sota :$bromaani /$c"), Kind.SUBFIELD_ADDED, "245", "b"),
        (("20240101000000.0", "20250101000000.0"), Kind.CONTROL, "005", ""),
        (("cam a", "cam  "), Kind.LEADER, "LDR", "09"),
        (("650  7 $arauha$2yso/fin\n", ""), Kind.FIELD_REMOVED, "650", ""),
        (("650  7 $as", "650  7 $aidyllit\n650  7 $as"), Kind.FIELD_ADDED, "650", ""),
    ],
)  # fmt: skip
def test_a_change_is_told_by_its_kind(
    change: tuple[str, str], kind: Kind, tag: str, code: str
) -> None:
    found = differences(book(1, "Sota"), book(1, "Sota", change))
    assert (kind, tag, code) in {(one.kind, one.tag, one.code) for one in found}
    assert {one.kind for one in found} <= {kind, Kind.PUNCTUATION}


def test_composed_and_decomposed_letters_are_normalisation_only() -> None:
    assert text_kind("\u00c4\u00e4ni", "A\u0308a\u0308ni") is Kind.NORMALISATION


def test_order_alone_is_told() -> None:
    one = book(1, "Sota")
    other = one.copy()
    other.fields[-2:] = other.fields[:-3:-1]
    assert differences(one, other) == [Difference(Kind.ORDER, "650")]
    turned = one.copy()
    turned.fields[-1].subfields.reverse()
    assert [d.kind for d in differences(one, turned)] == [Kind.ORDER]
    repeated = one.copy()
    repeated.fields[-1].subfields.append(Subfield("a", "aselepo"))
    back = repeated.copy()
    back.fields[-1].subfields[::2] = back.fields[-1].subfields[::-2]
    assert [d.kind for d in differences(repeated, back)] == [Kind.ORDER]
    mixed = one.copy()
    mixed.fields[0], mixed.fields[-1] = mixed.fields[-1], mixed.fields[0]
    assert differences(one, mixed)[0].kind is Kind.ORDER


type Row = dict[str, Any]
type Pair = tuple[int, int, str]


def meet(old: list[Row], new: list[Row], one: Row, other: Row, how: How) -> Pair:
    old.remove(one)
    new.remove(other)
    return one["offset"], other["offset"], how.value


def agree(old: list[Row], new: list[Row], columns: list[str], how: How) -> Iterator[Pair]:
    for one in list(old):
        said = [one[name] for name in columns]
        same = (row for row in new if None not in said and [row[name] for name in columns] == said)
        other = next(same, None)
        if other:
            yield meet(old, new, one, other, how)


def share(old: list[Row], new: list[Row]) -> Iterator[Pair]:
    named = [Counter(n for row in side for n in row["numbers"] or ()) for side in (old, new)]
    alone = {n for n in named[0] if named[0][n] == named[1][n] == 1}
    first: dict[int, tuple[Row, Row]] = {}
    for one in old:
        mine = alone & set(one["numbers"] or ())
        others = [row for row in new if mine & set(row["numbers"] or ())]
        if others:
            first.setdefault(others[0]["offset"], (one, others[0]))
    for pair in first.values():
        yield meet(old, new, *pair, How.OTHER)


def plainly(old: list[Record], new: list[Record]) -> tuple[set[Pair], list[int], list[int]]:
    """The comparison record by record in memory: pairs, lost and added by offset."""
    left, right = (list(indexed(batch_of(side)).iter_rows(named=True)) for side in (old, new))
    pairs: set[Pair] = set()
    for columns in (["number", "bytes"], ["number", "content"], ["number"]):
        pairs |= set(agree(left, right, columns, How.NUMBER))
    pairs |= set(share(left, right))
    pairs |= set(agree(left, right, ["content"], How.CONTENT))
    return pairs, [one["offset"] for one in left], [one["offset"] for one in right]


BOOKS = st.lists(
    st.builds(
        lambda number, title, other, told: book(number, title, ("(FI-B)", f"(FI-{other})"), *told),
        st.integers(1, 4),
        st.sampled_from(["Sota", "Rauha"]),
        st.sampled_from("AB"),
        st.sampled_from([(), (("003    FI-A\n", ""),), (("20240101", "20250101"),)]),
    ),
    max_size=8,
)


@given(BOOKS, BOOKS, st.integers(1, 4))
def test_bucket_by_bucket_is_what_record_by_record_is(
    old: list[Record], new: list[Record], buckets: int
) -> None:
    found = whole([batch_of(old)], [batch_of(new)], buckets)
    pairs, lost, added = plainly(old, new)
    assert set(found.pairs.select("old", "new", "how").iter_rows()) == pairs
    assert found.pairs["old"].is_sorted()
    assert found.lost.to_list() == lost
    assert found.added.to_list() == added


def test_what_is_laid_down_on_disk_comes_back_in_its_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matching, "BUFFER_ROWS", 5)
    folder = tmp_path / "shelf"
    folder.mkdir()
    kept = matching.Shelf(folder, 3)
    for start in range(0, 40, 4):
        kept.put("rows", pl.DataFrame({"n": range(start, start + 4)}), pl.col("n"))
    assert list(folder.iterdir())
    found = [table["n"].to_list() for (table,) in kept.each("rows")]
    assert found == [list(range(bucket, 40, 3)) for bucket in range(3)]
    assert not list(folder.iterdir())


TEXT = st.text("aAä :.", max_size=4)
FIELDS = st.lists(
    st.builds(
        lambda tag, i, subs: Field(tag, "", i + " ", [Subfield(c, v) for c, v in subs]),
        st.sampled_from(["245", "650"]),
        st.sampled_from("01"),
        st.lists(st.tuples(st.sampled_from("ab"), TEXT), min_size=1, max_size=3),
    ),
    max_size=4,
)


@given(FIELDS, FIELDS)
def test_there_are_differences_exactly_when_the_records_differ(
    one: list[Field], other: list[Field]
) -> None:
    old, new = Record(" " * 24, one), Record(" " * 24, other)
    assert bool(differences(old, new)) == (old.fields != new.fields)
    fields = indexed(batch_of([old]))["fields"], indexed(batch_of([new]))["fields"]
    ordered = sorted(map(str, one)), sorted(map(str, other))
    if "$" not in "".join(sub.value for f in (*one, *other) for sub in f.subfields):
        assert (fields[0][0] == fields[1][0]) == (ordered[0] == ordered[1])


def fetcher(*batches: Batch) -> Fetch:
    return lambda places: records_at(batches, [offset for offset, _length in places])


def test_changed_records_are_read_again_and_counted() -> None:
    old = [book(number, f"Kirja {number}") for number in range(9)]
    new = [
        book(number, f"Kirja {number}", (" /", " :")) if number % 3 == 0 else one
        for number, one in enumerate(old)
    ]
    new.reverse()
    found = compared(old, new)
    summary = Summary()
    halves = [batch_of(new[:5])]
    halves.append(batch_of(new[5:], 5, halves[0].records["length"].to_numpy().sum()))
    parts = changes(found.changed, fetcher(batch_of(old)), fetcher(*halves), 2)
    for one in parts:
        summary.add(one)
    assert summary.by_kind == {Kind.PUNCTUATION: 3}
    assert summary.by_tag == {(Kind.PUNCTUATION, "245"): 3}
    assert summary.records == {"punctuation": 3}


def test_records_of_a_plain_file_are_read_where_they_stand(tmp_path: Path) -> None:
    books = [encode(book(number, f"Kirja {number}")) for number in range(9)]
    plain, packed = tmp_path / "a.mrc", tmp_path / "a.mrc.gz"
    plain.write_bytes(b"".join(books))
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    ends = list(accumulate(map(len, books)))
    places = [(ends[n] - len(books[n]), len(books[n])) for n in (2, 5, 8)]
    found = from_file(plain)(places)
    assert found == from_file(packed)(places)
    assert [one.control("001") for one in found.values()] == [
        book(n, "").control("001") for n in (2, 5, 8)
    ]
    plain.write_bytes(b"\x1d" * ends[4] + b"".join(books[5:]))  # only what is asked for is read
    assert list(from_file(plain)(places[1:])) == [offset for offset, _ in places[1:]]


def test_a_real_file_is_identical_to_itself_and_to_its_parts_read_alone(shared_data: Path) -> None:
    path = shared_data / "marc" / "finnish.mrc.gz"
    small = 64 * 1024
    one, other = (pl.concat(map(indexed, read(path, piece=size))) for size in (1 << 24, small))
    assert one.equals(other)
    counts = whole(read(path), read(path, piece=small), buckets=3).counts()
    assert counts["identical"] == len(one) == sum(len(batch) for batch in read(path))
    assert sum(counts.values()) == len(one)


def test_real_records_are_themselves_and_their_changes_are_found(shared_data: Path) -> None:
    old = real_ones(shared_data / "marc" / "finnish.mrc.gz")
    new = [one.copy() for one in old]
    numbered = [n for n, one in enumerate(new) if one.control("001") and one.first("245")]
    touched = numbered[7::50]
    for number in touched:
        title = new[number].first("245")
        assert title is not None
        title.subfields[0].value += " (muutettu)"
    found = compared(old, new)
    counts = found.counts()
    assert counts["changed"] == len(touched) > 5
    assert (counts["lost"], counts["added"]) == (0, 0)
    assert counts["identical"] == len(old) - len(touched)
    assert record_of(batch_of(old), 7) == old[7]
