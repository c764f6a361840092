"""Files that are given out keep their names, whatever stands in them."""

from email.message import EmailMessage
from pathlib import Path

import pytest

import kimppa
from kimppa.ui.attachments import attachment, file_stem

# Whoever gives a file to be kept writes its header here; a calendar is shown, not kept.
WRITERS = {"ui/attachments.py", "desk/yearclock/views.py"}


@pytest.mark.parametrize("name", ["luvut.csv", "Ypäjä.pdf", 'kuva".html; x="a.png', "a\\b;c.txt"])
def test_a_name_reaches_the_browser_whole(name: str) -> None:
    response = attachment(name, "text/plain", b"x")
    read = EmailMessage()
    read["Content-Disposition"] = response["Content-Disposition"]
    assert read.get_content_disposition() == "attachment"
    assert read.get_filename() == name


def test_days_keep_their_parts_in_a_name() -> None:
    assert file_stem("Naxos 1.5.2024–30.4.2025") == "naxos-1-5-2024-30-4-2025"


def test_no_room_writes_the_header_by_hand() -> None:
    root = Path(kimppa.__file__).parent
    found = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if '"Content-Disposition"' in path.read_text() and "tests" not in path.parts
    }
    assert found == WRITERS
