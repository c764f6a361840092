"""Keys of a batch, and pairs and blocks made of them."""

from itertools import combinations
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kimppa.marc import identifiers
from kimppa.marc.hashing import hash_text
from kimppa.marc.pairing.keys import SCHEMA, Key, keys
from kimppa.marc.pairing.search import candidates
from kimppa.marc.tests.samples import batch_of, lines, real_ones


def shared(*texts: str) -> set[Key]:
    """The kinds of keys that all these records have in common."""
    records = lines(*texts)
    found = keys(batch_of(records))
    counted = found.group_by("kind", "hash").agg(pl.col("offset").n_unique())
    return {Key(row[0]) for row in counted.rows() if row[2] == len(records)}


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("020    $a951-0-19440-9 (sid.)", "020    $a9789510194409$qsidottu", Key.ISBN),
        ("020    $a951-0-19440-9", "024 3  $a978-951-0-19440-9", Key.ISBN),
        ("022    $a0357-7937", "022    $a0357-7937 ;", Key.ISSN),
        ("024 1  $a741952304197", "024 3  $a0741952304197", Key.EAN),
        ("024 2  $aM-2306-7118-7", "024 2  $a979-0-2306-7118-7", Key.EAN),
        ("028 01 $aBIS-CD-123$bBIS", "028 01 $abis cd 123", Key.PUBLISHER),
        ("035    $a(FI-MELINDA)000095841", "035    $aFCC000095841", Key.CONTROL),
        ("035    $a(FI-BTJ)123", "035    $a(fi-btj) 0123", Key.CONTROL),
    ],
)
def test_numbers_written_otherwise_are_one_key(one: str, other: str, kind: Key) -> None:
    assert kind in shared(one, other)


@pytest.mark.parametrize(
    "line",
    [
        "020    $a951-0-19440-8",  # wrong check digit
        "020    $aei ISBN-numeroa",
        "020    $z951-0-19440-9",
        "022    $a03577937X",
        "024 7  $a9789510194409$2gtin-14",
        "028 01 $a15",
    ],
)
def test_what_is_no_number_gives_no_key(line: str) -> None:
    found = keys(batch_of(lines(line)))
    assert set(found["kind"]) <= ({Key.ISSN} if "0357" in line else set())


def test_the_own_number_is_what_another_record_calls_it() -> None:
    own = "001    000095841\n003    FI-MELINDA\n245    $aAjan lyhyt historia"
    assert shared(own, "035    $a(FI-MELINDA)000095841") == {Key.CONTROL}


def test_a_number_without_an_organisation_is_a_key_in_its_own_file_only() -> None:
    record = lines("001    5")
    found = pl.concat([keys(batch_of(record), 0), keys(batch_of(record), 1)])
    assert found["hash"].n_unique() == 2


def test_title_author_year_and_format_make_a_key() -> None:
    year = "008    940307s1994    fi                  fin\n"
    one = year + "100 1  $aKivi, Aleksis,$d1834–\n245    $aSeitsemän veljestä :"
    same = year + "100 1  $aKivi, A.\n245    $aSeitsemän veljestä.$bromaani"
    assert shared(one, same) == {Key.TITLE}
    assert not shared(one, same.replace("s1994", "s1995"))
    assert not shared(one, "LDR    00000cim a22000004i 4500\n" + same)


def test_a_title_written_otherwise_meets_by_the_author_and_the_pages() -> None:
    year = "008    940307s1994    fi                  fin\n"
    one = year + "100 1  $aKivi, Aleksis\n245    $aSeitsemän veljestä\n300    $aXII, 320 s."
    same = year + "100 1  $aKivi, A.\n245    $aSetsemän veljestä\n300    $a320 sivua"
    cyrillic = year + "100 1  $aКиви, Алексис\n245    $aСемеро братьев\n300    $a320 с."
    assert shared(one, same, cyrillic) == {Key.EXTENT}
    assert not shared(one, same.replace("320", "321"))
    assert not shared(one, same.replace("A.", "K."))


def test_what_has_no_pages_meets_by_the_beginning_of_its_title() -> None:
    head = "LDR    00000cjm a22000004i 4500\n008    940307s1994    fi                  zxx\n"
    one = head + "100 1  $aHindemith, Paul\n245    $aSonate op. 25, no. 3"
    same = head + "100 1  $aHindemith, P.\n245    $aSonate für Violoncello"
    assert shared(one, same) == {Key.START}


def test_a_weak_key_is_nothing_for_two_books_of_different_numbers() -> None:
    year = "008    940307s1994    fi                  fin\n"
    thin = year + "020    $a{}\n100 1  $aKivi, Aleksis\n245    $a{}\n300    $a32 s."
    one, other = thin.format("951-0-19440-9", "Apina"), thin.format("951-0-15092-4", "Kameli")
    assert candidates(keys(batch_of(lines(one, other)))).pairs.is_empty()
    unnumbered = other.replace("020    $a951-0-15092-4\n", "")
    assert candidates(keys(batch_of(lines(one, unnumbered)))).pairs.height == 1


def test_authority_records_have_no_keys() -> None:
    assert keys(batch_of(lines("LDR    00000cz  a2200000n  4500\n035    $a(X)1"))).is_empty()


def test_a_batch_without_records_has_no_keys() -> None:
    assert keys(batch_of([])).schema == SCHEMA


def test_keys_of_real_records_are_those_read_one_by_one(shared_data: Path) -> None:
    records = real_ones(shared_data / "marc" / "finnish.mrc.gz")
    batch = batch_of(records)
    found = set(keys(batch).select("kind", "hash", "offset").rows())
    for offset, record in zip(batch.records["offset"].to_pylist(), records, strict=True):
        ids = identifiers.read(record)
        books = ids.isbns | ids.set_isbns
        expected = {(Key.ISBN, hash_text(one), offset) for one in books}
        expected |= {(Key.EAN, hash_text(one), offset) for one in ids.eans}
        expected |= {(Key.CONTROL, hash_text(one), offset) for one in identifiers.controls(record)}
        if record.leader[6:7] in "abcdefgijkmnoprt":
            assert expected <= found, record


ROWS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 4), st.integers(0, 1), st.integers(0, 9)),
    max_size=60,
)


@given(ROWS, st.integers(2, 6))
def test_pairs_are_all_pairs_of_blocks_that_are_not_too_large(
    rows: list[tuple[int, int, int, int]], largest: int
) -> None:
    table = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    blocks: dict[tuple[int, int], set[tuple[int, int]]] = {}
    for kind, hashed, source, offset in rows:
        blocks.setdefault((kind, hashed), set()).add((source, offset))
    expected: dict[tuple[tuple[int, int], tuple[int, int]], int] = {}
    for (kind, _), members in blocks.items():
        for pair in combinations(sorted(members), 2) if len(members) <= largest else []:
            expected[pair] = expected.get(pair, 0) | 1 << kind
    found = candidates(table, largest)
    assert {((a, b), (c, d)): kinds for a, b, c, d, kinds in found.pairs.rows()} == expected
    over = {key: len(members) for key, members in blocks.items() if len(members) > largest}
    assert {(kind, hashed): size for kind, hashed, size, *_ in found.oversized.rows()} == over


def test_a_block_of_one_is_refused() -> None:
    with pytest.raises(ValueError):
        candidates(pl.DataFrame(schema=SCHEMA), 1)
