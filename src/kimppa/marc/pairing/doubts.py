"""What makes a person look however much two records share.

Old prints are told apart by what no record tells (as OCLC exempts them); silence on a carrier or a
host never outweighs what the other says; the rest are faults seen in real catalogues: a number of
another book, a set's number on its part, a record copied and changed in one word.
"""

from collections.abc import Callable, Iterable
from typing import Final

from kimppa.marc.pairing import titles
from kimppa.marc.pairing.carriers import PLAIN, called
from kimppa.marc.pairing.facts import Facts, related
from kimppa.marc.pairing.names import alike
from kimppa.marc.pairing.vetoes import (
    Difference,
    all_but_the_number,
    main_among,
    shared_number,
    strong,
)
from kimppa.marc.texts import likeness

_OLD: Final = 1801  # year from which editions are told apart by what records tell
_LOOKS: Final = {"pocket", "illustrated"}  # what catalogues leave untold of the same thing


def carrier_untold(a: Facts, b: Facts) -> Difference:
    """Only one tells its carrier, and it is no plain print; one tells of several; or one tells a
    class only ("sound disc") and no number is shared."""
    first, second = a.carriers, b.carriers
    if first == second:
        return None
    if first.names and second.names:
        asks = first.several or second.several or not shared_number(a, b)
    else:
        asks = not first.names | second.names <= PLAIN
    return (called(first.names), called(second.names)) if asks else None


def edition_kind(a: Facts, b: Facts) -> Difference:
    """Only one is told to be revised, abridged, special …"""
    kinds = (a.edition.kinds ^ b.edition.kinds) - _LOOKS
    if kinds == {"revised"} and shared_number(a, b) and all_but_the_number(a, b):
        return None  # of one year and extent: told by one, left out by the other
    return (a.edition.text, b.edition.text) if kinds else None


def edition_untold(a: Facts, b: Facts) -> Difference:
    """Only one tells a later edition, and no number is shared."""
    first, second = a.edition, b.edition
    if first.numbers == second.numbers or shared_number(a, b):
        return None
    return (first.text, second.text)


def old(a: Facts, b: Facts) -> Difference:
    earliest = min(a.year or _OLD, b.year or _OLD)
    return (str(a.year), str(b.year)) if 0 < earliest < _OLD else None


def enclosure(a: Facts, b: Facts) -> Difference:
    """Something lies with one of them: 300 $e."""
    return (a.titles.display, b.titles.display) if a.accompanied != b.accompanied else None


def set_number(a: Facts, b: Facts) -> Difference:
    """A set's number, or those of several volumes, in one of them."""
    sets = bool(a.ids.set_isbns) != bool(b.ids.set_isbns)
    several = (len(a.ids.volumes) > 1) != (len(b.ids.volumes) > 1)
    return (a.titles.display, b.titles.display) if sets or several else None


def number_untold(a: Facts, b: Facts) -> Difference:
    """Only one title has a number of a part, an opus or a year."""
    first, second = titles.lacking(a.titles, b.titles)
    if not first and not second:
        return None
    return ", ".join(sorted(map(str, first))), ", ".join(sorted(map(str, second)))


def series(a: Facts, b: Facts) -> Difference:
    if not (a.series and b.series) or a.series & b.series:
        return None
    return (", ".join(map(str, sorted(a.series))), ", ".join(map(str, sorted(b.series))))


def part_of(a: Facts, b: Facts) -> Difference:
    """Only one tells its place in a host."""
    if bool(a.host_place) == bool(b.host_place):
        return None
    return (a.host_place, b.host_place)


def language_order(a: Facts, b: Facts) -> Difference:
    """Another main language, which is among the other's."""
    differ = a.language and b.language and not related(a.language, b.language)
    both_among = main_among(a, b) and main_among(b, a) and shared_number(a, b)
    return (a.language, b.language) if differ and not both_among else None


def title_words(a: Facts, b: Facts) -> Difference:
    """The titles are not quite the same."""
    sure = a.controls & b.controls or (shared_number(a, b) and all_but_the_number(a, b))
    least = titles.NEAR if sure else titles.SAME
    numbered = strong(a, b) or a.controls & b.controls
    if titles.other_words(a.titles, b.titles, least) or (
        not numbered and titles.other_spelling(a.titles, b.titles)
    ):
        return (a.titles.whole, b.titles.whole)
    return None


def people(a: Facts, b: Facts) -> Difference:
    """Both name somebody, one of them as its author, and nobody is in both."""
    if not ((a.author or b.author) and a.people and b.people):
        return None
    if any(len(word) > 2 for word in a.people & b.people) or alike(a.people, b.people):
        return None
    return (", ".join(sorted(a.people)), ", ".join(sorted(b.people)))


def publisher(a: Facts, b: Facts) -> Difference:
    """No standard number is shared and each publisher has a word that the other lacks."""
    first, second = a.publishers, b.publishers
    lacking = first.own - second.own and second.own - first.own
    if not lacking or shared_number(a, b) or _one_publisher(a, b):
        return None
    return (" ".join(sorted(first.own)), " ".join(sorted(second.own)))


def _one_publisher(a: Facts, b: Facts) -> bool:
    """Whether one name is the initials of the other's, or its beginning."""
    first, second = a.publishers, b.publishers
    shared = first.own & second.initials or first.initials & second.own
    return bool(shared) or _alike(first.own, second.own)


def _alike(first: Iterable[str], second: Iterable[str]) -> bool:
    return likeness(" ".join(sorted(first)), " ".join(sorted(second))) >= titles.NEAR


DOUBTS: Final[dict[str, Callable[[Facts, Facts], Difference]]] = {
    doubt.__name__: doubt
    for doubt in (
        carrier_untold, edition_kind, edition_untold, old, enclosure, set_number, number_untold,
        series, part_of, language_order, title_words, people, publisher,
    )
}  # fmt: skip


def doubts(a: Facts, b: Facts) -> dict[str, tuple[str, str]]:
    """Every reason why a person has to look: {id: (of a, of b)}."""
    reasons = {name: doubt(a, b) for name, doubt in DOUBTS.items()}
    return {name: difference for name, difference in reasons.items() if difference}
