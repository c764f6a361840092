"""How we catalogue, and tables of codes, as people bring them in."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from conftest import Louna
from kimppa.catalogue.models import Check
from kimppa.catalogue.models.corrections import CodeTable, Practice
from kimppa.catalogue.tests.conftest import brought as brought
from kimppa.catalogue.tests.conftest import record, signed_in
from kimppa.core.audit.models import AuditEvent
from kimppa.jobs.worker import Worker

pytestmark = pytest.mark.django_db


def test_an_agreement_is_written_changed_and_removed(desk: Client, louna: Louna) -> None:
    given = {"topic": "Sarjat", "text": "Sarjamerkintö kenttään 490.", "since": "1.9.2024"}
    assert desk.post("/catalogue/practices/new/", given).status_code == 302
    row = Practice.objects.get(topic="Sarjat")
    director = signed_in(next(iter(louna.directors.values())))
    assert "Sarjamerkintö" in director.get("/catalogue/practices/").content.decode()
    assert director.post(f"/catalogue/practices/{row.pk}/remove/").status_code == 403
    desk.post(f"/catalogue/practices/{row.pk}/edit/", given | {"topic": "Sarjakentät"})
    row.refresh_from_db()
    assert row.topic == "Sarjakentät"
    told = desk.post(f"/catalogue/practices/{row.pk}/remove/", follow=True).content.decode()
    assert not Practice.objects.filter(pk=row.pk).exists()
    path = undo_of("catalogue.unpractice")
    assert f'action="{path}"' in told, "the way back is offered"
    assert director.post(path).status_code == 404, "somebody else's"
    assert "Kumottu" in desk.post(path, follow=True).content.decode()
    back = Practice.objects.get(pk=row.pk)
    assert (back.topic, back.text, back.since) == (row.topic, row.text, row.since)
    assert "on jo palautettu" in desk.post(path, follow=True).content.decode()


def test_a_change_of_an_agreement_is_taken_back(desk: Client) -> None:
    given = {"topic": "Sarjat", "text": "Sarjamerkintö kenttään 490.", "since": "1.9.2024"}
    desk.post("/catalogue/practices/new/", given)
    row = Practice.objects.get(topic="Sarjat")
    desk.post(f"/catalogue/practices/{row.pk}/edit/", given | {"topic": "Sarjakentät"})
    desk.post(undo_of("catalogue.practice"))
    row.refresh_from_db()
    assert (row.topic, row.text) == ("Sarjat", given["text"])


def undo_of(action: str) -> str:
    """The address that takes back the newest press with such a write."""
    event = AuditEvent.objects.filter(action=action).latest("pk")
    return reverse("ui:undo", args=[event.batch])


def test_a_table_of_codes_is_put_back_as_it_was(desk: Client, examples: Check) -> None:
    row = CodeTable.objects.exclude(used={})[0]
    desk.post(f"/catalogue/codes/{row.pk}/remove/")
    desk.post(undo_of("catalogue.uncodes"))
    back = CodeTable.objects.get(pk=row.pk)
    assert abs(back.brought_at - row.brought_at) < timedelta(milliseconds=1)  # as the log tells
    for name in ("codes", "used", "place", "counted_in_id", "example"):
        assert getattr(back, name) == getattr(row, name)


def test_codes_are_compared_with_the_records(desk: Client, examples: Check) -> None:
    table = b"koodi;nimi\nfor;Forssa\ntam;Tammela\nzzz;Lakkautettu\n"
    given = {
        "kind": "branches", "system": "Mikromarc", "place": "852a",
        "file": SimpleUploadedFile("toimipisteet.csv", table),
    }  # fmt: skip
    response = desk.post("/catalogue/codes/bring/", given)
    assert response.status_code == 302, response.context["form"].errors
    Worker().drain()
    row = CodeTable.objects.get(system="Mikromarc")
    assert row.used["for"] > 0
    text = desk.get(row.get_absolute_url()).content.decode()
    assert "Käyttämätön" in text
    assert "Tuntematon" in text, "Jokioinen is in the records and not in the table"
    assert "katsottavana" in desk.get("/catalogue/codes/").content.decode()


def bring(desk: Client, data: bytes, name: str = "koodit.csv", **more: str) -> str:
    """The page after a file of Mikromarc's departments has been sent."""
    given = {"kind": "departments", "system": "Mikromarc"} | more
    sent = given | {"file": SimpleUploadedFile(name, data)}
    return desk.post("/catalogue/codes/bring/", sent, follow=True).content.decode()


