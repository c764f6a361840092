"""Whether two records are one: points for what they share, and vetoes that always win.

The points were set by reading pairs of real records (`tests/pairs.tsv`); they are ours. A
standard number with the same title is enough, and without a number everything else must agree:
title, author, year, publisher and extent.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from kimppa.marc.duplicates.facts import Facts
from kimppa.marc.duplicates.messages import tell
from kimppa.marc.duplicates.vetoes import shared_number, vetoes
from kimppa.marc.identifiers import with_check
from kimppa.marc.texts import likeness, strangers, words

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
_LOOKS: Final = {"pocket", "illustrated"}  # what catalogues leave untold of the same thing
_TITLE_NEAR: Final = 0.8  # likeness below which a person looks; broken encodings lie above it
_TITLE_SAME: Final = 0.93  # likeness
_PAGES_NEAR: Final = 4
_OLD: Final = 1801  # year from which editions are told apart by what records tell
_FEWEST_PAGES: Final = 20  # "1 online resource" and "1 leaf" tell nothing


class Verdict(StrEnum):
    """What the points say. LOOK wants a person."""

    SAME = "same"
    LOOK = "look"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Reason:
    """A veto or a piece of evidence, with what each record tells."""

    group: str  # "veto", "evidence"
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
    """0–100 points, 0 when there is a veto; the reasons, vetoes first."""

    points: int
    verdict: Verdict
    reasons: tuple[Reason, ...]

    @property
    def vetoed(self) -> tuple[Reason, ...]:
        return tuple(reason for reason in self.reasons if reason.group == "veto")


def score(a: Facts, b: Facts) -> Score:
    """Compare two records; the order of the two does not matter but for what `a` and `b` tell."""
    evidence = tuple(
        Reason("evidence", name, POINTS[name], *texts) for name, *texts in _shared(a, b)
    )
    against = tuple(Reason("veto", name, 0, *texts) for name, texts in vetoes(a, b).items())
    if against:
        return Score(0, Verdict.DIFFERENT, against + evidence)
    points = min(max(sum(reason.points for reason in evidence), 0), 100)
    if _doubtful(a, b):
        points = min(points, SAME_FROM - 1)
    if points >= SAME_FROM:
        return Score(points, Verdict.SAME, evidence)
    return Score(points, Verdict.LOOK if points >= LOOK_FROM else Verdict.DIFFERENT, evidence)


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
        common = a.publishers & b.publishers
        if common:
            yield "publisher", *_two(common)
        else:
            yield "publisher_other", " ".join(sorted(a.publishers)), " ".join(sorted(b.publishers))
    yield from _description(a, b)


def _numbers(a: Facts, b: Facts) -> Iterator[tuple[str, str, str]]:
    """Shared numbers. A set's ISBN counts only between two sets; one kind counts once."""
    shared = [
        ("control", a.controls & b.controls),
        ("isbn", a.ids.isbns & b.ids.isbns or _sets(a, b)),
        ("ean", a.ids.eans & b.ids.eans),
        ("issn", (a.ids.issns & b.ids.issns) if a.serial and b.serial else frozenset()),
        ("publisher_number", _publisher_numbers(a, b)),
    ]
    yield from ((name, *_two(values)) for name, values in shared if values)


def _sets(a: Facts, b: Facts) -> frozenset[str]:
    whole = not a.ids.isbns and not b.ids.isbns
    return a.ids.set_isbns & b.ids.set_isbns if whole else frozenset()


def _publisher_numbers(a: Facts, b: Facts) -> frozenset[str]:
    kinds = a.ids.publisher.keys() & b.ids.publisher.keys()
    shared = (a.ids.publisher[kind] & b.ids.publisher[kind] for kind in sorted(kinds))
    return frozenset(number for numbers in shared for number in numbers if len(number) > 4)


def _title(a: Facts, b: Facts) -> Iterator[tuple[str, str, str]]:
    whole = likeness(f"{a.title} {a.rest}", f"{b.title} {b.rest}")
    start = likeness(a.title, b.title) if not (a.rest and b.rest) else 0.0
    if max(whole, start) >= _TITLE_SAME:
        yield "title", a.title, b.title
    elif whole:
        yield "title_alike", a.title, b.title


def _description(a: Facts, b: Facts) -> Iterator[tuple[str, str, str]]:
    if _same_extent(a, b):
        yield "extent", str(a.pages or a.pieces), str(b.pages or b.pieces)
    if a.size and b.size and abs(a.size - b.size) > 1 and not shared_number(a, b):
        yield "size_other", str(a.size), str(b.size)
    if a.edition.text and b.edition.text:
        yield "edition", a.edition.text, b.edition.text
    elif (a.edition.numbers or a.edition.kinds) != (b.edition.numbers or b.edition.kinds):
        yield "edition_silent", a.edition.text, b.edition.text
    if a.language and a.language == b.language:
        yield "language", a.language, b.language
    if a.carrier and a.carrier == b.carrier:
        yield "carrier", a.carrier, b.carrier


def _same_extent(a: Facts, b: Facts) -> bool:
    """As many pages or discs; every number of 300 $a when no standard number is shared."""
    if not shared_number(a, b):
        return max(a.extent, default=0) >= _FEWEST_PAGES and a.extent == b.extent
    if a.pages and b.pages:
        return abs(a.pages - b.pages) <= _PAGES_NEAR
    return bool(a.pieces) and a.pieces == b.pieces


def _doubtful(a: Facts, b: Facts) -> bool:
    """Whether a person has to look however much is shared.

    Old prints are told apart by what no record tells (as OCLC exempts them); the rest are faults
    seen in real catalogues: a number of another book, a set's number on its part, a record copied
    and changed in one word.
    """
    return (
        bool((a.edition.kinds ^ b.edition.kinds) - _LOOKS)
        or 0 < min(a.year or _OLD, b.year or _OLD) < _OLD
        or a.accompanied != b.accompanied
        or bool(a.ids.set_isbns) != bool(b.ids.set_isbns)
        or (len(a.ids.volumes) > 1) != (len(b.ids.volumes) > 1)
        or bool(a.series and b.series and not a.series & b.series)
        or _other_words(a, b)
        or _other_people(a, b)
        or _other_publisher(a, b)
    )


def _other_words(a: Facts, b: Facts) -> bool:
    """Whether the titles are not quite the same: each has a word that the other lacks, the same
    words stand in another order, or they are no more than alike and no control number is shared.
    """
    first, second = f"{a.title} {a.rest}", f"{b.title} {b.rest}"
    if not (a.rest and b.rest):
        first, second = a.title, b.title
    least = _TITLE_NEAR if a.controls & b.controls else _TITLE_SAME
    reordered = words(first) != words(second) and sorted(words(first)) == sorted(words(second))
    lacking = strangers(first, second) and strangers(second, first)
    return reordered or bool(lacking) or likeness(first, second) < least


def _other_publisher(a: Facts, b: Facts) -> bool:
    """Whether no standard number is shared and each publisher has a word that the other lacks."""
    first, second = a.publishers - b.publishers, b.publishers - a.publishers
    return bool(first and second) and not shared_number(a, b)


def _other_people(a: Facts, b: Facts) -> bool:
    """Whether both name somebody, one of them as its author, and nobody is in both."""
    shared = {word for word in a.people & b.people if len(word) > 2}
    return bool((a.author or b.author) and a.people and b.people and not shared)


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
