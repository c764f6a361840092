"""Completeness, scores, and the life of findings."""

from collections import Counter
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kimppa.marc.frames import Frames
from kimppa.marc.scores.completeness import EVERYBODY, NOBODY, completeness, together
from kimppa.marc.scores.history import FINDINGS, HISTORY, State, advance, counts, identified
from kimppa.marc.scores.materials import materials
from kimppa.marc.scores.measuring import measured
from kimppa.marc.scores.points import points, scales, totals
from kimppa.marc.tests.samples import batch_of, lines, real_ones

BOOK = """\
LDR    00000cam a22000004i 4500
001    1
008    200101s2020    fi ||||j||||||||||||fin||
020    $a978-951-0-39374-1
040    $bfin$erda
084    $a84.2$2ykl
100 1  $aWaltari, Mika
245 10 $aSinuhe
264  1 $bWSOY$c2020
650  7 $aEgypti$2yso/fin$0http://www.yso.fi/onto/yso/p1
650  7 $alääkärit$2yso/fin
852    $bPori
852    $bUlvila
"""
BARE = "LDR    00000nas a22000008i 4500\n245 00 $aLehti\n"


def elements(found: pl.DataFrame, owner: str, material: str) -> dict[str, tuple[int, int, int]]:
    rows = found.filter((pl.col("owner") == owner) & (pl.col("material") == material))
    return {
        tag + ("$" + code if code else ""): (records, occurrences, most)
        for _, _, tag, code, records, occurrences, most in rows.rows()
    }


def test_fields_are_counted_by_material_and_owner() -> None:
    found = completeness(batch_of(lines(BOOK, BARE, BOOK.replace("Ulvila", "Pori"))))
    books = elements(found.elements, EVERYBODY, "books")
    assert books["650"] == (2, 4, 2)
    assert books["650$0"] == (2, 2, 1)
    assert elements(found.elements, "Pori", "books")["245$a"] == (2, 2, 1)
    assert elements(found.elements, "Ulvila", "books")["245$a"] == (1, 1, 1)
    assert elements(found.elements, NOBODY, "serials")["245"] == (1, 1, 1)
    assert "020" not in elements(found.elements, EVERYBODY, "serials")
    shares = found.shares().filter((pl.col("tag") == "852") & (pl.col("code") == ""))
    assert set(shares["share"]) == {1.0}


def test_owners_are_read_where_the_consortium_keeps_them() -> None:
    found = completeness(batch_of(lines(BOOK)), "264", "b")
    assert "WSOY" in set(found.totals["owner"])


def test_real_counts_are_those_of_a_plain_loop_and_batches_add_up(shared_data: Path) -> None:
    records = real_ones(shared_data / "marc" / "finnish.mrc.gz")
    whole = completeness(batch_of(records))
    halves = together(
        [completeness(batch_of(records[:200])), completeness(batch_of(records[200:]))]
    )
    assert whole.elements.equals(halves.elements)
    assert whole.totals.equals(halves.totals)
    expected = Counter(tag for one in records for tag in {field.tag for field in one.fields})
    everybody = whole.elements.filter((pl.col("owner") == EVERYBODY) & (pl.col("code") == ""))
    added = dict(everybody.group_by("tag").agg(pl.col("records").sum()).rows())
    assert all(added[tag] == number for tag, number in expected.items() if tag.isdigit())
    assert whole.totals.filter(pl.col("owner") == EVERYBODY)["records"].sum() == len(records)


def test_materials() -> None:
    kinds = ["am", "as", "tm", "cm", "jm", "em", "gm", "rm", "mm", "pc", "zz"]
    records = lines(*(f"LDR    00000n{kind} a22000004i 4500" for kind in kinds))
    assert materials(Frames.of(batch_of(records))).to_list() == [
        "books", "serials", "books", "music", "music", "maps", "visual", "visual", "computer",
        "mixed", "other",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["thompson-traill", "shelf-ready"])
def test_a_fuller_record_has_more_points_and_none_more_than_the_most(name: str) -> None:
    scale = scales()[name]
    ((full,), (bare,)) = totals(Frames.of(batch_of(lines(BOOK, BARE))), [scale]).tolist()
    assert 0 <= bare < full <= scale.most
    assert scale.source


def given_points(name: str) -> dict[str, float]:
    """The points of the book by component."""
    scale = scales()[name]
    row = points(Frames.of(batch_of(lines(BOOK))), scale)[0].tolist()
    return {one.name: value for one, value in zip(scale.components, row, strict=True)}


def test_points_are_given_for_what_is_there() -> None:
    found = given_points("thompson-traill")
    assert found["isbn"] == 1
    assert found["subjects of the general ontology"] == 2
    assert (found["rda"], found["language of cataloguing"], found["year coded"]) == (1, 1, 1)
    assert (found["edition"], found["series"], found["contents or summary"]) == (0, 0, 0)
    found = given_points("shelf-ready")
    assert found["shelf class"] == 3
    assert found["subjects with an address"] == 0.5
    assert found["target audience"] == 1
    assert found["place on the shelf"] == 1


