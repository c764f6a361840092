"""How full the records are: shares and scores by material and branch, over exports."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from conftest import Louna
from kimppa.catalogue.completeness.measures import folder_of
from kimppa.catalogue.models import Check
from kimppa.catalogue.tests.conftest import record, signed_in, text_of
from kimppa.jobs.worker import Worker
from kimppa.marc.scores.measuring import FILE

pytestmark = pytest.mark.django_db

PATH = "/catalogue/completeness/"
FORSSA = """LDR    00000nam a22000004i 4500
001    000000{number}
003    FI-MELINDA
245 10 $aRauha /$cAnna Aalto.
520    $aKertomus.
852    $afor$b1
"""
FILM = FORSSA.replace("00000nam", "00000ngm").replace("520    $aKertomus.\n", "")


@pytest.fixture
def measured(brought: Callable[..., Check]) -> Check:
    """An export in which summaries stand in no record of Tammela; a later one that has a film."""
    brought(record(number=111) + record(FORSSA, 222), day="10.1.2024")
    return brought(record(number=111) + record(FORSSA, 222) + record(FILM, 333), day="10.1.2025")


def cells(client: Client, query: str) -> list[list[object]]:
    response = client.get(f"{PATH}?{query}")
    assert response.status_code == 200
    book = CalamineWorkbook.from_filelike(BytesIO(response.content))
    return book.get_sheet_by_index(0).to_python()


def shares(rows: list[list[object]], tag: str) -> list[float]:
    row = next(one for one in rows if one[0] == tag)
    return [round(float(str(one)), 2) for one in row[2:]]


def test_shares_are_shown_by_export_material_and_branch(louna: Louna, measured: Check) -> None:
    desk = signed_in(louna.coordinator)
    page = text_of(desk.get(PATH))
    assert "Tietueiden kattavuus" in page
    assert "3 tietuetta 10.1.2025" in page
    assert "Mikä auttaa löytämään" in page
    assert shares(cells(desk, "format=xlsx"), "520") == [0.5, 0.33]
    assert shares(cells(desk, "format=xlsx&aineisto=books"), "520") == [0.5, 0.5]
    assert shares(cells(desk, "format=xlsx&toimipiste=tam"), "245") == [1.0, 1.0]
    assert shares(cells(desk, "format=xlsx&toimipiste=for&aineisto=books"), "520") == [1.0, 1.0]


def test_an_export_checked_before_is_measured_when_asked(louna: Louna, measured: Check) -> None:
    desk = signed_in(louna.coordinator)
    assert "Mittaa ne" not in text_of(desk.get(PATH))
    (folder_of(measured) / FILE).unlink()
    assert "Mittaa ne" in text_of(desk.get(PATH))
    assert "Mittaa ne" not in text_of(signed_in(louna.directors["834"]).get(PATH))
    assert "alkoi" in text_of(desk.post(f"{PATH}measure/", follow=True))
    Worker().drain()
    assert "Mittaa ne" not in text_of(desk.get(PATH))


def test_before_the_first_export_the_page_says_what_it_is_for(louna: Louna) -> None:
    assert "Mitään ei ole vielä mitattu" in text_of(signed_in(louna.coordinator).get(PATH))
