"""Bringing a text in: what is found, what is refused, and that nothing is half-written."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kimppa.agreement.models import Agreement, Clause
from kimppa.agreement.tests.walk import after, page, undo_address
from kimppa.core.duties.models import Duty

pytestmark = pytest.mark.django_db


def text_of_2024() -> str:
    return Agreement.objects.get(year=2024).source_text


def test_an_empty_room_teaches_and_a_pasted_text_becomes_a_draft(
    empty: dict[str, Client], louna: bytes
) -> None:
    client = empty["coordinator"]
    assert "/agreement/import/" in page(client, "/agreement/")
    preview = client.post("/agreement/import/", {"text": louna.decode()})
    body = page(client, preview.url)
    assert "Toimenpideohjelma" in body
    assert not Agreement.objects.exists()
    saved = client.post(preview.url, {"year": 2024}, follow=True)
    assert saved.redirect_chain[-1][0] == "/agreement/2024/"
    agreement = Agreement.objects.get()
    assert (agreement.year, agreement.state) == (2024, "draft")
    assert Duty.objects.filter(agreement_year=2024).count() == 25
    assert agreement.parties.count() == 5
    taken_back = after(client, undo_address(saved.content.decode()))
    assert not Agreement.objects.exists()
    assert not Duty.objects.exists()
    assert taken_back


def test_the_original_file_is_kept_as_it_came(empty: dict[str, Client], louna: bytes) -> None:
    client = empty["coordinator"]
    data = louna.decode("utf-8").encode("cp1252")
    preview = client.post("/agreement/import/", {"file": SimpleUploadedFile("s.txt", data)})
    client.post(preview.url, {"year": 2024})
    assert client.get("/agreement/2024/source/").content == data


def test_two_steps_forward_the_same_text_changes_nothing(coordinator: Client) -> None:
    before = list(Clause.objects.values()), list(Duty.objects.values())
    preview = coordinator.post("/agreement/import/", {"text": text_of_2024()})
    assert "Teksti on sama" in page(coordinator, preview.url)
    body = after(coordinator, preview.url, year=2024)
    assert "Teksti on sama kuin ennenkin" in body
    assert (list(Clause.objects.values()), list(Duty.objects.values())) == before


def test_another_text_for_a_year_in_force_is_refused_whole(coordinator: Client) -> None:
    before = list(Clause.objects.values())
    text = text_of_2024().replace("Cineast", "Celia")
    preview = coordinator.post("/agreement/import/", {"text": text})
    body = after(coordinator, preview.url, year=2024)
    assert "voimassa" in body
    assert list(Clause.objects.values()) == before
    assert Agreement.objects.get().source_text != text


def test_next_years_text_takes_the_duties_along(coordinator: Client) -> None:
    duty = Duty.objects.get(clause="1.9")
    duty.responsible = "director"
    duty.save()
    text = (
        text_of_2024()
        .replace("2024", "2025")
        .replace(" - Lounakirjailijat-verkkosivuston pääkäyttäjätehtävät\n", "")
    )
    preview = coordinator.post("/agreement/import/", {"text": text})
    assert "Jätetty pois" in page(coordinator, preview.url)
    coordinator.post(preview.url, {"year": 2025})
    assert Duty.objects.get(agreement_year=2025, clause="1.8").responsible == "director"
    assert Duty.objects.filter(agreement_year=2025).count() == 24
    assert Duty.objects.filter(agreement_year=2024).count() == 25
    body = page(coordinator, "/agreement/2025/compare/")
    assert "<del>Lounakirjailijat" in body
    assert "11 kohtaa, joissa vain vuodet eroavat" in body


def zip_bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 60_000_000)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("rikki.docx", b"PK\x03\x04 rikki"),
        ("pommi.docx", zip_bomb()),
        ("kuva.txt", bytes(range(256)) * 40),
        ("pdf.txt", b"%PDF-1.7 ..."),
        ("tyhja.txt", b"   \n"),
        ("utf8.txt", "ääkkösiä ".encode() * 20 + b"\xc3\x28" + "ääkkösiä".encode()),
        ("suuri.txt", b"a" * 3_000_000),
        ("sopimus.pdf", b"x"),
        ("teksti.docx", b"1. Osa\n - tekee\n"),
        ("nolla.txt", b"1. Osa\n - tekee\0\n"),
    ],
)
def test_a_file_that_is_no_agreement_is_refused_with_advice(
    empty: dict[str, Client], name: str, data: bytes
) -> None:
    response = empty["coordinator"].post(
        "/agreement/import/", {"file": SimpleUploadedFile(name, data)}
    )
    assert response.status_code == 200
    assert "k-error-summary" in response.content.decode()
    assert not Agreement.objects.exists()


def test_a_paste_of_50_mb_is_refused_on_a_page_that_says_so(empty: dict[str, Client]) -> None:
    client = empty["coordinator"]
    client.raise_request_exception = False
    response = client.post("/agreement/import/", {"text": "a" * 50_000_000})
    assert response.status_code == 400
    assert "lähetä se tiedostona" in response.content.decode()
    assert not Agreement.objects.exists()


def test_neither_or_both_is_asked_again(empty: dict[str, Client]) -> None:
    client = empty["coordinator"]
    both = {"text": "x", "file": SimpleUploadedFile("a.txt", b"x")}
    for values in ({}, both):
        assert "k-error-summary" in client.post("/agreement/import/", values).content.decode()


def test_a_text_without_clauses_gives_a_partial_result_and_saves_nothing(
    empty: dict[str, Client],
) -> None:
    client = empty["coordinator"]
    preview = client.post(
        "/agreement/import/", {"text": "Tarvittaessa voidaan perustaa työryhmiä."}
    )
    shown = page(client, preview.url)
    assert "Sopimuskohtia ei löytynyt" in shown
    assert "Tallenna luonnoksena" not in shown
    after(client, preview.url, year=2024)
    assert not Agreement.objects.exists()


def test_a_clause_that_is_new_next_year_is_shown_as_new(coordinator: Client) -> None:
    text = text_of_2024() + "\n - Kirjastoauton yhteinen aikataulu\n"
    preview = coordinator.post("/agreement/import/", {"text": text.replace("2024", "2025")})
    body = page(coordinator, preview.url)
    assert "Uusi kohta" in body
    assert "Kirjastoauton yhteinen aikataulu" in body
    coordinator.post(preview.url, {"year": 2025})
    assert "Uusi kohta" in page(coordinator, "/agreement/2025/compare/")
