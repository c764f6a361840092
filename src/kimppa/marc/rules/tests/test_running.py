"""The engine: what each block finds, what it leaves alone, links over a whole file."""

import gc
import weakref
from dataclasses import replace

import numpy as np
import polars as pl
import pyarrow as pa
import pytest

from kimppa.marc.building import batch
from kimppa.marc.hashing import hash_text
from kimppa.marc.record import parse
from kimppa.marc.rules import running
from kimppa.marc.rules.blocks.base import Level
from kimppa.marc.rules.expressions import FIELD, Condition
from kimppa.marc.rules.kernels import registry
from kimppa.marc.rules.kernels.registry import Kernel
from kimppa.marc.rules.loading import load, records, rule
from kimppa.marc.rules.model import NONE, RuleSet
from kimppa.marc.rules.profiles import owners
from kimppa.marc.rules.running import check, run, settle
from kimppa.marc.rules.tags import Tags, ignored
from kimppa.marc.rules.texts import SUSPECTS
from kimppa.marc.rules.view import View
from kimppa.marc.tables import Batch, State

BOOKS = """
LDR    00000cam a22000004i 4500
001    1
003    FI-X
008    240101s2024    fi |||||||||||||||||fin||
040    $bfin
245 10 $aSota :$6880-01$bromaani$cLeo
650  7 $asodat$2yso/fin
650 #7 $arauha$2yso/fin
942    $a x

LDR    00000nas a22000004i 4500
001    2
245 00 $aHej
773 0  $w(FI-X)1

LDR    00000cz  a2200000n  4500
001    3
245 00 $aHej
"""


def rules(**find: object) -> RuleSet:
    table = {
        "families": ["local"],
        "severity": "P3",
        "records": ["bib", "auth", "hold"],
        "source": "-",
        "message": {"fi": "a", "sv": "b", "en": "c"},
        "find": find,
    }
    return RuleSet((rule(table, "mine"),))


def books() -> Batch:
    return batch(records(BOOKS))


def changed(table: pa.RecordBatch, columns: dict[str, list[object]]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pydict(table.to_pydict() | columns, schema=table.schema)


def places(found: pl.DataFrame) -> list[tuple[int, ...]]:
    return [row[1:] for row in found.iter_rows()]


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("value = 'Sota :'", [0]),
        ("next = 'b'", [0, 1]),
        ("prev = 'a'", [1, 2]),
        ("next IS NULL AND tag = '245'", [3, 0, 0]),
        ("i1 = '1' AND i2 = '0' AND code = 'c'", [3]),
        ("lang = 'fin' AND desc = 'fin' AND code = 'c'", [3]),
        ("type = 'a' AND level = 's'", [0, 0]),
        ("kind = 'auth'", [0]),
        ("f001 = '2' OR f003 = 'FI-X' AND code = 'c'", [3, 0, 0]),
        ("has_773 AND count_245 = 1", [0, 0]),
        ("leader LIKE '%n  4500'", [0]),
    ],
)
def test_a_condition_sees_its_columns(where: str, found: list[int]) -> None:
    table = run(books(), rules(kind="subfield", tags=["245", "773"], where=where)).table
    assert [sno for _, _, sno in places(table)] == found


def test_a_field_knows_its_subfields() -> None:
    where = "codes = 'a6bc' AND text LIKE '$aSota :$6880%' AND sub_b = 'romaani' AND sub_x IS NULL"
    assert places(run(books(), rules(kind="field", where=where)).table) == [(0, 4, NONE)]
    where = "tag = '001' AND value = '2'"
    assert places(run(books(), rules(kind="field", where=where)).table) == [(1, 0, NONE)]


