"""The consortium's pages: editing with undo, Excel out and in, people and roles."""

import io

import openpyxl
import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.integrations import Integration
from kimppa.core.consortium.models import (
    Branch,
    Consortium,
    Membership,
    Municipality,
    Person,
    Service,
)
from kimppa.core.figures.queries import standing_figures
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.permissions import SYSTEM
from kimppa.core.register.actions import save_row
from kimppa.desk.tests.conftest import Louna
from kimppa.desk.tests.reading import undo_address


def municipality_fields(**changes: str) -> dict[str, str]:
    return {"code": "834", "name_fi": "Tammela", "position": "1", **changes}


def test_a_municipality_is_changed_and_the_change_undone(louna: Louna) -> None:
    client = louna.client("coordinator")
    fields = municipality_fields(name_sv="Tammela på svenska")
    page = client.post(f"/consortium/municipality/{louna.tammela.pk}/", fields, follow=True)
    text = page.content.decode()
    assert "Tammela på svenska" in text
    client.post(undo_address(text))
    louna.tammela.refresh_from_db()
    assert louna.tammela.name_sv == ""


@pytest.mark.parametrize("fields", [{"code": "981"}, {"code": "83"}, {"code": "abc"}])
def test_wrong_and_used_codes_are_refused_in_words(louna: Louna, fields: dict[str, str]) -> None:
    page = louna.client("coordinator").post(
        f"/consortium/municipality/{louna.tammela.pk}/", municipality_fields(**fields)
    )
    assert page.status_code == 422
    louna.tammela.refresh_from_db()
    assert louna.tammela.code == "834"


def test_a_code_or_an_address_of_another_is_refused_without_the_name_of_the_model(
    louna: Louna,
) -> None:
    path = f"/consortium/municipality/{louna.tammela.pk}/"
    fields = municipality_fields(code="981", name_fi="Uusi")
    page = louna.client("coordinator").post(path, fields).text
    assert "Kuntanumero on jo käytössä toisella." in page
    assert "Municipality" not in page
    for language, words in (
        ("fi", "Sähköposti on jo käytössä toisella."),
        ("sv", "E-post används redan av en annan."),
    ):
        with override(language):
            with pytest.raises(ValidationError) as refusal:
                Person(email=louna.people["director"].email, name="Toinen").full_clean()
            assert refusal.value.message_dict["email"] == [words]


def test_a_validity_that_ends_before_it_begins_is_refused(louna: Louna) -> None:
    fields = municipality_fields(valid_from="2.2.2024", valid_to="1.1.2024")
    page = louna.client("coordinator").post(f"/consortium/municipality/{louna.tammela.pk}/", fields)
    assert "viimeinen päivä on ennen ensimmäistä" in page.content.decode()


def test_an_unconfirmed_municipality_of_a_branch_is_marked(louna: Louna) -> None:
    save_row(
        Branch(),
        by=SYSTEM,
        code="koulu",
        name_fi="Koulukirjasto",
        municipality=louna.ypaja,
        municipality_confirmed=False,
    )
    page = louna.client("reader").get("/branches/").content.decode()
    assert "Ypäjä (vahvistettava)" in page
    assert "/consortium/branch/" not in page


def test_departments_belong_to_branches(louna: Louna) -> None:
    branch = save_row(Branch(), by=SYSTEM, code="t", name_fi="T", municipality=louna.tammela)
    client = louna.client("coordinator")
    fields = {"code": "1", "name_fi": "Aikuiset", "branches": [branch.pk]}
    page = client.post("/consortium/department/add/", fields, follow=True).content.decode()
    assert "Aikuiset" in page


def test_population_has_its_source_and_its_way_back(louna: Louna) -> None:
    client = louna.client("coordinator")
    path = f"/consortium/{louna.tammela.pk}/population/"
    assert client.post(path, {"year": "2024", "value": "5834"}).status_code == 422
    fields = {"year": "2024", "value": "5834", "source": "Tilastokeskus"}
    text = client.post(path, fields, follow=True).content.decode()
    assert "Tilastokeskus" in text
    client.post(undo_address(text))
    assert not standing_figures(["population"], [2024]).exists()


def test_a_service_is_read_by_all_and_edited_by_the_coordinator(louna: Louna) -> None:
    path = f"/services/{louna.finna.pk}/"
    assert "Louna-Finna" in louna.client("reader").get(path).content.decode()
    edit = f"/consortium/service/{louna.finna.pk}/"
    assert louna.client("reader").get(edit).status_code == 403
    fields = {"slug": "finna", "name_fi": "Finna", "kind": "web-library", "vendor": "KK"}
    louna.client("coordinator").post(edit, fields)
    assert Service.objects.get().vendor == "KK"


