"""Many events at once: what each kind of file tells, a preview that changes nothing, undo."""

import io
import json

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from conftest import Louna
from kimppa.core.imports import actions
from kimppa.core.imports.importer import Intake
from kimppa.core.imports.models import Import
from kimppa.documents.spreadsheets import SpreadsheetError
from kimppa.publishing.actions.imports import IMPORTER
from kimppa.publishing.imports import FileError, entries_of
from kimppa.publishing.models import Item
from kimppa.publishing.tests.conftest import Make, at, signed_in

CSV = """Otsikko;Päivä;Alkaa;Päättyy;Kirjasto;Aiheet
Lukupiiri;5.2.2025;17.00;18.30;Tammelan kirjasto;lukupiiri, aikuiset, kevät
Rikki;30.2.2025;17.00;18.00;tam;
Ilman loppua;6.2.2025;17;;tam;
Muualla;6.2.2025;17;18;Ypäjän kirjasto;
"""
ICS = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//x//x//FI\r
BEGIN:VEVENT\r
UID:a@b\r
SUMMARY:Satutunti\r
DTSTART;TZID=Europe/Helsinki:20250205T100000\r
DTEND;TZID=Europe/Helsinki:20250205T104500\r
RRULE:FREQ=WEEKLY;COUNT=3\r
DESCRIPTION:<b>Tervetuloa</b><script>alert(1)</script>\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:c@d\r
SUMMARY:Retki\r
DTSTART;VALUE=DATE:20250206\r
END:VEVENT\r
END:VCALENDAR\r
"""
LINKED = {
    "data": [
        {
            "id": "helsinki:1",
            "@id": "https://api.hel.fi/linkedevents/v1/event/helsinki:1/",
            "name": {"fi": "Runoilta", "sv": "Poesikväll"},
            "description": {"fi": "<p>Runoja <em>kaikille</em></p>"},
            "start_time": "2025-02-05T15:00:00Z",
            "end_time": "2025-02-05T17:00:00.000000Z",
            "location": {"name": {"fi": "Tori"}},
            "offers": [{"is_free": False, "price": {"fi": "5 €"}}],
            "super_event_type": None,
        },
        {"id": "helsinki:2", "name": {"fi": "Sarja"}, "super_event_type": "recurring"},
    ]
}


def run(louna: Louna, content: bytes, name: str, *, save: bool = True) -> Intake:
    person, town = louna.staff["834"], louna.municipalities["834"]
    upload = Import(kind=IMPORTER.slug, name=name, by=person, options={"municipality": town.pk})
    intake = actions.preview(IMPORTER, upload, content, person)
    if save and intake.good:
        more = {"importer": IMPORTER, "name": name, "options": upload.options}
        upload = actions.bring(by=person, content=content, **more)
        return actions.take(by=person, importer=IMPORTER, upload=upload)
    return intake


def brought(louna: Louna, content: bytes, name: str) -> dict[str, str]:
    result = run(louna, content, name)
    assert not result.faults
    return {outcome.title: outcome.state for outcome in result.outcomes}


def test_a_table_with_faults_tells_each_by_row_and_column_and_makes_nothing(louna: Louna) -> None:
    before = Item.objects.count()
    result = run(louna, CSV.encode("cp1252"), "k.csv")
    assert [(fault.row, fault.column) for fault in result.faults] == [
        (3, "Päivä"),  # there is no such day
        (4, "Päättyy"),  # the time is missing
        (5, "Kirjasto"),  # of another municipality
    ]
    assert result.faults[0].message == "Kalenterissa ei ole tätä päivää. Kirjoita toinen."
    assert Item.objects.count() == before


def test_a_table_becomes_drafts_with_their_keywords(louna: Louna) -> None:
    content = "\n".join(CSV.splitlines()[:2])
    assert brought(louna, content.encode("cp1252"), "k.csv") == {"Lukupiiri": "added"}
    item = Item.objects.get(title_fi="Lukupiiri")
    assert (item.status, item.start, item.branch.code) == ("draft", at("2025-02-05 17:00"), "tam")
    assert {(k.role, k.slug) for k in item.keywords.all()} == {
        ("category", "lukupiiri"), ("audience", "aikuiset"), ("word", "kevat"),
    }  # fmt: skip


WHOLE_DAYS = {
    "no hours": "Otsikko;Päivä;Alkaa;Päättyy\nRetki;6.2.2025;;\n",
    "no columns": "Otsikko;Päivä\nRetki;6.2.2025\n",
}


@pytest.mark.parametrize("table", WHOLE_DAYS.values(), ids=WHOLE_DAYS)
def test_a_row_without_times_lasts_all_day(louna: Louna, table: str) -> None:
    assert brought(louna, table.encode(), "k.csv") == {"Retki": "added"}
    item = Item.objects.get(title_fi="Retki")
    assert (item.start, item.end) == (at("2025-02-06 00:00"), at("2025-02-07 00:00"))


def test_half_of_the_times_is_asked_for(louna: Louna) -> None:
    for table in ("Alkaa;Päättyy\nRetki;6.2.2025;;18", "Päättyy\nRetki;6.2.2025;18"):
        (fault,) = run(louna, f"Otsikko;Päivä;{table}\n".encode(), "k.csv").faults
        assert fault.column == "Alkaa"
        assert "kellonajat" in fault.message


def test_a_workbook_is_read_with_its_dates(louna: Louna) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Otsikko", "Päivä", "Alkaa", "Päättyy"])
    moment = at("2025-02-05 17:00").replace(tzinfo=None)
    book.active.append(["Lukupiiri", moment.date(), moment.time(), "18.30"])
    out = io.BytesIO()
    book.save(out)
    assert brought(louna, out.getvalue(), "k.xlsx") == {"Lukupiiri": "added"}
    assert Item.objects.get(title_fi="Lukupiiri").end == at("2025-02-05 18:30")


def test_a_calendar_brings_its_repetition_and_no_script(louna: Louna) -> None:
    assert brought(louna, ICS, "k.ics") == {"Satutunti": "added", "Retki": "added"}
    item = Item.objects.get(title_fi="Satutunti", example=False)
    assert item.text_fi == "**Tervetuloa**"
    assert item.occurrences.filter(whole=False).count() == 3


SERIES = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//x//x//FI\r
BEGIN:VEVENT\r
UID:s@b\r
SUMMARY:Satutunti\r
DTSTART;TZID=Europe/Helsinki:20250205T100000\r
DTEND;TZID=Europe/Helsinki:20250205T104500\r
RRULE:FREQ=WEEKLY;COUNT=5\r
EXDATE;TZID=Europe/Helsinki:20250212T100000\r
EXDATE:20250219T080000Z\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:s@b\r
RECURRENCE-ID;TZID=Europe/Helsinki:20250226T100000\r
SUMMARY:Satutunti illalla\r
DTSTART;TZID=Europe/Helsinki:20250227T180000\r
DTEND;TZID=Europe/Helsinki:20250227T184500\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:x@b\r
SUMMARY:Peruttu\r
STATUS:CANCELLED\r
DTSTART;TZID=Europe/Helsinki:20250205T120000\r
DTEND;TZID=Europe/Helsinki:20250205T130000\r
END:VEVENT\r
END:VCALENDAR\r
"""


