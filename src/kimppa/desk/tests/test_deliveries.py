"""The register of deliveries, the page of one, and passing on."""

import datetime as dt
import io
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Municipality
from kimppa.core.files.actions import path_of
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.permissions import SYSTEM
from kimppa.core.releases.actions import (
    RenderedFile,
    Subject,
    deliver,
    freeze,
    mark_opened,
    pass_on,
    revoke,
)
from kimppa.core.releases.models import Delivery, PassedOn
from kimppa.desk.deliveries.cover_note import Document, cover_note
from kimppa.desk.tests.conftest import Louna
from kimppa.desk.tests.delivering import NAME, PDF, TITLE, delivered, form, frozen
from kimppa.desk.tests.reading import undo_address

LIST = "/deliveries/"


def page(delivery: Delivery, more: str = "") -> str:
    return f"/deliveries/{delivery.pk}/{more}"


def test_each_sees_what_was_delivered_to_the_own_municipality(louna: Louna) -> None:
    own = delivered(louna)
    for who in ("director", "staff", "reader", "coordinator"):
        client = louna.client(who)
        assert TITLE in client.get(LIST).text
        assert client.get(page(own)).status_code == 200
        assert client.get(page(own, f"files/{NAME}")).content == PDF
    other = louna.client("other-director")
    assert TITLE not in other.get(LIST).text
    for more in ("", f"files/{NAME}"):
        assert other.get(page(own, more)).status_code == 404
    assert other.post(page(own), form()).status_code == 404
    assert not PassedOn.objects.exists()


def test_the_facts_for_programs_are_not_offered_to_read(louna: Louna) -> None:
    files = [
        RenderedFile(NAME, "application/pdf", PDF),
        RenderedFile("toteutuma.json", "application/json", b"{}"),
    ]
    subject = Subject("report", 2024, "report", TITLE)
    own = delivered(louna, release=freeze(by=SYSTEM, subject=subject, facts={}, files=files))
    text = louna.client("director").get(page(own)).text
    assert ".pdf" in text
    assert ".json" not in text


def test_only_the_recipients_visit_is_a_receipt(louna: Louna) -> None:
    own = delivered(louna)
    for who in ("coordinator", "reader"):
        louna.client(who).get(page(own))
        louna.client(who).get(page(own, f"files/{NAME}"))
    own.refresh_from_db()
    assert (own.opened_at, own.downloaded_at) == (None, None)
    louna.client("director").get(page(own))
    own.refresh_from_db()
    assert own.opened_at is not None
    assert own.downloaded_at is None
    louna.client("director").get(page(own, f"files/{NAME}"))
    own.refresh_from_db()
    assert own.downloaded_at is not None


def test_who_has_not_opened_is_found_by_one_click(louna: Louna) -> None:
    release = frozen({"n": 1})
    opened, unopened = (
        delivered(louna, release=release),
        delivered(louna, "other-director", release),
    )
    mark_opened(opened)
    coordinator = louna.client("coordinator")
    shown = coordinator.get(LIST, {"state": "waiting"})
    assert list(shown.context["table"].page) == [unopened]
    assert shown.context["unopened"] == 1
    assert list(coordinator.get(LIST, {"state": "opened"}).context["table"].page) == [opened]
    for kind, found in (("report", 2), ("minutes", 0)):
        assert len(coordinator.get(LIST, {"kind": kind}).context["table"].page) == found
    by_place = coordinator.get(LIST, {"kunta": "981"}).context["table"].page
    assert list(by_place) == [unopened]


def test_a_week_unopened_is_late(louna: Louna) -> None:
    own = delivered(louna)
    Delivery.objects.update(delivered_at=dt.datetime(2025, 1, 2, tzinfo=dt.UTC))
    [document] = louna.client("coordinator").get(LIST).context["documents"]
    marks = document.marks
    assert [(mark.name, mark.state) for mark in marks] == [("Tammela", "late"), ("Ypäjä", "empty")]
    assert marks[0].url == page(own)


def test_an_unopened_version_that_has_been_replaced_is_not_asked_after(louna: Louna) -> None:
    first = delivered(louna)
    second = delivered(louna, release=frozen({"n": 2}, reason="Korjaus"))
    coordinator = louna.client("coordinator")
    shown = coordinator.get(LIST, {"state": "waiting"})
    assert list(shown.context["table"].page) == [second]
    assert shown.context["unopened"] == 1
    [document] = shown.context["documents"]
    assert (document.newest, document.undelivered) == (second.release, False)
    assert document.marks[0].url == page(second)
    assert coordinator.get(page(first)).context["state"][0] == "info"


