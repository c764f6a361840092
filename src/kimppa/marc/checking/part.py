"""The work on one part of a file: what any worker does, here or on another machine."""

import gc
import hashlib
import json
import secrets
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from kimppa.marc.checking.gathering import keep
from kimppa.marc.checking.ranges import Range
from kimppa.marc.checking.tables import TALLIES, add_places, described, problems, tallied
from kimppa.marc.definition import Definition, Kind, load
from kimppa.marc.definition.finnish import refresh
from kimppa.marc.definition.systems import own_tags
from kimppa.marc.pairing.keys import keys
from kimppa.marc.reading import grouped
from kimppa.marc.rules import loading
from kimppa.marc.rules.model import KINDS, RuleSet
from kimppa.marc.rules.profiles import DAILY, Profile, owners, profile
from kimppa.marc.rules.running import find
from kimppa.marc.rules.spec import RuleError
from kimppa.marc.rules.view import View
from kimppa.marc.tables import Batch, State, integers
from kimppa.marc.translation import reason

# What a batch costs whatever its size is a tenth of this one; larger ones take too much memory.
GROUP: Final = 31 * 1024 * 1024
# The tables of a part, a file each: what is found, how much that is, and what is known of the
# whole file's links. Findings stand by rule.
TABLES: Final = (
    *("findings", "records", "owners", "links", "targets", "keys", "quarantine"),
    *TALLIES,
)
QUARANTINE: Final = {
    "offset": pl.Int64,
    "control": pl.String,
    "reason": pl.String,
    "data": pl.Binary,
}


@dataclass(frozen=True, slots=True)
class Setup:
    """By what a file is checked: a profile (a name of ours or a path), folders of own rules, where
    the libraries stand in the records (852a) when it is not where the profile says, whether 852
    are their items, and the systems whose own fields are left alone (None: as recognised)."""

    profile: str = DAILY
    rules: tuple[Path, ...] = ()
    owners: tuple[str, ...] = ()
    items: bool = False
    systems: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Ready:
    profile: Profile
    rules: RuleSet
    definitions: tuple[Definition, ...]


def ready(setup: Setup) -> Ready:
    """Read a setup, once in a process unless somebody changes its files. Raises RuleError."""
    return _ready(setup, _stamps(setup))


def _stamps(setup: Setup) -> tuple[tuple[str, int, int], ...]:
    """When the files that are not the program's own were changed, and their sizes."""
    own_files = [path for folder in setup.rules for path in sorted(folder.rglob("*.toml"))]
    path = Path(setup.profile)
    if path.suffix == ".toml" and path.is_file():
        own_files += [path, *chain.from_iterable(profile(setup.profile).formats.values())]
    stats = [(str(file), file.stat()) for file in own_files]
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats)


_handed_over: dict[Setup, Ready] = {}


def hand_over(setup: Setup, how: Ready) -> None:
    """Begin a worker with a setup as another process has read it: to read it takes many times as
    long. What a worker begins with stays: the collector need not look at it."""
    _handed_over[setup] = how
    gc.freeze()


@lru_cache(maxsize=8)
def _ready(setup: Setup, _as_of: tuple[tuple[str, int, int], ...]) -> Ready:
    if setup in _handed_over:
        return _handed_over[setup]
    selected = _profile(setup)
    return Ready(
        selected,
        _rules(setup, selected),
        tuple(_format(setup, kind, selected.formats.get(kind, ())) for kind in KINDS),
    )


def _rules(setup: Setup, selected: Profile) -> RuleSet:
    sets = [loading.load(), *(loading.load(folder) for folder in setup.rules)]
    return selected.choose(loading.joined_rules(*sets))


def _profile(setup: Setup) -> Profile:
    selected = profile(setup.profile, setup.owners)
    ignored = selected.ignored.beside(own_tags(setup.systems or ()))
    return replace(selected, ignored=ignored, items=selected.items or setup.items)


def _format(setup: Setup, kind: Kind, files: tuple[Path, ...]) -> Definition:
    """The format of a kind of records, as the official files say where there are some."""
    our_definition = load(kind, ("fi", *(setup.systems or ())))
    try:
        return (
            refresh(our_definition, (path.read_bytes() for path in files))
            if files
            else our_definition
        )
    except ValueError as wrong:
        raise RuleError(setup.profile, f"formats.{kind}", reason(wrong)) from wrong


