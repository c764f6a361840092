"""Correction plans as data: what they may say, and what is said of those that are wrong."""

from pathlib import Path

import pytest

from kimppa.marc.fixing.plans import Plan, Which, plan, read_plan
from kimppa.marc.rules.spec import RuleError

EDIT = {
    "id": "publisher-name",
    "text": "Kustantajan nimi yhtenäiseen muotoon",
    "find": {"kind": "subfield", "tags": ["264"], "codes": "b", "where": "value = 'WSOY,'"},
    "fix": {"set": "WSOY"},
}
TOML = """
title = "Syksyn korjaukset"
rules = ["title-stray-colon", "spaces-double"]

[[edit]]
id = "publisher-name"
text = "Kustantajan nimi yhtenäiseen muotoon"
which = "first"
find = { kind = "subfield", tags = ["264"], codes = "b", where = "value = 'WSOY,'" }
fix = { set = "WSOY" }
"""


def test_a_plan_is_a_file_to_be_used_again(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(TOML, encoding="utf-8")
    read = read_plan(path)
    assert read.ids == ["title-stray-colon", "spaces-double", "publisher-name"]
    assert read.which == {"publisher-name": Which.FIRST}
    assert read.text("publisher-name").startswith("Kustantajan")
    assert read.unsafe == ["publisher-name"]
    kept = tmp_path / "kept.json"
    kept.write_text(read.json(), encoding="utf-8")
    again = read_plan(kept)
    assert (again.title, again.ids, again.table) == (read.title, read.ids, read.table)


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ({"title": "x"}, "rules: name a rule, or write an edit"),
        ({"title": " ", "rules": ["spaces-double"]}, "title: give the plan a title"),
        ({"title": "x", "rules": ["no-such-rule"]}, "there is no rule 'no-such-rule'"),
        ({"title": "x", "rules": ["author-many"]}, "'author-many' has no fix"),
        ({"title": "x", "rules": ["spaces-double"], "ruls": []}, "ruls: unknown key"),
        ({"title": "x", "edit": {}}, r"write \[\[edit\]\]"),
        ({"title": "x", "edit": [EDIT, EDIT]}, "edit 2.id: 'publisher-name' is the name of"),
        ({"title": "x", "edit": [EDIT | {"id": "spaces-double"}]}, "is the name of another rule"),
        ({"title": "x", "edit": [EDIT | {"which": "some"}]}, "'some' is not one of all, first"),
        ({"title": "x", "edit": [EDIT | {"fix": {"cut": "x"}}]}, "cut: unknown key|say what"),
        ({"title": "x", "edit": [EDIT | {"find": {"kind": "magic"}}]}, "'magic' is not one of"),
        ({"title": "x", "profile": "nobody", "rules": ["spaces-double"]}, "no such profile"),
    ],
)
def test_a_wrong_plan_is_told_where(table: dict[str, object], told: str) -> None:
    with pytest.raises(RuleError, match=told):
        plan(table)


def test_rules_between_records_are_for_work_lists() -> None:
    between = EDIT | {
        "find": {"kind": "unique", "key": ["f003", "f001"]},
        "fix": {"delete": "field"},
    }
    with pytest.raises(RuleError, match="several records at once"):
        plan({"title": "x", "edit": [between]})


@pytest.mark.parametrize("name", ["plan.toml", "plan.json"])
def test_a_broken_file_is_told(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("title = \n{", encoding="utf-8")
    with pytest.raises(RuleError, match="neither TOML nor JSON"):
        read_plan(path)


def test_a_plan_in_hand_has_rules() -> None:
    made: Plan = plan({"title": "x", "edit": [EDIT]})
    assert [one.id for one in made.rules] == ["publisher-name"]
    assert made.profile.owners
