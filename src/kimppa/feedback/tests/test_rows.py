"""Feedback from a table: what is understood, what is refused, all or none, and the way back."""

import datetime as dt
import io
import zipfile
from collections import Counter
from collections.abc import Callable

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from conftest import Louna
from kimppa.core import clock
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Person, Service
from kimppa.core.evidence.models import Evidence
from kimppa.core.imports import actions
from kimppa.core.imports.columns import cell_text, recognised
from kimppa.core.imports.importer import Intake
from kimppa.core.imports.models import Import, ImportOriginal
from kimppa.core.imports.moments import moment_of
from kimppa.core.imports.tables import read_table
from kimppa.core.privacy.retention import prune
from kimppa.documents.spreadsheets import SpreadsheetError
from kimppa.documents.xlsx import read_xlsx
from kimppa.feedback.actions import person, tickets
from kimppa.feedback.models import BroughtRow, Contact, Ticket
from kimppa.feedback.rows.actions import IMPORTER
from kimppa.feedback.rows.columns import COLUMNS
from kimppa.feedback.tests.conftest import signed_in, text_of

type Arrived = Callable[..., Ticket]

# The clock of the tests stands on 14 January 2025.
FINNA = """\
created;category;message;url;name;email;userCatUsername;feedback_choose_library;useragent
2025-01-13 09:15:00;feedback_category_accessibility;Ruudunlukija ei lue valikkoa. \
Numeroni on 040 123 4567.;https://louna.finna.fi/;Mimmi Mallikas;m@example.org;2012345678901;\
1/Louna/tam/;Mozilla/5.0
10.1.2025 klo 8.05;feedback_category_general;"Hieno palvelu;
kiitos siitä";;;-;;;Mozilla/5.0
2.12.2024;feedback_category_technical;Haku kaatui.;;;;;;Mozilla/5.0
"""
HANDLED = """\
Saapunut\tVastattu\tPalaute\tKunta\tNimi\tSähköposti
7.1.2025\t9.1.2025\tVaraus katosi, terveisin Kalle Koe\tTammela\tKalle Koe\tk@example.org
15.11.2024\t18.11.2024\tVanha vika\tTammela\tLiisa Muistettu\tl@example.org
3.12.2024\t\tOdotan yhä\tTammela\t\t
"""


@pytest.fixture
def brought(louna: Louna) -> Callable[..., Import]:
    """Brings a file as the coordinator: rows of Finna's feedback."""

    def bring(content: str | bytes, name: str = "palautteet.csv") -> Import:
        data = content.encode() if isinstance(content, str) else content
        finna = Service.objects.get(slug="finna")
        return actions.bring(
            by=louna.coordinator,
            importer=IMPORTER,
            content=data,
            name=name,
            options={"service": finna.pk},
        )

    return bring


type Brought = Callable[..., Import]


def guess(header: list[str]) -> list[str]:
    return recognised(header, COLUMNS, {})


def looked(file: Import) -> Intake:
    assert file.by
    return actions.look(by=file.by, importer=IMPORTER, upload=file)


def counts(file: Import) -> dict[str, int]:
    return dict(Counter(outcome.label for outcome in looked(file).outcomes))


def take_in_rows(*, by: Person | None, file: Import) -> int:
    assert by
    actions.take(by=by, importer=IMPORTER, upload=file)
    return file.count


def address(file: Import) -> str:
    return f"/feedback/rows/{file.pk}/"


def workbook(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_finnas_fields_and_finnish_headings_are_known() -> None:
    assert guess(["created", "message", "url", "referrer", "userCatId", "need_help", ""]) == [
        "arrived", "text", "page", "more", "private", "more", "",
    ]  # fmt: skip
    assert guess(["Saapumispäivä", "Palaute", "Sähköposti", "Vastattu", "Tila"]) == [
        "arrived", "text", "email", "answered", "state",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("5.2.2025", "2025-02-05 12:00"),
        ("05.02.2025 klo 7.05", "2025-02-05 07:05"),
        ("5.2.2025, 14:30:09", "2025-02-05 14:30"),
        ("2025-02-05", "2025-02-05 12:00"),
        ("2025-02-05T12:30:00Z", "2025-02-05 14:30"),
        (dt.date(2025, 2, 5), "2025-02-05 12:00"),
    ],
)
def test_days_are_read_in_finnish_and_iso(cell: object, told: str) -> None:
    assert f"{moment_of(cell, cell_text(cell)).at:%Y-%m-%d %H:%M}" == told


