"""Rules measured against made catalogues: what they find of what was planted, and what besides.

`python -m kimppa.marc.tests.measuring 12000` prints the tables for so many records.
"""

import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
import pyarrow as pa

from kimppa.marc.reading import joined, read
from kimppa.marc.rules.loading import load
from kimppa.marc.rules.model import RuleSet
from kimppa.marc.rules.profiles import profile
from kimppa.marc.rules.running import check
from kimppa.marc.vocabularies import TERMS, Vocabularies
from kimppa.marc.vocabularies.terms import using
from tests.catalogues import Made, catalogue, louna, planted
from tests.catalogues.iso2709 import load as record

GROUND: Final = tomllib.loads(Path(__file__).with_name("ground.toml").read_text("utf-8"))
LATER: Final[dict[str, str]] = GROUND.pop("later")
# Practice that the made records follow and a rule is against; no profile but "strict" has it.
DOCUMENTED: Final = frozenset({"isbn-qualifier-word", "uniform-comma"})
# What is found in another record of the file than the one that was changed.
OF_THE_FILE: Final = frozenset({"record-copied", "barcode-twice", "agent-names-differ"})


@dataclass
class Measured:
    """Counts by kind of defect and by rule."""

    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    clean: Counter[str] = field(default_factory=Counter)

    def recall(self, kind: str) -> float:
        """The share of records with this defect in which a rule that must find it does."""
        return self.found[kind] / self.planted[kind]

    def precision(self, rule: str) -> float:
        """The share of records in which a rule found something that a manifest line explains."""
        return self.right[rule] / (self.right[rule] + self.wrong[rule])


def tables() -> dict[str, tuple[str, ...]]:
    """The code tables of the made consortium."""
    ours = louna()
    return {
        "branches": tuple(one.code for one in ours.units),
        "departments": tuple(one.code for one in ours.departments),
        "shelves": tuple(shelf for one in ours.departments for shelf in one.shelves),
        "materials": tuple(ours.materials.values()),
        "statuses": tuple(ours.statuses),
        "barcode_lengths": ("12",),
        "adult_departments": (ours.department("adult").code,),
        "recordings": tuple(ours.materials[one] for one in ("cd", "dvd", "bluray")),
        "books": (ours.materials["kirja"],),
    }


def vocabularies(made: Iterable[Made]) -> Vocabularies:
    """Vocabularies with the terms and classes that clean records have."""
    terms: dict[tuple[str, str, str], str] = {}
    for one in made:
        for each in record(one.data).fields:
            name, _, language = (each.get("2") or "").partition("/")
            text, uri = each.get("a") or "", each.get("0")
            if each.tag in {"650", "651", "655"} and uri:
                terms[name, language, uri] = text
            elif each.tag == "084" and each.indicators[0] != "9":
                terms["ykl", "fin", f"http://urn.fi/URN:NBN:fi:au:ykl:{text}"] = text
    rows = [
        (uri, name, text if name == "ykl" else None, language, text, "pref", False, [])
        for (name, language, uri), text in terms.items()
    ]
    columns = [
        pa.array(list(one), f.type) for one, f in zip(zip(*rows, strict=True), TERMS, strict=True)
    ]
    return Vocabularies.of(pa.table(columns, schema=TERMS))


def rules(name: str) -> RuleSet:
    """The rules of a profile, with the tables of the made consortium."""
    return replace(profile(name), tables=tables()).choose(load())


def findings(records: Sequence[bytes], chosen: RuleSet) -> dict[int, set[str]]:
    """The rules that find something in each of the records, by its place."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "made.mrc"
        path.write_bytes(b"".join(records))
        batch = joined(list(read(path)))
        (table,) = check([batch], chosen)
        begins = np.cumsum([0, *map(len, records)])
        offsets = batch.records["offset"].to_numpy()[table["rec"].to_numpy()]
    places = np.searchsorted(begins, offsets, "right") - 1
    found: dict[int, set[str]] = defaultdict(set)
    for place, rule in zip(places.tolist(), table["rule"].to_list(), strict=True):
        found[place].add(chosen[rule].id)
    return found


def measure(count: int, rate: float = 0.9, seed: int = 7) -> Measured:
    """Plant defects into a made catalogue and see what the rules find."""
    made = list(catalogue(count, seed=seed, twins=0))
    measured = Measured()
    with using(vocabularies(made)):
        clean = findings([one.data for one in made], rules("shared"))
        measured.clean.update(rule for some in clean.values() for rule in some)
        rows = list(planted(made, rate, seed=seed))
        found = findings([data for data, _ in rows], rules("strict"))
    before = findings([one.data for one in made], rules("strict"))
    for place, (_, line) in enumerate(rows):
        kind = line.kind if line else ""
        if line and kind in GROUND:
            measured.planted[kind] += 1
            measured.found[kind] += bool(found[place] & set(GROUND[kind]["must"]))
        if kind not in GROUND and line:
            continue
        expected = {*GROUND[kind]["must"], *GROUND[kind].get("also", ())} if line else set()
        for rule in found[place] - DOCUMENTED - before[place]:
            measured.right[rule] += rule in expected
            measured.wrong[rule] += rule not in expected and rule not in OF_THE_FILE
    return measured


def main(count: int) -> None:
    """Print both tables."""
    measured = measure(count)
    print("| defect | planted | found | by |\n|---|---|---|---|")
    for kind, number in sorted(measured.planted.items()):
        names = ", ".join(GROUND[kind]["must"])
        print(f"| {kind} | {number} | {measured.recall(kind):.1%} | {names} |")
    print("\n| rule | right | wrong |\n|---|---|---|")
    for rule in sorted({*measured.right, *measured.wrong}):
        print(f"| {rule} | {measured.right[rule]} | {measured.wrong[rule]} |")


if __name__ == "__main__":
    main(int(sys.argv[1]))
