"""Files as vendors send them: titles above the headings, other names, other platforms."""

import csv
import datetime as dt
import io

import openpyxl
import pytest

from conftest import Louna
from kimppa.core.imports.models import Import
from kimppa.eresources import demo
from kimppa.eresources.models import RecordFile, UsageCount, UsageFile, UsageYear
from kimppa.eresources.tests.test_usage import (
    FILES,
    LOANS,
    NAME,
    bring,
    browser,
    export,
    keep,
    licence,
    text_of,
    use,
)
from kimppa.sources.usage.tests.samples import samples

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


HALF = "circulation_events_2024-01-01-to-2024-06-30.csv"


def test_e_kirjastos_own_names_tell_the_period_and_a_part_of_a_year_is_told(room: Louna) -> None:
    page = bring(room, "ekirjasto", export(), HALF, "2023")
    assert "Jakso 1.1.2024–30.6.2024 on vain osa vuodesta" in page
    assert "Sanoit vuodeksi 2023, mutta tiedosto on ajalta 1.1.2024–30.6.2024" in page
    page = bring(room, "ekirjasto", export(), HALF, "2024")
    assert "Sanoit vuodeksi" not in page


def test_days_are_asked_of_a_file_whose_name_tells_none(room: Louna) -> None:
    page = bring(room, "ekirjasto", export(), "kopio_2024.csv", "2024")
    assert "Kirjoita sen ensimmäinen ja viimeinen päivä" in page
    days = {"first": "1.1.2024", "last": "30.6.2024"}
    page = bring(room, "ekirjasto", export(), "kopio_2024.csv", "2024", **days)
    assert "vain osa vuodesta" in page
    keep(room)
    assert UsageFile.objects.get().last == dt.date(2024, 6, 30)
    days["last"] = "31.12.2023"
    page = bring(room, "ekirjasto", export(), "kopio_2024.csv", "2024", **days)
    assert "Viimeinen päivä on ennen ensimmäistä" in page


def test_a_member_without_rows_is_0_and_a_half_year_is_not_set_beside_a_whole(room: Louna) -> None:
    whole = "lainaukset_Louna-kirjastot_2023-01-01_2023-12-31.csv"
    bring(room, "ekirjasto", export(), whole)
    keep(room)
    page = bring(room, "ekirjasto", export(LOANS[:2]), HALF)
    assert "0: tiedostossa ei ole siitä riviä; ajalta 1.1.2023–31.12.2023 tiedosto kertoi" in page
    assert "vuotta aiemmin" not in page
    keep(room)
    assert use("ekirjasto", 2024).part("834") == 0


def test_a_month_is_read_by_its_name_and_equal_faults_are_told_once(room: Louna) -> None:
    months = "tammikuu", "Februari", "march", "4", "tammi"
    rows = "".join(f"{month};Forssa;10\n" for month in months)
    bring(room, "e-aanikirjat", f"Kuukausi;Kunta;Lainat\n{rows}".encode(), "a.csv", "2024")
    keep(room)
    counts = UsageCount.objects.order_by("month").values_list("month", "count")
    assert list(counts) == [(1, 20), (2, 10), (3, 10), (4, 10)]
    rows = "kevät;Forssa;10\n" * 8
    page = bring(room, "e-aanikirjat", f"Kuukausi;Kunta;Lainat\n{rows}".encode(), "b.csv", "2024")
    assert page.count("Kirjoita kuukausi") == 1
    assert "2, 3, 4, 5, 6" in page
    assert "Sama 3 muulla rivillä" in page


def test_another_platform_and_a_sum_over_municipalities_are_warned_of(room: Louna) -> None:
    bring(room, "naxos", export(), NAME)
    page = text_of(browser(room.coordinator).get(f"{FILES}{Import.objects.latest('pk').pk}/"))
    assert "Tiedosto on palvelusta E-kirjasto, ja kortti on Naxos" in page
    page = bring(room, "ekirjasto", export(), NAME.replace("04-23", "01-01"))
    assert "Tiedosto on palvelusta" not in page
    keep(room)
    page = bring(room, "ekirjasto", b"Aineisto;Lainat\nBook;1000\n", "summa.csv", "2024")
    assert "kertoo käytön kunnittain. Tässä on vain summa, joka korvaisi sen" in page
    year = licence("ekirjasto").pk, 2024
    form = {"count": "413", "sender": "Tuki", "told_on": "13.1.2025"}
    at = "/eresources/usage/{}/{}/sum/".format(*year)
    page = text_of(browser(room.coordinator).post(at, form, follow=True))
    assert "kertoo jo käytön kunnittain" in page
    assert use("ekirjasto", 2024).count == sum(count for _code, _form, count in LOANS)


REPLIES = samples("api-replies-r5")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("no_data", "Rivejä ei ole. Jos käyttöä ei ollut, pyydä toimittajalta vahvistus"),
        ("no_data_3050", "Palvelu ei rajannut kaikkea, mitä pyydettiin (3050)"),
        ("no_data_3062", "Palvelu ei rajannut kaikkea, mitä pyydettiin (3062)"),
        ("code-zero", "Rivejä ei ole."),
    ],
)
def test_a_report_without_rows_is_refused_with_its_reason(
    room: Louna, name: str, text: str
) -> None:
    page = bring(room, "naxos", REPLIES[f"{name}.json"], f"{name}.json")
    assert text in page
    assert "jäi saamatta" not in page
    assert not UsageFile.objects.exists()


def test_what_the_service_says_was_not_used_is_zero(room: Louna) -> None:
    content = REPLIES["5_TR_ProQuestEbookCentral_exception.json"]
    content = content.replace(b"2017-01", b"2024-01")
    assert "ettei käyttöä ollut" in bring(room, "naxos", content, "TR.json")
    keep(room)
    assert use("naxos", 2024).state == "zero"


def test_a_table_of_a_few_months_is_told_to_be_a_part(room: Louna) -> None:
    content = b"Kunta;tammikuu;helmikuu\nForssa;3;4\nTammela;5;6\n"
    assert "käytöstä vain tammi- ja helmikuussa, vaikka" in bring(
        room, "naxos", content, "naxos.csv", "2024"
    )
    months = ";".join(str(month) + "/2024" for month in range(1, 13))
    whole = f"Kunta;{months}\nForssa{';1' * 12}\n".encode()
    assert "käytöstä vain" not in bring(room, "naxos", whole, "naxos2.csv")
