"""Planting defects into records, one a record, with a manifest of what was changed."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields
from itertools import chain
from random import Random
from typing import Final

from kimppa.marc.record import Record
from tests.catalogues.catalogue import Made
from tests.catalogues.consortium import Consortium, louna
from tests.catalogues.defects import (
    carriers,
    coded,
    format,  # noqa: A004
    identifiers,
    indicators,
    items,
    links,
    notes,
    punctuation,
    structure,
    vocabularies,
)
from tests.catalogues.defects.tools import Defect, Site
from tests.catalogues.iso2709 import dump, load

DEFECTS: Final[dict[str, Defect]] = {
    one.kind: one
    for one in chain(
        structure.DEFECTS,
        format.DEFECTS,
        coded.DEFECTS,
        carriers.DEFECTS,
        indicators.DEFECTS,
        punctuation.DEFECTS,
        identifiers.DEFECTS,
        notes.DEFECTS,
        vocabularies.DEFECTS,
        links.ALL,
        items.DEFECTS,
    )
}


@dataclass(frozen=True, slots=True)
class Planted:
    """A line of the manifest: which record (001 and 003 before the defect), what, where, how."""

    control: str
    source: str
    kind: str
    family: str
    tag: str
    was: str  # the fields that are no longer there, a line each
    became: str  # the fields that are there instead

    def line(self) -> str:
        """The manifest's line: values between tabs; tabs and line breaks in them written out."""
        return "\t".join(_flat(one) for one in astuple(self))


HEADER: Final = "\t".join(one.name for one in fields(Planted))


def _flat(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


def inject(
    record: Record,
    kind: str,
    random: Random,
    *,
    consortium: Consortium | None = None,
    other: Record | None = None,
) -> Planted | None:
    """Plant a defect into the record; None, and no change, where it cannot be.

    It cannot be where the record has nothing to break, or is broken in this way already.
    `other` is another record of the catalogue, for defects that take two.
    """
    defect = DEFECTS[kind]
    control, source = record.control("001"), record.control("003")
    was = _lines(record)
    defect.plant(Site(record, random, consortium or louna(), other))
    became = _lines(record)
    if was == became:
        return None
    gone, new = _differences(was, became)
    tag = (gone or new)[0][:3]
    return Planted(control, source, kind, defect.family, tag, "\n".join(gone), "\n".join(new))


def _lines(record: Record) -> list[str]:
    return [f"LDR    {record.leader}", *(str(one) for one in record.fields)]


def _differences(was: list[str], became: list[str]) -> tuple[list[str], list[str]]:
    """The lines that are in one only; for fields that only moved, the first that did."""
    gone, new = list(was), list(became)
    for line in was:
        if line in new:
            gone.remove(line)
            new.remove(line)
    if not gone and not new:
        moved = next(a for a, b in zip(was, became, strict=True) if a != b)
        return [moved], [moved]
    return gone, new


def planted(
    made: Iterable[Made],
    rate: float,
    *,
    seed: int = 1,
    kinds: Iterable[str] | None = None,
    consortium: Consortium | None = None,
) -> Iterator[tuple[bytes, Planted | None]]:
    """The records' bytes, a share of them with one defect each; kinds take turns.

    Every record that has no manifest line is as it was made.
    """
    random = Random(f"defects {seed}")
    gardener = _Gardener(list(kinds if kinds is not None else DEFECTS), random, consortium)
    before: Made | None = None
    for one in made:
        if random.random() < rate:
            yield gardener.defective(one, before)
        else:
            yield one.data, None
        before = one


_TRIES: Final = 3


class _Gardener:
    """Plants the kind that has waited longest and can be planted in the record at hand."""

    def __init__(self, kinds: list[str], random: Random, consortium: Consortium | None) -> None:
        self.waiting = kinds
        self.random = random
        self.consortium = consortium
        self.failures: Counter[tuple[str, str]] = Counter()  # by kind and seed

    def defective(self, made: Made, before: Made | None) -> tuple[bytes, Planted | None]:
        """The record's bytes with a defect; as they are when none can be planted."""
        record = load(made.data)
        other = load(before.data) if before else None
        for at, kind in enumerate(self.waiting):
            if self.failures[kind, made.seed] >= _TRIES:
                continue
            line = inject(record, kind, self.random, consortium=self.consortium, other=other)
            if line:
                self.waiting.append(self.waiting.pop(at))
                return dump(record), line
            self.failures[kind, made.seed] += 1
        return made.data, None
