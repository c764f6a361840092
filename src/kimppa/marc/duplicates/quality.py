"""How good a record is, so that the best one of a group can be kept.

Source of the order: the merging of catalogues in KaTi (minutes of Koha-Suomi), where LDR/17
and RDA decide; then who described it, what hangs on it, how much it tells.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kimppa.marc.record import Record

TRUSTED: Final = ("FI-NL", "FI-MELINDA", "FI-TATI", "FI-BTJ", "BTJ")
"""Organisations of 040 and 003, the most trusted first; a consortium may have its own list."""

# LDR/17 from the fullest on: MARC 21 Bibliographic, with OCLC's letters I, K, L and M.
_LEVELS: Final = {" ": 0, "#": 0, "^": 0, "I": 0, "1": 1, "L": 1, "4": 2, "2": 3, "M": 3, "K": 3,
                  "7": 4, "3": 5, "5": 6, "8": 7, "u": 8, "z": 8}  # fmt: skip
_UNKNOWN_LEVEL: Final = 8
_ITEMS: Final = ("852", "952")


@dataclass(frozen=True, slots=True)
class Quality:
    """What a record is ranked by; each smaller is better, but `items` and `richness`."""

    level: int  # 0 full … 8 unknown
    rda: bool
    source: int  # place among the trusted, their number for others
    source_name: str
    items: int
    richness: int  # subfields with a text

    def rank(self) -> tuple[tuple[str, int], ...]:
        """The measures by name, in the order in which they decide; smaller is better."""
        return (
            ("level", self.level),
            ("rda", 0 if self.rda else 1),
            ("source", self.source),
            ("holdings", -self.items),
            ("richness", -self.richness),
        )


def quality(record: Record, trusted: Sequence[str] = TRUSTED, items: int | None = None) -> Quality:
    """Measure a record. `items` is the number of its items, when another file tells it.

    Without it the fields 852 and 952 of the record are counted.
    """
    described = record.first("040")
    rules = described.all("e") if described else []
    agencies = described.all("cda") if described else []
    names = [*reversed(agencies), record.control("003").strip("() ")]
    places = {name: place for place, name in enumerate(trusted)}
    ranked = sorted((places[name], name) for name in names if name in places)
    source, name = ranked[0] if ranked else (len(trusted), next(filter(None, names), ""))
    item_count = sum(1 for _ in record.all(*_ITEMS)) if items is None else items
    texts = sum(bool(subfield.value.strip()) for f in record.fields for subfield in f.subfields)
    return Quality(
        level=_LEVELS.get(record.leader[17:18], _UNKNOWN_LEVEL),
        rda="rda" in rules,
        source=source,
        source_name=name,
        items=item_count,
        richness=texts,
    )
