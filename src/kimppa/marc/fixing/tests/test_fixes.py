"""The building blocks of a fix: what each changes, and that it changes nothing else."""

import time

import pytest

from kimppa.marc.fixing.fixes import mend, steps
from kimppa.marc.record import Field, Record, Subfield, parse
from kimppa.marc.rules.loading import rule
from kimppa.marc.rules.model import NONE, Finding, Rule
from kimppa.marc.rules.spec import RuleError

BOOK = """
LDR    00000cam a22000004i 4500
001    1
008    240101s2024    enk|||||||||||||||||eng||
040    $bswe
245 10 $aSota :$bromaani
650  7 $asodat$2yso/fin
650  7 $arauha$2yso/fin
"""
TITLE, SUBJECT = Finding(0, 0, 3), Finding(0, 0, 4)
SUBFIELD = Finding(0, 0, 3, 0)
SHORT = Finding(0, 0, 0, 0)
WHOLE = Finding(0, 0, NONE, NONE)


def fix(record: Record, mending: Rule, finding: Finding) -> Record | None:
    return mend(record, [(mending, finding)])


def fixing(**blocks: object) -> Rule:
    table = {
        "families": ["local"],
        "severity": "P3",
        "source": "-",
        "message": {"fi": "a", "sv": "b", "en": "c"},
        "find": {"kind": "record", "where": "has_245"},
        "fix": blocks,
    }
    return rule(table, "mine", "mine.toml")


def changed(before: Record, after: Record) -> set[str]:
    old, new = str(before).splitlines(), str(after).splitlines()
    return set(new) - set(old) | {f"-{line}" for line in set(old) - set(new)}


@pytest.mark.parametrize(
    ("blocks", "finding", "lines"),
    [
        ({"replace": {"pattern": r"(\w+) :$", "with": r"\1!"}}, SUBFIELD,
         ["245 10 $aSota!$bromaani"]),
        ({"replace": {"pattern": "o", "with": "0", "codes": "ab"}}, TITLE,
         ["245 10 $aS0ta :$br0maani"]),
        ({"replace": {"pattern": "o", "with": "0", "tag": "65X", "codes": "a"}}, WHOLE,
         ["650 #7 $as0dat$2yso/fin"]),
        ({"set": "<{value}>"}, SUBFIELD, ["245 10 $a<Sota :>$bromaani"]),
        ({"set": {"value": {"fin": "nide", "swe": "volym"}}}, SUBFIELD,
         ["245 10 $avolym$bromaani"]),
        ({"set": {"map": {"Sota :": "Sota"}}}, SUBFIELD, ["245 10 $aSota$bromaani"]),
        ({"delete": "subfield"}, SUBFIELD, ["245 10 $bromaani"]),
        ({"delete": {"codes": "b"}}, TITLE, ["245 10 $aSota :"]),
        ({"indicator1": "#", "indicator2": "4"}, TITLE, ["245 #4 $aSota :$bromaani"]),
        ({"position": {"tag": "008", "at": 15, "length": 3, "map": {"enk": "xxk"}}}, WHOLE,
         ["008    240101s2024    xxk|||||||||||||||||eng||"]),
        ({"position": {"tag": "LDR", "at": 5, "value": "n"}}, WHOLE,
         ["LDR    00000nam a22000004i 4500"]),
        ({"add": {"code": "c", "value": "Leo", "after": "a"}}, TITLE,
         ["245 10 $aSota :$cLeo$bromaani"]),
        ({"add": {"code": "c", "value": "Leo"}, "set": "x"}, SUBFIELD,
         ["245 10 $ax$bromaani$cLeo"]),
        ({"move": "p"}, SUBFIELD, ["245 10 $pSota :$bromaani"]),
    ],
)  # fmt: skip
def test_a_block_changes_one_line(
    blocks: dict[str, object], finding: Finding, lines: list[str]
) -> None:
    before = parse(BOOK)
    after = fix(before, fixing(**blocks), finding)
    assert after is not None
    assert before == parse(BOOK), "the record given is left alone"
    new = {line for line in changed(before, after) if not line.startswith("-")}
    assert new == set(lines)


