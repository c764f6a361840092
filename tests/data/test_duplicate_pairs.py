"""The set of labelled pairs is whole; what rules say of it is measured elsewhere."""

import csv
import json
from collections import Counter
from pathlib import Path

import pymarc
import pytest

FOLDER = Path(__file__).parent / "duplicate_pairs"
LIMIT = 1_500_000
COLUMNS = ["number", "truth", "shape", "language", "why", "source"]


@pytest.fixture(scope="module")
def truth() -> list[dict[str, str]]:
    with (FOLDER / "truth.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        assert reader.fieldnames == COLUMNS
        return list(reader)


@pytest.fixture(scope="module")
def pairs() -> dict[str, list[dict[str, object]]]:
    return {
        path.stem: [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        for path in FOLDER.glob("*.jsonl")
    }


def test_half_of_the_pairs_are_the_same(truth: list[dict[str, str]]) -> None:
    assert Counter(pair["truth"] for pair in truth) == {"same": 200, "different": 200}


def test_each_pair_has_its_whole_truth(truth: list[dict[str, str]]) -> None:
    assert [pair["number"] for pair in truth] == [str(n) for n in range(1, len(truth) + 1)]
    assert not [pair for pair in truth if not all(pair[column] for column in COLUMNS)]


def test_shapes_are_of_one_size(truth: list[dict[str, str]]) -> None:
    assert set(Counter(pair["shape"] for pair in truth).values()) == {25}


def test_pairs_and_truth_agree_by_number_and_shape(
    truth: list[dict[str, str]], pairs: dict[str, list[dict[str, object]]]
) -> None:
    told = {(int(pair["number"]), pair["shape"].replace(" ", "-")) for pair in truth}
    held = [(pair["number"], shape) for shape, group in pairs.items() for pair in group]
    assert len(held) == len(truth)
    assert set(held) == told


def test_each_record_is_read_and_the_two_of_a_pair_differ(
    pairs: dict[str, list[dict[str, object]]],
) -> None:
    for group in pairs.values():
        for pair in group:
            left, right = (record(pair[side]) for side in ("left", "right"))
            assert left.as_marc() != right.as_marc(), pair["number"]


def record(content: object) -> pymarc.Record:
    (only,) = pymarc.JSONReader(json.dumps([content]))
    assert only is not None
    assert len(str(only.leader)) == 24
    assert only.get_fields("001")
    assert only.get_fields("245")
    return only


def test_the_set_is_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < LIMIT
