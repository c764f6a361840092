"""The variables as data."""

import csv
from pathlib import Path

import pytest

from kimppa.statistics.variables.catalogue import TableError, catalogue, read_variables

HEAD = "code,group,name_fi,unit,additive,since,successor,evidence\n"


OWN = {"E_EAU_stock", "E_EAU_acq"}  # as E_EAU_use: whether the form splits them is not known


def test_all_136_have_three_names_and_evidence() -> None:
    assert len(catalogue()) == 136
    for one in catalogue().values():
        assert one.name.fi
        assert one.name.sv
        assert one.name.en
        assert one.source
    marks = [one.evidence for one in catalogue().values()]
    assert [marks.count(mark) for mark in ("verified", "inferred", "guessed")] == [96, 25, 15]


def test_they_are_those_of_the_collected_list(shared_data: Path) -> None:
    with (shared_data / "okm" / "variables.csv").open(encoding="utf-8") as file:
        rows = {row["code"]: row for row in csv.DictReader(file)}
    assert set(rows) | OWN == set(catalogue())
    for code, one in catalogue().items():
        if code in OWN:
            continue
        if "fi" not in one.translated:
            assert one.name.fi == rows[code]["name_fi"]
        assert rows[code]["source"].endswith(one.source)


def test_names_that_are_our_own_say_so() -> None:
    assert catalogue()["HEN_other"].translated == ""  # Swedish name read in a source
    assert catalogue()["KOK_total"].translated == "sv"
    assert "fi" in catalogue()["TAP_u18_n"].translated


def test_video_recordings_follow_videos_and_dvds_in_2018() -> None:
    codes = [one.code for one in catalogue().of_year(2017)]
    assert "KOK_video_old" in codes
    assert "KOK_video" not in codes
    assert {catalogue()[old].successor for old in ("KOK_video_old", "KOK_dvd_old")} == {"KOK_video"}
    assert "KOK_video_old" not in [one.code for one in catalogue().of_year(2018)]


def test_borrowers_are_not_summed_and_withdrawals_are_not_typed() -> None:
    assert not catalogue()["KAY_borrowers"].additive
    assert catalogue()["KOK_total"].additive
    assert not catalogue()["POI_total"].entered
    assert catalogue()["POP"].figure_code == "population"


def test_official_row_numbers_are_unknown_and_editable() -> None:
    assert {one.row for one in catalogue().values()} == {""}
    assert read_variables("code,group,name_fi,unit,row\nX,stock,Xä,kpl,12\n")["X"].row == "12"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (",stock,Nimi,kpl,yes,1999,,verified", "code"),
        ("A,stock,,kpl,yes,1999,,verified", "name_fi"),
        ("A,stock,Nimi,kpl,maybe,1999,,verified", "additive"),
        ("A,stock,Nimi,kpl,yes,99-2000,,verified", "since"),
        ("A,stock,Nimi,kpl,yes,1999,NO_SUCH,verified", "successor"),
        ("A,stock,Nimi,kpl,yes,1999,,sure", "evidence"),
    ],
)
def test_a_wrong_cell_is_told_with_row_and_column(row: str, column: str) -> None:
    with pytest.raises(TableError) as told:
        read_variables(f"{HEAD}{row}\n")
    assert (told.value.row, told.value.column) == (2, column)


def test_a_missing_column_and_a_double_row_are_told() -> None:
    with pytest.raises(TableError, match="unit"):
        read_variables("code,group,name_fi\nA,stock,Nimi\n")
    with pytest.raises(TableError, match="row 3, code: table-twice A"):
        read_variables("code,group,name_fi,unit\nA,stock,Nimi,kpl\nA,stock,Nimi,kpl\n")
