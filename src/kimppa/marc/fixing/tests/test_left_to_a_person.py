"""What a plan does where a fix leaves a finding to a person, and fixes that meet in one field."""

from pathlib import Path

from kimppa.marc.fixing.plans import Why, plan, preview
from kimppa.marc.record import parse
from kimppa.marc.writing import encode

HEAD = "LDR    00000cam a22000004i 4500\n001    1\n040 ## $aFI-X$bfin$erda\n"


def planned(tmp_path: Path, lines: str, *rules: str) -> tuple[dict[str, int], list[str]]:
    """Why records are left as they are, and the changed lines."""
    source = tmp_path / "file.mrc"
    source.write_bytes(encode(parse(HEAD + lines)))
    chosen = plan({"title": "Koe", "profile": "strict", "rules": list(rules)})
    shown = preview(source, chosen, tmp_path / "preview")
    changes = shown.table().collect()["change"]
    edits = shown.edits(changes)
    return shown.withheld, [edit.after for change in changes for edit in edits[change]]


def test_what_no_fix_mends_is_left_with_a_reason(tmp_path: Path) -> None:
    lines = "008    240101s2024    fi |||||||||||||||||fre||\n245 10 $aLe Corbusier"
    withheld, changed = planned(tmp_path, lines, "article-not-counted")
    assert withheld == {Why.UNSURE: 1}
    assert changed == []


def test_a_record_is_mended_where_one_fix_is_sure_though_another_is_not(tmp_path: Path) -> None:
    lines = "008    240101s2024    fi |||||||||||||||||fre||\n245 10 $aLe  Corbusier"
    withheld, changed = planned(tmp_path, lines, "spaces-double", "article-not-counted")
    assert withheld == {}
    assert changed == ["245 10 $aLe Corbusier"]


def test_an_empty_subfield_gives_the_one_before_it_no_mark(tmp_path: Path) -> None:
    lines = "264 #1 $aHelsinki :$bOtava,$c[2019]$c"
    _, changed = planned(tmp_path, lines, "publication-marks", "subfield-empty")
    assert changed == ["264 #1 $aHelsinki :$bOtava,$c[2019]"]


def test_marks_in_the_wrong_subfields_are_brought_to_where_they_belong(tmp_path: Path) -> None:
    lines = "245 10 $aMeri$b= Havet$c/ Karin Ek"
    _, changed = planned(tmp_path, lines, "title-marks", "title-end")
    assert changed == ["245 10 $aMeri =$bHavet /$cKarin Ek."]
