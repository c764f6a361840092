"""No fix makes a fault: what a rule mends gives no other rule something new to find.

`shows.toml` names what comes into sight when something else is mended: the fault was there, behind
the one that is mended. Nothing else may come, and everything that is named must.
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from kimppa.marc.fixing.fixes import find, mend, steps
from kimppa.marc.reading import read, records_of
from kimppa.marc.record import Record
from kimppa.marc.rules.blocks.links import FileBlock
from kimppa.marc.rules.loading import load
from kimppa.marc.rules.model import Finding, Rule, RuleSet
from tests.catalogues.files import CATALOGUE, write

SHOWS: Final = tomllib.loads(Path(__file__).with_name("shows.toml").read_text("utf-8"))
EACH: Final = 6  # of the world's records, one of so many
FEW: Final = 12  # and of all of them, where only a part is tried


def records(path: Path, each: int = 1) -> list[Record]:
    every = (record for batch in read(path) for _, record in records_of(batch))
    return [record for number, record in enumerate(every) if number % each == 0]


@pytest.fixture(scope="module")
def files(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> list[list[Record]]:
    made = tmp_path_factory.mktemp("made")
    write(made, 4000, seed=3, defects=0.95)
    marc = shared_data / "marc"
    return [
        records(made / CATALOGUE),
        records(marc / "finnish.mrc.gz"),
        records(marc / "world.mrc.gz", EACH),
    ]


type Found = list[list[Finding]]


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    """Those that ask one record alone: what is found of it does not depend on the others."""
    return RuleSet(tuple(one for one in load() if not isinstance(one.block, FileBlock)))


def of_rule(rule: Rule, number: int, found: Found) -> list[list[tuple[Rule, Finding]]]:
    return [[(rule, one) for one in some if one.rule == number] for some in found]


def names(rules: RuleSet, found: list[Finding]) -> set[str]:
    return {rules[one.rule].id for one in found}


def mended(
    given: list[Record], rules: RuleSet
) -> Iterator[tuple[int, list[Record], list[set[str]]]]:
    """Each rule that has a fix: the records that it mended, and what was found in them before."""
    found = find(given, rules)
    for number, rule in enumerate(rules):
        if not steps(rule):
            continue
        mine = of_rule(rule, number, found)
        after = [mend(one, some) if some else None for one, some in zip(given, mine, strict=True)]
        had = [names(rules, some) for some, new in zip(found, after, strict=True) if new]
        if had:
            yield number, [new for new in after if new], had


@pytest.mark.parametrize("each", [FEW, pytest.param(1, marks=pytest.mark.large)])
def test_a_fix_shows_nothing_but_what_is_named_and_is_done_once(
    files: list[list[Record]], rules: RuleSet, each: int
) -> None:
    """All that is named comes only where all records are tried."""
    come: dict[tuple[str, str], str] = {}
    for given in files:
        for number, after, had in mended(given[::each], rules):
            rule, found = rules[number], find(after, rules)
            for new, some, record in zip(had, found, after, strict=True):
                shown = names(rules, some) - new
                come |= {(rule.id, one): str(record) for one in shown}
            again = of_rule(rule, number, found)
            twice = [mend(one, some) for one, some in zip(after, again, strict=True) if some]
            assert [str(one) for one in twice if one] == [], rule.id
    named = {(rule, one) for rule, some in SHOWS.items() for one in some}
    assert [(pair, come[pair]) for pair in sorted(come.keys() - named)] == []
    assert each > 1 or sorted(named - come.keys()) == []
