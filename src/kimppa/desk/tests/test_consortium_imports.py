"""The consortium out to a workbook and in again."""

import datetime as dt
import io
import zipfile
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import translation

from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.integrations import Integration
from kimppa.core.consortium.models import (
    Branch,
    Department,
    Membership,
    Municipality,
    Person,
    Service,
)
from kimppa.core.figures.actions import Provenance
from kimppa.core.imports.actions import bring, preview, take, undo
from kimppa.core.imports.importer import Intake, State
from kimppa.core.imports.models import Import
from kimppa.core.permissions import SYSTEM
from kimppa.core.register import actions
from kimppa.core.tests.figures import by_municipality
from kimppa.desk.consortium.imports import IMPORTER
from kimppa.desk.consortium.sheets import SHEETS
from kimppa.desk.consortium.workbook import workbook
from kimppa.documents.spreadsheets import SpreadsheetError

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator() -> Person:
    """A consortium with one of everything."""
    forssa = actions.save_row(Municipality(), by=SYSTEM, code="061", name_fi="Forssa", position=1)
    branch = actions.save_row(
        Branch(), by=SYSTEM, code="tam", name_fi="Forssan kirjasto", municipality=forssa
    )
    actions.save_row(Department(), by=SYSTEM, code="1", name_fi="Aikuiset", branches=[branch])
    finna = actions.save_row(
        Service(), by=SYSTEM, slug="finna", name_fi="Finna", kind="web-library"
    )
    actions.save_row(Integration(), by=SYSTEM, service=finna, system="Kassa", kind="payment")
    actions.record_population(
        by=SYSTEM,
        municipality=forssa,
        year=2024,
        value=5834,
        provenance=Provenance(source="Tilastokeskus", as_of=dt.date(2024, 12, 31)),
    )
    actions.add_person(
        by=SYSTEM, email="d@example.org", name="D", role="director", municipality=forssa
    )
    return actions.add_person(by=SYSTEM, email="c@example.org", name="C", role="coordinator")


