"""What the commands say when something is refused, in the terminal's language and letters."""

import ast
import errno
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kimppa import marc
from kimppa.marc.cli import main
from kimppa.marc.cli.refusals import of_the_system, refusal
from kimppa.marc.cli.sayings import said
from kimppa.marc.cli.words import LANGUAGES
from kimppa.marc.reading import MarcFileError
from kimppa.marc.reading.errors import CODES
from kimppa.marc.record import parse
from kimppa.marc.writing import encode


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A record with faults."""
    path = tmp_path / "yksi.mrc"
    path.write_bytes(
        encode(parse("001    1\n100 1  $aHawking, Stephen.\n245 10 $aAjan historia :"))
    )
    return path


def test_a_file_is_refused_in_the_terminals_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "tyhja.mrc"
    path.write_bytes(b"")
    said = {"fi": "tiedosto on tyhjä", "sv": "filen är tom", "en": "the file is empty"}
    for language, words in said.items():
        assert main(["stats", str(path), "--language", language]) == 1
        assert f"tyhja.mrc: {words};" in capsys.readouterr().err


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_refusal_is_told_in_every_language(code: str) -> None:
    names = ("format", "known", "detail", "limit", "name", "offset", "kind")
    facts = {name: f"<{name}>" for name in names}
    error = MarcFileError(code, "tavu 7", **facts)
    told_ = [refusal(error, language) for language in ("fi", "sv", "en")]
    assert len(set(told_)) == 3
    assert len({tuple(sorted(re.findall("<.*?>", one))) for one in told_}) == 1
    assert all(one.startswith("tavu 7: ") for one in told_)


OWN_RULE = """
families = ["local"]
severity = "P5"
records = ["bib"]
source = "-"
message = { fi = "a", sv = "b", en = "c" }
find = { kind = "subfield", tags = ["100"], codes = "a", where = "value LIKE 'Hawk%'" }

[[test]]
record = "100 1  $aHawking"
found = 2
"""


def test_a_rule_that_fails_its_own_test_is_not_used(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "our-hawking.toml").write_text(OWN_RULE)
    assert main(["check", str(file), "--rules", str(tmp_path)]) == 1
    out, error = capsys.readouterr()
    assert not out
    assert "our-hawking.toml: testi 1: löytyi 1, piti löytyä 2" in error


@pytest.mark.parametrize(
    ("language", "said"),
    [("fi", "tiedostoa tai kansiota ei ole"), ("sv", "det finns ingen sådan fil")],
)
def test_a_missing_file_is_told_in_the_terminals_language(
    language: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["stats", "poissa.mrc", "--language", language]) == 1
    assert f"poissa.mrc: {said}" in capsys.readouterr().err


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EISDIR, errno.ENOTDIR])
def test_what_the_system_refuses_is_told_in_every_language(number: int) -> None:
    error = OSError(number, os.strerror(number), "a.mrc")
    told_ = {of_the_system(error, language) for language in ("fi", "sv", "en")}
    assert len(told_) == 3
    assert all(one.startswith("a.mrc: ") for one in told_)
    assert os.strerror(number) not in "".join(told_)


def test_a_full_disk_is_told_when_polars_meets_it() -> None:
    error = OSError("No space left on device (os error 28)")
    assert of_the_system(error, "fi").startswith("levy on täynnä")


def test_stats_speak_the_terminals_language(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stats", str(file), "--language", "fi"]) == 0
    said = capsys.readouterr().out
    assert re.search(r"luettu +1\n +ehjiä +\d+\n +korjaten luettuja +\d+\n", said)


def test_convert_tells_which_record_is_left_out_and_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "one.mrc"
    path.write_bytes(encode(parse("001    000123\n245 00 $aAjan\x01 historia")))
    out = tmp_path / "one.xml"
    given = ["convert", str(path), "--to", "marcxml", "--out", str(out), "--language", "fi"]
    assert main(given) == 1
    said = capsys.readouterr().out
    assert "000123: tähän muotoon ei voi kirjoittaa tätä: U+0001 (245)" in said


def test_a_terminal_that_is_not_utf8_is_written_to(file: Path) -> None:
    """What it cannot show is a question mark; JSON is whole in any encoding."""
    program = "import sys; from kimppa.marc.cli import main; sys.exit(main(sys.argv[1:]))"
    run = [sys.executable, "-c", program, "check", str(file), "--language", "fi", "--workers", "1"]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    plain = subprocess.run(run, env=environment, capture_output=True, check=False)
    assert (plain.returncode, plain.stderr) == (1, b"")
    assert b"Tietueita luettu: 1" in plain.stdout
    as_json = subprocess.run([*run, "--json"], env=environment, capture_output=True, check=False)
    assert (as_json.returncode, as_json.stderr) == (1, b"")
    messages = [one["message"]["fi"] for one in json.loads(as_json.stdout)["headings"]]
    assert "ä" in "".join(messages)


def raised() -> set[str]:
    """What rule files are told, as the engine's code has it; <part> for what is put in."""
    found = set()
    for path in Path(marc.__file__).parent.rglob("*.py"):
        if "tests" in path.parts:
            continue
        for one in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(one, ast.Call) and getattr(
                one.func, "attr", getattr(one.func, "id", "")
            ) in {"wrong", "RuleError", *OF_CONDITIONS.get(path.name, ())}:
                found |= {text for text in map(text_of, one.args[-1:]) if text}
    return found