def test_a_calendars_exceptions_and_moved_times_are_kept(louna: Louna) -> None:
    assert brought(louna, SERIES, "k.ics") == {
        "Satutunti": "added", "Satutunti illalla": "added", "Peruttu": "skipped",
    }  # fmt: skip
    times = Item.objects.get(title_fi="Satutunti", example=False).occurrences.filter(whole=False)
    assert [one.start for one in times] == [at("2025-02-05 10:00"), at("2025-03-05 10:00")]
    moved = Item.objects.get(title_fi="Satutunti illalla")
    assert moved.start == at("2025-02-27 18:00")
    assert set(brought(louna, SERIES, "k.ics").values()) == {"unchanged", "skipped"}


def test_another_linked_events_is_brought_once(louna: Louna) -> None:
    content = json.dumps(LINKED).encode()
    assert brought(louna, content, "k.json") == {"Runoilta": "added"}
    item = Item.objects.get(title_fi="Runoilta")
    assert (item.title_sv, item.price, item.place) == ("Poesikväll", "5 €", "Tori")
    assert item.text_fi == "Runoja *kaikille*"
    assert brought(louna, content, "k.json") == {"Runoilta": "unchanged"}


def test_what_is_there_already_and_what_is_alike_are_told(louna: Louna, make: Make) -> None:
    make("Lukupiiri")
    content = CSV.splitlines()[0] + "\nLukupiiri;5.2.2025;17;18.30;;\nLUKUPIIRI;9.2.2025;17;18;;\n"
    found = brought(louna, content.encode(), "k.csv")
    assert found == {"Lukupiiri": "unchanged", "LUKUPIIRI": "similar"}


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"not a calendar", "k.ics", "calendar"),
        (b"[1]", "k.json", "json"),
        (b'{"data": 1}', "k.json", "json"),
        (b"{" * 100_000, "k.json", "json"),
    ],
)
def test_files_of_the_wrong_shape_are_refused(content: bytes, name: str, code: str) -> None:
    with pytest.raises(FileError) as told:
        entries_of(content, name)
    assert told.value.code == code


