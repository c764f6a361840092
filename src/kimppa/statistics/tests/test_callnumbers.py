"""Call numbers of fiction and music: ranges as a table with versions."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import Louna
from kimppa.statistics.lists.callnumbers import read_ranges
from kimppa.statistics.lists.classes import within
from kimppa.statistics.models import Take
from kimppa.statistics.tests.test_line import signed_in
from kimppa.statistics.tests.test_lists import give_codes, upload
from kimppa.statistics.tests.test_tables import edit, row_of
from kimppa.statistics.variables.catalogue import TableError
from tests.examples import drawn


@given(st.text("0123456789. ", max_size=6))
@settings(max_examples=drawn(60), deadline=None)
def test_the_range_that_comes_with_the_house_is_ykl_80_to_85(number: str) -> None:
    found = pl.DataFrame({"n": [number]}).select(within("n", [("80", "85")])).item()
    assert found == (len(number) > 1 and number[0] == "8" and number[1] in "012345")


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("fiction,86,85", "table-range"),
        ("crime,80,85", "table-choice"),
        ("music,,78", "table-empty"),
    ],
)
def test_ranges_that_cannot_be_are_refused(row: str, problem: str) -> None:
    with pytest.raises(TableError) as refused:
        read_ranges(f"class,first,last\n{row}\n")
    assert refused.value.problem == problem


def test_a_changed_range_changes_what_is_computed_next(january: Louna, tmp_path: Path) -> None:
    desk = signed_in(january.coordinator)
    take = upload(desk, tmp_path)
    give_codes(desk, take)

    def fiction() -> tuple[int, str]:
        looked = desk.get(f"/statistics/imports/{take.pk}/").context["preview"]
        values = {
            one.variable: one.read.value for one in looked.candidates if one.place == "branch:for"
        }
        return int(values["KOK_fic_adu"]), looked.computed.rules

    before = fiction()
    number = row_of("callnumbers", **{"class": "fiction"})
    assert edit(desk, "callnumbers", number, last="86").status_code == 302
    after = fiction()
    assert after[0] > before[0]
    assert after[1] != before[1]
    desk.post("/statistics/tables/callnumbers/restore/0/")
    assert fiction() == before
    assert Take.objects.get(pk=take.pk).taken_at is None
