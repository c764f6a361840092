"""Files as vendors send them: titles above the headings, other names, other platforms."""

import csv
import io

import openpyxl
import pytest

from conftest import Louna
from kimppa.core.imports.models import Import
from kimppa.eresources import demo
from kimppa.eresources.models import RecordFile, UsageFile, UsageYear
from kimppa.eresources.tests.test_usage import FILES, bring, browser, keep, text_of, use

pytestmark = pytest.mark.django_db
TITLED = [
    ("PressReader – käyttö kunnittain, vuosi 2024", None, None),
    (None, None, None),
    ("Library", "Muutos", "Avauksia"),
    ("Forssa", -5, 2060),
    ("Tammela", 3, 490),
]


@pytest.fixture
def room(louna: Louna) -> Louna:
    """The demo's agreements, without any use."""
    demo.load()
    for table in (UsageFile, UsageYear, RecordFile, Import):
        table.objects.all().delete()
    return louna


def workbook() -> bytes:
    """A sheet with a title above its headings."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in TITLED:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def text() -> bytes:
    """The same as CSV, where the title has no empty cells after it."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerows([TITLED[0][:1], *TITLED[1:]])
    return out.getvalue().encode()


@pytest.mark.parametrize(("content", "name"), [(workbook(), "a.xlsx"), (text(), "a.csv")])
def test_headings_are_found_below_a_title(room: Louna, content: bytes, name: str) -> None:
    page = bring(room, "e-aanikirjat", content, name, "2024")
    assert "2 060" in page
    assert "pelkin numeroin" not in page
    keep(room)
    assert use("e-aanikirjat", 2024).part("061") == 2060


def test_somebody_says_on_which_row_the_headings_are(room: Louna) -> None:
    content = "Alue;Neljännes;Jakso\nPaikka;Kertaa;\nForssa;120;\nTammela;30;\n".encode()
    page = bring(room, "e-aanikirjat", content, "raportti.csv", "2024")
    assert "Otsikoiden rivi" in page
    at, client = f"{FILES}{Import.objects.latest('pk').pk}/", browser(room.coordinator)
    columns = {"column-0": "municipality", "column-1": "count"}
    refusal = text_of(client.post(at, {"heading": "9"} | columns, follow=True))
    assert "Rivin 9 alla ei ole taulukkoa" in refusal
    page = text_of(client.post(at, {"heading": "2"} | columns, follow=True))
    assert "Kertaa" in page
    assert "Neljännes" not in page
    client.post(at, {"heading": "2"} | columns)
    keep(room)
    assert use("e-aanikirjat", 2024).part("061") == 120