def test_a_broken_workbook_is_refused(louna: Louna) -> None:
    with pytest.raises(SpreadsheetError):
        run(louna, b"PK\x03\x04 nothing", "k.xlsx")


def test_the_preview_makes_nothing_and_the_undo_takes_all_back(louna: Louna) -> None:
    client = signed_in(louna.staff["834"])
    before = Item.objects.count()
    content = "\n".join(CSV.splitlines()[:2])
    given = {
        "file": SimpleUploadedFile("k.csv", content.encode()),
        "municipality": louna.municipalities["834"].pk,
    }
    page = client.post("/publishing/imports/", given, follow=True)
    assert "1 rivi otettaisiin" in page.content.decode()
    assert Item.objects.count() == before
    address = page.request["PATH_INFO"]
    assert signed_in(louna.staff["981"]).post(f"{address}take/").status_code == 404  # another's
    page = client.post(f"{address}take/", follow=True)
    assert "1 luonnos tehtiin." in page.content.decode()
    assert Item.objects.count() == before + 1
    undo = next(m.extra_tags.removeprefix("undo:") for m in page.context["messages"])
    page = client.post(undo, follow=True)
    assert "1 luonnos poistettiin." in page.content.decode()
    assert Item.objects.count() == before


def test_a_column_that_is_not_known_is_chosen_and_remembered(louna: Louna) -> None:
    client = signed_in(louna.staff["834"])
    content = "Tilaisuus;Päivä;Alkaa;Päättyy;Kirjasto\nLukupiiri;5.2.2025;17;18;tam\n".encode()
    given = {"municipality": louna.municipalities["834"].pk}

    def look() -> str:
        file = SimpleUploadedFile("k.csv", content)
        page = client.post("/publishing/imports/", {**given, "file": file}, follow=True)
        return str(page.request["PATH_INFO"])

    address = look()
    assert "Valitse sarake, joka kertoo tämän: Otsikko." in client.get(address).content.decode()
    columns = ["title_fi", "day", "begins", "ends", "branch"]
    chosen = {f"column-{place}": name for place, name in enumerate(columns)}
    page = client.post(address, chosen, follow=True)
    assert "1 rivi otettaisiin" in page.content.decode()
    page = client.get(look())
    assert "1 rivi otettaisiin" in page.content.decode()
