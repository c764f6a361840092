"""Metrics as Prometheus reads them: the text format, version 0.0.4."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
type Kind = Literal["counter", "gauge", "histogram"]


@dataclass(frozen=True, slots=True)
class Sample:
    """One value; `suffix` is what a histogram adds to the family's name."""

    value: float
    labels: Mapping[str, str]
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Family:
    """A metric with its samples. A counter's name ends with `_total`."""

    name: str
    kind: Kind
    told: str
    samples: tuple[Sample, ...]


def gauge(name: str, told: str, value: float, **labels: str) -> Family:
    """A gauge of one value."""
    return Family(name, "gauge", told, (Sample(value, labels),))


def histogram(
    labels: Mapping[str, str], bounds: Iterable[float], counts: list[float]
) -> list[Sample]:
    """The samples of a histogram: `counts` has one for each bound and above, then the sum."""
    samples, running = [], 0.0
    for bound, count in zip([*map(_number, bounds), "+Inf"], counts, strict=False):
        running += count
        samples.append(Sample(running, {**labels, "le": bound}, "_bucket"))
    return [*samples, Sample(counts[-1], labels, "_sum"), Sample(running, labels, "_count")]


def text(families: Iterable[Family]) -> str:
    """The page."""
    return "".join(line for family in families for line in _lines(family))


def _lines(family: Family) -> Iterable[str]:
    yield f"# HELP {family.name} {_escaped(family.told)}\n"
    yield f"# TYPE {family.name} {family.kind}\n"
    for sample in family.samples:
        labels = ",".join(f'{k}="{_escaped(v, quotes=True)}"' for k, v in sample.labels.items())
        shown = f"{{{labels}}}" if labels else ""
        yield f"{family.name}{sample.suffix}{shown} {_number(sample.value)}\n"


def _escaped(value: str, *, quotes: bool = False) -> str:
    escaped = value.replace("\\", r"\\").replace("\n", r"\n")
    return escaped.replace('"', r"\"") if quotes else escaped


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(float(value))