@pytest.mark.parametrize(
    ("blocks", "finding", "lines"),
    [
        ({"delete": "field"}, SUBJECT, {"-650 #7 $asodat$2yso/fin"}),
        ({"add": {"tag": "041", "indicators": "0#", "subfields": "$a{lang}"}}, WHOLE,
         {"041 0# $aeng"}),
        ({"add": {"tag": "003", "subfields": "FI-X"}}, WHOLE, {"003    FI-X"}),
        ({"move": {"tag": "653", "indicators": "##"}}, SUBJECT,
         {"-650 #7 $asodat$2yso/fin", "653 ## $asodat$2yso/fin"}),
        ({"move": {"tag": "500", "code": "a"}}, Finding(0, 0, 3, 1),
         {"-245 10 $aSota :$bromaani", "245 10 $aSota :", "500 ## $aromaani"}),
    ],
)  # fmt: skip
def test_a_block_adds_and_takes_away_fields(
    blocks: dict[str, object], finding: Finding, lines: set[str]
) -> None:
    before = parse(BOOK)
    after = fix(before, fixing(**blocks), finding)
    assert after is not None
    assert changed(before, after) == lines


@pytest.mark.parametrize(
    "blocks",
    [
        {"set": {"value": {"fin": "nide"}}},
        {"set": {"map": {"Sota": "x"}}},
        {"add": {"tag": "650", "indicators": "#7", "subfields": "$asodat$2yso/fin"}},
        {"add": {"code": "b", "value": "romaani"}},
        {"position": {"tag": "008", "at": 39, "value": "xx"}},
        {"replace": {"pattern": "nothing", "with": ""}},
    ],
)
def test_what_changes_nothing_is_no_change(blocks: dict[str, object]) -> None:
    assert fix(parse(BOOK), fixing(**blocks), SUBFIELD) is None


def test_several_findings_of_a_record_are_mended_at_once() -> None:
    gone = fixing(delete="field")
    new = fixing(add={"tag": "003", "subfields": "FI-X"})
    after = mend(
        parse(BOOK), [(new, WHOLE), (gone, SUBJECT), (gone, SUBJECT), (gone, Finding(0, 0, 5))]
    )
    assert after is not None
    assert [one.tag for one in after.fields] == ["001", "003", "008", "040", "245"]


