"""Made catalogues are what they say: read by pymarc, their numbers added up by hand."""

from collections import Counter
from io import BytesIO
from pathlib import Path

import pymarc
import pytest

from tests.catalogues import Made, catalogue, load, louna
from tests.catalogues.iso2709 import dump, encode
from tests.catalogues.iso2709 import load as read_back
from tests.catalogues.seeds import seeds

COUNT = 2000


@pytest.fixture(scope="module")
def made() -> list[Made]:
    return list(catalogue(COUNT))


@pytest.fixture(scope="module")
def read(made: list[Made]) -> list[pymarc.Record]:
    """The records as another reader sees them."""
    records = list(pymarc.MARCReader(BytesIO(b"".join(one.data for one in made))))
    assert len(records) == COUNT
    assert all(records)
    return [one for one in records if one]


def test_the_same_seed_number_makes_the_same_bytes(made: list[Made]) -> None:
    assert list(catalogue(300)) == made[:300]
    assert list(catalogue(300, seed=2)) != made[:300]


def test_every_seed_is_made(made: list[Made]) -> None:
    rare = {name for name, one in seeds().items() if 0 < one.share < 8}
    assert {one.seed for one in made} >= set(seeds()) - rare


def test_control_numbers_isbns_and_barcodes_differ(
    made: list[Made], read: list[pymarc.Record]
) -> None:
    assert len({one.control for one in made}) == COUNT
    assert [one.control for one in made] == [one["001"].data for one in read]
    copied = {one.control for one in made if one.twin}
    isbns = [
        field["a"]
        for one in read
        if one["001"].data not in copied
        for field in one.get_fields("020")
    ]
    assert len(isbns) == len(set(isbns)) > COUNT / 2
    barcodes = [field["p"] for one in read for field in one.get_fields("852")]
    assert len(barcodes) == len(set(barcodes)) > COUNT


def test_check_digits_are_right(read: list[pymarc.Record]) -> None:
    seen = Counter[int]()
    for one in read:
        for field in [*one.get_fields("020"), *one.get_fields("024")]:
            digits = field["a"].replace("-", "")
            seen[len(digits)] += 1
            if len(digits) == 13:
                assert sum(int(d) * (1, 3)[n % 2] for n, d in enumerate(digits)) % 10 == 0
            else:
                values = [10 if d == "X" else int(d) for d in digits]
                assert sum(v * (10 - n) for n, v in enumerate(values)) % 11 == 0
        for field in one.get_fields("022"):
            values = [10 if d == "X" else int(d) for d in field["a"].replace("-", "")]
            assert sum(v * (8 - n) for n, v in enumerate(values)) % 11 == 0
    assert set(seen) == {10, 13}


def test_records_are_in_form(read: list[pymarc.Record]) -> None:
    for one in read:
        assert len(one["008"].data) == 40
        assert one["008"].data[35:38].isalpha()
        assert one["040"]["b"] in {"fin", "swe"}
        assert {"245", "336", "337", "338", "001", "003", "005"} <= {f.tag for f in one.fields}
        tags = [field.tag for field in one.fields]
        assert tags == sorted(tags)
        texts = [
            (f.tag, tuple(f.indicators), tuple(f.subfields)) for f in one.fields if f.subfields
        ]
        assert len(texts) == len(set(texts)), one
        assert "{" not in str(one)


def test_component_parts_lead_to_their_hosts(made: list[Made], read: list[pymarc.Record]) -> None:
    keys = {f"({one.source}){one.control}" for one in made}
    parts = [one for one in read if one.leader[7] == "a"]
    assert len(parts) > 50
    assert all(part["773"]["w"] in keys for part in parts)


def test_items_are_those_of_the_consortium(read: list[pymarc.Record]) -> None:
    items = [field for one in read for field in one.get_fields("852")]
    assert {item["a"] for item in items} == {"for", "hum", "jok", "koulu", "tam", "ypä"}
    assert {item["b"] for item in items} <= {str(n) for n in range(1, 9)}
    assert {item["3"] for item in items} <= set(louna().materials.values())


def test_twins_share_what_they_say(made: list[Made], read: list[pymarc.Record]) -> None:
    by_control = {one["001"].data: one for one in read}
    twins = [one for one in made if one.twin]
    assert len(twins) > 10
    assert {one.twin.same for one in twins if one.twin} == {True, False}
    for one in twins:
        assert one.twin
        first, second = by_control[one.twin.of], by_control[one.control]
        assert first["245"]["a"].upper().rstrip(" /.") == second["245"]["a"].upper().rstrip(" /.")
        isbns = [
            field["a"].replace("-", "")[-10:-1]
            for r in (first, second)
            for field in r.get_fields("020")
        ]
        if len(isbns) == 2:
            assert (isbns[0] == isbns[1]) is one.twin.same


OTHER = """
name = "Other"
sources = [{ code = "FI-X", agency = "FI-X", digits = 9, share = 1 }]
unit = [{ code = "main", name = "Main", share = 1 }]
statuses = { In = 1 }
item = { tag = "952", barcode_digits = 10, subfields = [["b", "unit"], ["p", "barcode"]] }
"""


def test_another_consortium_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "other.toml"
    materials = "\n".join(f'"{name}" = "{name}"' for name in louna().materials)
    departments = "\n".join(
        f'[[department]]\ncode = "x"\nname = "X"\nkey = "{one.key}"\nshelves = ["S"]'
        for one in louna().departments
    )
    path.write_text(f"{OTHER}[materials]\n{materials}\n{departments}", encoding="utf-8")
    records = [read_back(one.data) for one in catalogue(20, consortium=load(path))]
    items = [str(field) for one in records for field in one.all("952")]
    assert items[0].startswith("952 ## $bmain$p00")
    path.write_text("name = 'nothing'")
    with pytest.raises(ValueError, match="sources"):
        load(path)


def test_what_is_written_is_read_back(made: list[Made]) -> None:
    for one in made[:500]:
        assert dump(read_back(one.data)) == one.data


def test_what_is_too_long_is_refused(made: list[Made]) -> None:
    record = read_back(made[0].data)
    record.fields[-1].subfields[0].value = "ä" * 5000
    with pytest.raises(ValueError, match="field"):
        dump(record)
    assert encode(record.leader, ["001"], "1\x1e").endswith(b"1\x1e\x1d")
