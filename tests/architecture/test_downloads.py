"""Whatever file leaves the desk stays in no cache: one module makes files, and says so."""

import re
from pathlib import Path

from kimppa.ui.attachments import attached_file, attachment
from tests.architecture.conftest import ROOT

MAKING = re.compile(r"FileResponse\(|Content-Disposition|as_attachment")
ELSEWHERE = {
    "src/kimppa/ui/attachments.py",
    "src/kimppa/desk/yearclock/views.py",  # a calendar that programs read every hour
}


def test_one_module_makes_the_files_that_are_saved(product_files: tuple[Path, ...]) -> None:
    makers = {
        path.relative_to(ROOT).as_posix()
        for path in product_files
        if MAKING.search(path.read_text(encoding="utf-8"))
    }
    assert makers == ELSEWHERE, "let `ui.attachments` make it"


def test_what_it_makes_is_not_stored(tmp_path: Path) -> None:
    path = tmp_path / "a.mrc"
    path.write_bytes(b"MARC")
    saved = attached_file("ä.mrc", path)
    assert saved.file_to_stream
    saved.file_to_stream.close()
    for answer in (attachment("a.json", "application/json", "{}"), saved):
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["Content-Disposition"].startswith("attachment; filename")
