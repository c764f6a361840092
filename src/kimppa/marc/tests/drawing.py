"""Findings drawn by chance, so many of each rule, for a reader to judge.

`python -m kimppa.marc.tests.drawing FILE SEED COUNT` prints each with its record; the same seed
draws the same of the same file. With MOST and PROFILE behind them, COUNT is all that are drawn, at
most so many of a rule of that profile. What was judged stands in
`docs/developer/judged-findings.tsv`.
"""

import random
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from kimppa.marc.checking import Checked, Heading, Setup, check
from kimppa.marc.checking.whole import here
from kimppa.marc.reading import read
from kimppa.marc.reading.rows import records_at
from kimppa.marc.rules.model import NONE
from kimppa.marc.rules.profiles import DAILY

type Drawing = tuple[Heading, dict[str, Any]]


def drawn(checked: Checked, seed: int, count: int) -> Iterator[Drawing]:
    """As many findings of each rule as make `count` or a little more, in the order of the rules."""
    chance = random.Random(seed)
    headings = sorted(checked.headings, key=lambda heading: heading.id)
    each = max(1, -(-count // len(headings)))
    for heading in headings:
        findings = checked.of_rule(heading.number).collect()
        places = sorted(chance.sample(range(len(findings)), min(each, len(findings))))
        yield from ((heading, findings.row(place, named=True)) for place in places)


def pooled(checked: Checked, seed: int, count: int, most: int) -> list[Drawing]:
    """`count` findings of all, of which no rule has more than `most`; in the order of the rules."""
    chance = random.Random(seed)
    pool = list(drawn(checked, seed, most * len(checked.headings)))
    return [pool[place] for place in sorted(chance.sample(range(len(pool)), min(count, len(pool))))]


def main(path: Path, seed: int, count: int, most: int = 0, profile: str = DAILY) -> None:
    with TemporaryDirectory() as folder:
        checked = check(path, Path(folder), Setup(profile), spread=here)
        drawings = list(pooled(checked, seed, count, most) if most else drawn(checked, seed, count))
        offsets = checked.records().collect()["offset"].to_list()
    places = [offsets[finding["rec"]] for _, finding in drawings]
    records = records_at(read(path), places)
    for number, ((heading, finding), place) in enumerate(zip(drawings, places, strict=True), 1):
        print(f"[{number}] {heading.id}: {heading.message['en']}")
        lines = str(records[place]).splitlines()
        marked = finding["fno"] + 1 if finding["fno"] != NONE else 0
        print("\n".join(f"{'>' if n == marked else ' '} {line}" for n, line in enumerate(lines)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:5]), *sys.argv[5:])
