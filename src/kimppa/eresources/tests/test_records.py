"""Records for the catalogue: typed, brought, loaded, compared with the newest export."""

import datetime as dt
import re
from io import BytesIO
from xml.etree import ElementTree

import pymarc
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from conftest import Louna
from kimppa.core.consortium.models import Municipality, Service
from kimppa.core.permissions import SYSTEM
from kimppa.eresources.licences.actions import add_card
from kimppa.eresources.models import Licence, Order, RecordFile, TitleRecord
from kimppa.eresources.orders import actions as orders
from kimppa.eresources.records.actions import make_record
from kimppa.eresources.tests.test_orders import browser, plain
from kimppa.jobs.worker import Worker

pytestmark = pytest.mark.django_db

RECORDS = "/eresources/records/"
TABLE = """kind;title;isbn;address;creators
e-audiobook;Rauha;9789515174703;https://www.aani.example/1;Aalto, Anna (aut)
e-audiobook;Sota;9789515174710;https://www.aani.example/2;
"""


@pytest.fixture
def licence(louna: Louna) -> Licence:
    """E-audiobooks at aani.example, agreed on until the end of 2025."""
    licence = add_card(
        by=SYSTEM,
        service=Service.objects.get(slug="e-aanikirjat"),
        municipalities=Municipality.objects.all(),
        kinds=["audiobooks"],
        hosts="aani.example",
        period={"start": dt.date(2024, 1, 1), "end": dt.date(2025, 12, 31), "tax": "books"},
    )
    assert licence.hosts == "aani.example"
    return licence


def bring(client: Client, licence: Licence, content: bytes, name: str, **more: str) -> str:
    """Brings a file; what the page of its look says."""
    file = SimpleUploadedFile(name, content)
    form = {"file": file, "licence": licence.pk, **more}
    response = client.post(f"{RECORDS}files/", form, follow=True)
    return response.content.decode()


def take(client: Client) -> None:
    """Takes the file that was brought last."""
    pk = client.get(f"{RECORDS}files/").context["files"][0][0].pk
    client.post(f"{RECORDS}files/{pk}/take/")


def export(client: Client, content: bytes) -> None:
    """Has an export of the catalogue checked."""
    file = SimpleUploadedFile("luettelo.mrc", content)
    form = {"taken_on": "10.1.2025", "source": "Mikromarc", "profile": "shared", "file": file}
    assert client.post("/catalogue/snapshots/add/", form).status_code == 302
    Worker().drain()


def test_a_table_of_titles_is_looked_at_kept_loaded_and_taken_back(
    louna: Louna, licence: Licence
) -> None:
    desk = browser(louna.coordinator)
    page = bring(desk, licence, TABLE.encode(), "nimekkeet.csv")
    assert "Rauha" in page
    assert not TitleRecord.objects.exists()
    take(desk)
    made = RecordFile.objects.get()
    page = plain(desk, RECORDS)
    assert "nimekkeet.csv" in page
    assert f"{RECORDS}{made.pk}/mrc/" in page
    loaded = desk.get(f"{RECORDS}{made.pk}/mrc/").content
    books = list(pymarc.MARCReader(loaded))
    assert [str(book.title).rstrip(" /.") for book in books if book] == ["Rauha", "Sota"]
    root = ElementTree.fromstring(desk.get(f"{RECORDS}{made.pk}/xml/").content)
    assert len(root) == 2
    assert desk.get(f"{RECORDS}{made.pk}/pdf/").status_code == 404
    desk.post(f"{RECORDS}files/{made.upload_id}/undo/")
    assert not TitleRecord.objects.exists()


def test_a_vendors_records_are_mended_and_what_leads_elsewhere_is_left_out(
    louna: Louna, licence: Licence
) -> None:
    facts = {"kind": "e-book", "title": "Muualla", "address": "https://muu.example/9"}
    elsewhere = make_record(by=SYSTEM, licence=licence, facts=facts)
    facts |= {"title": "Täällä", "address": "https://www.aani.example/7"}
    here = make_record(by=SYSTEM, licence=licence, facts=facts)
    content = bytes(elsewhere.data) + bytes(here.data)
    page = bring(browser(louna.coordinator), licence, content, "toimittaja.mrc")
    assert "Täällä" in page
    assert "Tietueessa ei ole linkkiä palveluun" in page
    cut = content + bytes(here.data).replace(b"T", b"U")[:-40]
    page = bring(browser(louna.coordinator), licence, cut, "katkennut.mrc")
    assert f"Tietue 3, tavusta {len(content)} alkaen: tiedosto katkeaa tähän" in page
    refusal = bring(browser(louna.coordinator), licence, bytes(elsewhere.data), "vain.mrc")
    assert "Tietueessa ei ole linkkiä palveluun" in refusal
    assert "Ota" not in plain(browser(louna.coordinator), f"{RECORDS}files/")


def test_a_record_of_another_kind_than_the_card_is_warned_of(
    louna: Louna, licence: Licence
) -> None:
    desk = browser(louna.coordinator)
    assert "Tietueen aineisto on" not in bring(desk, licence, TABLE.encode(), "oikea.csv")
    page = bring(desk, licence, TABLE.replace("e-audiobook", "e-book").encode(), "muu.csv")
    assert page.count("Tietueen aineisto on E-kirjat. Kortti E-äänikirjat on: ") == 1
    message = bytes(
        make_record(
            by=SYSTEM,
            licence=licence,
            facts={"kind": "e-book", "title": "A", "address": "https://www.aani.example/7"},
        ).data
    )
    assert "Tietueen aineisto on E-kirjat" in bring(desk, licence, message, "muu.mrc")


