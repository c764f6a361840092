"""Scores of records by weighted components: Thompson–Traill-like, shelf-ready-like, or one's own.

The weights are data with their source: `weights.toml`.
"""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from kimppa.marc.columns import take
from kimppa.marc.frames import Frames
from kimppa.marc.tables import is_control, tag_number

type Points = npt.NDArray[np.float32]
type Rows = npt.NDArray[np.integer]

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
        return sum(component.most for component in self.components)


@cache
def scales(path: Path | None = None) -> dict[str, Scale]:
    """The scales of a file of weights, ours when none is given. Raises ValueError for a fault."""
    text = (path or Path(__file__).with_name("weights.toml")).read_text(encoding="utf-8")
    return {name: _scale(name, table) for name, table in tomllib.loads(text).items()}


def _scale(name: str, table: dict[str, Any]) -> Scale:
    return Scale(name, table["source"], tuple(_component(entry) for entry in table["component"]))


def _component(table: dict[str, Any]) -> Component:
    unknown_keys = table.keys() - _KEYS
    if unknown_keys:
        raise ValueError(f"{table.get('name')}: unknown {sorted(unknown_keys)}")
    texts = table | {key: tuple(table[key]) for key in ("tags", "scheme") if key in table}
    component = Component(**texts)
    if component.at >= 0 and not all(is_control(tag_number(tag)) for tag in component.tags):
        raise ValueError(f"{component.name}: only control fields have positions")
    return component


def points(frames: Frames, scale: Scale) -> Points:
    """Points of every record for every component: (n, components)."""
    return _points(frames, scale.components)


def totals(frames: Frames, scales: Iterable[Scale]) -> Points:
    """The scores of every record: (n, scales), each 0 … `scale.most`. The records are looked at
    once for all scales."""
    several = list(scales)
    points = _points(
        frames, [scale_points for scale in several for scale_points in scale.components]
    )
    ends = np.cumsum([len(scale.components) for scale in several])
    points_by_scale = np.split(points, ends[:-1], axis=1)
    return np.stack(
        [scale_points.sum(axis=1, dtype=np.float32) for scale_points in points_by_scale], axis=1
    )


def _points(frames: Frames, components: Sequence[Component]) -> Points:
    points = np.zeros((len(components), frames.count), np.float32)
    by_tag = _ByTag(frames, {tag_number(tag) for component in components for tag in component.tags})
    for count, component in zip(points, components, strict=True):
        rec = _coded(frames, component) if component.at >= 0 else by_tag.fields(component)
        points_of_record = np.bincount(rec, minlength=frames.count) * np.float32(component.each)
        np.minimum(points_of_record, np.float32(component.most), out=count)
    return points.T


def _coded(frames: Frames, component: Component) -> Rows:
    """The records of the control fields that fit."""
    tags = [tag_number(tag) for tag in component.tags]
    rows = np.flatnonzero(np.isin(frames.fields["tag"].to_numpy(), tags))
    letters = take(frames.fields["value"], rows).str.slice(component.at, 1)
    fits = letters.is_in(list(component.allowed)).fill_null(False).to_numpy()
    rec: Rows = frames.fields["rec"].to_numpy()[rows[fits]]
    return rec


class _ByTag:
    """Subfields of some tags, those of a tag together: a component looks at its own alone."""

    def __init__(self, frames: Frames, tags: Iterable[int]) -> None:
        number = np.zeros(65536, np.uint16)
        for place, tag in enumerate(tags, 1):
            number[tag] = place
        of_all = number[frames.subfields["tag"].to_numpy()]
        rows = np.flatnonzero(of_all)
        of_rows = of_all[rows]
        self.number = number
        self.start = np.cumsum(np.bincount(of_rows, minlength=int(number.max()) + 1))
        self.rows = rows[np.argsort(of_rows, kind="stable")]
        self.texts = frames.subfields["value"]
        self.code, self.second, self.rec, fno = (
            frames.subfields[name].to_numpy()[self.rows] for name in ("code", "i2", "rec", "fno")
        )
        next_field = (self.rec[1:] != self.rec[:-1]) | (fno[1:] != fno[:-1])
        self.field = np.cumsum(np.append(np.zeros(min(len(fno), 1), np.bool_), next_field))

    def fields(self, component: Component) -> Rows:
        """The records of the fields that fit, each field once."""
        numbers = self.number[[tag_number(tag) for tag in component.tags]].tolist()
        of_tags = np.concatenate([np.arange(self.start[n - 1], self.start[n]) for n in numbers])
        rows = of_tags
        if component.codes:
            rows = rows[_is_among(self.code[rows], component.codes)]
        if component.second:
            rows = rows[_is_among(self.second[rows], component.second)]
        texts = take(self.texts, self.rows[rows])
        rows = rows[
            (texts.str.contains(component.pattern) if component.pattern else texts != "").to_numpy()
        ]
        if component.scheme:
            schemes = of_tags[self.code[of_tags] == ord("2")]
            texts = take(self.texts, self.rows[schemes])
            schemes = schemes[texts.str.contains(_beginning(component.scheme)).to_numpy()]
            schemed = np.zeros(int(self.field[-1:].sum()) + 1, np.bool_)
            schemed[self.field[schemes]] = True
            rows = rows[schemed[self.field[rows]]]
        rec: Rows = self.rec[rows[np.flatnonzero(np.diff(self.field[rows], prepend=-1))]]
        return rec


def _is_among(letters: npt.NDArray[np.uint8], allowed: str) -> npt.NDArray[np.bool_]:
    table = np.zeros(256, np.bool_)
    table[list(allowed.encode())] = True
    return table[letters]


def _beginning(schemes: Sequence[str]) -> str:
    return f"^(?:{'|'.join(map(re.escape, schemes))})"
