"""Each veto on both sides of its edge: what it keeps apart, and what it just lets through."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from kimppa.marc.identifiers import Identifiers, controls
from kimppa.marc.pairing.carriers import Carriers
from kimppa.marc.pairing.facts import Edition, Facts, facts
from kimppa.marc.pairing.names import Publishers
from kimppa.marc.pairing.vetoes import PAGES_APART, VETOES, vetoes
from kimppa.marc.record import parse
from kimppa.marc.tests.test_duplicate_scores import BOOK

type Values = Mapping[str, Any]

NOTHING = frozenset[str]()
NO_ONE = frozenset[int]()
NO_NUMBERS = Identifiers(NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, {})
NUMBERED = facts(parse(BOOK))  # two of it share an ISBN
UNNUMBERED = replace(NUMBERED, ids=NO_NUMBERS)


def some(*texts: str) -> frozenset[str]:
    return frozenset(texts)


def with_numbers(**values: Any) -> Identifiers:
    return replace(NO_NUMBERS, **values)


def edition(text: str, *numbers: int) -> Edition:
    return Edition(text, frozenset(numbers), frozenset())


def on(*names: str) -> Carriers:
    return Carriers(some(*names))


def titled(**values: Any) -> Values:
    """The title changed; its numbers are told by it alone."""
    titles = replace(NUMBERED.titles, **values)
    everything = titles.numbers | titles.rest_numbers | titles.all_numbers
    return {"titles": replace(titles, all_numbers=everything)}


PART = {"component": True, "hosts": some("(A)1"), "host_place": "S. 1-5"}
# What both records are, how the other differs when it is kept apart, and when it is not.
EDGES: dict[str, list[tuple[Facts, Values, Values, Values]]] = {
    "record_kind": [(NUMBERED, {}, {"bibliographic": False}, {"number": "(A)2"})],
    "material": [(NUMBERED, {}, {"material": "film"}, {"size": 30})],
    "content": [
        (NUMBERED, {"contents": some("txt", "sti")}, {"contents": some("spw")},
         {"contents": some("txt")}),
    ],
    "carrier": [
        (NUMBERED, {"carriers": on("print")}, {"carriers": on("online")}, {"carriers": on()}),
        (NUMBERED, {"carriers": on("cd")}, {"carriers": on("lp")},
         {"carriers": on("cd", "mp3", "lp")}),
    ],
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
    "component": [
        (NUMBERED, {}, {"component": True}, {"host_place": "S. 1-5"}),
        (NUMBERED, {"hosts": some("(A)1")}, {"component": True, "hosts": some()},
         {"component": True}),
    ],
    "host": [
        (NUMBERED, PART, {"hosts": some("(A)2")}, {"hosts": some("(B)2")}),
        (NUMBERED, PART | {"component": False}, {"hosts": some("(A)2")}, {"hosts": some("(A)01")}),
        (NUMBERED, {"host_titles": "Raita"}, {"host_titles": "Suomen Kuvalehti"},
         {"host_titles": "Raita."}),
        (NUMBERED, PART, {"host_place": "S. 7-9"}, {"host_place": "s. 1–5"}),
    ],
    "set_or_part": [(NUMBERED, {"level": "b"}, {"level": "a"}, {"level": "c"})],
    "volume": [
        (UNNUMBERED, {}, titled(numbers=frozenset({2})), titled(numbers=frozenset({1994}))),
        (NUMBERED, titled(numbers=frozenset({1})), titled(), titled(all_numbers=frozenset({1}))),
        (replace(NUMBERED, material="score"), titled(numbers=frozenset({1})),
         titled(numbers=frozenset({2})), titled()),
        (NUMBERED, titled(rest_numbers=frozenset({1})), titled(rest_numbers=frozenset({2})),
         titled(rest="", rest_numbers=frozenset({2}))),
        (NUMBERED, titled(part_name="Alku"), titled(part_name="Loppuratkaisu"), titled()),
    ],
    "pieces": [
        (NUMBERED, {"carriers": on("dvd"), "pieces": 1}, {"pieces": 2}, {"pieces": 0}),
        (NUMBERED, {"carriers": on("print"), "bound": 0, "pieces": 1},
         {"pieces": 2, "carriers": on("cd")},
         {"pieces": 2}),
    ],
    "language": [(NUMBERED, {"language": "fin"}, {"language": "swe"}, {"language": ""}),
        (NUMBERED, {"language": "smi", "languages": some("smi")},
         {"language": "swe", "languages": some("swe")},
         {"language": "sme", "languages": some("sme")}),
        (NUMBERED, {"language": "fin", "languages": some("fin")},
         {"language": "swe", "languages": some("swe")},
         {"language": "swe", "languages": some("swe", "fin")}),
    ],
    "translation": [
        (NUMBERED, {}, {"originals": some("ger")}, {"originals": some("eng", "ger")}),
        (NUMBERED, {}, {"translators": some("aalto")}, {"translators": some()}),
    ],
    "edition": [
        (NUMBERED, {"edition": edition("1. p.", 1)},
         {"edition": edition("2. p.", 2)}, {"edition": edition("")}),
        (UNNUMBERED, {}, {"edition": edition("2. p.", 2), "pages": 190, "extent": NO_ONE},
         {"edition": edition("2. p.", 2)}),
        (NUMBERED, {"edition": edition("2. p.", 2)},
         {"edition": Edition("2. lyh. p.", frozenset({3}), some("abridged"))},
         {"edition": Edition("2. tark. p.", frozenset({2}), some("revised"))}),
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
        (NUMBERED, {}, titled(name="Sinuhe egyptiläinen", rest="romaani"),
         titled(name="Ajan historia")),
        (UNNUMBERED, {}, titled(rest="romaani"), titled(rest="")),
    ],
    "author": [
        (NUMBERED, {}, {"author": some("waltari"), "people": some("waltari")},
         {"author": some("waltari"), "people": some("waltari", "hawking")}),
        (NUMBERED, {}, {"author": some("waltari"), "people": some("waltari")},
         {"author": some("hawkins"), "people": some("hawkins")}),
    ],
    "publisher": [
        (UNNUMBERED, {"publishers": Publishers(some("wsoy"))},
         {"publishers": Publishers(some("otava")), "pages": 0, "extent": NO_ONE},
         {"publishers": Publishers(some("otava", "wsoy"))}),
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
