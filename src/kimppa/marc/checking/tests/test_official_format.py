"""A check by the official Finnish format that a user has downloaded."""

from pathlib import Path

import pytest

from kimppa.marc.checking import Setup, check
from kimppa.marc.checking.whole import here
from kimppa.marc.record import parse
from kimppa.marc.rules.spec import RuleError
from kimppa.marc.writing import encode

PROFILE = """
name = { fi = "Uusi", sv = "Ny", en = "New" }
families = ["none"]
[formats]
bib = "marc21"
"""
FIELD = """<fields><datafields><datafield tag="{tag}" repeatable="Y"><name>Uusi</name>
<subfields><subfield code="a" repeatable="N"><name>Luokka</name></subfield></subfields>
</datafield></datafields></fields>"""


@pytest.fixture
def setup(tmp_path: Path) -> Setup:
    """A profile with the official format beside it."""
    (tmp_path / "marc21").mkdir()
    profile = tmp_path / "uusi.toml"
    profile.write_text(PROFILE)
    return Setup(str(profile))


def undefined(setup: Setup, tmp_path: Path) -> int:
    path = tmp_path / "yksi.mrc"
    path.write_bytes(encode(parse("245 00 $aSota\n444 ## $aUusi kenttä")))
    return check(path, tmp_path / "out", setup, spread=here).found("format-undefined-field")


@pytest.mark.parametrize(("tag", "found"), [("445", 1), ("444", 0)])
def test_what_the_official_files_say_takes_the_place_of_ours(
    setup: Setup, tmp_path: Path, tag: str, found: int
) -> None:
    (tmp_path / "marc21" / "uusi.xml").write_text(FIELD.format(tag=tag))
    assert undefined(setup, tmp_path) == found


def test_a_folder_without_files_is_said(setup: Setup, tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"formats\.bib: no XML files in .*marc21"):
        undefined(setup, tmp_path)


def test_a_file_that_is_none_of_the_format_is_said(setup: Setup, tmp_path: Path) -> None:
    (tmp_path / "marc21" / "muu.xml").write_text("<records/>")
    with pytest.raises(RuleError, match=r"formats\.bib: not a file of the Finnish format"):
        undefined(setup, tmp_path)
