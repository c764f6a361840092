"""Every rule and every fix on real Finnish records: nothing breaks, and a fix stays done."""

import gzip
from pathlib import Path

import pymarc
import pytest

from kimppa.marc.fixing.fixes import find, mend, steps
from kimppa.marc.record import Field, Record, Subfield
from kimppa.marc.rules.loading import load
from kimppa.marc.rules.model import RuleSet

pytestmark = pytest.mark.once

# After these fixes another finding of the same rule may come to light.
AGAIN: set[str] = set()


@pytest.fixture(scope="module")
def records(shared_data: Path) -> list[Record]:
    data = gzip.decompress((shared_data / "marc" / "finnish.mrc.gz").read_bytes())
    return [ours(one) for one in pymarc.MARCReader(data, permissive=True) if one is not None]


def ours(theirs: pymarc.Record) -> Record:
    fields = [
        Field(one.tag, one.data or "")
        if one.is_control_field()
        else Field(one.tag, "", "".join(one.indicators), subfields(one))
        for one in theirs.fields
        if one.tag != "FMT"
    ]
    return Record(str(theirs.leader), fields)


def subfields(theirs: pymarc.Field) -> list[Subfield]:
    return [Subfield(one.code, one.value or "") for one in theirs.subfields]


def test_fixes_of_real_records_stay_done(records: list[Record]) -> None:
    rules = load()
    found = find(records, rules)
    assert sum(map(len, found)) > 1000
    for number, rule in enumerate(rules):
        if not steps(rule):
            continue
        mine = [[(rule, one) for one in some if one.rule == number] for some in found]
        before = [one for one, some in zip(records, mine, strict=True) if some]
        after = [mend(one, some) for one, some in zip(records, mine, strict=True) if some]
        fixed = [new for new in after if new is not None]
        assert not before or fixed, f"{rule.id} mends nothing of what it finds"
        left = find(fixed, RuleSet((rule,)))
        assert rule.id in AGAIN or not any(left), rule.id
