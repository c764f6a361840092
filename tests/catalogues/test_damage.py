"""Damage is done to the bytes that the manifest names, and to no others."""

from collections import Counter
from io import BytesIO
from random import Random

import pymarc
import pytest

from tests.catalogues import Made, catalogue
from tests.catalogues.damage import WAYS, damage, damaged

# Ways that pymarc, which trusts lengths, does not mind.
HARMLESS = {"directory-length", "zeros", "invalid-utf-8"}


@pytest.fixture(scope="module")
def made() -> list[Made]:
    return list(catalogue(600, seed=5))


@pytest.mark.parametrize("way", WAYS)
def test_a_way_breaks_the_bytes_but_not_the_control_number(way: str, made: list[Made]) -> None:
    random = Random(2)
    for one in made[:100]:
        broken = damage(one.data, way, random)
        assert broken != one.data
        assert f"\x1e{one.control}\x1e".encode() in broken


@pytest.mark.parametrize("way", sorted(set(WAYS) - HARMLESS))
@pytest.mark.filterwarnings("ignore")
def test_a_reader_that_trusts_lengths_stumbles(way: str, made: list[Made]) -> None:
    rows = list(damaged(made[:40], 1.0, ways=[way]))
    data = BytesIO(b"".join(one for one, _ in rows))
    read = [
        [str(field) for field in record.fields] if record else None
        for record in pymarc.MARCReader(data, permissive=True)
    ]
    right = [[str(field) for field in pymarc.Record(one.data).fields] for one in made[:40]]
    assert read != right


def test_the_manifest_accounts_for_every_byte(made: list[Made]) -> None:
    rows = list(damaged(made, 0.2, seed=4))
    assert rows == list(damaged(made, 0.2, seed=4))
    whole = b"".join(data for data, _ in rows)
    lines = [line for _, line in rows if line]
    assert set(Counter(line.way for line in lines)) == set(WAYS)
    assert len(WAYS) >= 12
    broken = {line.control: line for line in lines}
    for one, (data, line) in zip(made, rows, strict=True):
        if line:
            assert whole[line.offset : line.offset + line.length] == data
        else:
            assert one.control not in broken
            assert data == one.data