# What else is told of conditions and regular expressions, as these modules call it.
OF_CONDITIONS = dict.fromkeys(
    ("grammar.py", "building.py", "functions.py", "nodes.py", "regexes.py", "expressions.py"),
    ("ValueError", "refused", "_wrong"),
)


def text_of(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return ""
    parts = (one.value if isinstance(one, ast.Constant) else "<part>" for one in node.values)
    return "".join(map(str, parts))


def test_what_is_wrong_with_a_rule_file_is_told_in_every_language() -> None:
    texts = raised()
    assert len(texts) > 30
    for text in texts:
        told = {said(text, language) for language in LANGUAGES}
        assert len(told) == 3, text
        assert {one.count("<part>") for one in told} == {text.count("<part>")}, text


@pytest.mark.parametrize(
    "part", ["a (character 1): ", "test 1: ", " is not one of ", "; there are ", "not a field: "]
)
def test_what_people_wrote_is_told_in_little_time_whatever_it_looks_like(part: str) -> None:
    start = time.process_time()
    for count in (10, 200, 20_000):
        assert said(f"'{part * count}'", "fi")
    assert time.process_time() - start < 1


def test_a_rule_that_cannot_be_used_is_refused_in_the_terminals_language(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "oma.toml").write_text('severity = "P5"\n', encoding="utf-8")
    said = {"fi": "kirjoita tähän", "sv": "skriv en", "en": "write a"}
    for language, words in said.items():
        given = ["check", str(file), "--rules", str(tmp_path), "--language", language]
        assert main(given) == 1
        assert words in capsys.readouterr().err


@pytest.mark.parametrize("where", ["value IN (SELECT x FROM read_csv('{}'))", "{}(value) = 'a'"])
def test_a_condition_that_reads_files_is_refused(
    where: str, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "key").write_text("never-to-be-shown")
    asked = where.format(tmp_path / "key" if "SELECT" in where else "read_csv")
    rules = tmp_path / "rules"
    rules.mkdir()
    rule = OWN_RULE.replace("value LIKE 'Hawk%'", asked)
    (rules / "our-hawking.toml").write_text(rule)
    plan = tmp_path / "plan.toml"
    find = f"""{{ kind = "subfield", tags = ["245"], codes = "a", where = "{asked}" }}"""
    plan.write_text(
        f'title = "a"\n[[edit]]\nid = "own"\ntext = "b"\nfind = {find}\nfix = {{ set = "x" }}\n'
    )
    for given in (["check", "--rules", str(rules)], ["fix", "--dry-run", "--plan", str(plan)]):
        assert main([given[0], str(file), *given[1:], "--language", "fi"]) == 1
        out, error = capsys.readouterr()
        assert not out
        assert "find.where: '" in error
        assert "tätä ei ymmärretä tässä" in error or "tällaista funktiota ei ole" in error
        assert "never-to-be-shown" not in error
        assert len(error) < 600


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["check"], {"fi": "anna myös: FILE", "sv": "ange också: FILE", "en": "required: FILE"}),
        (["check", "x", "--workers", "0"], {"fi": "0 ei ole prosessien määrä"}),
        (["convert", "x", "--to", "pdf"], {"fi": "'pdf' ei käy; valitse", "sv": "välj bland"}),
        (["fix", "x", "--plan"], {"fi": "--plan: anna arvo", "sv": "--plan: ange ett värde"}),
        (["stats", "x", "--outo"], {"fi": "tuntematon valitsin tai liikaa annettu: --outo"}),
    ],
)  # fmt: skip
def test_wrong_use_is_told_in_the_terminals_language(
    given: list[str], words: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    for language, told in words.items():
        with pytest.raises(SystemExit) as ended:
            main([*given, "--language", language])
        assert ended.value.code == 2
        err = capsys.readouterr().err
        assert told in err
        assert err.startswith({"fi": "käyttö:", "sv": "användning:", "en": "usage:"}[language])


def test_help_is_in_the_terminals_language(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("check", "convert", "diff", "duplicates", "fix", "stats"):
        seen = []
        for language in LANGUAGES:
            with pytest.raises(SystemExit):
                main([command, "--help", "--language", language])
            seen.append({line.strip() for line in capsys.readouterr().out.splitlines() if line})
        finnish, swedish, english = seen
        for one in english & (finnish | swedish):
            assert not re.search(r"  [a-z]{3,} [a-z]{3,}", one), one  # a help text left in English