@pytest.mark.parametrize("cell", ["30.2.2025", "02/05/2025", "eilen", "45678", 45678, "2025-13-01"])
def test_a_day_that_is_not_understood_is_never_guessed(cell: object) -> None:
    with pytest.raises(ValueError):  # whatever is wrong with it
        moment_of(cell, cell_text(cell))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_finnas_rows_come_in_covered_with_their_own_days(brought: Brought, encoding: str) -> None:
    file = brought(FINNA.encode(encoding))
    assert not Ticket.objects.exists()
    assert take_in_rows(by=file.by, file=file) == 3
    first, second, third = Ticket.objects.order_by("-arrived_at")
    assert (first.theme, first.channel) == ("accessibility", "rows")
    assert first.arrived_at.astimezone(clock.ZONE) == dt.datetime(
        2025, 1, 13, 9, 15, tzinfo=clock.ZONE
    )
    assert first.answer_by == dt.date(2025, 1, 27)
    assert first.municipality
    assert first.municipality.name_fi == "Tammela"
    assert "040" not in first.messages.get().text
    assert first.messages.get().original.endswith("040 123 4567.")
    assert (first.contact.email, first.contact.more) == (
        "m@example.org", {"userCatUsername": "2012345678901"},
    )  # fmt: skip
    assert first.more["useragent"] == "Mozilla/5.0"
    assert second.messages.get().text == "Hieno palvelu;\nkiitos siitä"
    # Neither row tells whether it was answered: the young one waits, the old one is closed.
    assert (second.state, third.state) == ("open", "closed")
    assert (third.answered_at, third.answer_by) == (None, None)
    assert not Evidence.objects.filter(area="feedback").exists()


def test_what_was_answered_elsewhere_counts_and_starts_no_clock(brought: Brought) -> None:
    file = brought(HANDLED)
    take_in_rows(by=file.by, file=file)
    waits, newer, older = (
        Ticket.objects.get(subject__startswith=start) for start in ("Odotan", "Varaus", "Vanha")
    )
    # An empty answering day says that nobody has answered, however old it is.
    assert (waits.state, waits.due_on) == ("open", dt.date(2024, 12, 11))
    assert (newer.state, newer.answer_by) == ("closed", None)
    assert newer.answered_at
    assert newer.answered_at.date() == dt.date(2025, 1, 9)
    assert newer.contact.expires_on == dt.date(2025, 2, 8)
    # Its sender would have been forgotten long ago: it is not stored at all.
    assert not Contact.objects.filter(ticket=older).exists()
    assert older.messages.get().original == ""
    rows = Evidence.objects.standing().filter(area="feedback")
    assert {one.date for one in rows} == {dt.date(2025, 1, 9), dt.date(2024, 11, 18)}


def test_faults_are_told_by_row_and_cell_and_nothing_is_taken(brought: Brought) -> None:
    file = brought(
        "Pvm;Palaute;Kunta;Palvelu;Tila;Vastattu\n"
        "30.2.2025;Rikki;;;;\n"
        "5.1.2025;;Tammela;;;\n"
        "5.1.2025;Hyvä;Atlantis;;;\n"
        "5.1.2025;Hyvä;;Olematon;;\n"
        "5.1.2025;Hyvä;;;ehkä;\n"
        "5.1.2025;Hyvä;;;;1.1.2025\n"
        ";Hyvä;;;;\n"
        "5.1.2125;Hyvä;;;;\n"
        "5.1.2025;Moitteeton;;;;\n"
    )
    found = looked(file)
    assert [
        (fault.row, fault.column, fault.message.partition(".")[0]) for fault in found.faults
    ] == [
        (2, "Pvm", "Päivää ei ymmärretty"),
        (3, "Palaute", "Asiakkaan sanat puuttuvat"),
        (4, "Kunta", "Tällaista kuntaa tai kirjastoa ei ole: Atlantis"),
        (5, "Palvelu", "Tällaista palvelua ei ole"),
        (6, "Tila", "Tilaa ei ymmärretty"),
        (7, "Vastattu", "Vastattu ennen kuin palaute saapui"),
        (8, "Pvm", "Solu on tyhjä"),
        (9, "Pvm", "Päivä on tulevaisuudessa tai ennen vuotta 2000"),
    ]
    with pytest.raises(ValidationError, match="mitään ei otettu"):
        take_in_rows(by=file.by, file=file)
    assert not Ticket.objects.exists()


