"""Defects are planted where they were not, and the manifest says truly what was changed."""

from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from random import Random

import pymarc
import pytest

from kimppa.marc.record import Record
from tests.catalogues import Made, catalogue
from tests.catalogues.defects import DEFECTS, Planted, inject, planted
from tests.catalogues.defects.plants import HEADER
from tests.catalogues.iso2709 import dump, load


@pytest.fixture(scope="module")
def made() -> list[Made]:
    return list(catalogue(1600, seed=11))


@pytest.fixture(scope="module")
def records(made: list[Made]) -> list[Record]:
    """A record of each seed."""
    return [load(one.data) for one in {one.seed: one for one in made}.values()]


def test_each_defect_is_planted_and_written_down(records: list[Record]) -> None:
    wrong = {kind: list(faults(kind, records)) for kind in DEFECTS}
    assert {kind: some for kind, some in wrong.items() if some} == {}


def faults(kind: str, records: list[Record]) -> Iterator[str]:
    """What is wrong with a defect in the first records that take it."""
    other = records[-1]
    found = (
        (record, changed, line)
        for record in records[:-1]
        if (line := inject(changed := record.copy(), kind, Random(1), other=other))
    )
    lines = list(islice(found, 5))
    if not lines:
        yield "no record can take it"
    for record, changed, line in lines:
        was, became = Counter(str(record).split("\n")), Counter(str(changed).split("\n"))
        if "\n" not in line.became and line.was != line.became:
            gone, new = (
                Counter(filter(None, text.split("\n"))) for text in (line.was, line.became)
            )
            if (gone, new) != (was - became, became - was):
                yield f"says of {line.control} what was not changed: {line}"
        if line.control != record.control("001") or str(record) == str(changed):
            yield f"changes nothing, or another record: {line}"
        if dump(load(dump(changed))) != dump(changed):
            yield f"cannot be written and read: {line}"
        if line.line().count("\t") != HEADER.count("\t"):
            yield f"is not a line of the manifest: {line}"


def test_where_nothing_can_be_broken_nothing_changes(records: list[Record]) -> None:
    untouched = 0
    for kind in DEFECTS:
        for record in records[:6]:
            changed = record.copy()
            if inject(changed, kind, Random(1)) is None:
                untouched += 1
                assert changed == record
    assert untouched > 300


@pytest.mark.parametrize(
    "kind",
    [
        "245-no-final-stop", "trailing-space", "leading-space", "008-too-long", "control-character",
        "005-missing", "aleph-field-left", "020-q-nid", "isbn-in-024", "0-old-prefix", "001-twice",
        "773-w-final-stop", "084-class-with-shelf", "label-not-preferred",
    ],
)  # fmt: skip
def test_a_record_that_has_the_defect_does_not_get_it_again(
    kind: str, records: list[Record]
) -> None:
    """As far as there is one place in the record for it."""
    for record in records:
        changed = record.copy()
        places = 0
        while inject(changed, kind, Random(1)):
            places += 1
            assert places < 40, changed


def test_a_catalogue_with_defects_says_which_records_have_them(made: list[Made]) -> None:
    rows = list(planted(made, 0.5, seed=3))
    assert rows[:200] == list(planted(made[:200], 0.5, seed=3))
    lines = [line for _, line in rows if line]
    assert 0.4 < len(lines) / len(made) < 0.6
    assert len({line.kind for line in lines}) > 0.95 * len(DEFECTS)
    for one, (data, line) in zip(made, rows, strict=True):
        assert (data == one.data) is (line is None)


def test_pymarc_sees_what_was_planted(made: list[Made]) -> None:
    made = made[:600]
    kinds = ["245-a-stray-colon", "isbn-check-digit", "unit-unknown", "swedish-pair-missing"]
    rows = list(planted(made, 0.5, kinds=kinds))
    data = BytesIO(b"".join(one for one, _ in rows))
    seen = Counter[str]()
    for record, (_, line) in zip(pymarc.MARCReader(data), rows, strict=True):
        assert record
        found = sees(record)
        assert found == ({line.kind} if line else set()), line
        seen.update(found)
    assert set(seen) == set(kinds)


def sees(record: pymarc.Record) -> set[str]:
    """What of these four an independent look finds."""
    found = set()
    if record["245"]["a"].endswith(" :") and "b" not in record["245"]:
        found.add("245-a-stray-colon")
    for field in record.get_fields("020"):
        digits = field["a"].replace("-", "")
        if len(digits) == 13 and sum(int(d) * (1, 3)[n % 2] for n, d in enumerate(digits)) % 10:
            found.add("isbn-check-digit")
    if any(item["a"] == "xyz" for item in record.get_fields("852")):
        found.add("unit-unknown")
    terms = [(field["0"], field["2"]) for field in record.get_fields("650")]
    if any((uri, "yso/swe") not in terms for uri, source in terms if source == "yso/fin"):
        found.add("swedish-pair-missing")
    return found


def test_a_manifest_line_stays_one_line() -> None:
    line = Planted("1", "FI-X", "tab-in-text", "structure", "245", "a b", "a\tb\n").line()
    assert line.endswith("a b\ta\\tb\\n")
