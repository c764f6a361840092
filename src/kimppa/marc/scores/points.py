"""Scores of records by weighted components: Thompson–Traill-like, shelf-ready-like, or one's own.

The weights are data with their source: `weights.toml`.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from kimppa.marc.frames import Frames
from kimppa.marc.tables import is_control, tag_number

type Points = npt.NDArray[np.float32]

_KEYS: Final = {"name", "tags", "each", "most", "codes", "second", "pattern", "scheme", "at",
                "allowed"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Component:
    """What is counted, the points of one and the most points of all."""

    name: str
    tags: tuple[str, ...]
    each: float
    most: float
    codes: str = ""
    second: str = ""
    pattern: str = ""
    scheme: tuple[str, ...] = ()
    at: int = -1
    allowed: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """A named score: its components, and where their choice comes from."""

    name: str
    source: str
    components: tuple[Component, ...]

    @property
    def most(self) -> float:
        """The points of a record that has everything."""
        return sum(one.most for one in self.components)


@cache
def scales(path: Path | None = None) -> dict[str, Scale]:
    """The scales of a file of weights, ours when none is given. Raises ValueError for a fault."""
    text = (path or Path(__file__).with_name("weights.toml")).read_text(encoding="utf-8")
    return {name: _scale(name, told) for name, told in tomllib.loads(text).items()}


def _scale(name: str, told: dict[str, Any]) -> Scale:
    return Scale(name, told["source"], tuple(_component(one) for one in told["component"]))


def _component(told: dict[str, Any]) -> Component:
    unknown = told.keys() - _KEYS
    if unknown:
        raise ValueError(f"{told.get('name')}: unknown {sorted(unknown)}")
    texts = told | {key: tuple(told[key]) for key in ("tags", "scheme") if key in told}
    made = Component(**texts)
    if made.at >= 0 and not all(is_control(tag_number(tag)) for tag in made.tags):
        raise ValueError(f"{made.name}: only control fields have positions")
    return made


def points(frames: Frames, scale: Scale) -> Points:
    """Points of every record for every component: (n, components)."""
    columns = [_points(frames, one) for one in scale.components]
    return np.stack(columns, axis=1) if columns else np.zeros((frames.count, 0), np.float32)


def totals(frames: Frames, scale: Scale) -> Points:
    """The score of every record: (n,), 0 … `scale.most`."""
    found: Points = points(frames, scale).sum(axis=1, dtype=np.float32)
    return found


def _points(frames: Frames, one: Component) -> Points:
    rows = _coded(frames, one) if one.at >= 0 else _fields(frames, one)
    counts = np.bincount(rows["rec"].to_numpy(), minlength=frames.count)[: frames.count]
    found: Points = np.minimum(counts * one.each, one.most).astype(np.float32)
    return found


def _coded(frames: Frames, one: Component) -> pl.DataFrame:
    tags = [tag_number(tag) for tag in one.tags]
    letter = pl.col("value").cast(pl.String).str.slice(one.at, 1)
    return frames.fields.filter(pl.col("tag").is_in(tags)).filter(
        letter.is_in(list(one.allowed)).fill_null(False)
    )


def _fields(frames: Frames, one: Component) -> pl.DataFrame:
    """The fields that fit, each once."""
    every = frames.of_tags(one.tags)
    rows = every.filter(pl.col("i2").is_in(list(one.second.encode()))) if one.second else every
    if one.codes:
        rows = rows.filter(pl.col("code").is_in(list(one.codes.encode())))
    text = pl.col("value").cast(pl.String)
    rows = rows.filter(text.str.contains(one.pattern) if one.pattern else text != "")
    fields = rows.select("rec", "fno").unique()
    return fields.join(_schemed(every, one.scheme), on=["rec", "fno"]) if one.scheme else fields


def _schemed(rows: pl.DataFrame, schemes: Sequence[str]) -> pl.DataFrame:
    """The fields whose $2 begins with one of the schemes."""
    text = pl.col("value").cast(pl.String)
    named = [text.str.starts_with(scheme) for scheme in schemes]
    return (
        rows.filter((pl.col("code") == ord("2")) & pl.any_horizontal(named))
        .select("rec", "fno")
        .unique()
    )
