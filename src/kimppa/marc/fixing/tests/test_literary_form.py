"""Fiction coded as fact and fact as fiction (008/33), in real records whose code was turned."""

from pathlib import Path

import pytest

from kimppa.marc.fixing.fixes import find, mend
from kimppa.marc.reading import read, records_of
from kimppa.marc.record import Record
from kimppa.marc.rules.loading import load
from kimppa.marc.rules.model import RuleSet

RULES = {one.id: one for one in load() if one.id in {"literary-form-fact", "literary-form-fiction"}}


def coded(record: Record, code: str) -> Record:
    new = record.copy()
    for field in new.all("008"):
        field.value = field.value[:33] + code + field.value[34:]
    return new


def form(record: Record) -> str:
    return record.control("008")[33]


@pytest.fixture(scope="module")
def books(shared_data: Path) -> list[Record]:
    """Finnish books whose class or genre says whether they are fiction."""
    batches = read(shared_data / "marc" / "finnish.mrc.gz")
    return [
        record
        for batch in batches
        for _, record in records_of(batch)
        if record.leader[6] in "at"
        and len(record.control("008")) == 40
        and any(field.tag in {"084", "655"} for field in record.fields)
    ]


@pytest.mark.parametrize("name", RULES)
def test_a_real_record_is_not_blamed(books: list[Record], name: str) -> None:
    assert not any(find(books, RuleSet((RULES[name],))))


def test_fiction_coded_as_fact_gets_its_own_code_again(books: list[Record]) -> None:
    rule = RULES["literary-form-fact"]
    fiction = [record for record in books if form(record) in "1dfjp"]
    turned = [coded(record, "0") for record in fiction]
    found = find(turned, RuleSet((rule,)))
    assert sum(map(bool, found)) / len(fiction) > 0.75
    mended = [
        (form(record), form(new))
        for record, other, some in zip(fiction, turned, found, strict=True)
        if some and (new := mend(other, [(rule, one) for one in some]))
    ]
    assert len(mended) / len(fiction) > 0.45, "else a person looks"
    assert all(new in {old, "1"} for old, new in mended), "1 is fiction of any kind"


def test_fact_coded_as_fiction_is_found(books: list[Record]) -> None:
    facts = [record for record in books if form(record) == "0"]
    found = find(
        [coded(record, "f") for record in facts], RuleSet((RULES["literary-form-fiction"],))
    )
    assert sum(map(bool, found)) / len(facts) > 0.9
