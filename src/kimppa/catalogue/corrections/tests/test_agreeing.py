"""How we catalogue, and tables of codes, as people bring them in."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from conftest import Louna
from kimppa.catalogue.corrections.models import CodeTable, Practice
from kimppa.catalogue.models import Check
from kimppa.catalogue.tests.conftest import signed_in
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
    desk.post(f"/catalogue/practices/{row.pk}/remove/")
    assert not Practice.objects.filter(pk=row.pk).exists()


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


def test_a_file_without_codes_is_told(desk: Client) -> None:
    given = {
        "kind": "branches", "system": "Mikromarc",
        "file": SimpleUploadedFile("tyhja.csv", b"koodi;nimi\n;\n"),
    }  # fmt: skip
    assert desk.post("/catalogue/codes/bring/", given).status_code == 422