def test_a_file_that_is_none_is_refused_with_what_to_do(louna: Louna, licence: Licence) -> None:
    desk = browser(louna.coordinator)
    assert "MARC" in bring(desk, licence, b"<!doctype html><p>Kirjaudu", "sivu.xml")
    assert "ONIX 3" in bring(desk, licence, b'<ONIXMessage release="2.1"/>', "vanha.xml")
    assert "kind" in bring(desk, licence, b"a;b\n1;2\n", "muu.csv")


def test_an_e_audiobook_is_ordered_catalogued_compared_and_ended(
    louna: Louna, licence: Licence
) -> None:
    desk = browser(louna.coordinator)
    assert "ei ole vielä tarkistettu" in plain(desk, RECORDS)
    wish = {"title": "Sinuhe", "material": "audiobooks", "isbn": "9789515174703"}
    orders.place_order(
        by=SYSTEM,
        order=orders.add_wish(by=SYSTEM, **wish),
        licence=licence,
        ordered_on=dt.date(2024, 9, 1),
    )
    order = Order.objects.get()
    make = f"{RECORDS}add/?order={order.pk}"
    assert make in plain(desk, f"/eresources/orders/{order.pk}/")
    typed = wish | {"licence": licence.pk, "address": "https://www.aani.example/s"}
    page = desk.post(make, typed | {"isbn": "9789515174704"}).content.decode()
    assert "ISBN on väärä: 9789515174704" in page
    assert not TitleRecord.objects.exists()
    desk.post(make, typed | {"creators": "Waltari, Mika (aut)", "duration": "24:10"})
    made = TitleRecord.objects.get()
    order.refresh_from_db()
    assert order.record == made.number

    export(desk, _other())
    page = plain(desk, RECORDS)
    assert "puuttuvia tietueita 1, poistettavia 1" in page
    assert "Ylimääräinen" in page
    export(desk, bytes(made.data))
    assert "puuttuvia tietueita 0, poistettavia 0" in plain(desk, RECORDS)
    desk.post(f"/eresources/orders/{order.pk}/end/")
    page = plain(desk, RECORDS)
    assert "poistettavia 1" in page
    assert "lisenssi päättyi" in page
    workbook = desk.get(f"{RECORDS}?list=withdraw&format=xlsx")
    assert workbook.content.startswith(b"PK")
    assert made.number in plain(desk, "/eresources/orders/?list=withdraw")


def _other() -> bytes:
    """A record of the service that nobody has ordered."""
    record = pymarc.Record(to_unicode=True, force_utf8=True)
    record.leader = pymarc.Leader("00000nam a22000004i 4500")
    code = pymarc.Subfield
    record.add_field(
        pymarc.Field("001", data="muu-1"),
        pymarc.Field("245", ["0", "0"], [code("a", "Ylimääräinen")]),
        pymarc.Field("856", ["4", "0"], [code("u", "https://kirjat.aani.example/x")]),
    )
    out = BytesIO()
    pymarc.MARCWriter(out).write(record)
    return out.getvalue()


def test_only_the_coordinator_makes_records(louna: Louna, licence: Licence) -> None:
    for person in (louna.directors["834"], louna.staff["981"]):
        assert browser(person).get(RECORDS).status_code == 403


def test_an_agreement_whose_links_nobody_knows_is_told_and_not_compared(
    louna: Louna, licence: Licence
) -> None:
    desk = browser(louna.coordinator)
    Licence.objects.update(hosts="")
    export(desk, _other())
    page = plain(desk, RECORDS)
    assert "Ei verrattu" in page
    assert "Ylimääräinen" not in page
    assert "on tietue kaikesta" not in page


def test_a_taken_record_is_undone_with_the_number_of_its_order(
    louna: Louna, licence: Licence
) -> None:
    desk = browser(louna.coordinator)
    order = orders.add_wish(by=SYSTEM, title="Sinuhe", material="audiobooks")
    orders.place_order(by=SYSTEM, order=order, licence=licence)
    typed = {"title": "Sinuhe", "material": "audiobooks", "licence": licence.pk}
    typed["address"] = "https://www.aani.example/s"
    page = desk.post(f"{RECORDS}add/?order={order.pk}", typed, follow=True)
    back = re.search(r'action="(/undo/[^"]+)"', page.content.decode())
    assert back
    desk.post(back[1])
    order.refresh_from_db()
    assert not order.record
    assert not RecordFile.objects.exists()


def test_records_say_whose_they_are_once_it_has_been_told(louna: Louna, licence: Licence) -> None:
    desk = browser(louna.coordinator)
    facts = {"kind": "e-audiobook", "title": "Rauha", "address": "https://aani.example/1"}

    def made() -> pymarc.Record:
        row = make_record(by=louna.coordinator, licence=licence, facts=facts)
        return pymarc.Record(data=bytes(row.data))

    assert made().get("003") is None
    page = desk.get(f"{RECORDS}add/").content.decode()
    assert "ISIL" in page
    address = re.search(r'href="([^"]*id_isil)"', desk.get(RECORDS).content.decode())
    assert address
    settings = address[1].partition("#")[0]
    form = {name: desk.get(settings).context["form"][name].value() or ""
            for name in desk.get(settings).context["form"].fields}  # fmt: skip
    assert desk.post(settings, form | {"isil": "Louna"}).status_code == 422
    answer = desk.post(settings, form | {"isil": "FI-Louna"})
    assert answer["location"] == RECORDS
    record = made()
    assert (record["003"].data, record["040"]["a"]) == ("FI-Louna", "FI-Louna")
    assert "id_isil" not in desk.get(RECORDS).content.decode()