@pytest.mark.parametrize(
    ("blocks", "told"),
    [
        ({"safe": True}, "fix: say what is done"),
        ({"delete": "everything"}, "fix.delete.what: 'everything' is not one of"),
        ({"replace": {"pattern": "("}}, "fix.replace.pattern: not a regular expression"),
        ({"remove": "field", "delete": "field"}, "fix.remove: unknown key"),
        ({"function": {"name": "stop_at_end", "x": 1}}, "fix.function.x: unknown key"),
        ({"function": "magic"}, "fix.function.name: no function 'magic'"),
        ({"add": {"tag": "500", "subfields": "x"}}, "fix.add.subfields: no subfield begins here"),
        ({"set": 5}, "write a table of keys here"),
        ({"add": {"tag": "LDR", "indicators": "  ", "subfields": "$ax"}}, "fix.add.tag: write a t"),
        ({"add": {"tag": "5é0", "subfields": "$ax"}}, "fix.add.tag: write a tag"),
        ({"add": {"tag": "500", "subfields": "$éx"}}, "fix.add.subfields: write subfield codes"),
        (
            {"add": {"tag": "500", "subfields": {"fin": "$ax", "swe": "$Ax"}}},
            "write subfield codes",
        ),
        (
            {"add": {"tag": "500", "subfields": "${lang}"}},
            "fix.add.subfields: write subfield codes",
        ),
        ({"add": {"tag": "500", "subfields": ""}}, "fix.add.subfields: write a subfield"),
        (
            {"add": {"tag": "500", "subfields": "$ax\n500    $ay"}},
            "fix.add.subfields: write one lin",
        ),
        (
            {"add": {"tag": "500", "indicators": "é\x1f", "subfields": "$ax"}},
            "write two indicators",
        ),
        ({"add": {"tag": "500", "indicators": "#", "subfields": "$ax"}}, "write two indicators"),
        ({"add": {"code": "ab", "value": "x"}}, "fix.add.code: write one subfield code"),
        ({"add": {"code": "é", "value": "x"}}, "fix.add.code: write one subfield code"),
        ({"add": {"code": "", "value": "x"}}, "fix.add.code: write one subfield code"),
        ({"add": {"code": "a\n", "value": "x"}}, "fix.add.code: write one subfield code"),
        ({"move": "zz"}, "fix.move.code: write one subfield code"),
        ({"move": "\x1f"}, "fix.move.code: write one subfield code"),
        ({"move": {}}, "fix.move.code: write a text here"),
        ({"move": {"tag": "\x1e\x1e\x1e"}}, "fix.move.tag: write a tag"),
        ({"move": {"tag": "500", "indicators": "1"}}, "fix.move.indicators: write two indicators"),
        ({"indicator1": "é"}, "fix.indicator1.value: write one indicator"),
        ({"indicator2": "\x1f"}, "fix.indicator2.value: write one indicator"),
        ({"indicator2": "12"}, "fix.indicator2.value: write one indicator"),
        ({"position": {"tag": "245", "at": 1, "value": "x"}}, "fix.position.tag: write LDR or a"),
        (
            {"position": {"tag": "008", "at": -1, "value": "x"}},
            "fix.position.at: write a whole num",
        ),
        (
            {"position": {"tag": "008", "at": 10**30, "value": "x"}},
            "at: write a whole number from 0",
        ),
        (
            {"position": {"tag": "008", "at": 1, "length": -1, "value": "x"}},
            "length: write a whole",
        ),
    ],
)
def test_a_wrong_fix_is_told(blocks: dict[str, object], told: str) -> None:
    with pytest.raises(RuleError) as error:
        steps(fixing(**blocks))
    assert str(error.value).startswith("mine.toml: ")
    assert told in str(error.value)


@pytest.mark.parametrize(
    ("replace", "told"),
    [
        ({"pattern": "a" * 1001, "with": ""}, "pattern: the regular expression is longer than"),
        ({"pattern": "a", "with": "a" * 1001}, "with: the text is longer than 1000 characters"),
        ({"pattern": "(?:(?:a{999}){999}){999}", "with": ""}, "pattern: the regular expression re"),
        ({"pattern": "[[:a:](?:a{999}){999}]", "with": ""}, "pattern: the regular expression rep"),
        ({"pattern": "(?#[)(?:a{999}){999}]", "with": ""}, "pattern: write a backslash before a"),
        ({"pattern": "(?R)", "with": ""}, "pattern: not a regular expression: unknown extension"),
        ({"pattern": "(a){e<=9}", "with": ""}, "pattern: write a backslash before a brace"),
        ({"pattern": "(?:sota){1<=e<=2}", "with": ""}, "pattern: write a backslash before a brace"),
        ({"pattern": "sota{1<=e}", "with": ""}, "pattern: write a backslash before a brace"),
        ({"pattern": "a{2}{1,i<=2}", "with": ""}, "pattern: write a backslash before a brace"),
        ({"pattern": "a{}", "with": ""}, "pattern: write a backslash before a brace"),
        ({"pattern": "[[:alpha:]]", "with": ""}, "pattern: write a backslash before a brace"),
        ({"pattern": "a", "with": r"\U99999999"}, "with: not a text for this pattern"),
        ({"pattern": "a", "with": {"fin": "x", "swe": r"\U99999999"}}, "with: not a text for this"),
        ({"pattern": "a", "with": r"\ud800"}, "with: not a text for this pattern"),
        ({"pattern": "(a)", "with": r"\2"}, "with: not a text for this pattern"),
        ({"pattern": "(a)", "with": r"\g<b>"}, "with: not a text for this pattern"),
    ],
)
def test_a_pattern_that_cannot_be_made_is_told_before_any_record(
    replace: dict[str, object], told: str
) -> None:
    with pytest.raises(RuleError) as error:
        steps(fixing(replace=replace))
    assert f"mine.toml: fix.replace.{told}" in str(error.value)


