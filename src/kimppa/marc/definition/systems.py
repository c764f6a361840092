"""Library systems: whose records these are, and which of their fields are the system's own."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from kimppa.marc.columns import mask, series, take
from kimppa.marc.definition.loading import overlay_tags
from kimppa.marc.reading import read
from kimppa.marc.tables import Batch, integers, tag_number

FEWEST: Final = 0.01  # of the records, for signs to be more than a stray field
_SIGN: Final = re.compile(r"(\w{3}) ?((?:\$\w)*+)(.*)")


@dataclass(frozen=True, slots=True)
class Sign:
    """A field that only one system writes: its tag, its subfields, how the first begins."""

    tag: str
    codes: str
    begins: str


@dataclass(frozen=True, slots=True)
class System:
    name: str
    signs: tuple[Sign, ...]


@cache
def systems() -> Mapping[str, System]:
    """The systems by the names of their overlays."""
    path = files("kimppa.marc.definition") / "data" / "overlays" / "systems.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        key: System(entry["name"], tuple(map(_sign, entry["signs"])))
        for key, entry in sorted(table.items())
    }


def _sign(text: str) -> Sign:
    match = _SIGN.fullmatch(text)
    assert match
    return Sign(match[1], match[2].replace("$", ""), match[3])


def own_tags(names: tuple[str, ...]) -> tuple[str, ...]:
    """The fields that these systems write themselves."""
    return tuple(sorted({tag for name in names for tag in overlay_tags(name)}))


def recognise(batch: Batch) -> tuple[str, ...]:
    """The systems whose signs stand in the records of a batch; none is rather said than a guess."""
    count = len(batch)
    fewest = max(1, round(FEWEST * count))
    return tuple(
        name
        for name, system in systems().items()
        if any(len(np.unique(recs)) >= fewest for recs in _records(batch, system))
    )


def recognised(path: Path) -> tuple[str, ...]:
    """The systems that the first records of a file show. Raises OSError, MarcFileError."""
    first = next(read(path), None)
    return recognise(first) if first is not None else ()


def _records(batch: Batch, system: System) -> Iterator[np.ndarray]:
    """For each sign the records that have it."""
    for sign in system.signs:
        if not sign.codes:
            rows = integers(batch.fields, "tag") == tag_number(sign.tag)
            yield integers(batch.fields, "rec")[rows]
        else:
            yield _with_codes(batch, sign)


def _with_codes(batch: Batch, sign: Sign) -> np.ndarray:
    table = batch.subfields
    rows = np.flatnonzero(integers(table, "tag") == tag_number(sign.tag))
    fields = pl.DataFrame(
        {
            "rec": integers(table, "rec")[rows],
            "fno": integers(table, "fno")[rows],
            "code": integers(table, "code")[rows].astype(np.uint8),
            "value": take(series(table["value"]), rows),
        }
    )
    first, codes = ord(sign.codes[0]), [ord(code) for code in sign.codes]
    begins = mask(fields["value"].str.starts_with(sign.begins))
    fields = fields.filter(pl.Series((fields["code"].to_numpy() != first) | begins))
    sign_fields = fields.filter(pl.col("code").is_in(codes)).group_by("rec", "fno")
    complete_fields = sign_fields.agg(pl.col("code").n_unique()).filter(
        pl.col("code") == len(codes)
    )
    records: np.ndarray = complete_fields["rec"].to_numpy()
    return records
