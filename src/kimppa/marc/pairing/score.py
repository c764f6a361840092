"""Whether two records are one: points for what they share, and vetoes that always win.

The points were set by reading pairs of real records (`tests/pairs.tsv`); they are ours. A
standard number with the same title is enough, and without a number everything else must agree:
title, author, year, publisher and extent.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from kimppa.marc.identifiers import with_check
from kimppa.marc.pairing import titles
from kimppa.marc.pairing.carriers import called
from kimppa.marc.pairing.doubts import doubts
from kimppa.marc.pairing.facts import Facts, related
from kimppa.marc.pairing.messages import tell
from kimppa.marc.pairing.vetoes import shared_number, shared_publisher_numbers, vetoes

SAME_FROM: Final = 72  # points
LOOK_FROM: Final = 50
POINTS: Final = {
    "control": 45,
    "isbn": 45,
    "ean": 45,
    "issn": 35,
    "publisher_number": 30,
    "title": 30,
    "title_alike": 12,
    "author": 12,
    "no_author": 4,
    "year": 10,
    "year_near": -8,
    "publisher": 8,
    "publisher_other": -8,
    "extent": 8,
    "size_other": -10,
    "edition": 4,
    "edition_silent": -6,
    "language": 3,
    "carrier": 2,
}
_PAGES_NEAR: Final = 4
_FEWEST_PAGES: Final = 20  # "1 online resource" and "1 leaf" tell nothing


class Verdict(StrEnum):
    """What the points say. LOOK wants a person."""

    SAME = "same"
    LOOK = "look"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Reason:
    """A veto, a doubt or a piece of evidence, with what each record tells."""

    group: str  # "veto", "doubt", "evidence"
    name: str
    points: int
    a: str = ""
    b: str = ""

    def told(self, language: str) -> str:
        compared = (self.a, self.b)
        a, b = map(with_check, compared) if self.name in {"isbn", "ean"} else compared
        return tell(self.group, self.name, language, a, b)


@dataclass(frozen=True, slots=True)
class Score:
    """0–100 points, 0 when there is a veto; the reasons, vetoes or doubts first."""

    points: int
    verdict: Verdict
    reasons: tuple[Reason, ...]

    def told(self, language: str) -> str:
        return " ".join(reason.told(language) for reason in self.reasons)


def score(a: Facts, b: Facts) -> Score:
    """Compare two records; the order of the two does not matter but for what `a` and `b` tell."""
    evidence = tuple(
        Reason("evidence", name, POINTS[name], *texts) for name, *texts in _shared(a, b)
    )
    against = tuple(Reason("veto", name, 0, *texts) for name, texts in vetoes(a, b).items())
    if against:
        return Score(0, Verdict.DIFFERENT, against + evidence)
    points = min(max(sum(reason.points for reason in evidence), 0), 100)
    asking = tuple(Reason("doubt", name, 0, *texts) for name, texts in doubts(a, b).items())
    if asking:
        points = min(points, SAME_FROM - 1)
    if points >= SAME_FROM:
        return Score(points, Verdict.SAME, evidence)
    verdict = Verdict.LOOK if points >= LOOK_FROM else Verdict.DIFFERENT
    return Score(points, verdict, (asking or (Reason("doubt", "little", 0),)) + evidence)


def _shared(a: Facts, b: Facts) -> Iterator[tuple[str, str, str]]:
    yield from _numbers(a, b)
    yield from _title(a, b)
    if a.author & b.people or b.author & a.people:
        yield "author", *_two(a.author & b.people or b.author & a.people)
    elif not a.author and not b.author:
        yield "no_author", "", ""
    if a.year and b.year:
        yield "year" if a.year == b.year else "year_near", str(a.year), str(b.year)
    if a.publishers and b.publishers:
        if common := a.publishers.shared(b.publishers):
            yield "publisher", *_two(common)
        else:
            first, second = (" ".join(sorted(side.publishers.own)) for side in (a, b))
            yield "publisher_other", first, second
    yield from _description(a, b)


def _numbers(a: Facts, b: Facts) -> Iterator[tuple[str, str, str]]:
    """Shared numbers. A set's ISBN counts only between two sets; one kind counts once."""
    shared = [
        ("control", a.controls & b.controls),
        ("isbn", a.ids.isbns & b.ids.isbns or _sets(a, b)),
        ("ean", a.ids.eans & b.ids.eans),
        ("issn", (a.ids.issns & b.ids.issns) if a.serial and b.serial else frozenset()),
        ("publisher_number", shared_publisher_numbers(a, b)),
    ]
    yield from ((name, *_two(values)) for name, values in shared if values)


def _sets(a: Facts, b: Facts) -> frozenset[str]:
    whole = not a.ids.isbns and not b.ids.isbns
    return a.ids.set_isbns & b.ids.set_isbns if whole else frozenset()


def _title(a: Facts, b: Facts) -> Iterator[tuple[str, str, str]]:
    if titles.nearness(a.titles, b.titles) >= titles.SAME:
        yield "title", a.titles.display, b.titles.display
    elif titles.loosely(a.titles, b.titles):
        yield "title_alike", a.titles.display, b.titles.display


def _description(a: Facts, b: Facts) -> Iterator[tuple[str, str, str]]:
    if _same_extent(a, b):
        yield "extent", str(a.pages or a.pieces), str(b.pages or b.pieces)
    if a.size and b.size and abs(a.size - b.size) > 1 and not shared_number(a, b):
        yield "size_other", str(a.size), str(b.size)
    if a.edition.text and b.edition.text:
        yield "edition", a.edition.text, b.edition.text
    elif (a.edition.numbers or a.edition.kinds) != (b.edition.numbers or b.edition.kinds):
        yield "edition_silent", a.edition.text, b.edition.text
    if a.language and b.language and related(a.language, b.language):
        yield "language", a.language, b.language
    if a.carriers.names and a.carriers.names == b.carriers.names:
        yield "carrier", called(a.carriers.names), called(b.carriers.names)


def _same_extent(a: Facts, b: Facts) -> bool:
    """As many pages or discs; every number of 300 $a when no standard number is shared."""
    if not shared_number(a, b):
        return max(a.extent, default=0) >= _FEWEST_PAGES and a.extent == b.extent
    if a.pages and b.pages:
        return abs(a.pages - b.pages) <= _PAGES_NEAR
    return bool(a.pieces) and a.pieces == b.pieces


def _two(values: frozenset[str]) -> tuple[str, str]:
    text = ", ".join(sorted(values))
    return text, text


@dataclass(slots=True)
class Verdicts:
    """What people have said of pairs, which outranks what is computed; a later word counts.

    A pair is named by the control numbers of its two records, "(003)001", in alphabetical order,
    so that it is known again in the next export whatever happened to the rest of the records.
    """

    judged: dict[tuple[str, str], bool] = field(default_factory=dict)

    def put(self, a: str, b: str, *, same: bool) -> None:
        """Remember a word. Raises ValueError when the two are one record or have no number."""
        if a == b or "()" in {a, b}:
            raise ValueError(f"not two records with numbers: {a} {b}")
        self.judged[_pair(a, b)] = same

    def apply(self, a: Facts, b: Facts, score: Score) -> Score:
        """The score after people: "not the same" is a veto, "the same" ends the question."""
        same = self.judged.get(_pair(a.number, b.number))
        if same is None:
            return score
        if same:
            reason = Reason("evidence", "judged", 100)
            return Score(100, Verdict.SAME, (reason, *score.reasons))
        return Score(0, Verdict.DIFFERENT, (Reason("veto", "judged", 0), *score.reasons))


def _pair(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a <= b else (b, a)