@pytest.mark.parametrize(
    ("find", "found"),
    [
        ({"kind": "record", "where": "NOT has_008"}, [(1, NONE), (2, NONE)]),
        ({"kind": "presence", "tag": "008", "when": "kind = 'bib'"}, [(1, NONE)]),
        ({"kind": "presence", "tag": "245", "code": "c"}, [(1, 1), (2, 1)]),
        ({"kind": "presence", "tag": "245", "code": "c", "wanted": False}, [(0, 4)]),
        ({"kind": "presence", "tag": "7XX", "wanted": False}, [(1, 2)]),
        ({"kind": "count", "tag": "650", "max": 1}, [(0, NONE)]),
        ({"kind": "count", "tag": "245", "code": "abc", "min": 2, "within": "field"},
         [(1, 1), (2, 1)]),
        ({"kind": "pattern", "tags": ["650"], "codes": "a", "pattern": "t$"}, [(0, 6)]),
        ({"kind": "pattern", "tags": ["001"], "pattern": "[12]"}, [(2, 0)]),
        ({"kind": "position", "tag": "LDR", "at": 5, "allowed": ["c"]}, [(1, NONE)]),
        ({"kind": "position", "tag": "008", "at": 35, "length": 3, "allowed": ["swe"]}, [(0, 2)]),
        ({"kind": "indicator", "tags": ["245"], "indicator": "1", "allowed": "1"},
         [(1, 1), (2, 1)]),
        ({"kind": "indicator", "tags": ["650"], "indicator": "1", "allowed": "#"}, []),
        ({"kind": "dependency", "if": {"tag": "245"}, "then": {"tag": "040"}}, [(1, 1), (2, 1)]),
        (
            {"kind": "dependency", "if": {"tag": "650", "code": "2", "pattern": "^yso"},
             "then": {"tag": "650", "code": "a", "pattern": "^r"}, "within": "field"},
            [(0, 5)],
        ),
        (
            {"kind": "dependency", "if": {"tag": "001"}, "then": {"tag": "003", "wanted": False}},
            [(0, 0)],
        ),
    ],
)  # fmt: skip
def test_a_block_finds(find: dict[str, object], found: list[tuple[int, int]]) -> None:
    assert [place[:2] for place in places(run(books(), rules(**find)).table)] == found


def test_an_empty_batch_and_quarantined_records_have_no_findings() -> None:
    rule_set = rules(kind="presence", tag="999")
    assert run(batch([]), rule_set).table.is_empty()
    given = books()
    states = given.records.to_pydict() | {"state": [State.QUARANTINED, State.GOOD, State.GOOD]}
    lost = replace(
        given, records=type(given.records).from_pydict(states, schema=given.records.schema)
    )
    assert places(run(lost, rule_set).table) == [(1, NONE, NONE), (2, NONE, NONE)]


def test_local_fields_are_left_out_unless_a_rule_names_them() -> None:
    spaces = rules(kind="subfield", suspects="edge", where="value ~ '^ '")
    assert places(run(books(), spaces).table) == [(0, 7, 0)]
    for notation in ("9xx", "942a", "xxxa"):
        assert run(books(), replace(spaces, ignored=ignored(notation))).table.is_empty()
    assert not run(books(), replace(spaces, ignored=ignored("9xxb"))).table.is_empty()
    named = rules(kind="subfield", tags=["942"], where="value ~ '^ '")
    assert not run(books(), replace(named, ignored=ignored("9xx"))).table.is_empty()


def test_links_are_joined_over_the_batches_of_a_file() -> None:
    hosts = batch(
        [parse("001    7\n003    FI-A"), parse("001    8\n003    FI-B\n035    $a(FI-C)9")]
    )
    parts = batch(
        [
            parse(f"001    x{n}\n773 08 $w{link}")
            for n, link in enumerate(
                ["(FI-A)7", "(FI-A)8.", "(fi-b)8 ;", "8", "(FI-C)9", "(FI-A)77", "77"]
            )
        ]
    )
    from_ = {"tags": ["773"], "codes": "w"}
    nowhere = rules(kind="reciprocity", scope="file", **{"from": from_})
    first, second = check([hosts, parts], nowhere)
    assert places(first) == []
    assert [rec for rec, _, _ in places(second)] == [5, 6]
    elsewhere = rules(kind="reciprocity", scope="file", found="elsewhere", **{"from": from_})
    assert [rec for rec, _, _ in places(check([parts, hosts], elsewhere)[0])] == [1]