def test_a_workbook_with_dates_is_read_and_its_formulas_are_not_taken(brought: Brought) -> None:
    moment = dt.datetime(2025, 1, 8, 10, 0)  # noqa: DTZ001  # as a workbook holds it
    rows = [["Päivä", "Palaute"], [moment, "Hyllyt sekaisin"]]
    file = brought(workbook(*rows), "p.xlsx")
    assert [outcome.note.partition(" · ")[0] for outcome in looked(file).outcomes] == [
        "8.1.2025 klo\N{NO-BREAK SPACE}10.00"
    ]
    file = brought(workbook(*rows, [moment, "=1+1"]), "p.xlsx")
    assert [(fault.row, fault.column) for fault in looked(file).faults] == [(3, "Palaute")]


def test_text_that_looks_like_a_formula_is_never_given_out_as_one(
    louna: Louna, brought: Brought
) -> None:
    file = brought('Pvm;Palaute\n13.1.2025;"=HYPERLINK(""http://example.org"";""Voita"")"\n')
    take_in_rows(by=louna.coordinator, file=file)
    answer = signed_in(louna.coordinator).get("/feedback/?format=xlsx")
    sheet = read_xlsx(answer.content)[0]
    assert not sheet.formulas
    assert any(str(cell).startswith("=HYPERLINK") for row in sheet.rows for cell in row)


def test_rows_that_are_here_already_are_skipped_and_told(
    louna: Louna, brought: Brought, arrived: Arrived
) -> None:
    arrived("Hieno palvelu;\nkiitos siitä", at=dt.datetime(2025, 1, 10, 6, 11, tzinfo=dt.UTC))
    file = brought(FINNA + FINNA.splitlines()[-1] + "\n")
    assert counts(file) == {
        "Otetaan, odottaa vastausta": 1,
        "On täällä jo, ohitetaan": 1,
        "Otetaan suljettuna, vastaamista ei kerrota": 1,
        "Tiedostossa kahdesti, ohitetaan": 1,
    }
    assert take_in_rows(by=louna.coordinator, file=file) == 2
    # Wherever it has been sorted since.
    ticket = Ticket.objects.get(theme="accessibility")
    tickets.sort(
        by=louna.coordinator, ticket=ticket, theme="usability", service=None, municipality=None
    )
    again = brought(FINNA)
    assert counts(again) == {"On täällä jo, ohitetaan": 3}
    with pytest.raises(ValidationError):
        take_in_rows(by=louna.coordinator, file=again)
    with pytest.raises(ValidationError, match="jo"):
        take_in_rows(by=louna.coordinator, file=file)


def test_what_nobody_has_worked_on_is_taken_back(louna: Louna, brought: Brought) -> None:
    file = brought(HANDLED)
    take_in_rows(by=louna.coordinator, file=file)
    waits = Ticket.objects.get(state="open")
    tickets.note(by=louna.coordinator, ticket=waits, text="Selvitän")
    message = actions.undo(by=louna.coordinator, importer=IMPORTER, upload=file)
    assert "2 palautetta poistettiin. 1 jää" in message
    assert Ticket.objects.get() == waits
    assert not Evidence.objects.standing().filter(area="feedback").exists()
    assert not ImportOriginal.objects.exists()
    with pytest.raises(ValidationError):
        actions.undo(by=louna.coordinator, importer=IMPORTER, upload=file)


def test_the_file_is_forgotten_with_its_time_and_with_its_senders(
    louna: Louna, brought: Brought
) -> None:
    looked_at, taken = brought("Pvm;Palaute\n13.1.2025;Vain katsottu\n"), brought(FINNA)
    take_in_rows(by=louna.coordinator, file=taken)
    clock.set_day(dt.date(2025, 1, 16))
    prune()
    assert not Import.objects.filter(pk=looked_at.pk).exists()
    assert ImportOriginal.objects.get().upload == taken
    person.erase(by=louna.coordinator, email="m@example.org")
    assert not ImportOriginal.objects.exists()
    assert BroughtRow.objects.count() == 3


