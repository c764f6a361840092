"""Faults put into real records (`tests/data/seeded_faults`), and what a daily check says of them.

`python -m kimppa.marc.tests.seeded` prints what is missed, and which harmless change is blamed.
"""

import json
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pymarc

from kimppa.marc.building import batch
from kimppa.marc.definition import check
from kimppa.marc.definition import load as load_format
from kimppa.marc.definition.problems import Problem
from kimppa.marc.record import Record, parse
from kimppa.marc.rules.loading import load
from kimppa.marc.rules.model import KINDS
from kimppa.marc.rules.profiles import DAILY, profile
from kimppa.marc.rules.running import run
from kimppa.marc.tests.samples import as_record

DATA: Final = Path(__file__).parents[4] / "tests/data"
HARMLESS: Final = "harmless"


@dataclass(frozen=True)
class Fault:
    """A change of a real record: the line that was there, and what stands in its place."""

    kind: str
    pair: int
    was: str
    now: str


def faults() -> list[Fault]:
    text = (DATA / "seeded_faults/faults.toml").read_text(encoding="utf-8")
    return [Fault(**fault) for fault in tomllib.loads(text)["fault"]]


def bases(numbers: Iterable[int]) -> dict[int, Record]:
    """The left records of these pairs."""
    lines = [
        json.loads(line)
        for path in sorted((DATA / "duplicate_pairs").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    wanted = set(numbers)
    return {pair["number"]: _record(pair["left"]) for pair in lines if pair["number"] in wanted}


def _record(content: object) -> Record:
    (record,) = pymarc.JSONReader(json.dumps([content]))
    assert record is not None
    return as_record(record)


def changed(base: Record, fault: Fault) -> Record:
    place = [str(field) for field in base.fields].index(fault.was)
    fields = [*base.fields[:place], *parse(fault.now).fields, *base.fields[place + 1 :]]
    return Record(base.leader, fields)


def findings(records: Sequence[Record]) -> list[Counter[str]]:
    """What the daily profile and the format say of each record: names and how often."""
    counts: defaultdict[int, Counter[str]] = defaultdict(Counter)
    of_all, rules = batch(records), profile(DAILY).choose(load())
    for rule, rec in run(of_all, rules).table.select("rule", "rec").iter_rows():
        counts[rec][rules[rule].id] += 1
    problems = check(of_all, *(load_format(kind) for kind in KINDS)).to_pylist()
    for problem in problems:
        counts[problem["rec"]][f"format-{Problem(problem['kind']).name.lower()}"] += 1
    return [counts[place] for place in range(len(records))]


def said() -> list[tuple[Fault, Counter[str]]]:
    """Each fault with what is found in the changed record and not in the record as it was."""
    seeded = faults()
    real = bases(fault.pair for fault in seeded)
    before = dict(zip(real, findings(list(real.values())), strict=True))
    after = findings([changed(real[fault.pair], fault) for fault in seeded])
    return [(fault, found - before[fault.pair]) for fault, found in zip(seeded, after, strict=True)]


def shares(outcome: Iterable[tuple[Fault, Counter[str]]]) -> dict[str, tuple[int, int]]:
    """For each kind how many faults something is said of, and how many there are."""
    kinds: defaultdict[str, list[bool]] = defaultdict(list)
    for fault, found in outcome:
        kinds[fault.kind].append(bool(found))
    return {kind: (sum(caught), len(caught)) for kind, caught in kinds.items()}


def main() -> None:
    outcome = said()
    for kind, (caught, count) in shares(outcome).items():
        print(f"{kind}: {caught} of {count}")
    for fault, found in outcome:
        if bool(found) == (fault.kind == HARMLESS):
            print(f"\n{fault.kind}, {fault.pair} {dict(found)}\n- {fault.was}\n+ {fault.now}")


if __name__ == "__main__":
    main()
