"""The commands: what they say, what they write, how they end."""

import gzip
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from kimppa.marc.checking import opened
from kimppa.marc.cli import main
from kimppa.marc.cli.messages import word
from kimppa.marc.fixing.plans import Why
from kimppa.marc.reading import read
from kimppa.marc.record import parse
from kimppa.marc.translation import terminal_language
from kimppa.marc.writing import encode
from tests.catalogues import catalogue

FAULTY = """\
LDR    00000cam a22000004i 4500
001    1
003    FI-X
008    240101s2024    fi |||||||||||||||||fin||
020    $a978-951-0-39374-1
040    $bfin
100 1  $aHawking, Stephen.
245 10 $a Ajan lyhyt  historia /$cStephen Hawking.
264  1 $aHelsinki :$bWSOY,$c2024.
300    $a276 sivua
852    $afor
"""
CLEAN = FAULTY.replace("$a Ajan lyhyt  historia", "$aAjan lyhyt historia")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirty made records with a faulty one, something unreadable and a line end among them."""
    path = tmp_path_factory.mktemp("cli") / "luettelo.mrc"
    made = [one.data for one in catalogue(30)]
    middle = [encode(parse(FAULTY)), b"\r\n", b"00030no record\x1e\x1d"]
    path.write_bytes(b"".join([*made[:15], *middle, *made[15:]]))
    return path


def told(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_check_says_in_three_languages_what_is_wrong(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for language, words in (("fi", "Havaintoja"), ("sv", "Iakttagelser"), ("en", "Findings")):
        assert main(["check", str(file), "--language", language, "--workers", "1"]) == 1
        out = capsys.readouterr().out
        assert words in out
        assert "32" in out.split("\n")[0]


def test_check_writes_everything_into_a_folder(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["check", str(file), "--out", str(out), "--json", "--workers", "1"]) == 1
    summary = told(capsys)
    checked = opened(out)
    assert summary["counts"]["read"] == checked.counts.read == 32
    assert {one["id"]: one["findings"] for one in summary["headings"]} == {
        one.id: one.findings for one in checked.headings
    }
    names = {path.name for path in out.iterdir()}
    assert {"report.html", "findings.xlsx", "lists", "check.json", "findings.parquet"} <= names
    assert not names & {"parts"}
    assert (out / "lists" / "spaces-double.csv").read_text() == "1\n"


def test_check_of_several_files_gives_each_a_folder(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clean = tmp_path / "toinen.mrc"
    clean.write_bytes(encode(parse(CLEAN)))
    out = tmp_path / "out"
    main(["check", str(file), str(clean), "--out", str(out), "--json", "--workers", "1"])
    assert [one["source"]["name"] for one in told(capsys)] == ["luettelo.mrc", "toinen.mrc"]
    assert opened(out / "toinen.mrc").counts.read == 1
    assert main(["check", str(file), str(file), "--out", str(out)]) == 2


def test_check_takes_rules_and_profiles_of_ones_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "our-hawking.toml").write_text(
        'families = ["local"]\nseverity = "P5"\nrecords = ["bib"]\nsource = "-"\n'
        '[message]\nfi = "Hawking."\nsv = "Hawking."\nen = "Hawking."\n'
        '[find]\nkind = "subfield"\ntags = ["100"]\ncodes = "a"\nwhere = "value LIKE \'Hawk%\'"\n'
    )
    own = tmp_path / "own.toml"
    own.write_text('families = ["local"]\nignore = "xxx"\n[name]\nfi = "a"\nsv = "b"\nen = "c"\n')
    path = tmp_path / "one.mrc"
    path.write_bytes(encode(parse(CLEAN)))
    given = ["check", str(path), "--profile", str(own), "--json", "--workers", "1"]
    assert main(given) == 0
    assert told(capsys)["headings"] == []
    assert main([*given, "--rules", str(rules)]) == 1
    assert [one["id"] for one in told(capsys)["headings"]] == ["our-hawking"]


@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        (["check", "nowhere.mrc"], 1, "nowhere.mrc: No such file"),
        (["check", "{text}"], 1, "no MARC records"),
        (["check", "{file}", "--profile", "none"], 1, "no such profile; there are e-"),
        (["check", "."], 1, "this is a folder"),
        (["check", "{file}", "--out", "text"], 1, "there is a file here, not a folder"),
        (["check", "{file}", "--rules", "nowhere"], 2, "nowhere is no folder"),
        (["check", "{file}", "--rules", "."], 2, "there are no rules"),
        (["check", "{file}", "--workers", "0"], 2, "no number of processes"),
        (["check", "{file}", "--engine", "dask"], 2, "wants --scheduler"),
        (["check", "{file}", "--scheduler", "tcp://x:1"], 2, "wants --engine dask"),
        (["check"], 2, "required: FILE"),
        (["convert", "{file}", "--out", "nowhere/x.xml"], 1, "nowhere"),
        (["convert", "{file}", "--out", "{file}"], 2, "is the file that is read"),
        (["fix", "{file}", "--rules", "spaces-double"], 2, "--dry-run"),
        (["fix", "{file}", "--rules", "no-such", "--dry-run"], 2, "no rule with a safe fix"),
        (["fix", "{file}", "--dry-run"], 2, "one of the arguments --plan --rules --undo"),
        (["fix", "{file}", "--plan", "{text}", "--dry-run"], 1, "neither TOML nor JSON"),
        (["fix", "{file}", "--plan", "no.toml", "--dry-run"], 1, "no.toml: No such file"),
        (["fix", "{file}", "--plan", "x", "--profile", "shared", "--dry-run"], 2, "names its own"),
        (["fix", "{file}", "--undo", "nowhere", "--dry-run"], 2, "nowhere is no folder"),
        (["fix", "{file}", "--undo", ".", "--dry-run"], 1, "No such file"),
        (["nothing"], 2, "invalid choice"),
    ],
)
def test_what_cannot_be_done_is_said_plainly(
    given: list[str],
    code: int,
    said: str,
    file: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "text").write_text("Hyvää päivää\n")
    filled = [one.format(file=file, text=tmp_path / "text") for one in given]
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    try:
        ended = main(filled)
    except SystemExit as left:
        ended = int(left.code or 0)
    assert ended == code
    out, error = capsys.readouterr()
    assert said in error
    assert "Traceback" not in error
    assert not out
    assert file.exists()


def test_convert_and_back_is_the_same(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    xml, back = tmp_path / "a.xml.gz", tmp_path / "back.mrc"
    assert main(["convert", str(file), "--to", "marcxml", "--out", str(xml), "--json"]) == 1
    assert told(capsys) == {"records": 31, "quarantined": 1, "refused": []}
    assert gzip.decompress(xml.read_bytes()).startswith(b"<?xml")
    assert main(["convert", str(xml), "--out", str(back), "--language", "fi"]) == 0
    assert "31 tietuetta" in capsys.readouterr().out
    assert sum(map(len, read(back))) == 31


PLAN = """
title = "Syksyn korjaukset"
rules = ["spaces-double", "spaces-edge"]