def test_a_frozen_version_that_nobody_has_got_is_told(louna: Louna) -> None:
    first = delivered(louna)
    frozen({"n": 2}, reason="Korjaus")
    [document] = louna.client("coordinator").get(LIST).context["documents"]
    assert document.undelivered
    assert document.marks[0].url == page(first)


def test_the_variants_of_municipalities_are_one_document(louna: Louna) -> None:
    for who, place in (("director", louna.tammela), ("other-director", louna.ypaja)):
        subject = Subject("report", 2024, "report", TITLE, municipality=place)
        release = freeze(by=SYSTEM, subject=subject, facts={"kunta": place.code}, files=[])
        delivered(louna, who, release)
    [document] = louna.client("coordinator").get(LIST).context["documents"]
    assert [mark.name for mark in document.marks] == ["Tammela", "Ypäjä"]
    assert all(mark.url for mark in document.marks)


def test_the_register_goes_to_excel_with_whom_it_was_passed_to(louna: Louna) -> None:
    pass_on(by=louna.people["director"], delivery=delivered(louna), to="Sivistyslautakunta")
    data = louna.client("coordinator").get(LIST, {"format": "xlsx"}).content
    rows = list(openpyxl.load_workbook(io.BytesIO(data)).active.values)
    assert any("Tammela" in row and "Sivistyslautakunta 14.1.2025" in row for row in rows)


def test_the_director_passes_on_and_takes_it_back(louna: Louna) -> None:
    own, director = delivered(louna), louna.client("director")
    told = director.post(page(own), form(note="Esityslista 28.1."), follow=True).text
    entry = PassedOn.objects.get()
    assert (entry.to, entry.date, entry.by_name) == (
        "Sivistyslautakunta",
        dt.date(2025, 1, 14),
        "Director",
    )
    assert "Esityslista 28.1." in told
    director.post(undo_address(told))
    assert not PassedOn.objects.exists()


def test_earlier_recipients_are_suggested_first(louna: Louna) -> None:
    own = delivered(louna)
    pass_on(by=louna.people["director"], delivery=own, to="Vapaa-aikalautakunta")
    suggestions = louna.client("director").get(page(own)).context["form"].suggestions
    assert suggestions[0] == "Vapaa-aikalautakunta"
    assert len(suggestions) == 6


@pytest.mark.parametrize("date", ["13.1.2025", "15.1.2025", "huomenna"])
def test_an_impossible_day_is_refused_at_its_field(louna: Louna, date: str) -> None:
    response = louna.client("director").post(page(delivered(louna)), form(date=date))
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"date"}


@pytest.mark.parametrize("who", ["coordinator", "staff", "reader"])
def test_others_read_only(louna: Louna, who: str) -> None:
    own, client = delivered(louna), louna.client(who)
    assert client.get(page(own)).context["form"] is None
    assert client.post(page(own), form()).status_code == 403
    entry = pass_on(by=louna.people["director"], delivery=own, to="Lautakunta")
    assert client.post(page(own, f"passed-on/{entry.pk}/undo/")).status_code == 403
    assert PassedOn.objects.count() == 1


@pytest.mark.parametrize("action", ["resend", "renew", "revoke", "reopen"])
def test_only_the_coordinator_touches_links(louna: Louna, action: str) -> None:
    own = delivered(louna)
    for who in ("director", "staff", "reader"):
        assert louna.client(who).post(page(own, f"{action}/")).status_code == 403
    assert OutgoingMail.objects.count() == 1
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(louna.people["coordinator"])
    assert strict.post(page(own, f"{action}/")).status_code == 403
    assert louna.client("coordinator").get(page(own, f"{action}/")).status_code == 405


def test_a_link_is_sent_again_once_a_day_and_logged(louna: Louna) -> None:
    own, coordinator = delivered(louna), louna.client("coordinator")
    coordinator.post(page(own, "resend/"))
    again = coordinator.post(page(own, "resend/"), follow=True)
    assert [mail.key for mail in again.context["letters"]] == [
        f"delivery-{own.pk}-2025-01-14",
        f"delivery-{own.pk}",
    ]
    assert AuditEvent.objects.filter(action="release.resend").count() == 1


def test_a_closed_link_is_opened_again_or_replaced(louna: Louna) -> None:
    own, coordinator = delivered(louna), louna.client("coordinator")
    told = coordinator.post(page(own, "revoke/"), follow=True).text
    assert Client().get(f"/d/{own.token}").status_code == 410
    coordinator.post(undo_address(told))
    assert Client().get(f"/d/{own.token}").status_code == 200
    coordinator.post(page(own, "revoke/"))
    coordinator.post(page(own, "renew/"))
    assert Client().get(f"/d/{own.token}").status_code == 404
    own.refresh_from_db()
    assert Client().get(f"/d/{own.token}").status_code == 200


