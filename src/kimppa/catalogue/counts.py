"""How many findings each branch and municipality has: the engine's tables and the codes' owners.

Whose a record is stands in its codes. A record of two branches counts for both, and once for the
municipality that they share.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl

from kimppa.marc.checking import Checked


class Home(NamedTuple):
    """The branch and the municipality that a code belongs to."""

    branch: int
    municipality: int


class Place(NamedTuple):
    """A branch, a municipality, or a code that belongs to none; all empty = nobody's."""

    branch: int | None = None
    municipality: int | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Total:
    """The records of a place, and what was found in them."""

    place: Place
    held: int
    findings: int
    faulty: int


@dataclass(frozen=True, slots=True)
class Count:
    """What one rule (by its number) found in the records of a place."""

    number: int
    place: Place
    findings: int
    records: int


@dataclass(frozen=True, slots=True)
class Figures:
    totals: list[Total]
    counts: list[Count]
    faulty: int  # records with any finding


def count_places(checked: Checked, homes: Mapping[str, Home], passed: Collection[str]) -> Figures:
    """Figures by place; codes of `passed` (departments, say) tell nothing of whose a record is."""
    ownership = ownership_of(checked, homes, passed)
    counts, is_faulty = [], np.zeros(ownership.records, bool)
    for heading in checked.headings:
        findings = checked.of_rule(heading.number).select("rec").collect()
        is_faulty[findings["rec"].to_numpy()] = True
        counts_by_place = _counts_by_place(findings.join(ownership.frame, on="rec"))
        counts += [
            Count(heading.number, ownership.places[place], count, records)
            for place, count, records in counts_by_place
        ]
    return Figures(list(_totals(ownership, counts, is_faulty)), counts, int(is_faulty.sum()))


@dataclass(frozen=True, slots=True)
class Ownership:
    """Whose each record is: `frame` has `rec` and `place`, a row for each record and place; the
    numbers of places are those of `places`."""

    frame: pl.DataFrame
    places: list[Place]
    records: int


def ownership_of(checked: Checked, homes: Mapping[str, Home], passed: Collection[str]) -> Ownership:
    """The places of each record, by its codes."""
    number_by_place: dict[Place, int] = {}
    code_and_place: list[tuple[str, int]] = []
    for code in sorted(checked.owners):
        if code not in passed:
            code_and_place += [
                (code, number_by_place.setdefault(place, len(number_by_place)))
                for place in _places_of_code(code, homes)
            ]
    table = pl.DataFrame(
        code_and_place, schema={"owner": pl.String, "place": pl.UInt32}, orient="row"
    )
    owned_records = (
        checked.owned().join(table.lazy(), on="owner").select("rec", "place").unique().collect()
    )
    records = checked.counts.read
    is_ownerless = np.ones(records, bool)
    is_ownerless[owned_records["rec"].to_numpy()] = False
    ownerless = pl.DataFrame({"rec": np.flatnonzero(is_ownerless).astype("u4")}).with_columns(
        place=pl.lit(number_by_place.setdefault(Place(), len(number_by_place)), pl.UInt32)
    )
    return Ownership(pl.concat([owned_records, ownerless]), list(number_by_place), records)


def _places_of_code(code: str, homes: Mapping[str, Home]) -> list[Place]:
    home = homes.get(code)
    if home is None:
        return [Place(code=code[:60])]
    return [Place(branch=home.branch), Place(municipality=home.municipality)]


def _counts_by_place(findings: pl.DataFrame) -> Iterator[tuple[int, int, int]]:
    grouped = findings.group_by("place").agg(findings=pl.len(), records=pl.col("rec").n_unique())
    yield from grouped.sort("place").iter_rows()


def _totals(ownership: Ownership, counts: list[Count], is_faulty: np.ndarray) -> Iterator[Total]:
    findings_by_place: dict[Place, int] = {}
    for count in counts:
        findings_by_place[count.place] = findings_by_place.get(count.place, 0) + count.findings
    owned_records = ownership.frame.with_columns(
        fault=pl.Series(is_faulty).gather(ownership.frame["rec"])
    )
    grouped = owned_records.group_by("place").agg(held=pl.len(), faulty=pl.col("fault").sum())
    for number, records, faulty in grouped.sort("place").iter_rows():
        place = ownership.places[number]
        yield Total(place, records, findings_by_place.get(place, 0), faulty)