def workbook(louna: Louna, cell: str, value: object) -> SimpleUploadedFile:
    content = louna.client("coordinator").get("/consortium/excel/out").content
    book = openpyxl.load_workbook(io.BytesIO(content))
    book["Kunnat"][cell] = value
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("kimppa.xlsx", out.getvalue())


def test_a_workbook_is_previewed_taken_in_and_undone(louna: Louna) -> None:
    client = louna.client("coordinator")
    file = workbook(louna, "C2", "Tammela sv")
    preview = client.post("/consortium/excel/", {"file": file}, follow=True)
    text = preview.content.decode()
    assert "– → Tammela sv" in text
    louna.tammela.refresh_from_db()
    assert louna.tammela.name_sv == ""
    address = preview.request["PATH_INFO"]
    taken = client.post(f"{address}take/", follow=True).content.decode()
    assert "1 rivi tuotiin" in taken
    louna.tammela.refresh_from_db()
    assert louna.tammela.name_sv == "Tammela sv"
    assert f'action="{address}undo/"' in taken
    client.post(f"{address}undo/")
    louna.tammela.refresh_from_db()
    assert louna.tammela.name_sv == ""


@pytest.mark.parametrize(
    ("cell", "value", "told"),
    [("F2", "joskus", "14.1.2025"), ("A3", 834, "usealla rivillä"), ("C2", "=1+1", "kaava")],
)
def test_what_is_wrong_in_a_workbook_is_told(
    louna: Louna, cell: str, value: object, told: str
) -> None:
    page = louna.client("coordinator").post(
        "/consortium/excel/", {"file": workbook(louna, cell, value)}, follow=True
    )
    assert page.status_code in (200, 422)  # what cannot be read at all is refused at once
    assert told in page.content.decode()
    assert 'take/"' not in page.content.decode()


def test_a_file_of_another_kind_is_refused(louna: Louna) -> None:
    page = louna.client("coordinator").post(
        "/consortium/excel/", {"file": SimpleUploadedFile("kimppa.xlsx", b"no workbook")}
    )
    assert page.status_code == 422
    assert "xlsx" in page.content.decode()


def test_a_director_adds_staff_who_get_in_by_a_link(louna: Louna) -> None:
    client = louna.client("director")
    form = client.get("/people/add/").content.decode()
    assert 'value="coordinator"' not in form
    assert "Ypäjä" not in form.partition("<main")[2]
    fields = {
        "name": "Virkailija",
        "email": "Virkailija@example.org",
        "language": "fi",
        "role": "staff",
        "municipality": str(louna.tammela.pk),
        "valid_to": "31.12.2025",
    }
    client.post("/people/add/", fields)
    made = Person.objects.get(email="virkailija@example.org")
    assert made.memberships.get().valid_to is not None
    client.post(f"/people/{made.pk}/link/")
    assert OutgoingMail.objects.filter(to=made.email).exists()


@pytest.mark.parametrize(
    "changes", [{"role": "director"}, {"role": "coordinator"}, {"municipality": "other"}]
)
def test_a_director_gives_nothing_beyond_the_own_staff(
    louna: Louna, changes: dict[str, str]
) -> None:
    fields = {
        "name": "X",
        "email": "x@example.org",
        "language": "fi",
        "role": "staff",
        "municipality": str(louna.tammela.pk),
        **changes,
    }
    if fields["municipality"] == "other":
        fields["municipality"] = str(louna.ypaja.pk)
    assert louna.client("director").post("/people/add/", fields).status_code == 422
    assert not Person.objects.filter(email="x@example.org").exists()


def test_a_director_does_not_touch_others(louna: Louna) -> None:
    client = louna.client("director")
    for who, status in (("coordinator", 403), ("director", 403), ("other-staff", 404)):
        pk = louna.people[who].pk
        assert client.get(f"/people/{pk}/edit/").status_code == status, who
        assert client.post(f"/people/{pk}/link/").status_code == status, who
    assert not OutgoingMail.objects.exists()
    staff = louna.people["staff"]
    assert client.get(f"/people/{staff.pk}/edit/").status_code == 200


def test_a_director_does_not_raise_staff(louna: Louna) -> None:
    staff = louna.people["staff"]
    role = staff.memberships.get()
    page = louna.client("director").post(
        f"/people/{staff.pk}/roles/{role.pk}/",
        {"role": "director", "municipality": str(louna.tammela.pk)},
    )
    assert page.status_code == 422
    role.refresh_from_db()
    assert role.role == "staff"


