"""What `kimppa marc fix --dry-run` shows."""

from pathlib import Path

import pytest

from kimppa.marc.cli import main
from kimppa.marc.record import parse
from kimppa.marc.writing import encode


def test_a_dry_run_says_how_many_records_it_shows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "many.mrc"
    head = "LDR    00000cam a22000004i 4500\n040 ## $aFI-X$bfin$erda"
    records = (
        f"{head}\n001    {n}\n245 10 $aNimi {n}.\n500 ## $aSisältää hakemiston" for n in range(12)
    )
    path.write_bytes(b"".join(encode(parse(lines)) for lines in records))
    given = ["fix", str(path), "--rules", "note-end", "--dry-run", "--language", "fi"]
    assert main(given) == 0
    said = capsys.readouterr().out
    assert "9 · Nimi 9." in said
    assert "Nimi 10." not in said
    assert said.endswith("\nTietueita näytetty: 10, kaikkiaan 12\n")
