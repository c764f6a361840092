"""Pages of a PDF that are pictures are told: no page is passed over without a word."""

import io

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kimppa.agreement.reading import read_upload
from kimppa.agreement.tests.selkavesi import words
from kimppa.agreement.tests.test_pdf import pdf

HEAD = """
#set heading(numbering: "1.")
#align(center)[Yhteistyösopimus kirjastojen yhteisistä palveluista 2026]
= Luettelo
Kirjastot luetteloivat uutuudet viikon kuluessa niiden saapumisesta.
"""
TAIL = """
#pagebreak()
= Verkkokirjasto
Pääkäyttäjä vastaa verkkokirjaston asiakkaiden viesteihin kahden arkipäivän kuluessa.
"""


def with_picture_page(after: int, caption: str = "") -> bytes:
    """Two pages of text with a scanned one behind the page of that number."""
    document = pikepdf.open(io.BytesIO(pdf(HEAD + TAIL)))
    scan = pikepdf.open(io.BytesIO(pdf(caption or "#hide[.]")))
    picture = pikepdf.Stream(document, bytes(255 for _ in range(64)))
    picture.update(
        {
            "/Type": pikepdf.Name.XObject,
            "/Subtype": pikepdf.Name.Image,
            "/Width": 8,
            "/Height": 8,
            "/ColorSpace": pikepdf.Name.DeviceGray,
            "/BitsPerComponent": 8,
        }
    )
    document.pages.insert(after, scan.pages[0])
    page = document.pages[after]
    page.add_resource(picture, pikepdf.Name.XObject, pikepdf.Name.Scan)
    page.contents_add(b"q 500 0 0 700 40 60 cm /Scan Do Q")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("after", [0, 1, 2])
@pytest.mark.parametrize("caption", ["", "2 (3)"])
def test_a_page_that_is_a_picture_has_a_line_in_its_place(after, caption):
    reading = read_upload(with_picture_page(after, caption), "sopimus.pdf")
    assert reading.picture_pages == [str(after + 1)]
    assert reading.as_json()["picture_pages"] == [after + 1]
    assert [section.title for section in reading.agreement.sections] == [
        "Luettelo",
        "Verkkokirjasto",
    ]
    texts = [line.text for line in reading.lines]
    place = texts.index(f"[{after + 1}]")
    before = [text for text in texts[:place] if text.startswith(("Kirjastot", "Pääkäyttäjä"))]
    assert len(before) == after


def test_a_page_of_text_with_a_picture_is_read_and_not_told():
    data = with_picture_page(1, "#lorem(60)")
    assert read_upload(data, "sopimus.pdf").picture_pages == []
    assert read_upload(pdf(HEAD + TAIL), "sopimus.pdf").picture_pages == []


@pytest.mark.django_db
def test_the_preview_tells_of_pictures(empty: dict[str, Client]):
    client = empty["coordinator"]
    upload = SimpleUploadedFile("sopimus.pdf", with_picture_page(1))
    answer = client.post("/agreement/import/", {"file": upload, "year": 2026}, follow=True)
    assert "Sivu 2 on kuva" in words(answer.content.decode())
