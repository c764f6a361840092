"""Some records of a file replaced by others, byte by byte; everything else passes as it is."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

import numpy as np
import polars as pl

from kimppa.marc.fixing.plans.mending import Why, numbers
from kimppa.marc.fixing.plans.preview import Previewed, Progress, Stopped
from kimppa.marc.hashing import hash_texts
from kimppa.marc.reading import Format, MarcFileError, grouped, read
from kimppa.marc.rules.view import View
from kimppa.marc.tables import Batch, State, integers


@dataclass(frozen=True, slots=True)
class Side:
    """Which way: from which bytes to which."""

    old: str
    new: str


FORWARD: Final = Side("before", "after")
BACK: Final = Side("after", "before")


@dataclass(slots=True)
class Swap:
    """One record of the preview that may be swapped."""

    change: int
    number: str
    renumbered: str
    stamp: str
    old_sha: bytes
    new_sha: bytes
    at: int
    size: int


@dataclass(slots=True)
class Swapped:
    """What came of it. `places` are where the new records stand in the file written."""

    states: np.ndarray[tuple[int], np.dtype[np.int64]] = field(
        default_factory=lambda: np.zeros(len(State), np.int64)
    )
    changes: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    already: int = 0  # records that are what they shall be
    withheld: dict[int, tuple[Why, str]] = field(default_factory=dict)
    sha256: str = ""  # of all bytes but those of the records swapped
    size: int = 0
    size_out: int = 0


def swaps(previewed: Previewed, table: pl.LazyFrame, side: Side) -> list[Swap]:
    """The records of a table of changes, one way or the other."""
    columns = ["change", "number", "renumbered", "stamp", f"{side.old}_sha", f"{side.new}_sha",
               f"{side.new}_at", f"{side.new}_size"]  # fmt: skip
    return [Swap(*row) for row in table.select(columns).collect().iter_rows()]


def swap(
    source: Path,
    new_path: Path,
    exchanges: list[Swap],
    target: IO[bytes] | None,
    progress: Progress = lambda _step, _all: None,
    stopping: Callable[[], bool] = lambda: False,
) -> Swapped:
    """Write `source` to `target` with these records replaced by their bytes in `new_path`.

    A record is replaced only while it is, byte for byte, what it was; those that are not, or are
    not there, are told in `withheld`. Without `target` nothing is written. Raises MarcFileError,
    Stopped.
    """
    swapped, total = Swapped(), source.stat().st_size
    hashed = hashlib.sha256()
    with new_path.open("rb") as bytes_of:
        todo = _Todo(exchanges)
        for batch in grouped(read(source)):
            if batch.format != Format.ISO2709:
                raise MarcFileError("not-iso2709", format=batch.format)
            swapped.states += np.bincount(integers(batch.records, "state"), minlength=len(State))
            position = 0
            for start, stop, exchange in todo.found(batch, swapped):
                _pass(batch.raw[position:start], hashed, target, swapped)
                bytes_of.seek(exchange.at)
                record_bytes = bytes_of.read(exchange.size)
                swapped.places.append(swapped.size_out)
                swapped.changes.append(exchange.change)
                swapped.size_out += len(record_bytes)
                if target is not None:
                    target.write(record_bytes)
                position = stop
            _pass(batch.raw[position:], hashed, target, swapped)
            swapped.size = batch.raw_offset + len(batch.raw)
            progress(min(swapped.size, total), total)
            if stopping():
                raise Stopped
    for exchange in todo.rest():
        swapped.withheld.setdefault(exchange.change, (Why.GONE, ""))
    swapped.sha256 = hashed.hexdigest()
    return swapped


def _pass(
    passed_bytes: memoryview, hashed: "hashlib._Hash", target: IO[bytes] | None, swapped: Swapped
) -> None:
    hashed.update(passed_bytes)
    swapped.size_out += len(passed_bytes)
    if target is not None:
        target.write(passed_bytes)


class _Todo:
    """The records that are wanted, by number; each is found once at most."""

    def __init__(self, exchanges: list[Swap]) -> None:
        self.by_number: dict[str, list[Swap]] = {}
        for exchange in exchanges:
            for number in {exchange.number, exchange.renumbered}:  # it may be met before or after
                self.by_number.setdefault(number, []).append(exchange)
        self.hashes = hash_texts(pl.Series(list(self.by_number), dtype=pl.String))
        self.met: set[int] = set()

    def found(self, batch: Batch, swapped: Swapped) -> Iterator[tuple[int, int, Swap]]:
        """Where in the batch's bytes a wanted record stands that is what it was."""
        for rec, number in self._candidates(batch):
            record_bytes = batch.bytes_of(rec)
            sha = hashlib.sha256(record_bytes).digest()
            for exchange in self.by_number[number]:
                if exchange.change in self.met:
                    continue
                if sha == exchange.old_sha:
                    self.met.add(exchange.change)
                    swapped.withheld.pop(exchange.change, None)
                    start = int(batch.records["offset"][rec].as_py()) - batch.raw_offset
                    yield start, start + len(record_bytes), exchange
                    break
                if sha == exchange.new_sha:
                    self.met.add(exchange.change)
                    swapped.withheld.pop(exchange.change, None)
                    swapped.already += 1
                    break
                swapped.withheld[exchange.change] = (Why.CHANGED, _how(batch, rec, exchange.stamp))

    def _candidates(self, batch: Batch) -> Iterator[tuple[int, str]]:
        if not self.by_number:
            return
        batch_numbers = numbers(batch)
        likely = (
            np.isin(hash_texts(batch_numbers), self.hashes) & batch_numbers.is_not_null().to_numpy()
        )
        for rec in np.flatnonzero(likely):
            number = batch_numbers[int(rec)]
            if number in self.by_number:
                yield int(rec), number

    def rest(self) -> Iterator[Swap]:
        """What was never found as it was."""
        for exchanges in self.by_number.values():
            yield from (exchange for exchange in exchanges if exchange.change not in self.met)


def _how(batch: Batch, rec: int, stamp: str) -> str:
    """By what a record is another: its date of change (005), or else only its bytes."""
    view = View(batch)
    stamp_now = (view.records.column("f005")[rec] or "").strip()
    view.release()
    return f"005: {stamp or '–'} → {stamp_now or '–'}" if stamp_now != stamp else ""


def by_change(rows: Mapping[int, tuple[Why, str]]) -> pl.DataFrame:
    """Records that were left as they are, as a table."""
    return pl.DataFrame(
        [(change, why.value, detail) for change, (why, detail) in sorted(rows.items())],
        schema={"change": pl.UInt32, "now": pl.String, "how": pl.String},
        orient="row",
    )
