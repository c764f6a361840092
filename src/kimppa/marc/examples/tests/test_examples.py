"""The demo's records: read by pymarc, and as the script writes them."""

from collections import Counter
from io import BytesIO
from itertools import islice

import pymarc
import pytest

from kimppa.marc.examples import SIZE, Example, examples
from scripts.examples import lines

ROUNDS = 4


@pytest.fixture(scope="module")
def rounds() -> list[list[Example]]:
    stream = examples()
    return [list(islice(stream, SIZE)) for _ in range(ROUNDS)]


def records(round_: list[Example]) -> list[pymarc.Record]:
    reader = pymarc.MARCReader(BytesIO(b"".join(example.clean for example in round_)))
    return [record for record in reader if record]


def numbers(record: pymarc.Record) -> list[tuple[str, str]]:
    """Control number, standard numbers and barcodes, by tag."""
    codes = {"020": "a", "022": "a", "024": "a", "028": "a", "852": "p"}
    fields = record.get_fields(*codes)
    return [("001", record["001"].data)] + [
        (field.tag, field[codes[field.tag]].replace("-", "")) for field in fields
    ]


def twins(round_: list[pymarc.Record]) -> list[tuple[str, str]]:
    """Titles and authors that stand in two records or more."""
    counts = Counter(
        (record["245"]["a"].casefold(), record["100"]["a"]) for record in round_ if "100" in record
    )
    return [pair for pair, count in counts.items() if count > 1]


def test_the_file_is_what_the_script_writes(rounds: list[list[Example]]) -> None:
    for line, example in zip(lines(300), rounds[0], strict=False):
        assert line["clean"].encode() == example.clean
        assert line.get("faulty", "").encode() == (example.faulty or b"")


def test_a_later_round_has_no_number_of_an_earlier_one(rounds: list[list[Example]]) -> None:
    sets = [{number for record in records(each) for number in numbers(record)} for each in rounds]
    assert len(set().union(*sets)) == sum(map(len, sets))
    assert len({len(each) for each in sets}) == 1


def test_a_later_round_has_duplicates_of_its_own_alone(rounds: list[list[Example]]) -> None:
    counts = [len(twins(records(each))) for each in rounds]
    assert counts[0] > 5
    assert len(twins([record for each in rounds for record in records(each)])) == sum(counts)


def test_check_digits_of_later_rounds_are_right(rounds: list[list[Example]]) -> None:
    lengths = Counter[int]()
    for tag, number in (pair for record in records(rounds[-1]) for pair in numbers(record)):
        if tag in {"020", "022", "024"}:
            digits = [10 if digit == "X" else int(digit) for digit in number]
            lengths[len(digits)] += 1
            if len(digits) == 13:
                assert sum(digits[::2] + 3 * digits[1::2]) % 10 == 0
            else:
                weights = range(len(digits), 0, -1)
                assert sum(w * d for w, d in zip(weights, digits, strict=True)) % 11 == 0
    assert set(lengths) == {8, 10, 13}


def test_defects_are_planted_in_every_round(rounds: list[list[Example]]) -> None:
    shares = [sum(example.faulty is not None for example in each) / SIZE for each in rounds]
    assert all(0.1 < share < 0.2 for share in shares)
    assert all(example.faulty != example.clean for each in rounds for example in each)


def test_a_part_leads_to_its_host_and_an_author_to_the_shelf(rounds: list[list[Example]]) -> None:
    read = records(rounds[1])
    titles = {f"({record['003'].data}){record['001'].data}": record["245"]["a"] for record in read}
    parts = [record for record in read if "773" in record and record["773"]["w"] in titles]
    assert len(parts) > 50
    for part in parts:
        assert titles[part["773"]["w"]].startswith(part["773"]["t"])
    for record in read:
        if "100" in record:
            heading = record["100"]["a"][:3].upper()
            assert {item["i"] for item in record.get_fields("852")} <= {heading}