def test_a_role_ends_and_the_ending_is_undone(louna: Louna) -> None:
    staff = louna.people["staff"]
    role = staff.memberships.get()
    client = louna.client("director")
    fields = {"role": "staff", "municipality": str(louna.tammela.pk), "valid_to": "13.1.2025"}
    text = client.post(f"/people/{staff.pk}/roles/{role.pk}/", fields, follow=True).content.decode()
    assert "Ei voimassa" in text
    assert louna.client("staff").get("/work/").status_code == 403
    client.post(undo_address(text))
    assert Membership.objects.get(pk=role.pk).valid_to is None
    assert louna.client("staff").get("/work/").status_code == 200


def test_nobody_undoes_anothers_change_by_its_number(louna: Louna) -> None:
    louna.client("coordinator").post(
        f"/consortium/municipality/{louna.tammela.pk}/", municipality_fields(name_sv="x")
    )
    event = AuditEvent.objects.get(action="municipality.change")
    assert louna.client("director").post(f"/undo/{event.pk}/").status_code == 404
    assert louna.client("staff").post(f"/undo/{event.pk}/").status_code == 404
    assert Municipality.objects.get(code="834").name_sv == "x"


def test_a_coordinator_with_a_municipality_is_told_why_not(louna: Louna) -> None:
    fields = {
        "name": "X",
        "email": "x@example.org",
        "language": "fi",
        "role": "coordinator",
        "municipality": str(louna.tammela.pk),
    }
    page = louna.client("coordinator").post("/people/add/", fields)
    assert page.status_code == 422
    assert "Pääkäyttäjä palvelee kaikkia kuntia" in page.content.decode()


def test_a_card_shows_its_integrations_from_both_ends_and_what_names_it(louna: Louna) -> None:
    client = louna.client("coordinator")
    mikromarc = save_row(Service(), by=SYSTEM, slug="mikromarc", name_fi="Mikromarc")
    path = f"/consortium/integration/add/?service={louna.finna.pk}"
    assert f'<option value="{louna.finna.pk}" selected' in client.get(path).content.decode()
    fields = {
        "service": louna.finna.pk,
        "target": mikromarc.pk,
        "kind": "availability",
        "direction": "in",
        "standard": "OData",
        "state": "planned",
    }
    page = client.post(path, fields, follow=True).content.decode()
    card = page.partition("<table")[2]
    assert "OData" in card
    assert "Palveluun" in card
    assert "Suunnitteilla" in card
    undo = page.partition('action="/undo/')[2].partition('"')[0]
    other = louna.client("reader").get(f"/services/{mikromarc.pk}/").content.decode()
    assert "Palvelusta" in other.partition("<table")[2]
    assert "Louna-Finna" in other.partition("Missä palvelu mainitaan")[2]
    assert "/consortium/integration/" not in other
    client.post(f"/undo/{undo}")
    assert not Integration.objects.exists()


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ({}, "ei molempia"),
        ({"target": "finna", "system": "Kassa"}, "ei molempia"),
        ({"target": "finna"}, "itseensä"),
    ],
)
def test_an_integration_has_one_other_end(louna: Louna, other: dict[str, str], told: str) -> None:
    ends = {name: louna.finna.pk if value == "finna" else value for name, value in other.items()}
    fields = {"service": louna.finna.pk, "kind": "other", "direction": "out", "state": "in-use"}
    page = louna.client("coordinator").post("/consortium/integration/add/", fields | ends)
    assert page.status_code == 422
    assert told in page.content.decode()
    assert not Integration.objects.exists()


def test_a_card_tells_how_to_sign_in_and_whom_to_ask(louna: Louna) -> None:
    fields = {
        "slug": "finna",
        "name_fi": "Finna",
        "kind": "web-library",
        "sign_in": "Haka-tunnus",
        "contacts": "Tuki, Kansalliskirjasto",
        "privacy_notice": "https://finna.example/tietosuoja",
    }
    louna.client("coordinator").post(f"/consortium/service/{louna.finna.pk}/", fields)
    page = louna.client("reader").get(f"/services/{louna.finna.pk}/").content.decode()
    for value in ("Haka-tunnus", "Tuki, Kansalliskirjasto", "https://finna.example/tietosuoja"):
        assert value in page


def test_the_coordinator_is_told_what_the_public_pages_lack(louna: Louna) -> None:
    Consortium.objects.update(privacy_notice="", statement="")
    words = "Julkisilta sivuilta puuttuu vielä: tietosuojaseloste, saavutettavuusseloste."
    assert words in louna.client("coordinator").get("/consortium/").text
    assert "puuttuu vielä" not in louna.client("staff").get("/consortium/").text
    Consortium.objects.update(privacy_notice="https://a.example/", statement="https://b.example/")
    cache.clear()
    assert "puuttuu vielä" not in louna.client("coordinator").get("/consortium/").text
