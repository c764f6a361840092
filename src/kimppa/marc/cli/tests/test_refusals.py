"""What the commands say when something is refused, in the terminal's language and letters."""

import argparse
import ast
import errno
import inspect
import json
import os
import pickle
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kimppa import marc
from kimppa.marc.cli import main
from kimppa.marc.cli.messages import ARGPARSE
from kimppa.marc.cli.refusals import of_the_system
from kimppa.marc.reading import MarcFileError
from kimppa.marc.reading.errors import CODES
from kimppa.marc.record import parse
from kimppa.marc.translation import LANGUAGES, Message, reason, translate
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


def test_one_of_several_files_is_refused_and_the_others_are_checked(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pica, missing = tmp_path / "pica.dat", tmp_path / "ei-ole.mrc"
    pica.write_bytes(b"003@ \x1f0123456789\x1e021A \x1faEin Titel\x1e\n")
    files = [str(path) for path in (pica, missing, file)]
    assert main(["check", *files, "--language", "fi", "--out", str(tmp_path / "out")]) == 1
    said = capsys.readouterr()
    assert "pica.dat: tiedosto on lajia PICA" in said.err
    assert "ei-ole.mrc: tiedostoa tai kansiota ei ole" in said.err
    assert (tmp_path / "out" / file.name / "report.html").exists()


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_refusal_is_told_in_every_language(code: str) -> None:
    names = ("format", "known", "detail", "limit", "name", "offset", "kind")
    facts = {name: f"<{name}>" for name in names}
    error = MarcFileError(code, "tavu 7", **facts)
    told_ = [error.text(language) for language in ("fi", "sv", "en")]
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


def calls(*names: str, folders: tuple[str, ...]) -> Iterator[tuple[str, ast.Call]]:
    """Calls of these names in the engine's code, with the place of each."""
    root = Path(marc.__file__).parent
    for path in (path for folder in folders for path in (root / folder).rglob("*.py")):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = getattr(node, "func", None)
            if (
                isinstance(node, ast.Call)
                and getattr(name, "attr", getattr(name, "id", "")) in names
            ):
                yield f"{path.name}:{node.lineno}", node


RULES = ("rules", "fixing")


def test_what_is_wrong_with_a_rule_file_can_be_translated() -> None:
    raised = list(calls("wrong", "_wrong", "RuleError", "refused", folders=RULES))
    assert len(raised) > 30
    plain = (ast.Constant, ast.JoinedStr)
    assert [place for place, call in raised if isinstance(call.args[-1], plain)] == []


def test_what_is_wrong_with_a_rule_file_is_told_in_every_language() -> None:
    texts = {call.args[0].value for _, call in calls("N_", "Message", folders=RULES)}
    assert len(texts) > 80
    for text in texts - {"test {number}: {why}"}:  # the same in Swedish
        facts = {name: f"<{name}>" for name in re.findall(r"{(\w+)}", text)}
        told = {translate(text, language, **facts) for language in LANGUAGES}
        assert len(told) == 3, text
        assert {tuple(sorted(re.findall(r"<\w+>", one))) for one in told} == {
            tuple(sorted(facts.values()))
        }


def test_a_reason_within_a_message_is_translated_too() -> None:
    error = ValueError(Message("the text is longer than {limit} characters", limit=20))
    message = pickle.loads(
        pickle.dumps(Message("test {number}: {why}", number=3, why=reason(error)))
    )
    assert message == "test 3: the text is longer than 20 characters"
    assert translate(message, "fi") == "testi 3: teksti on pidempi kuin 20 merkkiä"
    assert translate("no text of ours", "fi") == "no text of ours"


def test_argparse_still_says_what_is_translated() -> None:
    source = inspect.getsource(argparse)
    assert [text for text in ARGPARSE if f"'{text}'" not in source] == []


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