[[edit]]
id = "publisher-name"
text = "Kustantajan nimi yhtenäiseen muotoon"
find = { kind = "subfield", tags = ["264"], codes = "b", where = "value = 'WSOY,'" }
fix = { set = "Werner Söderström," }
"""


@pytest.fixture
def planned(tmp_path: Path) -> Path:
    path = tmp_path / "plan.toml"
    path.write_text(PLAN)
    return path


def test_a_plan_is_tried_without_writing(
    file: Path, planned: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(tmp_path.iterdir())
    given = ["fix", str(file), "--plan", str(planned), "--dry-run"]
    assert main([*given, "--language", "fi"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Korjattaisiin 1 tietuetta (kaikkiaan 32).")
    assert re.search("publisher-name: Kustantajan nimi yhtenäiseen muotoon +1\n", said)
    assert "- 245 10 $a Ajan lyhyt  historia /$cStephen Hawking." in said
    assert "+ 245 10 $aAjan lyhyt historia /$cStephen Hawking." in said
    assert main([*given, "--json"]) == 0
    found = told(capsys)
    assert (found["changed"], found["dry"], found["proof"]) == (1, True, None)
    assert found["rules"] == {"publisher-name": 1, "spaces-double": 1, "spaces-edge": 1}
    assert found["owners"] == {"for": 1}
    assert sorted(tmp_path.iterdir()) == before


def test_a_plan_is_applied_with_proof_and_undone(
    file: Path, planned: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, out, back = file.read_bytes(), tmp_path / "out", tmp_path / "back"
    assert main(["fix", str(file), "--plan", str(planned), "--out", str(out), "--json"]) == 0
    made = told(capsys)
    assert made["proof"]["holds"]
    assert (made["read"], made["changed"], made["proof"]["untouched"]) == (32, 1, 30)
    mended = CLEAN.replace("$bWSOY,", "$bWerner Söderström,")
    faulty = encode(parse(FAULTY))
    assert (out / "corrected.mrc").read_bytes() == before.replace(faulty, encode(parse(mended)))
    assert (out / "changed.mrc").read_bytes() == encode(parse(mended))
    assert (out / "reverse.mrc").read_bytes() == faulty
    assert "spaces-double spaces-edge\t245\t245 10 $a Ajan" in (out / "log.tsv").read_text()
    assert file.read_bytes() == before
    given = ["fix", str(out / "corrected.mrc"), "--undo", str(out)]
    assert main([*given, "--out", str(out), "--language", "en"]) == 2
    assert "write to another folder" in capsys.readouterr().err
    assert main([*given, "--out", str(back), "--language", "en"]) == 0
    said = capsys.readouterr().out
    assert "+ 245 10 $a Ajan lyhyt  historia /$cStephen Hawking." in said
    assert "Proved: " in said
    assert (back / "corrected.mrc").read_bytes() == before


def test_libraries_that_said_no_keep_their_records(
    file: Path, planned: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    given = ["fix", str(file), "--plan", str(planned), "--refused", "for", "--out", str(out)]
    assert main([*given, "--language", "sv"]) == 1
    said = capsys.readouterr().out
    assert "ett bibliotek som har posten har inte sagt ja  1" in said
    assert (out / "corrected.mrc").read_bytes() == file.read_bytes()


def test_the_desks_plan_is_the_same_as_json(
    file: Path, planned: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = tmp_path / "korjausera-1.json"
    saved.write_text(json.dumps(tomllib.loads(PLAN)))
    results = []
    for path in (planned, saved):
        assert main(["fix", str(file), "--plan", str(path), "--dry-run", "--json"]) == 0
        results.append(told(capsys))
    assert results[0] == results[1]


def test_rules_with_a_safe_fix_need_no_plan(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    given = ["fix", str(file), "--rules", "spaces-double,spaces-edge", "--out", str(out)]
    assert main([*given, "--json"]) == 0
    assert told(capsys)["rules"] == {"spaces-double": 1, "spaces-edge": 1}
    expected = file.read_bytes().replace(encode(parse(FAULTY)), encode(parse(CLEAN)))
    assert (out / "corrected.mrc").read_bytes() == expected


def test_a_record_without_a_number_is_left_as_it_is_and_told(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nameless = parse(FAULTY)
    nameless.fields = [one for one in nameless.fields if one.tag != "001"]
    path = tmp_path / "nimeton.mrc"
    path.write_bytes(file.read_bytes() + encode(nameless))
    given = ["fix", str(path), "--rules", "spaces-double,spaces-edge"]
    for more in (["--dry-run"], ["--out", str(tmp_path / "out")]):
        assert main([*given, *more, "--language", "fi"]) == 1
        out = capsys.readouterr().out
        assert "Jätetty ennalleen, tietueita 1:" in out
        assert "ei tietuenumeroa, joten sitä ei löydä uudelleen" in out


def test_every_reason_to_leave_a_record_is_told() -> None:
    for why in Why:
        told_ = {word(f"why-{why}", language) for language in ("fi", "sv", "en")}
        assert len(told_) == 3


def test_diff_counts_and_lists_the_changes(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new, lines = tmp_path / "new.mrc", tmp_path / "changes.tsv"
    changed = file.read_bytes().replace(encode(parse(FAULTY)), encode(parse(CLEAN)))
    new.write_bytes(changed)
    assert main(["diff", str(file), str(file), "--json"]) == 0
    assert told(capsys)["changes"] == []
    assert main(["diff", str(file), str(new), "--out", str(lines), "--json"]) == 1
    found = told(capsys)
    assert found["records"]["changed"] == 1
    assert found["records"]["lost"] == found["records"]["added"] == 0
    assert [(one["tag"], one["kind"]) for one in found["changes"]] == [("245", "whitespace")]
    assert lines.read_text().split("\t")[2:5] == ["whitespace", "245", "a"]


def test_stats_count_records_and_fields(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stats", str(file), "--json"]) == 0
    found = told(capsys)
    assert found["records"]["read"] == 32
    assert found["records"]["bytes"] == file.stat().st_size
    assert found["records_with"]["245"] == 31
    assert sum(found["types"].values()) == 31
    assert main(["stats", str(file), "--language", "sv"]) == 0
    assert "Fält: poster" in capsys.readouterr().out


def test_the_language_is_the_terminals() -> None:
    assert terminal_language({"LANG": "sv_FI.UTF-8"}) == "sv"
    assert terminal_language({"LC_ALL": "en_GB", "LANG": "fi_FI"}) == "en"
    assert terminal_language({"LANG": "de_DE"}) == terminal_language({}) == "fi"


def test_the_command_needs_no_settings_and_no_django(file: Path, tmp_path: Path) -> None:
    nothing = tmp_path / "nothing"
    nothing.mkdir()
    program = (
        "import sys; sys.argv = ['kimppa', 'marc', 'stats', sys.argv[1], '--json']\n"
        "from kimppa.config.cli import main\n"
        "try: main()\n"
        "finally: assert not [name for name in sys.modules if name.startswith('django')]\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(file)],
        capture_output=True,
        text=True,
        check=True,
        cwd=nothing,
        env={"DJANGO_SETTINGS_MODULE": "nowhere", "LANG": "fi_FI.UTF-8", "PATH": ""},
    )
    assert json.loads(done.stdout)["records"]["read"] == 32
    assert not list(nothing.iterdir())
