"""`kimppa marc fix`: the safe fixes of some rules made in a file."""

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby, takewhile, zip_longest
from pathlib import Path
from typing import IO

from kimppa.marc.cli.telling import say, say_json, wrong_use
from kimppa.marc.cli.words import word
from kimppa.marc.fixing.fixes import mend
from kimppa.marc.reading import Format, MarcFileError, read, record_of
from kimppa.marc.record import Record
from kimppa.marc.results.excerpts import cut
from kimppa.marc.results.words import number
from kimppa.marc.rules.loading import load
from kimppa.marc.rules.model import Finding, RuleSet
from kimppa.marc.rules.profiles import profile
from kimppa.marc.rules.running import run as find
from kimppa.marc.tables import Batch, State
from kimppa.marc.writing import encode, replaced

_SHOWN = 10  # examples
_HEAD = 7  # characters of tag and indicators
_BEFORE = 40  # characters before what is changed


@dataclass(slots=True)
class Done:
    """What was changed: where bytes of the old file are others in the new one."""

    read: int = 0
    rules: Counter[str] = field(default_factory=Counter)
    edits: list[tuple[int, int, bytes]] = field(default_factory=list)  # offset, length, new
    examples: list[tuple[str, str]] = field(default_factory=list)


def run(given: argparse.Namespace) -> int:
    """Make the fixes; everything else keeps its bytes, which is proved afterwards."""
    if given.dry_run == bool(given.out):
        return wrong_use("tell --out FILE, or --dry-run to see what would be changed")
    rules = _rules(given)
    unsafe = [one for one in given.rules if one not in {rule.id for rule in rules}]
    if unsafe:
        return wrong_use(f"no rule with a safe fix in this profile: {', '.join(unsafe)}")
    done = Done()
    batches = _iso2709(given.file)
    if given.dry_run:
        for batch in batches:
            _mended(batch, rules, done)
        same = None
    else:
        if given.out.exists() and given.out.samefile(given.file):
            return wrong_use("write to another file: the old one is what undoes it")
        with replaced(given.out) as file:
            for batch in batches:
                for piece in _pieces(batch, _mended(batch, rules, done)):
                    file.write(piece)
        same = _proved(given.file, given.out, done)
    _say(given, done, same)
    return 0


def _rules(given: argparse.Namespace) -> RuleSet:
    chosen = profile(given.profile).choose(load())
    return chosen.only(*(rule.id for rule in chosen if rule.id in given.rules and rule.safe))


def _iso2709(path: Path) -> Iterator[Batch]:
    for batch in read(path):
        if batch.format != Format.ISO2709:
            raise MarcFileError("not-writable", path.name, detail=f"what is {batch.format}")
        yield batch


def _mended(batch: Batch, rules: RuleSet, done: Done) -> list[tuple[int, int, bytes]]:
    """The edits of a batch, in the order of the file; good records only."""
    table = find(batch, rules).table.sort("rec", "rule", "fno", "sno")
    states = batch.records["state"].to_pylist()
    rows = [Finding(*row) for row in table.iter_rows() if states[row[1]] == State.GOOD]
    edits = []
    for rec, found in groupby(rows, key=lambda one: one.rec):
        places = [(rules[one.rule], one) for one in found]
        record = record_of(batch, rec)
        new = mend(record, places)
        if new is None:
            continue
        old = batch.bytes_of(rec)
        edits.append((int(batch.records["offset"][rec].as_py()), len(old), encode(new)))
        done.rules.update(rule.id for rule, _ in places)
        if len(done.examples) < _SHOWN:
            done.examples += _differences(record, new)
    done.read += len(batch)
    done.edits += edits
    return edits


def _differences(old: Record, new: Record) -> list[tuple[str, str]]:
    """The fields that are others now, each cut to where it begins to differ."""
    was, now = ([str(one) for one in record.fields] for record in (old, new))
    gone = [line for line in was if line not in now]
    come = [line for line in now if line not in was]
    return [_around(*pair) for pair in zip_longest(gone, come, fillvalue="")]


def _around(old: str, new: str) -> tuple[str, str]:
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False))
    start = sum(1 for _ in alike) - _BEFORE
    if start <= _HEAD:
        return cut(old), cut(new)
    return f"{old[:_HEAD]}…{cut(old[start:])}", f"{new[:_HEAD]}…{cut(new[start:])}"


def _pieces(batch: Batch, edits: list[tuple[int, int, bytes]]) -> Iterator[bytes | memoryview]:
    """The bytes of a batch with the edits in their places."""
    at = 0
    for offset, length, new in edits:
        start = offset - batch.raw_offset
        yield batch.raw[at:start]
        yield new
        at = start + length
    yield batch.raw[at:]


def _proved(old: Path, new: Path, done: Done) -> int:
    """Read both files again: outside the edits every byte is the same. How many these are.

    Raises AssertionError when they are not.
    """
    same, edits = 0, iter([*done.edits, (-1, 0, b"")])
    offset, length, put = next(edits)
    with new.open("rb") as file:
        for batch in _iso2709(old):
            at, end = batch.raw_offset, batch.raw_offset + len(batch.raw)
            while at < end:
                stop = min(offset, end) if offset >= 0 else end
                if stop > at:
                    _equal(file, batch.raw[at - batch.raw_offset : stop - batch.raw_offset], at)
                    same, at = same + stop - at, stop
                if at == offset:
                    _equal(file, put, at)
                    at += length
                    offset, length, put = next(edits)
        if file.read(1):
            raise AssertionError("bytes were added at the end")
    return same


def _equal(file: IO[bytes], expected: bytes | memoryview, at: int) -> None:
    if file.read(len(expected)) != expected:
        raise AssertionError(f"another byte than before after byte {at}")


def _say(given: argparse.Namespace, done: Done, same: int | None) -> None:
    changes, records_ = sum(done.rules.values()), len(done.edits)
    if given.json:
        told = {"read": done.read, "changed": records_, "rules": dict(done.rules)}
        say_json(told | {"dry": same is None, "same_bytes": same})
        return
    facts = {"changes": changes, "records": records_, "all": done.read}
    counts = {name: number(count, given.language) for name, count in facts.items()}
    if same is None:
        say(word("would", given.language, **counts))
    else:
        say(word("did", given.language, path=given.out, **counts))
        say(word("proved", given.language, count=number(same, given.language)))
    for old, new in done.examples[:_SHOWN]:
        say("", f"- {old}", f"+ {new}")