def fingerprint(setup: Setup) -> str:
    """Something that is another when the program, the profile or a rule's file is.

    Rules are not read for it, which takes half a second. Raises RuleError for a broken profile.
    """
    selected = _profile(setup)
    folders = (loading.DATA, *setup.rules)
    rules = (path for folder in folders for path in sorted(folder.rglob("*.toml")))
    digest = hashlib.sha256()
    for path in chain(rules, *selected.formats.values()):
        digest.update(repr((path.stem, path.read_bytes())).encode())
    return repr((version("kimppa"), selected, setup.systems, digest.hexdigest()))


@dataclass(frozen=True, slots=True)
class Part:
    """Byte ranges that follow one another; their tables go to `folder` under the number."""

    number: int
    ranges: tuple[Range, ...]
    folder: Path
    setup: Setup

    @property
    def size(self) -> int:
        return sum(span.size for span in self.ranges)

    def table(self, name: str) -> Path:
        """Where one of its tables stands."""
        return self.folder / f"{self.number:05d}.{name}.arrow"

    @property
    def done(self) -> Path:
        """What says that all its tables are whole."""
        return self.folder / f"{self.number:05d}.done"


@dataclass(frozen=True, slots=True)
class PartDone:
    """What came of a part: its bytes, its records good, repaired and quarantined, its findings."""

    number: int
    bytes: int
    states: tuple[int, int, int]
    findings: int

    @property
    def records(self) -> int:
        return sum(self.states)


def work(part: Part) -> PartDone:
    """Check a part and write its tables; what was done before a stop is not done again."""
    if part.done.exists():
        summary = json.loads(part.done.read_text())
        return PartDone(
            part.number, summary["bytes"], tuple(summary["states"]), summary["findings"]
        )
    tables: defaultdict[str, list[pl.DataFrame]] = defaultdict(list)
    states = np.zeros(len(State), np.int64)
    size = first = 0
    for batch in grouped(chain.from_iterable(span.batches() for span in part.ranges), GROUP):
        for name, table in _tables(batch, part.setup, first):
            tables[name].append(table)
        states += np.bincount(integers(batch.records, "state"), minlength=len(State))
        size += len(batch.raw)
        first += len(batch)
    joined = {
        name: pl.concat(batch_tables) for name, batch_tables in tables.items() if batch_tables
    }
    if joined:
        joined["findings"] = joined["findings"].sort("rule", maintain_order=True)
        tallies = tallied(joined["findings"], joined["owners"])
        joined |= zip(TALLIES, tallies, strict=True)
    for name, table in joined.items():
        with _whole(part.table(name)) as path:
            if name == "findings":
                keep(table, path)
            else:
                table.write_ipc(path, compression="uncompressed")
    good, repaired, unreadable = (int(count) for count in states)
    findings = len(joined["findings"]) if joined else 0
    summary = {"bytes": size, "states": [good, repaired, unreadable], "findings": findings}
    with _whole(part.done) as path:
        path.write_text(json.dumps(summary))
    return PartDone(part.number, size, (good, repaired, unreadable), findings)


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """A file that is there when it is whole, also when two workers write it at once."""
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    yield temporary
    temporary.replace(path)


def _tables(batch: Batch, setup: Setup, first: int) -> Iterator[tuple[str, pl.DataFrame]]:
    """The tables of a batch, its records counted from `first` on."""
    how = ready(setup)
    view = View(batch, how.rules.tables)
    findings = find(view, how.rules)
    links = add_places(view, findings.links).hstack(findings.links.select("key", "number"))
    of_rules = add_places(view, findings.table)
    of_format = problems(batch, how.definitions, how.profile.ignored, len(how.rules))
    moved = pl.col("rec") + first
    yield "findings", pl.concat([of_rules, of_format]).with_columns(moved)
    yield "links", links.with_columns(moved)
    yield "targets", findings.targets
    yield "records", described(view)
    yield "owners", owners(view, how.profile.owners).with_columns(moved)
    view.release()
    yield "keys", keys(batch).drop("source")
    yield (
        "quarantine",
        pl.DataFrame(
            [
                (quarantined.offset, quarantined.control, quarantined.reason, quarantined.data)
                for quarantined in batch.quarantined
            ],
            schema=QUARANTINE,
            orient="row",
        ),
    )
