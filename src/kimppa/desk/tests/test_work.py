"""Logging work in ten seconds, correcting it, taking it back."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kimppa.core.consortium.models import Branch, Service
from kimppa.core.evidence.actions import record_evidence
from kimppa.core.evidence.lines import settle_year
from kimppa.core.evidence.models import Evidence
from kimppa.core.permissions import SYSTEM
from kimppa.core.register.actions import save_row
from kimppa.desk.tests.conftest import Louna
from tests.lines import make_lines


def log(louna: Louna, line: str, who: str = "coordinator", **fields: str) -> Evidence:
    answer = louna.client(who).post("/log-work/", {"title": line, **fields})
    assert answer.status_code == 302, answer.content.decode()
    return Evidence.objects.latest("pk")


def test_one_line_is_enough(louna: Louna) -> None:
    client = louna.client("coordinator")
    answer = client.post(
        "/log-work/", {"title": "Vastasin Ypäjällä palautteeseen Finnassa eilen"}, follow=True
    )
    work = Evidence.objects.get()
    assert (work.topic, work.date) == ("feedback", dt.date(2025, 1, 13))
    assert list(work.municipalities.all()) == [louna.ypaja]
    assert work.service == louna.finna
    page = answer.content.decode()
    assert "Kirjattu. Vuoden 2025 sopimus puuttuu: työ säilyy" in page
    assert f'action="/work/{work.pk}/undo/"' in page


def test_the_page_shows_how_a_report_tells_the_line(louna: Louna) -> None:
    make_lines(2024, "guidance")
    client = louna.client("coordinator")
    told = log(louna, "Finna-opastus pidettiin Tammelassa 13.5.2024")
    page = client.get(f"/work/{told.pk}/").content.decode()
    assert "<dd>Finna-opastus pidettiin Tammelassa 13. toukokuuta.</dd>" in page
    asked = log(louna, "Finna-opastus Tammelassa 14.5.2024")
    page = client.get(f"/work/{asked.pk}/").content.decode()
    assert "Raporttiin tätä lausetta ei paineta" in page
    assert "Näin raportti kertoisi" not in page


def test_work_of_a_year_without_an_agreement_waits_for_it(louna: Louna) -> None:
    make_lines(2024, "guidance")
    work, client = log(louna, "Opastin Finnassa 3.1.2025"), louna.client("coordinator")
    assert (work.agreement_year, work.duty) == (2025, None)
    page = client.get(f"/work/{work.pk}/").text
    assert "Vuoden 2025 sopimus puuttuu: työ säilyy ja lasketaan" in page
    assert 'name="year" value="2024"' in page
    assert "odottaa vuoden 2025 sopimusta" in client.get("/work/").text
    (line,) = make_lines(2025, "guidance")
    settle_year(2025)
    work.refresh_from_db()
    assert work.duty == line


def test_a_branch_in_use_stands_for_its_municipality(louna: Louna) -> None:
    named = {"municipality": louna.tammela, "kind": Branch.Kind.LENDING}
    Branch.objects.create(code="lun", name_fi="Letkun lainausasema", **named)
    Branch.objects.create(
        code="van", name_fi="Vanhan tuvan kirjasto", valid_to=dt.date(2020, 1, 1), **named
    )
    work = log(louna, "Pidin Finna-opastuksen Letkun lainausasemalla eilen")
    assert not work.for_all
    assert list(work.municipalities.all()) == [louna.tammela]
    assert log(louna, "Pidin Finna-opastuksen Vanhan tuvan kirjastossa").for_all


def test_work_is_logged_for_one_that_left_with_the_year(louna: Louna) -> None:
    save_row(louna.ypaja, by=SYSTEM, valid_to=dt.date(2024, 12, 31))
    work = log(louna, "Pidin Finna-opastuksen Ypäjällä 12.12.2024")
    assert list(work.municipalities.all()) == [louna.ypaja]
    assert 'value="981"' in louna.client("coordinator").get(f"/work/{work.pk}/edit/").text
    save_row(louna.ypaja, by=SYSTEM, valid_to=dt.date(2023, 12, 31))
    assert log(louna, "Pidin Finna-opastuksen Ypäjällä 13.12.2024").for_all


def test_a_service_is_known_by_the_registers_own_name(louna: Louna) -> None:
    reader = save_row(Service(), by=SYSTEM, slug="lehdet", name_fi="PressReader", kind="e-resource")
    assert log(louna, "Pidin opastuksen PressReaderin käytöstä").service == reader


def test_the_coordinators_work_is_common_unless_said_otherwise(louna: Louna) -> None:
    assert log(louna, "Päivitin Teams-tiimin kansiot").for_all


def test_staff_log_for_their_own_municipality(louna: Louna) -> None:
    work = log(louna, "Opastin uutta työntekijää", who="staff")
    assert list(work.municipalities.all()) == [louna.tammela]
    strange = log(louna, "Opastin Ypäjällä uutta työntekijää", who="staff")
    assert list(strange.municipalities.all()) == [louna.tammela]
    assert log(louna, "Yhteinen satutunti", who="staff").for_all


def test_what_is_chosen_goes_before_what_is_guessed(louna: Louna) -> None:
    work = log(louna, "Opastin Ypäjällä eilen", topic="events", municipality="834", date="2.1.2025")
    assert (work.topic, work.date) == ("events", dt.date(2025, 1, 2))
    assert list(work.municipalities.all()) == [louna.tammela]


def test_an_unclear_topic_is_asked_and_nothing_is_saved(louna: Louna) -> None:
    client = louna.client("coordinator")
    page = client.post("/log-work/", {"title": "Ryhmätapaaminen"})
    assert page.status_code == 422
    assert "Valitse aihe" in page.content.decode()
    assert 'value="Ryhmätapaaminen"' in page.content.decode()
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("32.1.2025", "32.1.2025 ei ole kalenterin päivä."),
        ("31.2.2025", "31.2.2025 ei ole kalenterin päivä."),
        ("1.1.2150", "1.1.2150 on liian kaukana."),
        ("joskus", "Kirjoita päivä muodossa 14.1.2025"),
    ],
)
def test_a_date_that_is_none_is_told(louna: Louna, date: str, words: str) -> None:
    page = louna.client("staff").post("/log-work/", {"title": "Opastin", "date": date})
    assert page.status_code == 422
    assert words in page.content.decode()
    assert not Evidence.objects.exists()


def test_a_day_that_no_calendar_has_is_asked_for(louna: Louna) -> None:
    line = {"title": "Satutunti Forssassa 31.2.2024", "topic": "events"}
    page = louna.client("coordinator").post("/log-work/", line)
    assert page.status_code == 422
    assert "31.2.2024 ei ole kalenterin päivä." in page.content.decode()
    assert not Evidence.objects.exists()
    assert log(louna, line["title"], date="29.2.2024").date == dt.date(2024, 2, 29)


def test_a_line_that_names_a_service_is_of_the_topic_of_its_line(louna: Louna) -> None:
    bus = Service.objects.create(slug="bus", name_fi="Kirjastoauto Vågen", kind="other")
    (duty,) = make_lines(2024, "transport")
    duty.service = bus
    duty.save()
    assert log(louna, "Kirjastoauto maalattiin 3.12.2024").topic == "transport"


def test_a_reader_logs_nothing(louna: Louna) -> None:
    assert louna.client("reader").post("/log-work/", {"title": "Opastin"}).status_code == 403
    assert not Evidence.objects.exists()


def test_a_guess_is_corrected_by_a_click(louna: Louna) -> None:
    work = log(louna, "Opastin Finnan etusivun käyttöä")
    client = louna.client("coordinator")
    page = client.get(f"/work/{work.pk}/").content.decode()
    assert 'name="topic" value="finna-development"' in page
    for fields in ({"topic": "events"}, {"municipality": "981"}, {"date": "2025-01-12"}):
        client.post(f"/work/{work.pk}/correct/", fields)
    work.refresh_from_db()
    assert (work.topic, work.date, work.for_all) == ("events", dt.date(2025, 1, 12), False)
    assert list(work.municipalities.all()) == [louna.ypaja]
    client.post(f"/work/{work.pk}/correct/", {"municipality": "kaikki"})
    work.refresh_from_db()
    assert work.for_all


def test_work_is_taken_back_and_restored(louna: Louna) -> None:
    work = log(louna, "Opastin Finnassa")
    client = louna.client("coordinator")
    page = client.post(f"/work/{work.pk}/undo/", follow=True).content.decode()
    assert "Peruttu" in page
    assert "Opastin Finnassa" not in client.get("/work/").content.decode()
    client.post(f"/work/{work.pk}/restore/")
    assert "Opastin Finnassa" in client.get("/work/").content.decode()


def test_note_link_and_figure_are_added_by_editing(louna: Louna) -> None:
    work = log(louna, "Opastin Finnassa")
    client = louna.client("coordinator")
    fields = {
        "title": "Opastin Finnan käyttöä",
        "topic": "guidance",
        "municipalities": ["834", "981"],
        "date": "10.1.2025",
        "agreement_year": "2024",
        "note": "Kaksi tuntia.",
        "link": "https://example.org/ohje",
        "figure_label": "osallistujaa",
        "figure_value": "12",
    }
    assert client.post(f"/work/{work.pk}/edit/", fields).status_code == 302
    page = client.get(f"/work/{work.pk}/").content.decode()
    for word in ("Kaksi tuntia.", "https://example.org/ohje", "Osallistujaa", "12", "Ypäjä"):
        assert word in page
    again = client.get(f"/work/{work.pk}/edit/").content.decode()
    assert 'value="osallistujaa"' in again


def test_a_number_without_its_meaning_is_refused(louna: Louna) -> None:
    work = log(louna, "Opastin Finnassa")
    fields = {
        "title": "x",
        "topic": "guidance",
        "municipalities": ["kaikki"],
        "date": "10.1.2025",
        "agreement_year": "2024",
        "figure_value": "12",
    }
    page = louna.client("coordinator").post(f"/work/{work.pk}/edit/", fields)
    assert page.status_code == 422
    assert "mitä luku laskee" in page.content.decode()
    work.refresh_from_db()
    assert work.title == "Opastin Finnassa"


def test_a_file_is_kept_beside_the_work_and_given_out_safely(louna: Louna) -> None:
    work = log(louna, "Opastin Finnassa")
    client = louna.client("coordinator")
    file = SimpleUploadedFile("ohje.pdf", b"%PDF-1.7 <script>", "text/html")
    client.post(f"/work/{work.pk}/files/", {"file": file})
    stored = work.files.get()
    given = client.get(f"/work/{work.pk}/files/{stored.pk}")
    assert given.content == b"%PDF-1.7 <script>"
    assert given["Content-Type"] == "application/pdf"
    assert given["Content-Disposition"].startswith("attachment")
    assert given["X-Content-Type-Options"] == "nosniff"
    client.post(f"/work/{work.pk}/files/{stored.pk}/remove/")
    assert not work.files.exists()


@pytest.mark.parametrize(("name", "size"), [("run.exe", 10), ("suuri.pdf", 20 * 1024 * 1024 + 1)])
def test_files_of_other_kinds_and_sizes_are_refused(louna: Louna, name: str, size: int) -> None:
    work = log(louna, "Opastin Finnassa")
    page = louna.client("coordinator").post(
        f"/work/{work.pk}/files/", {"file": SimpleUploadedFile(name, b"x" * size)}
    )
    assert page.status_code == 422
    assert not work.files.exists()


def test_another_municipalitys_work_is_not_seen(louna: Louna) -> None:
    work = record_evidence(
        by=SYSTEM, topic="guidance", title="Ypäjän opastus", municipalities=[louna.ypaja]
    )
    client = louna.client("staff")
    assert "Ypäjän opastus" not in client.get("/work/?vuosi=2025&kunta=kaikki").content.decode()
    for path in ("", "undo/", "edit/", "correct/", "files/"):
        method = client.get if path in ("", "edit/") else client.post
        assert method(f"/work/{work.pk}/{path}").status_code == 404


def test_staff_see_common_work_but_do_not_change_it(louna: Louna) -> None:
    work = log(louna, "Päivitin Teams-tiimin kansiot")
    client = louna.client("staff")
    page = client.get(f"/work/{work.pk}/").content.decode()
    assert f"/work/{work.pk}/undo/" not in page
    assert client.post(f"/work/{work.pk}/undo/").status_code == 403
    work.refresh_from_db()
    assert work.undone_at is None


def test_the_list_filters_and_goes_to_excel(louna: Louna) -> None:
    log(louna, "Opastin Finnassa 3.12.")
    log(louna, "Vastasin palautteeseen 3.11.")
    client = louna.client("coordinator")
    page = client.get("/work/?topic=guidance").content.decode()
    assert "Opastin Finnassa" in page
    assert "Vastasin palautteeseen" not in page
    page = client.get("/work/?month=11").content.decode()
    assert "Opastin Finnassa" not in page
    assert "Vastasin palautteeseen" in page
    excel = client.get("/work/?format=xlsx")
    assert excel["Content-Type"].endswith("sheet")


def test_staff_correct_what_they_logged_themselves(louna: Louna) -> None:
    own = log(louna, "Opastin uutta työntekijää", who="staff")
    client = louna.client("staff")
    client.post(f"/work/{own.pk}/correct/", {"topic": "events"})
    client.post(f"/work/{own.pk}/undo/")
    own.refresh_from_db()
    assert own.topic == "events"
    assert own.undone_at is not None
    directors = log(louna, "Opastin uutta työntekijää", who="director")
    assert client.post(f"/work/{directors.pk}/undo/").status_code == 403
    assert client.get(f"/work/{directors.pk}/edit/").status_code == 403


def test_a_topic_that_the_words_do_not_tell_is_asked_for_as_needed(louna: Louna) -> None:
    answer = louna.client("coordinator").post("/log-work/", {"title": "Asensin tulostimen"})
    assert answer.status_code == 422
    field = answer.context["form"]["topic"]
    assert field.when_needed == ""
    assert "Päättele sanoista" not in str(field)
    assert "Valitse aihe" in str(field)


def test_a_button_pressed_twice_logs_once(louna: Louna) -> None:
    first = log(louna, "Pidin Finna-opastuksen Tammelassa eilen")
    assert log(louna, "Pidin Finna-opastuksen Tammelassa eilen") == first
    assert Evidence.objects.count() == 1
    other = log(louna, "Pidin Finna-opastuksen Tammelassa eilen", municipality="981")
    assert other != first
    Evidence.objects.update(recorded_at=first.recorded_at - dt.timedelta(minutes=1))
    assert log(louna, "Pidin Finna-opastuksen Tammelassa eilen") not in (first, other)


def test_a_line_taken_back_is_logged_anew(louna: Louna) -> None:
    first = log(louna, "Pidin Finna-opastuksen Tammelassa eilen")
    louna.client("coordinator").post(f"/work/{first.pk}/undo/")
    assert log(louna, "Pidin Finna-opastuksen Tammelassa eilen") != first


@pytest.mark.parametrize(
    "line", ["Pidin Finna-opastuksen Ypjäällä", "Pidin Finna-opastuksen Ypääjällä"]
)
def test_an_unknown_inflection_asks_and_counts_for_nobody(louna: Louna, line: str) -> None:
    client = louna.client("coordinator")
    page = client.post("/log-work/", {"title": line})
    assert page.status_code == 422
    assert "Tarkoititko: Ypäjä?" in page.text
    assert not Evidence.objects.exists()
    choices = page.text[page.text.rindex('name="municipality"') :]
    assert choices.index('value="981"') < choices.index('value="834"')
    work = log(louna, line, municipality="981")
    assert list(work.municipalities.all()) == [louna.ypaja]
    assert log(louna, line, municipality="kaikki", date="2.1.2025").for_all


def test_staff_of_one_municipality_are_not_asked_which(louna: Louna) -> None:
    work = log(louna, "Pidin Finna-opastuksen Tamelassa", who="staff")
    assert list(work.municipalities.all()) == [louna.tammela]
