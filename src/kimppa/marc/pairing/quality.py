"""How good a record is, so that the best one of a group can be kept.

Source of the order: the merging of catalogues in KaTi (minutes of Koha-Suomi), where LDR/17
and RDA decide; then who described it, what hangs on it, how much it tells. A record from before
publication yields to one of the thing itself; one that a national bibliography or a programme of
cooperation vouches for (042) goes before others of its level. MARC 21 Bibliographic 005, 008,
040, 042, 263.
"""

import re
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
LANGUAGES: Final = ("fin", "swe", "eng")
"""Languages of cataloguing (040 $b) in the order in which they are wanted."""

# What a record from before publication says of itself, in notes of publishers and BTJ.
_BEFORE: Final = re.compile(r"ennakkotie|förhandsuppg|förhandsinfo|prepublication|forthcoming")
_UNCODED: Final = "|^"
_FIRST_TOLD: Final = 18  # 008/18–34 are of the material; those before are in every record


@dataclass(frozen=True, slots=True)
class Quality:
    """What a record is ranked by; each smaller is better, but those named last."""

    level: int  # 0 full … 8 unknown
    before: bool  # described before it was published
    vouched: bool  # authenticated: 042
    rda: bool
    language: int  # place among the languages of cataloguing, their number for others
    source: int  # place among the trusted, their number for others
    source_name: str
    items: int  # more is better, and so on
    codes: int  # positions of 008/18–34 that say something
    richness: int  # subfields with a text
    changed: int  # 005 to the day: YYYYMMDD

    def rank(self) -> tuple[tuple[str, int], ...]:
        """The measures by name, in the order in which they decide; smaller is better."""
        return (
            ("before", int(self.before)),
            ("level", self.level),
            ("vouched", int(not self.vouched)),
            ("rda", int(not self.rda)),
            ("language", self.language),
            ("source", self.source),
            ("holdings", -self.items),
            ("richness", -self.richness),
            ("codes", -self.codes),
            ("changed", -self.changed),
        )


def quality(record: Record, trusted: Sequence[str] = TRUSTED, items: int | None = None) -> Quality:
    """Measure a record. `items` is the number of its items, when another file tells it.

    Without it the fields 852 and 952 of the record are counted.
    """
    described = record.first("040")
    rules = described.all("e") if described else []
    source, name = _source(record, trusted)
    tongue = (described.get("b") if described else None) or ""
    item_count = sum(1 for _ in record.all(*_ITEMS)) if items is None else items
    texts = sum(bool(subfield.value.strip()) for f in record.fields for subfield in f.subfields)
    return Quality(
        level=_LEVELS.get(record.leader[17:18], _UNKNOWN_LEVEL),
        before=_is_before(record),
        vouched=any(field.get("a") for field in record.all("042")),
        rda="rda" in rules,
        language=LANGUAGES.index(tongue) if tongue in LANGUAGES else len(LANGUAGES),
        source=source,
        source_name=name,
        items=item_count,
        codes=sum(code not in _UNCODED for code in record.control("008")[_FIRST_TOLD:35]),
        richness=texts,
        changed=_day(record.control("005")),
    )


def _source(record: Record, trusted: Sequence[str]) -> tuple[int, str]:
    described = record.first("040")
    agencies = described.all("cda") if described else []
    names = [*reversed(agencies), record.control("003").strip("() ")]
    places = {name: index for index, name in enumerate(trusted)}
    ranked = sorted((places[name], name) for name in names if name in places)
    return ranked[0] if ranked else (len(trusted), next(filter(None, names), ""))


def _is_before(record: Record) -> bool:
    """LDR/17 says so, a projected date stands in 263, or a note does."""
    notes = (text for field in record.all("500", "594") for text in field.all("a"))
    return (
        record.leader[17:18] == "8"
        or record.first("263") is not None
        or any(_BEFORE.search(note.lower()) for note in notes)
    )


def _day(changed: str) -> int:
    return int(changed[:8]) if changed[:8].isdigit() else 0