def test_links_want_an_answer() -> None:
    given = batch(
        records(
            "001    1\n785 00 $w(FI-X)2\n\n001    2\n780 00 $w(FI-X)1\n785 00 $w(FI-X)3\n\n"
            "001    3\n780 00 $w(FI-X)9\n\n001    4\n785 00 $w(FI-X)8"
        )
    )
    ends = [{"tags": [tag], "codes": "w"} for tag in ("785", "780")]
    answered = rules(kind="reciprocity", scope="file", **{"from": ends[0]}, answer=ends[1])
    assert places(check([given], answered)[0]) == [(1, 2, 0)], "3 is there and does not answer"


def test_keys_used_twice_are_found_over_batches() -> None:
    twice = rules(kind="unique", key=["f001", "f003"])
    one = batch([parse("001    7\n003    A"), parse("001    7\n003    B"), parse("245 00 $ax")])
    other = batch([parse("001    7\n003    A")])
    first, second = check([one, other], twice)
    assert (places(first), places(second)) == ([(0, NONE, NONE)], [(0, NONE, NONE)])


def test_links_keep_what_is_put_in_place_of_the_record() -> None:
    twice = rules(kind="unique", key=["f001"])
    found = run(batch([parse("001    7"), parse("001    7")]), twice)
    named = found.links.with_columns(offset=pl.lit(99, pl.Int64)).drop("rec")
    settled = settle(twice, named, found.targets)
    assert settled.columns == ["rule", "fno", "sno", "offset"]
    assert settled["offset"].to_list() == [99, 99]


def test_nothing_of_a_batch_is_kept_when_it_has_been_run(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def spy(given: Batch, tables: object) -> View:
        view = View(given)
        seen.append(weakref.ref(view))
        return view

    monkeypatch.setattr(running, "View", spy)
    gc.disable()
    try:
        run(books(), load())
        assert [one() for one in seen] == [None], "memory would grow with the file"
    finally:
        gc.enable()


@pytest.mark.parametrize("other", ["001    ab", "001    ääa", "001    a\0c"])
def test_a_fixed_position_is_a_character_whatever_else_is_in_the_batch(other: str) -> None:
    one = rules(kind="field", tags=["001"], where="SUBSTR(value, 3, 1) NOT IN ('b', '')")
    whole = rules(kind="record", where="COALESCE(SUBSTR(f001, 3, 1), '-') IN ('-', 'x', 'ä')")
    given = batch([parse(text) for text in ("001    abb", "001    abx", "245 00 $aä", other)])
    assert [row[0] for row in places(run(given, one).table)][:1] == [1]
    assert [row[0] for row in places(run(given, whole).table)] == [1, 2]
    finds_last = [row[0] for row in places(run(given, one).table)][1:] == [3]
    assert finds_last == (other != "001    ab"), "too short a text has nothing there"


def test_the_hashes_of_links_outlive_a_version() -> None:
    twice = rules(kind="unique", **{"from": {"tags": ["952"], "codes": "b"}})
    link = rules(kind="reciprocity", scope="file", **{"from": {"tags": ["773"], "codes": "w"}})
    given = batch([parse("773 0  $w(FI-X)9.\n952    $b 30 ")])
    assert run(given, twice).links["key"].to_list() == [hash_text("30")]
    found = run(given, link).links
    assert found.select("key", "number").row(0) == (hash_text("(FI-X)9"), hash_text("9"))


def test_a_rule_that_fails_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = rules(kind="subfield", where="value = 'x'")

    def fail(block: object, view: View) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(type(wrong[0].block), "find", fail)
    with pytest.raises(ZeroDivisionError) as error:
        run(books(), wrong)
    assert "in the rule mine" in "".join(error.value.__notes__)


def test_conditions_are_cut_at_outermost_ands_only() -> None:
    where = (
        "sub_a = 'x AND y' AND (has_245 OR sub_b = 'c') AND count_650 BETWEEN 1 AND 3 AND has_100"
    )
    assert {part.sql for part in Condition(where, FIELD).parts} == {
        "sub_a = 'x AND y'",
        "(has_245 OR sub_b = 'c')",
        "count_650 BETWEEN 1 AND 3",
        "has_100",
    }
    whole = "has_245 OR sub_b = 'c' AND has_100"
    assert [part.sql for part in Condition(whole, FIELD).parts] == [whole]


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        ("control", ["a\tb", "x\u0085"]),
        ("edge", [" a", "b ", "  "]),
        ("double", ["a  b", "  "]),
        ("empty", ["", "  "]),
        ("mark", ["e\u0301", "a\u0308"]),
        ("composed", ["é", "Ø", "ẽ"]),
        ("sign", ["a\u00a0b", "«"]),
        ("punctuation", ["–", "\u200b"]),
        ("odd", ["\ue000", "\ufffd"]),
        ("markup", ["a&b", "<"]),
        ("prefixed", ["(FI-X)1", "("]),
        ("blank", ["", " ", "\u00a0", "\u1680", "\u2003 ", "\u3000", "\u3000x"]),
    ],
)
def test_suspects_are_all_that_can_have_it(kind: str, texts: list[str]) -> None:
    plain = ["abc", "x y", "åäöÅÄÖ"]
    given = [*plain, *texts, *plain]
    made = batch([parse("245 00 $a" + "$a".join("x" for _ in given))])
    made = replace(made, subfields=changed(made.subfields, {"value": given}))
    found = View(made).subfields.profile.rows(kind)
    assert [given[row] for row in found] == texts
    assert kind in SUSPECTS


