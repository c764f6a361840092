"""Pages out as files and back in, with a look before and a way back."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from conftest import Louna
from kimppa.core.permissions import SYSTEM
from kimppa.pages import actions
from kimppa.pages.imports.archive import write_archive
from kimppa.pages.models import Bringing, Page
from kimppa.pages.tests.conftest import browser

pytestmark = pytest.mark.django_db


def bring(client: Client, files: list[tuple[str, str]]) -> Bringing:
    """What is looked at after a zip was brought in."""
    upload = SimpleUploadedFile("sivut.zip", write_archive(files))
    answer = client.post(reverse("pages:imports"), {"file": upload})
    assert answer.status_code == 302
    return Bringing.objects.latest("pk")


def test_the_export_is_named_as_finna_looks_for_it_and_comes_back_the_same(pages: Louna) -> None:
    client = browser(pages.staff["834"])
    content = client.get(reverse("pages:export")).content
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert "templates/content/asiakkaalle_en-gb.md" in names
    assert "templates/search/home/home-2_fi.phtml" in names
    upload = SimpleUploadedFile("a.zip", content)
    coordinator = browser(pages.coordinator)
    answer = coordinator.post(reverse("pages:imports"), {"file": upload}, follow=True)
    text = answer.content.decode()
    assert text.count("Sama kuin nyt") == len(names)
    assert "Ota nämä käyttöön" not in text


def test_a_text_that_somebody_wrote_after_the_look_is_not_written_over(
    pages: Louna, customers: Page
) -> None:
    client = browser(pages.coordinator)
    found = bring(client, [("content/asiakkaalle_fi.md", "# Asiakkaalle\n\nTuotu.")])
    seen = client.get(found.get_absolute_url()).context["buttons"].items[0].fingerprint
    written = {"fi": actions.TextContent("Asiakkaalle", "Kirjoitettu.")}
    actions.write_texts(by=SYSTEM, page=customers, texts=written)
    address = reverse("pages:imports-take", args=[found.pk])
    answer = client.post(address, {"seen": seen}, follow=True)
    text = answer.content.decode()
    assert "muutettu" in text
    assert "<del>Kirjoitettu" in text
    assert customers.texts.get(language="fi").body == "Kirjoitettu."
    client.post(address, {"seen": answer.context["buttons"].items[0].fingerprint})
    assert customers.texts.get(language="fi").body == "Tuotu."


def test_a_zip_is_looked_at_taken_into_use_and_taken_back(pages: Louna, customers: Page) -> None:
    client = browser(pages.coordinator)
    found = bring(
        client,
        [
            ("content/asiakkaalle_fi.md", "# Asiakkaalle\n\nUusi teksti."),
            ("content/asiakkaalle_sv.md", "# För kunder\n\nNy text."),
            ("content/uusi_fi.md", "# Uusi\n\nSivu."),
            ("content/huono_fi.md", "ei otsikkoa"),
        ],
    )
    shown = client.get(found.get_absolute_url()).content.decode()
    for words in ("Muuttuisi", "Uusi kieli", "Uusi sivu", "Se ei ala otsikolla."):
        assert words in shown
    before = customers.by_language["fi"].body
    answer = client.post(reverse("pages:imports-take", args=[found.pk]), follow=True)
    assert reverse("ui:undo", args=["0"])[:-2] in answer.content.decode()
    assert customers.texts.get(language="fi").body == "Uusi teksti."
    new = Page.objects.get(name="uusi")
    assert new.service is not None
    again = client.post(reverse("pages:imports-take", args=[found.pk]), follow=True)
    assert "Tämä on jo otettu käyttöön." in again.content.decode()

    client.post(reverse("pages:imports-undo", args=[found.pk]))
    assert customers.texts.get(language="fi").body == before
    assert not customers.texts.filter(language="sv").exists()
    new.refresh_from_db()
    assert new.removed_at is not None


def test_what_somebody_has_written_since_stays(pages: Louna, customers: Page) -> None:
    client = browser(pages.coordinator)
    found = bring(client, [("content/asiakkaalle_fi.md", "# Asiakkaalle\n\nUusi teksti.")])
    client.post(reverse("pages:imports-take", args=[found.pk]))
    later = actions.TextContent("Asiakkaalle", "Vielä uudempi.")
    actions.write_texts(by=SYSTEM, page=customers, texts={"fi": later})
    answer = client.post(reverse("pages:imports-undo", args=[found.pk]), follow=True)
    assert "1 teksti jää" in answer.content.decode()
    assert customers.texts.get(language="fi").body == "Vielä uudempi."


def test_pasted_html_becomes_markdown_and_is_looked_at_first(pages: Louna, customers: Page) -> None:
    client = browser(pages.coordinator)
    told = {
        "language": "sv",
        "title": "",
        "text": "<h1>För kunder</h1><p>Kortet är <b>fritt</b>.</p>",
    }
    answer = client.post(reverse("pages:paste", args=[customers.pk]), told, follow=True)
    assert "Uusi kieli" in answer.content.decode()
    assert not customers.texts.filter(language="sv").exists()
    client.post(reverse("pages:imports-take", args=[Bringing.objects.latest("pk").pk]))
    text = customers.texts.get(language="sv")
    assert (text.title, text.body) == ("För kunder", "Kortet är **fritt**.")
    refused = client.post(reverse("pages:paste", args=[customers.pk]), told | {"text": "vain"})
    assert refused.status_code == 422


@pytest.mark.parametrize("content", [b"PK\x03\x04rikki", b"ei zip"])
def test_a_broken_file_is_refused_with_a_clear_word(pages: Louna, content: bytes) -> None:
    upload = SimpleUploadedFile("a.zip", content)
    answer = browser(pages.coordinator).post(reverse("pages:imports"), {"file": upload})
    assert answer.status_code == 422
    assert "zip" in answer.content.decode()