def workbook(*rows: tuple[str | int, str | int]) -> bytes:
    """A workbook with these rows; without any it has a chart and no cells."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    if rows:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    else:
        book.add_chartsheet()
    book.close()
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (b"koodi;nimi\n;\n", "a.csv", "ei ole koodeja"),
        (b"", "a.csv", "tyhjä"),
        (b"koodi;nimi\n" + b"x" * 61 + b";1\n", "a.csv", "liian pitkä koodiksi"),
        (
            b"k;n\n" + b"".join(b"%d;a\n" % n for n in range(5001)),
            "a.csv",
            "5\xa0001 koodia ei ole kooditaulukko: siinä on enintään 5\xa0000",
        ),
        (workbook(("koodi", "nimi"), ("=A9+1", "Aikuiset")), "a.xlsx", "solussa on kaava"),
        (workbook(), "a.xlsx", "Tiedosto"),
        (b"PK\x03\x04 no workbook", "a.xlsx", "Tiedosto"),
    ],
)
def test_a_wrong_file_of_codes_is_refused_with_the_reason(
    desk: Client, data: bytes, name: str, why: str
) -> None:
    assert why.lower() in bring(desk, data, name).lower()
    assert not CodeTable.objects.filter(kind="departments").exists()


def test_what_is_wrong_with_a_file_is_told_at_its_field(desk: Client) -> None:
    for data, name in ((b"k;n\n;\n", "a.csv"), (workbook(("k", "n"), ("=1+1", "x")), "a.xlsx")):
        sent = {"kind": "departments", "system": "Mikromarc"}
        sent |= {"file": SimpleUploadedFile(name, data)}
        response = desk.post("/catalogue/codes/bring/", sent)
        assert list(response.context["form"].errors) == ["file"]


def test_a_file_tells_how_it_was_read(desk: Client) -> None:
    told = bring(desk, "koodi\tnimi\n1\tAikuiset\n1\tAikuiset\n2\tNuotit \0\n".encode("utf-16"))
    assert "2 koodia tuotiin. Ensimmäinen rivi luettiin otsikoksi: koodi | nimi." in told
    assert CodeTable.objects.get(kind="departments").codes == [["1", "Aikuiset"], ["2", "Nuotit"]]


def test_numbers_of_a_workbook_are_codes_as_they_are_seen(desk: Client) -> None:
    bring(desk, workbook(("koodi", "nimi"), (1, "Aikuiset"), ("02", "Lapset")), "koodit.xlsx")
    assert CodeTable.objects.get(kind="departments").codes == [["1", "Aikuiset"], ["02", "Lapset"]]


def test_two_systems_in_conflict_are_told_beside_each_other(desk: Client) -> None:
    bring(desk, b"koodi;nimi\n1;Aikuiset\n")
    bring(desk, b"koodi;nimi\n1;Lapset\n", system="Quria")
    text = desk.get(CodeTable.objects.get(system="Quria").get_absolute_url()).content.decode()
    assert "Aikuiset (Mikromarc); Lapset (Quria)" in text
    assert "Ristiriitainen" in text


def test_a_real_table_takes_the_examples_mark_away(desk: Client, examples: Check) -> None:
    row = CodeTable.objects.filter(example=True)[0]
    bring(desk, b"koodi;nimi\n1;Aikuiset\n", kind=row.kind, system=row.system)
    assert not CodeTable.objects.get(pk=row.pk).example


def test_where_codes_stand_is_said_afterwards_and_what_was_counted_elsewhere_goes(
    desk: Client, examples: Check
) -> None:
    bring(desk, b"koodi;nimi\nfor;Forssa\n")
    row = CodeTable.objects.get(kind="departments")
    path = f"{row.get_absolute_url()}place/"
    assert "ei ole kerrottu, missä" in desk.get(row.get_absolute_url()).content.decode().lower()
    assert desk.post(path, {"place": "85"}).status_code == 422
    assert desk.post(path, {"place": "852a"}).status_code == 302
    Worker().drain()
    row.refresh_from_db()
    assert row.used["for"] > 0
    desk.post(path, {"place": ""})
    row.refresh_from_db()
    assert (row.used, row.counted_in) == ({}, None)


def test_codes_are_counted_in_each_new_export(
    desk: Client, examples: Check, brought: Callable[..., Check]
) -> None:
    row = CodeTable.objects.filter(place="852a")[0]
    whole = b"".join(record(number=n) for n in range(1, examples.records + 1))
    newest = brought(whole, day="12.1.2025")
    row.refresh_from_db()
    assert (row.counted_in, row.used) == (newest.snapshot, {"tam": examples.records})


def test_the_list_of_tables_takes_few_queries(
    desk: Client, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    for number in range(12):
        bring(desk, b"koodi;nimi\n1;Aikuiset\n", system=f"Mikromarc {number}")
    desk.get("/catalogue/codes/")
    with django_assert_max_num_queries(12):
        assert desk.get("/catalogue/codes/").status_code == 200
