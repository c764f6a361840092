"""Rule files and profiles: what is wrong in them is said with the file, the key and what to do."""

import time
from pathlib import Path

import pytest

from kimppa.marc.fixing.plans import read_plan
from kimppa.marc.rules import expressions
from kimppa.marc.rules.loading import DATA, joined_rules, load, read, rule
from kimppa.marc.rules.model import Severity
from kimppa.marc.rules.profiles import OURS, profile
from kimppa.marc.rules.spec import RuleError
from kimppa.marc.rules.tags import ignored

WHOLE = {
    "families": ["local"],
    "severity": "P3",
    "source": "our meeting",
    "message": {"fi": "Väärin.", "sv": "Fel.", "en": "Wrong."},
    "find": {"kind": "subfield", "tags": ["245"], "codes": "a", "where": "value = 'x'"},
}
FILE = """
families = ["local"]
severity = "P3"
source = "our meeting"
message = { fi = "Väärin.", sv = "Fel.", en = "Wrong." }
find = { kind = "presence", tag = "245" }
"""


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"severity": "P9"}, "severity: 'P9' is not one of P1, P2"),
        ({"families": []}, "families: name at least one"),
        ({"message": {"fi": "Väärin."}}, "message.sv: write a text here"),
        ({"extra": 1}, "extra: unknown key; known here: families"),
        ({"records": ["book"]}, "records: write some of bib, auth, hold"),
        ({"find": {"kind": "subfields"}}, "find.kind: 'subfields' is not one of subfield"),
        ({"find": {"kind": "subfield", "tags": ["24"]}}, "find.tags: '24' is not a tag"),
        ({"find": {"kind": "subfield", "tags": ["008"]}}, "find.tags: control fields have no"),
        (
            {"find": {"kind": "subfield", "where": "valu = 'x'"}},
            "find.where: 'valu' (character 1): there is no such column; there are tag",
        ),
        ({"find": {"kind": "subfield", "where": "value ="}}, "find.where: the condition breaks"),
        (
            {"find": {"kind": "record", "where": "has_001 AND value = 'x'"}},
            "find.where: 'value' (character 13): there is no such column; there are kind",
        ),
        ({"find": {"kind": "pattern", "codes": "a", "pattern": "("}}, "not a regular expression"),
        ({"find": {"kind": "kernel", "name": "magic"}}, "find.name: no kernel 'magic'"),
        ({"find": {"kind": "subfield", "suspects": "odd ones"}}, "find.suspects: 'odd ones'"),
        (
            {"find": {"kind": "position", "tag": "008", "at": 6, "allowed": ["ab"]}},
            "find.allowed: 'ab' is not 1 characters long",
        ),
        ({"find": {"kind": "count", "tag": "245", "max": "one"}}, "find.max: write a whole number"),
        ({"test": [{"record": "24", "found": 1}]}, "test 1.record: not a field: '24'"),
    ],
)
def test_a_wrong_rule_is_told_where_and_what(change: dict[str, object], told: str) -> None:
    with pytest.raises(RuleError) as error:
        rule({**WHOLE, **change}, "mine", "rules/mine.toml")
    assert str(error.value).startswith("rules/mine.toml: ")
    assert told in str(error.value)


def test_a_users_folder_adds_rules_and_ids_are_used_once(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "mine.toml").write_text(FILE, encoding="utf-8")
    mine = load(tmp_path)
    assert [one.id for one in mine] == ["mine"]
    both = joined_rules(load(), mine)
    assert len(both) == len(load()) + 1
    assert both[both.number("mine")].severity is Severity.P3
    (tmp_path / "mine.toml").write_text(FILE, encoding="utf-8")
    with pytest.raises(RuleError, match="has the same id"):
        load(tmp_path)
    with pytest.raises(RuleError, match="has the same id"):
        joined_rules(mine, mine)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x = " + "[" * 9000, "too deep"),
        ("x = " + "{a = " * 9000, "too deep"),
        ("a." * 400_000 + "b = 1", "too deep"),
        ("[" + '"a" . ' * 9000 + "b]", "too deep"),
        ("x = " + "9" * 9000, r"TOML.* in UTF-8"),
        ("# " + "x" * 1_000_000, "larger than 1000 kB"),
    ],
    ids=["lists", "tables", "key", "quoted key", "number", "size"],
)
def test_a_file_that_would_take_long_to_read_is_refused(
    tmp_path: Path, text: str, told: str
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    start = time.process_time()
    for attempt in (lambda: load(tmp_path), lambda: profile(str(path)), lambda: read_plan(path)):
        with pytest.raises(RuleError, match=told):
            attempt()
    assert time.process_time() - start < 3


def test_what_is_not_toml_is_told(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("families = [", encoding="utf-8")
    with pytest.raises(RuleError, match=r"mine.toml: not TOML"):
        load(tmp_path)


@pytest.mark.parametrize("path", sorted(OURS.glob("*.toml")), ids=lambda path: path.stem)
def test_our_profiles_name_rules_and_families_that_are(path: Path) -> None:
    mine = profile(path.stem)
    rules = load()
    known = {rule.id for rule in rules} | {family for rule in rules for family in rule.families}
    assert {*mine.families, *mine.rules, *mine.without, *mine.severity} <= known
    assert 0 < len(mine.choose(rules)) < len(rules)


def test_a_profile_chooses_and_overrides(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(
        'name = { fi = "a", sv = "b", en = "c" }\nfamilies = ["identifiers"]\n'
        'rules = ["title-without-a"]\nwithout = ["isbn-wrong"]\nowners = ["852a"]\n'
        'ignore = "9xx"\n[severity]\nissn-wrong = "P1"\n[tables]\nbranches = ["MIK"]\n',
        encoding="utf-8",
    )
    mine = profile(str(path))
    chosen = {rule.id: rule for rule in mine.choose(load())}
    assert "title-without-a" in chosen
    assert "isbn-wrong" not in chosen
    assert chosen["issn-wrong"].severity is Severity.P1
    assert all(
        "identifiers" in rule.families or one == "title-without-a" for one, rule in chosen.items()
    )
    assert mine.choose(load()).tables["branches"] == ("MIK",)
    assert mine.owners == (("852", "a"),)
    with pytest.raises(RuleError, match="there are e-resources, pre-migration, shared"):
        profile("nothing")


def test_plans_written_by_earlier_versions_name_the_daily_check() -> None:
    assert profile("louna").id == "shared"


def test_local_fields_are_read_as_libraries_write_them() -> None:
    found = ignored("09x, 046z,xxx9")
    assert found.fields is not None
    assert 91 in found.fields
    assert 46 not in found.fields
    assert [code for _, code in found.subfields] == ["z", "9"]
    with pytest.raises(ValueError, match="write a tag"):
        ignored("9")


def test_each_rule_of_ours_stands_the_trial_of_other_peoples() -> None:
    shown = {known.id: (known.message, known.tests) for known in load()}
    expressions._parts.cache_clear()  # what has been read before is not tried again
    for path in DATA.rglob("*.toml"):
        tried = read(path)
        assert (tried.message, tried.tests) == shown.pop(tried.id)
    assert not shown
