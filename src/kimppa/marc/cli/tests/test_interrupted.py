"""Commands met by what goes wrong around them: a file cut short, another command at work."""

import gzip
import json
from pathlib import Path

import pytest

from kimppa.marc.cli import main
from kimppa.marc.cli.refusals import InUseError, exclusive
from kimppa.marc.cli.tests.test_commands import CLEAN, FAULTY
from kimppa.marc.record import parse
from kimppa.marc.writing import encode
from tests.catalogues import catalogue


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Thirty made records and two more, one with faults."""
    path = tmp_path / "luettelo.mrc"
    more = [encode(parse(FAULTY)), encode(parse(CLEAN))]
    path.write_bytes(b"".join([*(one.data for one in catalogue(30)), *more]))
    return path


def test_every_command_tells_where_a_file_breaks_off(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cut = tmp_path / "cut.mrc.gz"
    cut.write_bytes(gzip.compress(file.read_bytes())[:-500])
    said = "The file breaks off at byte"
    given = ["--language", "en"]
    assert main(["check", str(cut), "--workers", "1", *given]) == 1
    assert said in capsys.readouterr().out
    assert main(["check", str(cut), "--workers", "1", "--json", "--out", str(tmp_path / "o")]) == 1
    summary = json.loads(capsys.readouterr().out)
    assert len(summary["breaks"]) == 1
    assert "katkeaa tavun" in (tmp_path / "o" / "report.html").read_text()
    out = str(tmp_path / "out.mrc")
    for command in (
        ["stats", str(cut)],
        ["convert", str(cut), "--out", out],
        ["diff", str(file), str(cut)],
        ["duplicates", str(cut)],
        ["fix", str(cut), "--rules", "spaces-double", "--dry-run"],
    ):
        main([*command, *given])
        assert f"cut.mrc.gz: {said}" in capsys.readouterr().err, command


@pytest.mark.parametrize(
    "command", [["check", "--workers", "1"], ["fix", "--rules", "spaces-double"]]
)
def test_two_commands_do_not_write_into_one_folder(
    command: list[str], file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The second is told at once, and touches nothing of the first."""
    out = tmp_path / "out"
    given = [command[0], str(file), *command[1:], "--out", str(out), "--language", "en"]
    with exclusive(out):
        (out / "parts").mkdir()
        assert main(given) == 2
        said = capsys.readouterr().err
        assert f"another command is writing to the folder {out}; wait until it ends" in said
        assert [path.name for path in out.iterdir()] == ["parts"]
    main(given)
    assert len(list(out.iterdir())) > 1


def test_a_folder_that_got_nothing_is_not_left(tmp_path: Path) -> None:
    out = tmp_path / "out"
    (tmp_path / "empty.mrc").touch()
    assert main(["check", str(tmp_path / "empty.mrc"), "--out", str(out)]) == 1
    assert not out.exists()
    with exclusive(out), pytest.raises(InUseError), exclusive(out):
        pass
