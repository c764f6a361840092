"""A consortium whose first language is Swedish asks for Swedish names, and no others."""

import io

import openpyxl
import pytest

from kimppa.core.allocation.models import AllocationKey
from kimppa.core.consortium.models import Branch, Consortium, Municipality, Service
from kimppa.core.imports.actions import bring, take
from kimppa.core.permissions import SYSTEM
from kimppa.core.register.actions import save_row
from kimppa.desk.consortium.imports import IMPORTER
from kimppa.desk.consortium.workbook import workbook
from kimppa.desk.tests.conftest import Louna

INGA = {"code": "149", "name_fi": "", "name_sv": "Ingå", "position": "9"}
LIBRARY = {"code": "inga", "name_sv": "Ingå bibliotek", "kind": "library"}


@pytest.fixture
def swedish(louna: Louna) -> Louna:
    Consortium.objects.update_or_create(
        pk=1, defaults={"name_sv": "Kustbibliotek", "short_name": "Kusten", "language": "sv"}
    )
    return louna


def test_the_swedish_name_is_asked_for_first_and_the_finnish_is_free(swedish: Louna) -> None:
    client = swedish.client("coordinator")
    form = client.get("/consortium/municipality/add/").content.decode()
    assert form.index('name="name_sv"') < form.index('name="name_fi"')
    page = client.post("/consortium/municipality/add/", INGA | {"name_fi": "Inkoo", "name_sv": ""})
    assert page.status_code == 422
    assert page.content.decode().count("Nimi ruotsiksi –") == 1
    text = client.post("/consortium/municipality/add/", INGA, follow=True).content.decode()
    assert "Ingå" in text
    inga = Municipality.objects.get(code="149")
    assert (inga.name_fi, inga.name_sv) == ("", "Ingå")
    fields = LIBRARY | {"municipality": str(inga.pk), "municipality_confirmed": "on"}
    text = client.post("/consortium/branch/add/", fields, follow=True).content.decode()
    assert "Ingå bibliotek" in text
    assert Branch.objects.get(code="inga").name_fi == ""


def test_a_missing_name_is_told_in_the_first_language_then_in_any(swedish: Louna) -> None:
    save_row(Municipality(), by=SYSTEM, code="149", name_sv="Ingå", name_fi="Inkoo", position=9)
    save_row(Municipality(), by=SYSTEM, code="755", name_sv="Sjundeå", position=10)
    client = swedish.client("coordinator")
    person = swedish.people["coordinator"]
    shown = {}
    for language in ("fi", "sv", "en"):
        person.language = language
        person.save()
        shown[language] = client.get("/consortium/").content.decode()
    assert ">Inkoo</a>" in shown["fi"]
    assert ">Ingå</a>" in shown["sv"]
    assert ">Ingå</a>" in shown["en"]
    assert all(">Sjundeå</a>" in text for text in shown.values())


def test_services_with_names_of_any_language_stand_in_their_order(swedish: Louna) -> None:
    for name in ({"name_sv": "Bokbussen"}, {"name_fi": "Arkisto"}, {"name_en": "Catalogue"}):
        save_row(Service(), by=SYSTEM, slug=next(iter(name.values())).lower(), **name)
    assert list(Service.objects.values_list("slug", flat=True)) == [
        "arkisto", "bokbussen", "catalogue", "finna",
    ]  # fmt: skip
    text = swedish.client("coordinator").get("/services/?sort=-name").content.decode()
    assert text.index("Catalogue") < text.index("Bokbussen") < text.index("Arkisto")


def test_the_workbook_names_the_language_of_each_name(swedish: Louna) -> None:
    person = swedish.people["coordinator"]
    save_row(Municipality(), by=SYSTEM, code="149", name_sv="Ingå", position=9)
    book = openpyxl.load_workbook(io.BytesIO(workbook(by=person)))
    headings = [cell.value for cell in book["Kunnat"][1]]
    assert headings[:4] == ["Kuntanumero", "Nimi suomeksi", "Nimi ruotsiksi", "Nimi englanniksi"]
    book["Kunnat"].cell(1, 2, "Namn")  # a name without a language is in the first one
    book["Kunnat"].append(["755", "Sjundeå", None, None, 10])
    out = io.BytesIO()
    book.save(out)
    upload = bring(by=person, importer=IMPORTER, content=out.getvalue(), name="k.xlsx")
    take(by=person, importer=IMPORTER, upload=upload)
    sjundea = Municipality.objects.get(code="755")
    assert (sjundea.name_fi, sjundea.name_sv) == ("", "Sjundeå")
    assert Municipality.objects.get(code="149").name_sv == "Ingå"


def test_the_question_on_a_key_lists_the_municipalities_by_their_names(swedish: Louna) -> None:
    save_row(Municipality(), by=SYSTEM, code="149", name_sv="Ingå", position=9)
    client = swedish.client("coordinator")
    address = "/figures/keys/new/equal/"
    fields = {"name": "Lika delar", "as_of": "1.1.2025", "confirm": "director"}
    client.post(address, fields)
    key = AllocationKey.objects.get()
    assert (key.name_fi, key.name_sv) == ("", "Lika delar")
    question = client.get(f"/waiting/{key.ratification_id}/", follow=True).content.decode()
    assert "Fördelningsgrund: Lika delar" in question
    assert "Ingå: 1" in question
