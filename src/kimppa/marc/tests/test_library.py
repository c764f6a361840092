"""The library as its page tells: every example of docs/developer/marc-library.md is run."""

import doctest
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Literal

import polars as pl
import pytest

from kimppa import marc
from kimppa.marc.reading import read
from kimppa.marc.record import Record
from kimppa.marc.writing import convert, encode

ROOT = Path(__file__).parents[4]
PAGE = ROOT / "docs" / "developer" / "marc-library.md"
PAIRS = ROOT / "tests" / "data" / "duplicate_pairs" / "names.jsonl"
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Real records as `catalogue.mrc`; in `later.mrc` the first is another and the last is gone."""
    pairs = [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]
    records = [pair[side] for pair in pairs for side in ("left", "right")]
    source = tmp_path / "catalogue.json"
    source.write_text(json.dumps(records))
    convert(tmp_path / "catalogue.mrc", read(source))
    first, *rest = marc.records(tmp_path / "catalogue.mrc")
    statement = first.first("245")
    assert statement
    statement.subfields[-1].value = statement.subfields[-1].value.rstrip(".")
    write(tmp_path / "later.mrc", [first, *rest[:-1]])
    return tmp_path


def write(path: Path, records: list[Record]) -> None:
    path.write_bytes(b"".join(map(encode, records)))


def examples() -> list[doctest.Example]:
    """The examples of the page's blocks of Python."""
    blocks = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(), re.DOTALL | re.MULTILINE)
    return [one for block in blocks for one in doctest.DocTestParser().get_examples(block)]


def test_the_page_tells_the_truth(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(files)
    told: list[str] = []
    page = doctest.DocTest(examples(), {}, "marc-library.md", str(PAGE), 0, None)
    outcome = doctest.DocTestRunner(optionflags=FLAGS).run(page, out=told.append)
    assert not outcome.failed, "".join(told)
    assert outcome.attempted > 20


def test_the_page_names_every_function() -> None:
    page = PAGE.read_text()
    functions = [name for name in marc.__all__ if name.islower()]
    assert [name for name in functions if f"marc.{name}(" not in page] == []


PROGRAM = """
import sys

class Refusal:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if path is None and not top.startswith("_") and top not in allowed:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

allowed = {*sys.stdlib_module_names, "kimppa", *sys.argv[2:]}
sys.meta_path.insert(0, Refusal())
from kimppa import marc

path = sys.argv[1]
marc.scan(path).subfields.filter(tag="245").collect()
next(marc.records(path))
marc.findings(marc.check(path, workers=1)).collect()
marc.diff(path, path)
marc.duplicates(path)
print(sorted({"django", "lxml", "xlsxwriter"} & set(sys.modules)))
"""


def test_it_runs_with_the_packages_that_the_page_names(files: Path) -> None:
    """All others are as good as not installed: Django, and what only the desk needs."""
    line = re.search(r"^pip install (numpy .*)$", PAGE.read_text(), re.MULTILINE)
    assert line
    command = [sys.executable, "-c", PROGRAM, str(files / "catalogue.mrc"), *line[1].split()]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert run.stdout == "[]\n"


def test_frames_agree_with_records(files: Path) -> None:
    path = files / "catalogue.mrc"
    frames, records = marc.scan(path), list(marc.records(path))
    subfields = [
        (rec, fno, sno, field.tag, *field.indicators, one.code, one.value)
        for rec, record in enumerate(records)
        for fno, field in enumerate(record.fields)
        for sno, one in enumerate(field.subfields)
    ]
    assert frames.subfields.collect().rows() == subfields
    controls = [
        (rec, fno, field.tag, None, None, field.value)
        for rec, record in enumerate(records)
        for fno, field in enumerate(record.fields)
        if field.control
    ]
    assert frames.fields.filter(pl.col("value").is_not_null()).collect().rows() == controls
    known = frames.records.select("control", "leader").collect().rows()
    assert known == [(record.control("001"), record.leader) for record in records]


@pytest.mark.parametrize("engine", ["in-memory", "streaming"])
def test_a_filter_and_a_head_mean_the_same_in_any_order(
    files: Path, engine: Literal["in-memory", "streaming"]
) -> None:
    subfields = marc.scan(files / "catalogue.mrc").subfields
    whole = subfields.collect()
    for query in (
        lambda frame: frame.filter(tag="245").head(3),
        lambda frame: frame.head(40).filter(tag="245"),
        lambda frame: frame.filter(tag="245").select("value").tail(2),
        lambda frame: frame.select("code").group_by("code").len().sort("code"),
    ):
        assert query(subfields).collect(engine=engine).equals(query(whole))


def test_rows_go_on_counting_over_the_pieces_that_a_file_is_read_in(files: Path) -> None:
    data, path = (files / "catalogue.mrc").read_bytes(), files / "long.mrc"
    path.write_bytes(data * 60)  # more than a piece
    rec = marc.scan(path).subfields.select("rec").unique().sort("rec").collect()["rec"]
    assert len(list(read(path))) > 1
    assert rec.to_list() == list(range(50 * 60))


def test_what_cannot_be_read_has_a_row_and_nothing_else(files: Path) -> None:
    path = files / "damaged.mrc"
    path.write_bytes((files / "catalogue.mrc").read_bytes()[:-40])
    frames = marc.scan(path)
    lost = frames.records.filter(state="quarantined").collect()["rec"].to_list()
    assert lost == [49]
    assert frames.fields.filter(rec=49).collect().is_empty()
    assert len(list(marc.records(path))) == 49


def test_what_is_no_marc_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Hyvä lukija,")
    for call in (marc.scan, marc.check, marc.duplicates, lambda file: next(marc.records(file))):
        with pytest.raises(marc.MarcFileError):
            call(path)
    with pytest.raises(FileNotFoundError):
        marc.scan(tmp_path / "none.mrc")


def test_a_profile_that_is_none_is_refused(files: Path) -> None:
    with pytest.raises(marc.RuleError, match="no such profile"):
        marc.check(files / "catalogue.mrc", "no-such-profile", workers=1)


def test_a_command_line_does_not_wait_for_the_library() -> None:
    program = "import sys; import kimppa.marc.cli.main; print('polars' in sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout == "False\n"