@pytest.mark.parametrize("text", ["", "  ", "\t", "\x85", "\u00a0", "\u1680", "\u2003", "\u3000"])
@pytest.mark.parametrize("after", ["", "a", "«", "–"])
def test_a_text_says_something_when_it_is_not_all_white_space(text: str, after: str) -> None:
    made = batch([parse("245 00 $ax$ay")])
    made = replace(made, subfields=changed(made.subfields, {"value": ["", text + after]}))
    missing = rules(kind="dependency", then={"tag": "245", "code": "a", "pattern": r"\S"})
    assert bool(run(made, missing).table.is_empty()) == bool(after)


def test_a_kernel_may_mark_whole_records(monkeypatch: pytest.MonkeyPatch) -> None:
    def many_fields(view: View, most: int = 5) -> object:
        return np.diff(view.field_starts) > most

    made = Kernel("many_fields", Level.RECORD, many_fields)
    monkeypatch.setitem(registry.kernels(), "many_fields", made)
    assert places(run(books(), rules(kind="kernel", name="many_fields")).table) == [(0, NONE, NONE)]
    fewer = rules(kind="kernel", name="many_fields", most=2, when="kind = 'bib'")
    assert [rec for rec, _, _ in places(run(books(), fewer).table)] == [0, 1]


def test_codes_are_compared_with_the_consortiums_table() -> None:
    unknown = rules(kind="table", tags=["942"], codes="a", table="types")
    assert run(books(), unknown).table.is_empty(), "nothing is known without the table"
    assert run(books(), replace(unknown, tables={"types": (" x",)})).table.is_empty()
    found = run(books(), replace(unknown, tables={"types": ("K",)})).table
    assert places(found) == [(0, 7, 0)]


def test_tags_with_x_are_any_digit() -> None:
    assert Tags(["6XX"]) == Tags(["6XX"])
    assert 650 in Tags(["6XX"])
    assert 700 not in Tags(["6XX"])
    assert Tags(["245", "LOW"]).named
    assert not Tags(["xx0"]).named
    assert len(Tags(["XXX"]).numbers) == 1000


def test_owners_of_records_stand_where_the_profile_says() -> None:
    given = batch([parse("852    $aMIK $bX\n852    $aMIK$bY\n942    $aK"), parse("245 00 $ax")])
    table = owners(given, (("852", "a"), ("942", "a")))
    assert table.rows() == [(0, "MIK"), (0, "K")]
