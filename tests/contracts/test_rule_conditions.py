"""Each condition of each rule file matters: without it, or turned round, the file's tests fail."""

from pathlib import Path

import pytest

from kimppa.marc.fixing.fixes import failures
from kimppa.marc.rules.loading import DATA, rule
from kimppa.marc.rules.spec import read_table
from tests.contracts.weakened import conditions, weakened

FAMILIES = sorted(folder.name for folder in DATA.iterdir())
# Conditions that say what the rest of the rule says too, at less cost.
COMMON = (
    "where: value NOT IN ('yso/fin', 'yso/swe', 'slm/fin', 'slm/swe', 'kauno/fin', 'ysa', 'allars')"
)
SPARING = {
    "characters-control-fixed: where: value ~ '[\\x00-\\x1F\\x7F-\\x{9F}]' -> TRUE",
    "reference-same: when: all of it",
    f"term-source-form: {COMMON} -> TRUE",
    f"term-source-unknown: {COMMON} -> TRUE",
}


def unnoticed(path: Path) -> list[str]:
    """The changes of a rule with which all its tests still come true."""
    table = read_table(path)
    return [
        f"{path.stem}: {change}"
        for change, find in weakened(table["find"])
        if not any(failures(rule({**table, "find": find}, path.stem)))
    ]


@pytest.mark.parametrize("family", FAMILIES)
def test_each_condition_matters(family: str) -> None:
    paths = sorted((DATA / family).glob("*.toml"))
    changes = {change for path in paths for change in unnoticed(path)}
    strange = sorted(changes - SPARING)
    assert not strange, "\n".join(["add a [[test]] that tells, or take out:", *strange])


def test_what_spares_work_is_in_the_rules() -> None:
    for known in SPARING:
        (path,) = DATA.rglob(f"{known.partition(':')[0]}.toml")
        assert known in unnoticed(path), "not so any more: take it out of SPARING"


def test_each_part_of_a_condition_is_changed() -> None:
    assert list(conditions("type = 'a' AND (count_245 > 1 OR NOT has_100)")) == [
        ("type = 'a' -> TRUE", "TRUE AND (count_245 > 1 OR NOT has_100)"),
        ("(count_245 > 1 OR NOT has_100) -> TRUE", "type = 'a' AND TRUE"),
        ("= -> <>", "type <> 'a' AND (count_245 > 1 OR NOT has_100)"),
        ("count_245 > 1 -> FALSE", "type = 'a' AND (FALSE OR NOT has_100)"),
        ("NOT has_100 -> FALSE", "type = 'a' AND (count_245 > 1 OR FALSE)"),
        ("> -> <=", "type = 'a' AND (count_245 <= 1 OR NOT has_100)"),
        ("> -> >=", "type = 'a' AND (count_245 >= 1 OR NOT has_100)"),
        ("NOT has_100 -> (has_100)", "type = 'a' AND (count_245 > 1 OR (has_100))"),
    ]