def test_what_is_measured_is_what_is_counted_and_scored(shared_data: Path) -> None:
    records = real_ones(shared_data / "marc" / "finnish.mrc.gz", 0, 120)
    whole = batch_of(records)
    found = measured([batch_of(records[:50]), batch_of([]), batch_of(records[50:])], "040", "a")
    assert found.equals(measured([whole], "040", "a"))
    counted = completeness(whole, "040", "a")
    fields = counted.elements.filter(pl.col("code") == "")
    told = {row[:3]: row[3:] for row in found.rows()}
    of_group = {row[:2]: row[2] for row in counted.totals.rows()}
    assert len(of_group) > 4
    for material, owner, tag, _code, count, _occurrences, _most in fields.rows():
        assert told.pop((material, owner, tag)) == (of_group[material, owner], count)
    assert len(told) == len(scales()) * len(of_group)
    for name, scale in scales().items():
        everybody = [told[group][1] for group in told if group[1:] == (EVERYBODY, name)]
        assert sum(everybody) == points(Frames.of(whole), scale).sum()


def test_points_of_real_records_do_not_depend_on_the_batch(shared_data: Path) -> None:
    records = real_ones(shared_data / "marc" / "finnish.mrc.gz", 0, 120)
    whole = totals(Frames.of(batch_of(records)), scales().values())
    parts = [
        totals(Frames.of(batch_of(part)), scales().values())
        for part in (records[:50], records[50:])
    ]
    assert np.array_equal(whole, np.concatenate(parts))
    assert totals(Frames.of(batch_of([])), scales().values()).tolist() == []


@pytest.mark.parametrize("line", ["foo = 1", "at = 1"])
def test_faulty_weights_are_refused(tmp_path: Path, line: str) -> None:
    path = tmp_path / "weights.toml"
    start = '[x]\nsource = "s"\n[[x.component]]\nname = "n"\ntags = ["020"]\neach = 1\nmost = 1\n'
    path.write_text(start + line)
    with pytest.raises(ValueError):
        scales(path)


def found_in(*texts: str, rule: str = "stray-colon") -> pl.DataFrame:
    rows = [("(FI-A)1", rule, "245$a", text) for text in texts]
    return pl.DataFrame(rows, schema=FINDINGS, orient="row")


def states(history: pl.DataFrame) -> list[str]:
    return history.sort("first", "id")["state"].to_list()


def test_a_finding_is_new_open_fixed_and_returned() -> None:
    history = HISTORY.to_frame()
    seen = []
    for run, texts in enumerate([["Sota :"], ["Sota :"], [], [], ["Sota :"], ["Sota :"]], 1):
        history = advance(history, run, found_in(*texts))
        seen += states(history)
    assert seen == ["new", "open", "fixed", "fixed", "returned", "open"]
    row = history.row(0, named=True)
    assert (row["first"], row["last"], row["since"]) == (1, 6, 6)


def test_a_changed_text_is_another_finding() -> None:
    history = advance(HISTORY.to_frame(), 1, found_in("Sota :"))
    history = advance(history, 2, found_in("Sota ja rauha :"))
    assert states(history) == ["fixed", "new"]


def test_what_people_let_stand_is_accepted_until_it_goes() -> None:
    ids = identified(found_in("Sota :"))["id"].to_list()
    history = advance(HISTORY.to_frame(), 1, found_in("Sota :"))
    history = advance(history, 2, found_in("Sota :"), accepted=ids)
    assert states(history) == ["accepted"]
    assert states(advance(history, 3, found_in())) == ["fixed"]
    assert states(advance(history, 3, found_in("Sota :"))) == ["open"]


def test_rules_that_were_not_run_fix_nothing() -> None:
    history = advance(HISTORY.to_frame(), 1, found_in("Sota :"))
    history = advance(history, 2, found_in(), rules=["another-rule"])
    assert states(history) == ["new"]
    assert history["last"].to_list() == [1]


def test_runs_go_forward() -> None:
    history = advance(HISTORY.to_frame(), 3, found_in("Sota :"))
    with pytest.raises(ValueError):
        advance(history, 3, found_in())


def test_findings_are_counted_by_rule_and_state() -> None:
    history = advance(
        HISTORY.to_frame(), 1, pl.concat([found_in("a", "b"), found_in("a", rule="x")])
    )
    assert counts(history).rows() == [("stray-colon", "new", 2), ("x", "new", 1)]


@given(st.lists(st.lists(st.sampled_from("abc"), max_size=4), min_size=1, max_size=5))
def test_every_finding_of_a_run_is_there_and_no_other(runs: list[list[str]]) -> None:
    """Equal findings of one record count as often as they are found."""
    history = HISTORY.to_frame()
    for run, texts in enumerate(runs, 1):
        history = advance(history, run, found_in(*texts))
        there = history.filter(pl.col("state") != State.FIXED)
        assert there.height == len(texts)
        assert (there["last"] == run).all()
    assert history["id"].n_unique() == history.height
