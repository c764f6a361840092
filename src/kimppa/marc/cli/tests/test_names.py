"""Names of files that no text has."""

from pathlib import Path

from kimppa.marc.checking import opened
from kimppa.marc.cli import main
from kimppa.marc.cli.tests.test_commands import FAULTY
from kimppa.marc.record import parse
from kimppa.marc.writing import encode
from tests.catalogues import catalogue


def test_a_file_name_of_any_bytes_is_told_with_a_question_mark(tmp_path: Path) -> None:
    """Names that are not UTF-8 come from old systems."""
    odd = tmp_path / "h\udce4m\udce4l\udce4.mrc"
    odd.write_bytes(b"".join(one.data for one in catalogue(3)) + encode(parse(FAULTY)))
    out = tmp_path / "out"
    assert main(["check", str(odd), "--out", str(out), "--workers", "1"]) == 1
    assert opened(out).source.name == "h?m?l?.mrc"
    assert "h?m?l?.mrc" in (out / "report.html").read_text()
    assert main(["fix", str(odd), "--rules", "spaces-edge", "--out", str(tmp_path / "fix")]) == 0
    pairs = tmp_path / "pairs.tsv"
    assert main(["duplicates", str(odd), str(odd), "--out", str(pairs)]) == 1
    assert "h?m?l?.mrc" in pairs.read_text()