def test_a_template_is_tried_out_without_the_pattern_itself() -> None:
    slow = "(?:(?=)|(?!x))" * 40 + "x"
    start = time.process_time()
    assert steps(fixing(replace={"pattern": slow, "with": "y"}))
    assert steps(fixing(replace={"pattern": slow + "(?P<b>b)(c)", "with": r"\g<b>\2"}))
    with pytest.raises(RuleError, match="with: not a text for this pattern"):
        steps(fixing(replace={"pattern": slow + "(?P<b>b)", "with": r"\2"}))
    assert time.process_time() - start < 0.5


def test_a_text_of_the_record_begins_no_subfield() -> None:
    add = fixing(add={"tag": "500", "subfields": "$a{value}$bend"})
    record = Record(" " * 24, [Field("245", "", "  ", [Subfield("a", "5$ 10$é $")])])
    after = fix(record, add, SHORT)
    assert after is not None
    assert after.fields[1].subfields == [Subfield("a", "5$ 10$é $"), Subfield("b", "end")]


@pytest.mark.parametrize(
    ("text", "to", "finding"),
    [
        ("500    $ax", {"tag": "008"}, Finding(0, 0, 0)),
        ("500    $ax", {"tag": "008", "code": "a"}, Finding(0, 0, 0, 0)),
        ("009    x", {"tag": "500"}, Finding(0, 0, 0)),
    ],
)
def test_a_move_that_would_lose_the_text_is_not_made(
    text: str, to: dict[str, str], finding: Finding
) -> None:
    assert fix(parse(text), fixing(move=to), finding) is None


@pytest.mark.parametrize("pattern", ["^(a|aa)+$", r"^(\w|\w\w)+\d$", r"^(.|\w)+[A-Z]$"])
def test_a_pattern_without_end_is_stopped_and_named(
    pattern: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kimppa.marc.fixing.expressions.SECONDS", 0.1)
    long = parse(f"245 10 $a{'a' * 60}{'x' * 60}b")
    start = time.process_time()
    with pytest.raises(RuleError, match=r"fix.replace.pattern: it takes too long"):
        fix(long, fixing(replace={"pattern": pattern, "with": ""}), Finding(0, 0, 0, 0))
    assert time.process_time() - start < 3


def test_a_pattern_given_to_a_function_is_stopped_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kimppa.marc.fixing.expressions.SECONDS", 0.1)
    stray = {"name": "without_stray_mark", "stop": r"(a|aa)+\d"}
    record = parse("LDR    00000cam a22000004i 4500\n040    $bfin\n245 10 $a" + "a" * 200)
    with pytest.raises(RuleError, match=r"fix.function.stop: it takes too long"):
        fix(record, fixing(function=stray), Finding(0, 0, 1, 0))
    for stop, told in (({"stop": "("}, "stop: not a regular"), ({}, "stop: the function")):
        with pytest.raises(RuleError, match=f"fix.function.{told}"):
            steps(fixing(function={"name": "without_stray_mark"} | stop))


@pytest.mark.parametrize(
    "blocks",
    [
        {"set": ["{value}{value}"] * 60},
        {"replace": [{"pattern": "", "with": "x" * 1000}] * 60},
        {"replace": [{"pattern": "(?=(.*))", "with": r"\1" * 300}] * 60},
        {"replace": {"pattern": "", "with": "{value}" * 100}},
    ],
)
def test_what_a_fix_writes_does_not_grow_without_bound(blocks: dict[str, object]) -> None:
    after = fix(parse(f"245 10 $a{'x' * 5000}"), fixing(**blocks), Finding(0, 0, 0, 0))
    assert after is None or len(str(after)) < 200_000


def test_a_text_of_the_record_names_no_groups() -> None:
    found = fix(
        parse(r"245 10 $aC:\1\q"), fixing(replace={"pattern": "^C", "with": "{value}"}),
        Finding(0, 0, 0, 0),
    )  # fmt: skip
    assert found is not None
    assert found.fields[0].all("a") == [r"C:\1\q:\1\q"]
