"""A made catalogue: clean records, streamed, the same for the same seed number.

Some records are twins of an earlier one: the same thing catalogued twice, which a duplicate finder
must find, or another form or edition, which it must leave alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush
from random import Random
from typing import Final

from tests.catalogues.consortium import Consortium, louna
from tests.catalogues.filling import Office, Values, bins
from tests.catalogues.iso2709 import encode
from tests.catalogues.seeds import seeds
from tests.catalogues.twins import Plan, Twin, plan


@dataclass(frozen=True, slots=True)
class Made:
    """A made record: its control number (001), 003, bytes, and whose twin or part it is."""

    control: str
    source: str
    data: bytes
    seed: str
    twin: Twin | None = None
    host: str = ""  # 001 of the record that it is a component part of
    values: dict[str, str] = field(default_factory=dict)  # what the seed's places were filled with


def catalogue(
    count: int,
    *,
    seed: int = 1,
    consortium: Consortium | None = None,
    twins: float = 0.02,
    start: int = 0,
) -> Iterator[Made]:
    """Make `count` clean records; `twins` is the share of those that get a twin.

    `start` is the number of the first record: catalogues whose numbers are apart have no control
    number, ISBN or barcode in common.
    """
    press = _Press(consortium or louna(), Random(f"catalogue {seed}"), start, twins)
    made = 0
    while made < count:
        for one in press.next_ones():
            yield one
            made += 1
            if made == count:
                return


_KINDS: Final = bins([(one, one.share) for one in seeds().values() if one.share])


class _Press:
    """Makes one record after the other."""

    def __init__(self, consortium: Consortium, random: Random, number: int, twins: float) -> None:
        self.office = Office(consortium, random)
        self.item_tag = consortium.item_tag
        self.random = random.random
        self.number = number
        self.twins = twins
        self.waiting: list[Plan] = []

    def next_ones(self) -> Iterator[Made]:
        """The next record and its component parts, or a twin whose time has come."""
        if self.waiting and self.waiting[0].when <= self.number:
            due = heappop(self.waiting)
            yield self.printed(due.values(self.office, self.number), due.twin)
            return
        kind = _KINDS[int(self.random() * len(_KINDS))]
        values = Values(self.office, kind, self.number)
        yield self.printed(values)
        if self.random() < self.twins:
            heappush(self.waiting, plan(values, self.number))
        for part in range(1, kind.tracks + 1):
            yield self.part(values, part)

    def part(self, host: Values, part: int) -> Made:
        """A component part of a host: a track, an article."""
        name = "part-music" if host.kind.leader[6] == "j" else "part-text"
        values = Values(self.office, seeds()[name], self.number)
        for key in ("source", "agency", "year"):
            values[key] = host[key]
        values["host"] = f"({host['source']}){host['control']}"
        values["hosttitle"], values["part"] = host["title"], str(part)
        return self.printed(values, host=host["control"])

    def printed(self, values: Values, twin: Twin | None = None, host: str = "") -> Made:
        """Fill the seed and write it."""
        kind = values.kind
        text = kind.text.format_map(values)
        tags = kind.before + ("650",) * (2 * kind.subjects) + kind.between
        if kind.has_items:
            tags += (self.item_tag,) * values["items"].count("\x1e")
        data = encode(kind.leader, tags + kind.after, text)
        self.number += 1
        return Made(values["control"], values["source"], data, kind.name, twin, host, values)
