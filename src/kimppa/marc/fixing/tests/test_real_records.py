"""Every rule and every fix on real Finnish records: nothing breaks, and a fix stays done."""

import gzip
from pathlib import Path

import polars as pl
import pymarc
import pytest

from kimppa.marc.building import batch
from kimppa.marc.fixing.fixes import find, mend, steps
from kimppa.marc.record import Field, Record, Subfield
from kimppa.marc.rules.loading import load
from kimppa.marc.rules.model import NONE, Finding, Rule, RuleSet
from kimppa.marc.rules.running import run

# All that it finds in these records is the 008 of another material: a person must look.
LEFT = {"fixed-008-groups"}


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


def gone(before: Record, after: Record) -> set[str]:
    """The lines that a fix took away or changed."""
    old, new = ({f"LDR    {one.leader}", *map(str, one.fields)} for one in (before, after))
    return old - new


def owned(record: Record, rule: Rule, found: list[tuple[Rule, Finding]]) -> set[str]:
    """The lines that the fix of these findings may change."""
    lines = {str(record.fields[one.fno]) for _, one in found if one.fno != NONE}
    return lines | {f"LDR    {record.leader}"} if "position" in (rule.fix or {}) else lines


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
        assert not before or fixed or rule.id in LEFT, f"{rule.id} mends nothing of what it finds"
        asked = [some for new, some in zip(after, filter(None, mine), strict=True) if new]
        left = find(fixed, RuleSet((rule,)))
        assert all(len(new) < len(old) for old, new in zip(asked, left, strict=True)), rule.id
        for one, new, some in zip(before, after, filter(None, mine), strict=True):
            assert new is None or gone(one, new) <= owned(one, rule, some), rule.id


def test_findings_do_not_depend_on_where_a_file_is_cut(records: list[Record]) -> None:
    rules = load()
    whole = run(batch(records), rules).table.sort("rule", "rec", "fno", "sno")
    parts = []
    for start in range(0, len(records), 100):
        part = run(batch(records[start : start + 100]), rules).table
        parts.append(part.with_columns(rec=pl.col("rec") + start))
    assert pl.concat(parts).sort("rule", "rec", "fno", "sno").equals(whole)