def test_resending_a_closed_link_says_why_not(louna: Louna) -> None:
    own = delivered(louna)
    revoke(by=SYSTEM, delivery=own)
    response = louna.client("coordinator").post(page(own, "resend/"), follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    assert OutgoingMail.objects.count() == 1


def test_a_new_version_tells_its_reason_and_difference(louna: Louna) -> None:
    first = delivered(louna)
    second = delivered(louna, release=frozen({"Tapahtumia": 24.5}, reason="Yksi tapahtuma puuttui"))
    director = louna.client("director")
    old, new = director.get(page(first)), director.get(page(second))
    assert old.context["newer"] == second.release
    assert "Yksi tapahtuma puuttui" in old.text
    [change] = new.context["changes"]
    assert (change.where, change.before, change.after) == ("Tapahtumia", "23", "24,5")
    assert [version.release.version for version in new.context["versions"]] == [2, 1]
    assert page(first) in new.text


def test_a_version_not_delivered_here_is_not_told_of(louna: Louna) -> None:
    own = delivered(louna)
    later = frozen({"Tapahtumia": 25}, reason="Korjaus")
    assert louna.client("director").get(page(own)).context["newer"] is None
    versions = louna.client("director").get(page(own)).context["versions"]
    assert [version.release for version in versions] == [own.release]
    for_all = louna.client("coordinator").get(page(own)).context["versions"]
    assert [version.release for version in for_all] == [later, own.release]


def test_an_altered_file_is_not_given_out(louna: Louna, caplog: pytest.LogCaptureFixture) -> None:
    own = delivered(louna)
    path_of(own.release.files.get().stored.sha256).write_bytes(b"%PDF-1.7 forged")
    response = louna.client("director").get(page(own, f"files/{NAME}"))
    assert response.status_code == 500
    assert b"forged" not in response.content
    assert "checksum" in caplog.text
    own.refresh_from_db()
    assert own.downloaded_at is None


def test_the_cover_note_names_everything_and_opens_in_a_mail_program() -> None:
    document = Document(TITLE, "Raportti", 2024, 2, "14.1.2025", "Ypäjä", True, "Luku korjattu")
    with translation.override("fi"):
        note = cover_note(
            document,
            consortium="Louna-kirjastot",
            sender="Johtaja",
            check_url="https://x/tarkista/",
        )
    assert "Se on alustava: lopullinen versio seuraa." in note.body
    for word in (TITLE, "2024", "Ypäjä", "14.1.2025", "Louna-kirjastot", "Luku korjattu"):
        assert word in note.body
    assert note.body.endswith("Johtaja")
    parts = urlsplit(note.mailto)
    assert parts.scheme == "mailto"
    assert parse_qs(parts.query)["body"] == [note.body.replace("\n", "\r\n")]
    assert "+" not in note.mailto


@pytest.mark.parametrize("who", ["coordinator", "director"])
def test_twenty_municipalities_cost_few_queries(
    louna: Louna, who: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    places = [louna.tammela, louna.ypaja] + [
        Municipality.objects.create(code=f"7{n:02}", name_fi=f"Kunta {n}", position=n + 10)
        for n in range(18)
    ]
    for n in range(5):
        release = frozen({"n": n}, reason=f"Korjaus {n}")
        everyone = [(place, louna.people["director"]) for place in places]
        for own in deliver(by=SYSTEM, release=release, recipients=everyone):
            PassedOn.objects.create(delivery=own, to="Lautakunta", date=dt.date(2025, 1, 14))
    client = louna.client(who)
    with django_assert_max_num_queries(12):
        assert client.get(LIST).status_code == 200
    mine = Delivery.objects.filter(municipality=louna.tammela).latest("pk")
    with django_assert_max_num_queries(12):
        assert client.get(page(mine)).status_code == 200


def test_a_recipient_is_not_named_by_the_municipality_twice(louna: Louna) -> None:
    own = delivered(louna)
    own.recipient_name = f"Johtaja, {own.municipality.name}"
    assert own.addressee == f"Johtaja, {own.municipality.name}"
    own.recipient_name = "Johtaja"
    assert own.addressee == f"Johtaja, {own.municipality.name}"


def test_a_version_that_has_been_replaced_awaits_nobody(louna: Louna) -> None:
    first = delivered(louna)
    second = delivered(louna, release=frozen({"Tapahtumia": 24}, reason="Joulukuu puuttui"))
    home = louna.client("director").get("/")
    urls = [todo.url for todo in home.context["tiles"].todos.first]
    assert f"/deliveries/{second.pk}/" in urls
    assert f"/deliveries/{first.pk}/" not in urls
    assert first.release.title == second.release.title