def edited(content: bytes, *edits: tuple[str, str, Any]) -> bytes:
    """The workbook with some cells changed: (sheet, address, value)."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet, address, value in edits:
        book[sheet][address] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def look_at(content: bytes, *, by: Person) -> Intake:
    return preview(IMPORTER, Import(kind=IMPORTER.slug, name="k.xlsx", by=by), content, by)


def take_in(content: bytes, *, by: Person) -> Intake:
    intake = look_at(content, by=by)
    if not intake.good:
        return intake
    upload = bring(by=by, importer=IMPORTER, content=content, name="k.xlsx")
    return take(by=by, importer=IMPORTER, upload=upload)


def taken(content: bytes, *, by: Person) -> Import:
    upload = bring(by=by, importer=IMPORTER, content=content, name="k.xlsx")
    take(by=by, importer=IMPORTER, upload=upload)
    return upload


def faults(result: Intake) -> list[tuple[str, int, str]]:
    return [(fault.sheet, fault.row, fault.column) for fault in result.faults]


def state_of_all() -> list[Any]:
    models = (Municipality, Branch, Department, Service, Integration, Person, Membership)
    rows = [list(model.objects.order_by("pk").values()) for model in models]
    places = list(Department.branches.through.objects.values_list("department", "branch"))
    return [*rows, places, by_municipality("population", 2024)]


def test_what_goes_out_comes_in_unchanged(coordinator: Person) -> None:
    before, audited = state_of_all(), AuditEvent.objects.count()
    result = take_in(workbook(by=coordinator), by=coordinator)
    assert not result.faults
    assert {outcome.state for outcome in result.outcomes} == {"unchanged"}
    assert len(result.outcomes) == 8
    assert state_of_all() == before
    assert AuditEvent.objects.count() == audited


@pytest.mark.parametrize(
    ("language", "sheet", "heading", "answer"),
    [
        ("sv", "Kommuner", "Kommunnummer", "ja"),
        ("en", "Municipalities", "Municipality code", "yes"),
    ],
)
def test_a_workbook_goes_out_in_ones_language_and_comes_in_in_anothers(
    coordinator: Person, language: str, sheet: str, heading: str, answer: str
) -> None:
    before = state_of_all()
    with translation.override(language):
        content = workbook(by=coordinator)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book[sheet]["A1"].value == heading
    assert answer in [cell.value for row in book.worksheets[1] for cell in row]
    assert not {"Kunnat", "Henkilöt"} & set(book.sheetnames)
    for reader in ("fi", "sv", "en"):
        with translation.override(reader):
            result = take_in(content, by=coordinator)
        assert not result.faults
        assert {outcome.state for outcome in result.outcomes} == {"unchanged"}
    assert state_of_all() == before
    with translation.override("fi"):
        wrong = look_at(edited(content, (sheet, "A1", "Numero")), by=coordinator)
    assert (sheet, 1, "Kuntanumero") in faults(wrong)


def test_the_code_keeps_its_zero(coordinator: Person) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(by=coordinator)))
    assert book["Kunnat"]["A2"].value == "061"
    as_number = edited(workbook(by=coordinator), ("Kunnat", "A2", 61))
    assert {o.state for o in take_in(as_number, by=coordinator).outcomes} == {"unchanged"}


def test_a_preview_tells_all_and_writes_nothing(coordinator: Person) -> None:
    content = edited(
        workbook(by=coordinator),
        ("Kunnat", "C2", "Forssa sv"),
        ("Toimipisteet", "A3", "uusi"),
        ("Toimipisteet", "B3", "Uusi kirjasto"),
        ("Toimipisteet", "E3", "061"),
        ("Toimipisteet", "F3", "ei"),
    )
    before = state_of_all()
    result = look_at(content, by=coordinator)
    assert (result.count(State.ADDED), result.count(State.CHANGED)) == (1, 1)
    changed = next(o for o in result.outcomes if o.state == "changed")
    assert changed.changes == (("Nimi ruotsiksi", "", "Forssa sv"),)
    assert state_of_all() == before
    take_in(content, by=coordinator)
    assert not Branch.objects.get(code="uusi").municipality_confirmed


def test_integrations_come_in_by_the_codes_of_their_services(coordinator: Person) -> None:
    content = edited(
        workbook(by=coordinator),
        ("Palvelut", "A3", "mikromarc"),
        ("Palvelut", "B3", "Mikromarc"),
        *(("Liitännät", f"{column}3", value) for column, value in zip("ABCDF", NEW, strict=True)),
    )
    before = state_of_all()
    upload = taken(content, by=coordinator)
    added = Integration.objects.select_related("target").get(target__isnull=False)
    assert (str(added), added.kind, added.state) == ("Finna – Mikromarc", "records", "planned")
    undo(by=coordinator, importer=IMPORTER, upload=upload)
    assert state_of_all() == before
    wrong = edited(workbook(by=coordinator), ("Liitännät", "A2", "muu"))
    assert faults(look_at(wrong, by=coordinator)) == [("Liitännät", 2, "Palvelu")]


NEW = ("finna", "mikromarc", "tietueet", "palveluun", "suunnitteilla")


def test_a_workbook_of_an_older_version_comes_in_with_its_free_text(coordinator: Person) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(by=coordinator)))
    del book["Liitännät"]
    services = book["Palvelut"]
    heads = [cell.value for cell in services[1]]
    for title in ("Kirjautuminen", "Tietosuojaseloste", "Yhteyshenkilöt"):
        services.delete_cols(heads.index(title) + 1)
        heads.remove(title)
    services.cell(1, len(heads) + 1, "Liitännät")
    services.cell(2, len(heads) + 1, "Kassa\nLippaat")
    Service.objects.update(sign_in="Haka")
    out = io.BytesIO()
    book.save(out)
    result = take_in(out.getvalue(), by=coordinator)
    assert not result.faults
    assert set(Integration.objects.values_list("system", "kind")) == {
        ("Kassa", "payment"),
        ("Lippaat", "other"),
    }
    assert Service.objects.get().sign_in == "Haka"


def test_free_text_becomes_rows_and_nothing_of_it_is_lost(coordinator: Person) -> None:
    migration = import_module("kimppa.core.migrations.0008_services_offers")
    finna, long = Service.objects.get(), "Maksut: " + "x" * 300
    text = f"Kassa (SIP2)\n\n  Lippaat \nLippaat\n{long}"
    old = SimpleNamespace(pk=finna.pk, integrations_text=text, example=True, source="Sopimus")
    services = SimpleNamespace(objects=SimpleNamespace(using=lambda _alias: services.objects))
    services.objects.exclude = lambda **_terms: [old]
    registry = SimpleNamespace(
        get_model=lambda _app, name: services if name == "Service" else Integration
    )
    migration.lines_to_rows(registry, connection.schema_editor())
    rows = {row.system: row for row in Integration.objects.filter(example=True)}
    assert set(rows) == {"Kassa (SIP2)", "Lippaat", long[:200]}
    assert rows[long[:200]].note == long
    assert rows["Lippaat"].source == "Sopimus"


def test_an_import_is_undone_whole(coordinator: Person) -> None:
    content = edited(
        workbook(by=coordinator),
        ("Kunnat", "C2", "Forssa sv"),
        ("Kunnat", "A3", "834"),
        ("Kunnat", "B3", "Uusikunta"),
        ("Toimipisteet", "E2", "834"),
        ("Osastot", "E2", None),
        ("Asukasluvut", "C2", 5900),
        ("Asukasluvut", "A3", "834"),
        ("Asukasluvut", "B3", 2024),
        ("Asukasluvut", "C3", 100),
        ("Asukasluvut", "D3", "Tilastokeskus"),
        ("Henkilöt", "A4", "uusi@example.org"),
        ("Henkilöt", "B4", "Kirjastonjohtaja, Uusikunta"),
        ("Henkilöt", "D4", "director"),
        ("Henkilöt", "E4", "834"),
    )
    before = state_of_all()
    upload = taken(content, by=coordinator)
    assert Branch.objects.get(code="tam").municipality.code == "834"
    assert by_municipality("population", 2024) == {"061": 5900, "834": 100}
    undo(by=coordinator, importer=IMPORTER, upload=upload)
    assert state_of_all() == before
    with pytest.raises(ValidationError):
        undo(by=coordinator, importer=IMPORTER, upload=upload)


def test_an_undo_does_not_overwrite_what_came_after(coordinator: Person) -> None:
    content = edited(
        workbook(by=coordinator), ("Kunnat", "C2", "sv"), ("Palvelut", "C2", "Finna sv")
    )
    upload = taken(content, by=coordinator)
    actions.save_row(Municipality.objects.get(), by=coordinator, name_sv="later")
    with pytest.raises(ValidationError):
        undo(by=coordinator, importer=IMPORTER, upload=upload)
    assert Service.objects.get().name_sv == "Finna sv"


def test_faults_are_told_by_sheet_row_and_column_and_nothing_is_written(
    coordinator: Person,
) -> None:
    content = edited(
        workbook(by=coordinator),
        ("Kunnat", "C2", "Forssa sv"),
        ("Kunnat", "F2", "ylihuomenna"),
        ("Toimipisteet", "E2", "999"),
        ("Toimipisteet", "F2", "ehkä"),
        ("Osastot", "E2", "tam olematon"),
        ("Palvelut", "E2", "lentokone"),
        ("Henkilöt", "D2", "keisari"),
        ("Asukasluvut", "C2", "paljon"),
    )
    before = state_of_all()
    result = take_in(content, by=coordinator)
    assert set(faults(result)) >= {
        ("Kunnat", 2, "Voimassa alkaen"),
        ("Toimipisteet", 2, "Kunta vahvistettu"),
        ("Osastot", 2, "Toimipisteet"),
        ("Palvelut", 2, "Laji"),
        ("Henkilöt", 2, "Rooli"),
        ("Asukasluvut", 2, "Asukasluku"),
    }
    assert state_of_all() == before


def test_a_code_that_stands_twice_is_refused_on_both_rows(coordinator: Person) -> None:
    content = edited(workbook(by=coordinator), ("Kunnat", "A3", "61"), ("Kunnat", "B3", "Toinen"))
    assert faults(take_in(content, by=coordinator)) == [
        ("Kunnat", 2, "Kuntanumero"),
        ("Kunnat", 3, "Kuntanumero"),
    ]


def test_unknown_sheets_and_columns_are_told(coordinator: Person) -> None:
    content = edited(workbook(by=coordinator), ("Kunnat", "C1", "Ruotsiksi"))
    assert set(faults(take_in(content, by=coordinator))) == {
        ("Kunnat", 1, "C"),
        ("Kunnat", 1, "Nimi ruotsiksi"),
    }
    book = openpyxl.Workbook()
    book.active.title = "Kunta"
    book.active.append(["Kuntanumero"])
    out = io.BytesIO()
    book.save(out)
    assert faults(take_in(out.getvalue(), by=coordinator)) == [("Kunta", 0, "")]


def test_a_coordinator_with_a_municipality_is_told_why_not(coordinator: Person) -> None:
    content = edited(
        workbook(by=coordinator),
        ("Henkilöt", "A4", "x@example.org"),
        ("Henkilöt", "B4", "X"),
        ("Henkilöt", "D4", "coordinator"),
        ("Henkilöt", "E4", "061"),
    )
    result = take_in(content, by=coordinator)
    assert [fault.row for fault in result.faults] == [4]
    assert "core_membership" not in result.faults[0].message


def test_formulas_are_refused(coordinator: Person) -> None:
    content = edited(workbook(by=coordinator), ("Kunnat", "C2", "=1+1"))
    with pytest.raises(SpreadsheetError) as error:
        take_in(content, by=coordinator)
    assert (error.value.problem, error.value.sheet, error.value.row) == ("formula", "Kunnat", 2)


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04 broken"])
def test_files_that_are_no_workbook_are_refused(coordinator: Person, content: bytes) -> None:
    with pytest.raises(SpreadsheetError):
        look_at(content, by=coordinator)


def test_a_bomb_is_refused(coordinator: Person) -> None:
    source = zipfile.ZipFile(io.BytesIO(workbook(by=coordinator)))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        for name in source.namelist():
            data = source.read(name)
            padded = data + b" " * 200_000_000 if name.endswith("sheet1.xml") else data
            bomb.writestr(name, padded)
    with pytest.raises(SpreadsheetError):
        look_at(out.getvalue(), by=coordinator)


def test_only_the_coordinator_exchanges(coordinator: Person) -> None:
    director = Person.objects.get(email="d@example.org")
    with pytest.raises(PermissionDenied):
        workbook(by=director)
    with pytest.raises(PermissionDenied):
        look_at(workbook(by=coordinator), by=director)


def test_a_kind_may_be_written_as_it_is_called_and_a_strange_one_is_told_what_there_is(
    coordinator: Person,
) -> None:
    content = workbook(by=coordinator)
    named = edited(content, ("Toimipisteet", "G2", "Kirjastoauto"), ("Palvelut", "E2", "Muu"))
    assert not take_in(named, by=coordinator).faults
    assert Branch.objects.get().kind == "mobile"
    assert Service.objects.get().kind == "other"
    (fault,) = look_at(edited(content, ("Toimipisteet", "G2", "Laiva")), by=coordinator).faults
    assert (fault.column, "kirjastoauto" in fault.message) == ("Laji", True)


def test_a_kind_is_written_in_the_language_of_the_workbook(coordinator: Person) -> None:
    with translation.override("sv"):
        content = workbook(by=coordinator)
        named = edited(content, ("Verksamhetsställen", "G2", "Bokbuss"))
        assert not take_in(named, by=coordinator).faults
        strange = edited(content, ("Verksamhetsställen", "G2", "Båt"))
        wrong = edited(strange, ("Verksamhetsställen", "F2", "kanske"))
        faults = {fault.column: fault.message for fault in look_at(wrong, by=coordinator).faults}
    assert Branch.objects.get().kind == "mobile"
    assert "bokbuss" in faults["Typ"]
    assert "kirjastoauto" not in faults["Typ"]
    assert "ja eller nej" in faults["Kommunen fastställd"]


def test_each_choice_has_a_word_in_each_language() -> None:
    columns = [column for sheet in SHEETS.values() for column in sheet if column.choices]
    for column in columns:
        for words in column.choices_in.values():
            assert sorted(words.values()) == sorted(column.choices.values())
        assert not set(column.choices_in["sv"]) & set(column.choices) - {"statistik"}
