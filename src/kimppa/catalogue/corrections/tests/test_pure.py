"""Own edits, marks of what differs, codes beside each other: without a database."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest

from kimppa.catalogue.corrections.codes import compare, newest_change
from kimppa.catalogue.corrections.edits import OwnEdit, plan_edit
from kimppa.catalogue.corrections.messages import mark_differences, title_words
from kimppa.marc.fixing.plans import plan
from kimppa.marc.fixing.tests.changed import changes
from kimppa.marc.reading import read
from kimppa.marc.record import parse
from kimppa.marc.writing import encode

RECORD = """
001    1
008    240101s2024    fi |||||||||||||||||fin||
245 00 $aIsä'n kirja
650 #7 $asota (aihe)$2yso
650 #7 $arauha$2yso
"""


def lines(own: OwnEdit) -> list[tuple[str, str]]:
    """What the edit does to the record."""
    table: dict[str, Any] = {"title": "x", "edit": [plan_edit(own, 1)]}
    found = list(changes(read(io.BytesIO(encode(parse(RECORD)))), plan(table)))
    return [(one.before, one.after) for change in found for one in change.edits]


@pytest.mark.parametrize(
    ("own", "found"),
    [
        (OwnEdit("text", "245", "a", "Isä'n kirja", "Isän kirja"),
         [("245 00 $aIsä'n kirja", "245 00 $aIsän kirja")]),
        (OwnEdit("part", "650", "a", "(aihe)", "{x}\\1"),
         [("650 #7 $asota (aihe)$2yso", "650 #7 $asota {x}\\1$2yso")]),
        (OwnEdit("text", "650", "2", "yso", "yso/fin", "first"),
         [("650 #7 $asota (aihe)$2yso", "650 #7 $asota (aihe)$2yso/fin")]),
        (OwnEdit("subfield", "650", "2", "yso", "", "last"),
         [("650 #7 $arauha$2yso", "650 #7 $arauha")]),
        (OwnEdit("field", "650", "a", "rauha", ""), [("650 #7 $arauha$2yso", "")]),
        (OwnEdit("indicator1", "245", "", "0", "1"),
         [("245 00 $aIsä'n kirja", "245 10 $aIsä'n kirja")]),
        (OwnEdit("position", "008", "22", "|", "j"),
         [("008    240101s2024    fi |||||||||||||||||fin||",
           "008    240101s2024    fi ||||j||||||||||||fin||")]),
        (OwnEdit("position", "LDR", "5", "c", "n"),
         [("LDR    00000cam a22000004i 4500", "LDR    00000nam a22000004i 4500")]),
        (OwnEdit("text", "245", "a", "Toinen", "x"), []),
    ],
)  # fmt: skip
def test_an_edit_as_people_fill_it_in(own: OwnEdit, found: list[tuple[str, str]]) -> None:
    assert lines(own) == found


def test_what_differs_is_marked_and_seen() -> None:
    before, after = mark_differences("245 $aSota  :", "245 $aSota")
    assert [(one.text, one.marked) for one in before] == [("245 $aSota", False), ("␣␣:", True)]
    assert [(one.text, one.marked) for one in after] == [("245 $aSota", False)]
    assert [one.text for one in mark_differences("a\u200bb", "ab")[0]] == ["a", "⟨200B⟩", "b"]
    composed, apart = mark_differences("\u00e9", "e\u0301")
    assert composed[0].text == "\u00e9 (00E9)"
    assert apart[0].text == "e\u0301 (0065 0301)"


def test_codes_beside_each_other_and_the_records() -> None:
    old = ("Mikromarc", [("1", "Aikuiset"), ("2", "Lapset"), ("9", "Varasto")])
    new = ("Quria", [("1", "aikuiset"), ("2", "Nuoret")])
    states = {one.code: one.state for one in compare([old, new], {"1": 5, "2": 3, "X": 1})}
    assert states == {"1": "fine", "2": "conflicting", "9": "unused", "X": "unknown"}
    assert {one.state for one in compare([old], None)} == {"fine"}


def test_a_change_that_is_still_to_come_is_none(tmp_path: Path) -> None:
    path = tmp_path / "export.mrc"
    days = ("20241201", "29240924", "20240603")
    records = [f"\n005    {day}120000.0{RECORD}" for day in days]
    path.write_bytes(b"".join(encode(parse(one)) for one in records))
    assert newest_change(path, dt.date(2025, 1, 14)) == "20241201"
    assert newest_change(path, dt.date(2024, 6, 30)) == "20240603"


def test_a_title_with_faults_is_read_as_text() -> None:
    assert title_words("Ketun rauha : j&auml;nnitysromaani /") == "Ketun rauha : jännitysromaani"
    assert title_words("Perhosen\naamu\tja koti :") == "Perhosen aamu ja koti"
    before, _after = mark_differences("$aPerhosen\naamu", "$aPerhosen aamu")
    assert [part.text for part in before] == ["$aPerhosen", "↵", "aamu"]
