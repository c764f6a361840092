"""No fix makes a fault: what a rule mends gives no other rule something new to find.

`shows.toml` names what comes into sight when something else is mended: the fault was there, behind
the one that is mended. Nothing else may come, and everything that is named must.
"""

import tomllib
from collections.abc import Iterator
from itertools import batched
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
TOGETHER: Final = 20_000  # records looked at in one go
FEW: Final = 12  # and of all of them, where only a part is tried


def records(path: Path, each: int = 1) -> list[Record]:
    every = (record for batch in read(path) for _, record in records_of(batch))
    return [record for number, record in enumerate(every) if number % each == 0]


@pytest.fixture(scope="module")
def each(request: pytest.FixtureRequest) -> int:
    """One record of so many is tried."""
    return int(request.param)


@pytest.fixture(scope="module")
def files(
    shared_data: Path, tmp_path_factory: pytest.TempPathFactory, each: int
) -> list[list[Record]]:
    made = tmp_path_factory.mktemp("made")
    write(made, 4000 // each, seed=3, defects=0.95)
    marc = shared_data / "marc"
    return [
        records(made / CATALOGUE),
        records(marc / "finnish.mrc.gz", each),
        records(marc / "world.mrc.gz", EACH * each),
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


type Mended = tuple[int, Record, set[str]]


def mended(given: list[Record], rules: RuleSet) -> Iterator[Mended]:
    """Each rule that has a fix, with a record that it mended and what was found in it before."""
    found = find(given, rules)
    for number, rule in enumerate(rules):
        if not steps(rule):
            continue
        mine = of_rule(rule, number, found)
        for record, some, all_found in zip(given, mine, found, strict=True):
            if some and (new := mend(record, some)):
                yield number, new, names(rules, all_found)


@pytest.mark.parametrize("each", [FEW, pytest.param(1, marks=pytest.mark.large)], indirect=True)
def test_a_fix_shows_nothing_but_what_is_named_and_is_done_once(
    files: list[list[Record]], rules: RuleSet, each: int
) -> None:
    """All that is named comes only where all records are tried."""
    come: dict[tuple[str, str], str] = {}
    for given in files:
        for some in batched(mended(given, rules), TOGETHER, strict=False):
            found = find([record for _number, record, _had in some], rules)
            for (number, record, had), after in zip(some, found, strict=True):
                rule = rules[number]
                shown = names(rules, after) - had
                come |= {(rule.id, one): str(record) for one in shown}
                again = [(rule, finding) for finding in after if finding.rule == number]
                twice = mend(record, again) if again else None
                assert not twice, rule.id
    named = {(rule, one) for rule, some in SHOWS.items() for one in some}
    assert [(pair, come[pair]) for pair in sorted(come.keys() - named)] == []
    assert each > 1 or sorted(named - come.keys()) == []
