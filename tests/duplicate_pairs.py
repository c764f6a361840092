"""What the rules of duplicates say of labelled pairs (`tests/data/duplicate_pairs`).

`python -m tests.duplicate_pairs` prints the table by shape; `--odd`, `--even` half of the pairs,
`--wrong` also each pair that is not joined, shown or kept apart as its truth wants.
"""

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from kimppa.marc.building import batch
from kimppa.marc.pairing.facts import facts
from kimppa.marc.pairing.keys import keys
from kimppa.marc.pairing.score import score
from kimppa.marc.pairing.search import find
from kimppa.marc.record import Field, Record, Subfield

FOLDER: Final = Path(__file__).parent / "data" / "duplicate_pairs"
JOIN, LOOK, APART = "join", "look", "apart"


@dataclass(frozen=True, slots=True)
class Pair:
    number: int
    same: bool
    shape: str
    why: str
    left: Record
    right: Record


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a pair: joined, shown to a person, or apart; `met` when a key is shared."""

    pair: Pair
    verdict: str
    met: bool


@dataclass(frozen=True, slots=True)
class Totals:
    joined: int  # of the same
    shown: int  # of the same
    same: int
    false_joins: int
    false_shows: int
    different: int

    @property
    def recall_join(self) -> float:
        return self.joined / self.same if self.same else 1.0

    @property
    def recall(self) -> float:
        return (self.joined + self.shown) / self.same if self.same else 1.0

    @property
    def precision(self) -> float:
        right = self.joined + self.shown
        told = right + self.false_joins + self.false_shows
        return right / told if told else 1.0


def pairs(folder: Path = FOLDER) -> list[Pair]:
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as file:
        truths = {int(line["number"]): line for line in csv.DictReader(file)}
    contents = [
        json.loads(line)
        for path in folder.glob("*.jsonl")
        for line in path.read_text("utf-8").splitlines()
    ]
    return [
        Pair(
            content["number"],
            truth["truth"] == "same",
            truth["shape"],
            truth["why"],
            record(content["left"]),
            record(content["right"]),
        )
        for content in sorted(contents, key=lambda content: content["number"])
        for truth in [truths[content["number"]]]
    ]


def record(content: dict[str, Any]) -> Record:
    """A record of MARC-in-JSON."""
    fields = []
    for entry in content["fields"]:
        ((tag, value),) = entry.items()
        if isinstance(value, str):
            fields.append(Field(tag, value))
        else:
            parts = [Subfield(*part) for sub in value["subfields"] for part in sub.items()]
            fields.append(Field(tag, "", value["ind1"] + value["ind2"], parts))
    return Record(content["leader"], fields)


def outcomes(told: Sequence[Pair]) -> list[Outcome]:
    """Each pair by itself through the whole way, as a file of two records: a source a pair."""
    records = [side for pair in told for side in (pair.left, pair.right)]
    found = keys(batch(records)).with_columns(source=(pl.col("offset") // 2).cast(pl.UInt16))
    by_source = found.partition_by("source", as_dict=True)
    return [
        _outcome(pair, by_source.get((place,), found.clear())) for place, pair in enumerate(told)
    ]


def _outcome(pair: Pair, found: pl.DataFrame) -> Outcome:
    sides = (pair.left, pair.right)
    told = find(found, lambda _, offsets: [(offset, sides[offset % 2]) for offset in offsets])
    verdict = JOIN if told.groups.same else LOOK if told.groups.look else APART
    return Outcome(pair, verdict, bool(told.compared))


def totals(told: Iterable[Outcome]) -> Totals:
    counts = Counter((outcome.pair.same, outcome.verdict) for outcome in told)
    same, different = (
        sum(count for (is_same, _), count in counts.items() if is_same is wanted)
        for wanted in (True, False)
    )
    return Totals(
        counts[True, JOIN], counts[True, LOOK], same,
        counts[False, JOIN], counts[False, LOOK], different,
    )  # fmt: skip


def table(told: Sequence[Outcome]) -> Iterator[str]:
    """Lines of Markdown: a shape a line, then the totals."""
    yield "| shape | truth | pairs | joined | shown | apart |"
    yield "| --- | --- | --: | --: | --: | --: |"
    for shape in dict.fromkeys(outcome.pair.shape for outcome in told):
        of_shape = [outcome for outcome in told if outcome.pair.shape == shape]
        counts = Counter(outcome.verdict for outcome in of_shape)
        truth = "same" if of_shape[0].pair.same else "different"
        numbers = " | ".join(str(counts[verdict]) for verdict in (JOIN, LOOK, APART))
        yield f"| {shape} | {truth} | {len(of_shape)} | {numbers} |"
    whole = totals(told)
    yield ""
    yield f"false joins {whole.false_joins} of {whole.different}, false shows {whole.false_shows}"
    yield f"recall {whole.recall_join:.1%} joined, {whole.recall:.1%} joined or shown"
    yield f"precision {whole.precision:.1%} of those joined or shown"


def wrong(told: Iterable[Outcome]) -> Iterator[str]:
    for outcome in told:
        pair = outcome.pair
        if (outcome.verdict == JOIN) is pair.same and (pair.same or outcome.verdict == APART):
            continue
        scored = score(facts(pair.left), facts(pair.right))
        reasons = " ".join(f"{r.name}({r.a[:30]}|{r.b[:30]})" for r in scored.reasons)
        truth = "same" if pair.same else "different"
        met = "" if outcome.met else " (no key)"
        yield f"{pair.number} {truth} {outcome.verdict}{met} {scored.points}: {pair.why}"
        yield f"   {reasons}"


def main(arguments: Sequence[str]) -> None:
    chosen = [
        pair
        for pair in pairs()
        if not ("--odd" in arguments and pair.number % 2 == 0)
        and not ("--even" in arguments and pair.number % 2)
    ]
    told = outcomes(chosen)
    print("\n".join(table(told)))
    if "--wrong" in arguments:
        print("\n".join(wrong(told)))


if __name__ == "__main__":
    main(sys.argv[1:])
