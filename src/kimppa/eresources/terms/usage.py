"""By which count use is measured, of what material it is, and how it is split. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from kimppa.core.allocation.rules import AllocationError, allocate

USE: Final = "use"
"""The metric of a table that names none, and of a reported sum."""
_PREFERRED: Final = (
    "Kaikki lainat",
    "Total_Item_Requests",
    "Searches_Regular",
    "Searches_Platform",
    "Total_Item_Investigations",
    "Unique_Item_Requests",
    "Unique_Item_Investigations",
    "Unique_Title_Requests",
    "Unique_Title_Investigations",
    USE,
)
MACHINES: Final = "TDM"
"""COUNTER's Access_Method of machines that read; nobody's use."""
_MATERIALS: Final = {
    "books": ("book", "ebook", "e-book", "e-kirja", "e-kirjat", "book_segment", "reference_work"),
    "audiobooks": ("audio", "audiobook", "äänikirja", "e-äänikirja", "e-äänikirjat", "ljudbok"),
    "magazines": (
        "periodical", "journal", "magazine", "article", "newspaper_or_newsletter", "news_item",
        "e-lehti", "e-lehdet", "lehti", "tidning",
    ),
    "music": ("sound", "music", "musiikki", "musik"),
    "films": ("audiovisual", "multimedia", "interactive_resource", "video", "film", "elokuva"),
    "databases": (
        "database", "database_ai", "database_full", "database_full_item", "database_aggregator",
        "tietokanta", "databas",
    ),
}  # fmt: skip
_BY_FORMAT: Final = {name: material for material, names in _MATERIALS.items() for name in names}
LINES: Final = {
    "books": "E_EBO",
    "audiobooks": "E_EAU",
    "magazines": "E_ELE",
    "music": "E_EMU",
    "films": "E_EKU",
    "databases": "E_ETI",
}
"""Beginnings of the ministry's variables by material; "_use", "_stock" or "_acq" follows."""


def main_metric(metrics: Iterable[str]) -> str:
    """The count by which use is measured; empty when none of them is use (turnaways are not).

    Total and Unique, Requests and Investigations are counts of the same use: one is taken.
    """
    names = set(metrics)
    return next((name for name in _PREFERRED if name in names), "")


def material_of(form: str, kinds: Iterable[str]) -> str:
    """The material of a format; of a licence with one kind always that. Empty = not known."""
    kind_list = list(kinds)
    if len(kind_list) == 1:
        return kind_list[0]
    return _BY_FORMAT.get(form.strip().casefold(), "")


@dataclass(frozen=True, slots=True)
class Tally:
    """A sum as files tell it: of which material and of whose; `code` is empty for what is not
    ours, `text` is what stood in the file, `is_known` whether anybody knows whose that is."""

    material: str
    text: str
    code: str
    count: int
    is_reported: bool = False
    is_known: bool = True


@dataclass(slots=True)
class Split:
    """Use by municipality. `exact` the files tell; `shared` is the part by the key of what they
    tell of nobody; `outside` are others' by the text of the file, `ownerless` those of which nobody
    knows whose they are; `unsplit` is what no key splits.
    """

    exact: dict[str, int] = field(default_factory=dict)
    shared: dict[str, int] = field(default_factory=dict)
    outside: dict[str, int] = field(default_factory=dict)
    ownerless: dict[str, int] = field(default_factory=dict)
    unsplit: int = 0

    @property
    def total(self) -> int:
        count_groups = (self.exact, self.shared, self.outside, self.ownerless)
        return sum(sum(counts.values()) for counts in count_groups) + self.unsplit

    @property
    def untold(self) -> int:
        """What the files tell of nobody."""
        return sum(self.shared.values()) + self.unsplit

    def part(self, code: str) -> int | None:
        """A municipality's use; None while something is left that no key has split, or of which
        nobody knows whose it is.
        """
        if self.unsplit or self.ownerless:
            return None
        return self.exact.get(code, 0) + self.shared.get(code, 0)


def split_use(tallies: Iterable[Tally], weights: Mapping[str, Decimal]) -> Split:
    """Each municipality's part, exact where the file says, else by the weights. Parts sum."""
    split, untold_count = Split(), 0
    for tally in tallies:
        if tally.code:
            split.exact[tally.code] = split.exact.get(tally.code, 0) + tally.count
        elif tally.text:
            count_by_text = split.outside if tally.is_known else split.ownerless
            count_by_text[tally.text] = count_by_text.get(tally.text, 0) + tally.count
        else:
            untold_count += tally.count
    try:
        parts = allocate(untold_count, weights) if untold_count else {}
    except AllocationError:
        split.unsplit = untold_count
    else:
        split.shared = {code: int(share.value) for code, share in parts.items()}
    return split