def test_the_log_keeps_nothing_that_people_have_written(louna: Louna, brought: Brought) -> None:
    file = brought(FINNA, "Mimmin palautteet.csv")
    take_in_rows(by=louna.coordinator, file=file)
    kept = str([*AuditEvent.objects.values("action", "title", "before", "after")])
    assert "imports.take" in kept
    for word in ("Mimmi", "040 123", "Ruudunlukija", "example.org"):
        assert word not in kept


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 30_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "no_rows"),
        (b"Pvm;Palaute\n", "no_rows"),
        (b'Pvm;Palaute\n1.1.2025;"auki\n', "open_quote"),
        (b"Pvm;Palaute\n1.1.2025;a;b\n", "row_width"),
        (b"Pvm;Palaute\n" + b"1.1.2025;Hei\n" * 1001, "too_many_rows"),
        (b";".join([b"x"] * 61) + b"\n" + b";".join([b"y"] * 61), "too_many_cells"),
        (b"a" * 5_000_001, "too_large"),
        (b"PK\x03\x04 rikki", "broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_xls"),
        (bomb(), "expands"),
    ],
)
def test_files_that_cannot_be_read_are_refused(content: bytes, problem: str) -> None:
    with pytest.raises(SpreadsheetError) as told:
        read_table(content, IMPORTER.limits)
    assert told.value.problem == problem


def sent(louna: Louna, content: bytes, name: str = "p.csv") -> HttpResponse:
    finna = Service.objects.get(slug="finna")
    given = {"file": SimpleUploadedFile(name, content), "service": finna.pk}
    return signed_in(louna.coordinator).post("/feedback/rows/", given, follow=True)


def test_columns_are_chosen_on_the_preview_and_the_rows_taken_in_and_back(louna: Louna) -> None:
    page = sent(louna, b"Milloin;Sanottua\n13.1.2025;Ovi narisee\n")
    file, client = Import.objects.get(), signed_in(louna.coordinator)
    assert "Valitse sarake, joka kertoo tämän: Mitä asiakas sanoi." in text_of(page)
    chosen = {"column-0": "arrived", "column-1": "arrived", "service": file.options["service"]}
    wrong = client.post(address(file), chosen)
    assert wrong.status_code == 422
    assert "Toinen sarake kertoo tämän jo" in text_of(wrong)
    old = page.context["seen"]
    page = client.post(address(file), chosen | {"column-1": "text"}, follow=True)
    assert "Ovi narisee" in text_of(page)
    assert "1 rivi otettaisiin" in text_of(page)
    stale = client.post(f"{address(file)}take/", {"seen": old}, follow=True)
    assert "Tätä on muutettu" in text_of(stale)
    seen = {"seen": page.context["seen"]}
    page = client.post(f"{address(file)}take/", seen, follow=True)
    assert "1 palaute otettiin" in text_of(page)
    assert Ticket.objects.get().queue.service_id == file.options["service"]
    page = client.post(f"{address(file)}undo/", follow=True)
    assert "1 palaute poistettiin" in text_of(page)
    assert not Ticket.objects.exists()


def test_the_same_file_twice_is_told_and_its_headings_are_remembered(louna: Louna) -> None:
    content, client = b"Milloin;Sanottua\n13.1.2025;Ovi narisee\n", signed_in(louna.coordinator)
    address = sent(louna, content).request["PATH_INFO"]
    finna = Service.objects.get(slug="finna").pk
    chosen = {"column-0": "arrived", "column-1": "text", "service": finna}
    seen = client.post(address, chosen, follow=True).context["seen"]
    client.post(f"{address}take/", {"seen": seen})
    page = text_of(sent(louna, content))
    assert "sama tiedosto on otettu jo" in page
    assert "On täällä jo, ohitetaan" in page  # its columns were understood at once


def test_a_refused_file_and_its_faults_are_told_in_words(louna: Louna) -> None:
    page = sent(louna, b"PK\x03\x04 rikki", "p.xlsx")
    assert page.status_code == 422
    assert "Tiedosto on rikki" in text_of(page)
    page = text_of(sent(louna, b"Pvm;Palaute\n30.2.2025;<script>x</script>\n"))
    assert "rivi 2 Pvm ”30.2.2025”: Päivää ei ymmärretty" in page
    assert "1 rivi otettaisiin" not in page


def test_the_preview_asks_few_questions(louna: Louna) -> None:
    lines = "".join(f"13.1.2025;Palaute {n};Tammela\n" for n in range(200))
    sent(louna, f"Pvm;Palaute;Kunta\n{lines}".encode())
    client = signed_in(louna.coordinator)
    client.get("/feedback/")
    for path in ("/feedback/rows/", address(Import.objects.get())):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        assert len(captured) <= 12, path


def test_only_the_coordinator_brings_rows(louna: Louna) -> None:
    with pytest.raises(PermissionDenied):
        actions.bring(by=louna.staff["834"], importer=IMPORTER, content=b"a;b\n1;2\n", name="p.csv")


def test_every_meaning_has_a_heading_or_is_for_anything() -> None:
    assert guess(["?"]) == ["more"]
