"""A consortium whose first language is Swedish asks for Swedish titles, and no other."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from conftest import Louna
from kimppa.core.consortium.models import Consortium
from kimppa.publishing.models import Item
from kimppa.publishing.tests.conftest import Make, at, signed_in
from kimppa.publishing.tests.test_pages import FILLED

TITLE = "Läskväll vid ån"
LINES = {
    "sv": "Rubrik;Kort;Dag;Börjar;Slutar;Bibliotek",
    "en": "Title;In short;Day;Begins;Ends;Library",
    "fi": "Otsikko ruotsiksi;Lyhyesti ruotsiksi;Päivä;Alkaa;Päättyy;Kirjasto",
}


@pytest.fixture
def swedish(louna: Louna) -> Louna:
    Consortium.objects.update(language="sv")
    return louna


def look(louna: Louna, name: str, content: bytes) -> str:
    client = signed_in(louna.staff["834"])
    file = SimpleUploadedFile(name, content)
    given = {"municipality": louna.municipalities["834"].pk, "file": file}
    page = client.post("/publishing/imports/", given, follow=True)
    if 'take/"' in page.content.decode():
        client.post(f"{page.request['PATH_INFO']}take/")
    return page.content.decode()


def test_the_form_asks_for_the_title_in_the_first_language_only(swedish: Louna) -> None:
    client = signed_in(swedish.staff["834"])
    form = client.get("/publishing/new/event/").content.decode()
    assert form.index('name="title_sv"') < form.index('name="day"') < form.index('name="title_fi"')
    filled = FILLED | {"municipality": swedish.municipalities["834"].pk}
    finnish = client.post("/publishing/new/event/", filled)
    assert finnish.status_code == 422
    assert "Otsikko ruotsiksi – Tämä kenttä" in finnish.content.decode()
    client.post("/publishing/new/event/", filled | {"title_fi": "", "title_sv": TITLE})
    assert Item.objects.filter(title_sv=TITLE, title_fi="").count() == 1


def test_what_has_a_swedish_title_alone_is_called_so_everywhere(swedish: Louna, make: Make) -> None:
    item = make("", title_sv=TITLE, summary_sv="Kom med!", text_sv="Vi läser.")
    make("Toinen", title_sv="Den andra", title_en="")
    reader = Client()
    pages = (
        item.get_absolute_url(), "/publishing/", "/tapahtumat/", f"/tapahtumat/{item.key}/",
        f"/tapahtumat/{item.key}.ics", "/feeds/fi/events/all.xml", "/feeds/en/events/all.ics",
    )  # fmt: skip
    for language in ("fi", "sv", "en"):
        for path in pages:
            client = signed_in(swedish.coordinator) if "publishing" in path else reader
            page = client.get(path, headers={"Accept-Language": language}, follow=True)
            assert page.status_code == 200, path
            assert TITLE in page.content.decode(), (path, language)
    page = reader.get(f"/tapahtumat/{item.key}/", headers={"Accept-Language": "fi"})
    assert "Teksti on vain ruotsiksi." in page.content.decode()
    (event,) = [
        event
        for event in reader.get("/linkedevents/v1/event/?sort=name").json()["data"]
        if event["name"]["sv"] == TITLE
    ]
    assert event["name"]["fi"] == TITLE
    assert event["short_description"]["fi"] == "Kom med!"


@pytest.mark.parametrize("language", LINES)
def test_a_table_with_headings_of_any_language_is_understood(swedish: Louna, language: str) -> None:
    look(swedish, "k.csv", f"{LINES[language]}\n{TITLE};Kom;5.2.2025;17;18;tam\n".encode())
    item = Item.objects.get(title_sv=TITLE)
    assert (item.title_fi, item.summary_sv, item.start) == ("", "Kom", at("2025-02-05 17:00"))


def test_a_row_without_the_title_of_the_first_language_is_told(swedish: Louna) -> None:
    content = "Otsikko suomeksi;Päivä;Alkaa;Päättyy;Kirjasto\nLukupiiri;5.2.2025;17;18;tam\n"
    page = look(swedish, "k.csv", content.encode())
    assert '<td data-label="Sarake">Otsikko ruotsiksi</td>' in page
    assert "Solu on tyhjä." in page


@pytest.mark.parametrize(("language", "first"), [("fi", "Otsikko"), ("sv", "Rubrik")])
def test_the_empty_workbook_has_the_columns_in_the_readers_language(
    swedish: Louna, language: str, first: str
) -> None:
    person = swedish.staff["834"]
    person.language = language
    person.save()
    client = signed_in(person)
    assert "/publishing/imports/workbook/" in client.get("/publishing/imports/").content.decode()
    file = client.get("/publishing/imports/workbook/").content
    book = openpyxl.load_workbook(io.BytesIO(file))
    headings = [cell.value for cell in book.active[1]]
    assert headings[0] == first
    day, begins, ends, library = (headings.index(h) for h in {
        "fi": ("Päivä", "Alkaa", "Päättyy", "Kirjasto"),
        "sv": ("Dag", "Börjar", "Slutar", "Bibliotek"),
    }[language])  # fmt: skip
    for place, text in {
        0: TITLE,
        day: "5.2.2025",
        begins: "17",
        ends: "18",
        library: "tam",
    }.items():
        book.active.cell(2, place + 1, text)
    filled = io.BytesIO()
    book.save(filled)
    look(swedish, "k.xlsx", filled.getvalue())
    assert Item.objects.filter(title_sv=TITLE).exists()


def test_the_page_names_subjects_and_marks_texts_of_another_language(
    swedish: Louna, make: Make
) -> None:
    item = make(
        "Lukupiiri", summary_fi="Tule!", text_fi="Luemme.", categories=("lukupiiri",),
        audiences=("ikaantyneet",),
    )  # fmt: skip
    person = swedish.coordinator
    person.language = "sv"
    person.save()
    client = signed_in(person)
    desk = client.get(item.get_absolute_url()).content.decode()
    assert "äldre, läsecirkel" in desk
    assert '<h1 lang="fi">Lukupiiri</h1>' in desk
    listed = client.get("/publishing/").content.decode()
    assert f'<a href="{item.get_absolute_url()}" lang="fi">Lukupiiri</a>' in listed
    public = Client(headers={"Accept-Language": "sv"}).get(f"/tapahtumat/{item.key}/")
    text = public.content.decode()
    assert '<h1 lang="fi">Lukupiiri</h1><p lang="fi">Tule!</p>' in text
    assert '<div class="k-text" lang="fi"><p>Luemme.</p>' in text
    finnish = Client(headers={"Accept-Language": "fi"}).get(f"/tapahtumat/{item.key}/")
    assert "<h1>Lukupiiri</h1>" in finnish.content.decode()
