"""Each veto on both sides of its edge: what it keeps apart, and what it just lets through."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from kimppa.marc.duplicates.facts import Edition, Facts, facts
from kimppa.marc.duplicates.vetoes import PAGES_APART, VETOES, vetoes
from kimppa.marc.identifiers import Identifiers, controls
from kimppa.marc.record import parse
from kimppa.marc.tests.test_duplicate_scores import BOOK

type Values = Mapping[str, Any]

NOTHING = frozenset[str]()
NO_NUMBERS = Identifiers(NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, {})
NUMBERED = facts(parse(BOOK))  # two of it share an ISBN
UNNUMBERED = replace(NUMBERED, ids=NO_NUMBERS)


def some(*texts: str) -> frozenset[str]:
    return frozenset(texts)


def with_numbers(**values: Any) -> Identifiers:
    return replace(NO_NUMBERS, **values)


def edition(text: str, *numbers: int) -> Edition:
    return Edition(text, frozenset(numbers), frozenset())


PART = {"component": True, "host": some("(A)1"), "host_place": "S. 1-5"}
# What both records are, how the other differs when it is kept apart, and when it is not.
EDGES: dict[str, list[tuple[Facts, Values, Values, Values]]] = {
    "record_kind": [(NUMBERED, {}, {"bibliographic": False}, {"number": "(A)2"})],
    "material": [(NUMBERED, {}, {"material": "film"}, {"size": 30})],
    "carrier": [(NUMBERED, {"carrier": "print"}, {"carrier": "e-book"}, {"carrier": ""})],
    "platform": [
        (NUMBERED, {"platforms": some("ps4")}, {"platforms": some("switch")},
         {"platforms": some()}),
        (
            NUMBERED,
            {"platforms": some("ps4", "ps5")},
            {"platforms": some("switch")},
            {"platforms": some("ps5")},
        ),
    ],
    "level": [(NUMBERED, {}, {"serial": True}, {"level": ""})],
    "component": [(NUMBERED, {}, {"component": True}, {"host_place": "S. 1-5"})],
    "host": [
        (NUMBERED, PART, {"host": some("(A)2")}, {"host": some()}),
        (NUMBERED, PART, {"host_place": "S. 7-9"}, {"host_place": "s. 1–5"}),
    ],
    "set_or_part": [(NUMBERED, {"level": "b"}, {"level": "a"}, {"level": "c"})],
    "volume": [
        (NUMBERED, {}, {"title_numbers": frozenset({2})}, {"volumes": frozenset({2})}),
        (NUMBERED, {}, {"rest_numbers": frozenset({2})},
         {"rest_numbers": frozenset({2}), "rest": ""}),
        (NUMBERED, {"part_name": "Alku"}, {"part_name": "Loppuratkaisu"}, {"part_name": ""}),
    ],
    "pieces": [
        (NUMBERED, {"carrier": "dvd", "pieces": 1}, {"pieces": 2}, {"pieces": 0}),
        (NUMBERED, {"carrier": "print", "bound": 0, "pieces": 1}, {"pieces": 2, "carrier": "cd"},
         {"pieces": 2}),
    ],
    "language": [(NUMBERED, {"language": "fin"}, {"language": "swe"}, {"language": ""})],
    "translation": [
        (NUMBERED, {}, {"originals": some("ger")}, {"originals": some("eng", "ger")}),
        (NUMBERED, {}, {"translators": some("aalto")}, {"translators": some()}),
    ],
    "edition": [
        (NUMBERED, {"edition": edition("1. p.", 1)},
         {"edition": edition("2. p.", 2)}, {"edition": edition("")}),
        (UNNUMBERED, {}, {"edition": edition("2. p.", 2)}, {"size": 30}),
    ],
    "year": [
        (NUMBERED, {"year": 1994}, {"year": 1996}, {"year": 1995}),
        (NUMBERED, {"year": 1994}, {"year": 1992}, {"year": 1993}),
        (UNNUMBERED, {"year": 1994}, {"year": 1995}, {"year": 0}),
    ],
    "pages": [
        (NUMBERED, {"pages": 100}, {"pages": 100 + PAGES_APART + 1}, {"pages": 100 + PAGES_APART}),
        (NUMBERED, {"pages": 800}, {"pages": 699}, {"pages": 700}),
        (UNNUMBERED, {"pages": 800}, {"pages": 800 + PAGES_APART + 1},
         {"pages": 800 + PAGES_APART}),
    ],
    "publisher_number": [
        (NUMBERED, {"ids": with_numbers(publisher={"0": some("BISCD777")})},
         {"ids": with_numbers(publisher={"0": some("BISCD778")})},
         {"ids": with_numbers(publisher={"0": some("BIS777")})}),
        (NUMBERED, {"ids": with_numbers(publisher={"0": some("777")})},
         {"ids": with_numbers(publisher={"0": some("778")})},
         {"ids": with_numbers(publisher={"1": some("778")})}),
    ],
    "isbn": [
        (NUMBERED, {"ids": with_numbers(isbns=some("1", "2"))},
         {"ids": with_numbers(isbns=some("3"))}, {"ids": with_numbers(isbns=some("2", "3"))}),
    ],
    "ean": [
        (NUMBERED, {"ids": with_numbers(eans=some("1", "2"))},
         {"ids": with_numbers(eans=some("3"))}, {"ids": with_numbers(eans=some("2", "3"))}),
    ],
    "issn": [
        (NUMBERED, {"serial": True, "ids": with_numbers(issns=some("1"))},
         {"ids": with_numbers(issns=some("2"))}, {"ids": NO_NUMBERS}),
        (NUMBERED, {"serial": True, "ids": with_numbers(issns=some("1"))},
         {"ids": with_numbers(issns=some("2"))},
         {"ids": with_numbers(issns=some("2")), "serial": False}),
    ],
    "title": [
        (NUMBERED, {}, {"title": "Sinuhe egyptiläinen", "rest": "romaani"},
         {"title": "Ajan historia"}),
        (UNNUMBERED, {}, {"rest": "romaani"}, {"rest": ""}),
    ],
    "author": [
        (NUMBERED, {}, {"author": some("waltari"), "people": some("waltari")},
         {"author": some("waltari"), "people": some("waltari", "hawking")}),
    ],
    "publisher": [
        (UNNUMBERED, {"publishers": some("wsoy")}, {"publishers": some("otava")},
         {"publishers": some("otava", "wsoy")}),
    ],
}  # fmt: skip
CASES = [(name, *edge) for name, edges in EDGES.items() for edge in edges]


def test_every_veto_has_an_edge() -> None:
    assert EDGES.keys() == VETOES.keys()


@pytest.mark.parametrize(("veto", "base", "both", "apart", "near"), CASES)
def test_a_veto_keeps_apart_what_is_past_its_edge(
    veto: str, base: Facts, both: Values, apart: Values, near: Values
) -> None:
    one = replace(base, **both)
    assert veto in vetoes(one, replace(one, **apart))
    assert veto in vetoes(replace(one, **apart), one)
    assert veto not in vetoes(one, replace(one, **near))
    assert veto not in vetoes(replace(one, **near), one)


@pytest.mark.parametrize("changes", [{"isbns": some("1")}, {"eans": some("1")}])
def test_any_number_of_the_thing_itself_lets_a_year_differ(changes: Values) -> None:
    one = replace(UNNUMBERED, ids=with_numbers(**changes))
    assert "year" not in vetoes(one, replace(one, year=one.year + 1))
    assert "year" in vetoes(one, replace(one, year=one.year + 2))


@pytest.mark.parametrize(
    ("lines", "known"),
    [
        ("001    5", set()),
        ("001    5\n003    ", set()),
        ("001    5\n003    FI-A", {"(FI-A)5"}),
        ("001    5\n035    $a(FI-B)7", {"(FI-B)7"}),
        ("001    5\n035    $a7", set()),
    ],
)
def test_a_number_is_known_only_with_who_gave_it(lines: str, known: set[str]) -> None:
    assert controls(parse(lines + "\n245    $aSota")) == known
