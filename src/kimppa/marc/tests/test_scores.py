"""Completeness, scores, and the life of findings."""

from collections import Counter
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kimppa.marc.frames import Frames
from kimppa.marc.scores.history import FINDINGS, HISTORY, State, advance, identified
from kimppa.marc.scores.measuring import EVERYBODY, NOBODY, materials, measured
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


def shares(found: pl.DataFrame) -> dict[tuple[str, str, str], tuple[int, float]]:
    """By material, owner and field or scale: all records, and those that have it (or points)."""
    return {row[:3]: row[3:] for row in found.rows()}


def test_fields_are_counted_by_material_and_owner() -> None:
    records = lines(BOOK, BARE, BOOK.replace("Ulvila", "Pori"))
    found = shares(measured([batch_of(records)]))
    assert found["books", EVERYBODY, "650"] == (2, 2)
    assert found["books", "Pori", "245"] == (2, 2)
    assert found["books", "Ulvila", "245"] == (1, 1)
    assert found["serials", NOBODY, "245"] == (1, 1)
    assert ("serials", EVERYBODY, "020") not in found


def test_owners_are_read_where_the_consortium_keeps_them() -> None:
    found = measured([batch_of(lines(BOOK))], "264", "b")
    assert "WSOY" in set(found["owner"])


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


def test_real_measures_are_those_of_a_plain_loop_and_batches_add_up(shared_data: Path) -> None:
    records = real_ones(shared_data / "marc" / "finnish.mrc.gz", 0, 120)
    whole = batch_of(records)
    found = measured([batch_of(records[:50]), batch_of([]), batch_of(records[50:])], "040", "a")
    assert found.equals(measured([whole], "040", "a"))
    assert len(found.select("material", "owner").unique()) > 4
    everybody = found.filter(pl.col("owner") == EVERYBODY).group_by("what").agg(pl.sum("value"))
    added = dict(everybody.rows())
    expected = Counter(tag for record in records for tag in {field.tag for field in record.fields})
    assert all(added[tag] == number for tag, number in expected.items() if tag.isdigit())
    for name, scale in scales().items():
        assert added[name] == points(Frames.of(whole), scale).sum()


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
