"""Deliveries: receipts, personal links, passing on, checking a file."""

import datetime as dt
import hashlib

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kimppa.core.audit.models import AuditEvent
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.permissions import SYSTEM
from kimppa.core.releases.actions import RenderedFile, Subject, deliver, freeze
from kimppa.core.releases.models import Delivery
from kimppa.desk.covernote import cover_note
from kimppa.desk.tests.conftest import Louna

PDF = b"%PDF-1.7 raportti"
SHA = hashlib.sha256(PDF).hexdigest()
SUBJECT = Subject("report", 2024, "report", "Raportti 2024")


@pytest.fixture
def delivery(louna: Louna) -> Delivery:
    release = freeze(
        by=SYSTEM,
        subject=SUBJECT,
        facts={"works": 3},
        files=[RenderedFile("raportti.pdf", "application/pdf", PDF)],
    )
    people = [
        (louna.tammela, louna.people["director"]),
        (louna.ypaja, louna.people["other-director"]),
    ]
    return deliver(by=SYSTEM, release=release, recipients=people)[0]


def version_two(louna: Louna) -> None:
    release = freeze(
        by=SYSTEM,
        subject=SUBJECT,
        facts={"works": 4},
        files=[RenderedFile("raportti.pdf", "application/pdf", PDF + b"2")],
        reason="Yksi työ puuttui",
    )
    recipients = [(louna.tammela, louna.people["director"])]
    deliver(by=SYSTEM, release=release, recipients=recipients)


def test_the_personal_link_opens_without_signing_in_and_is_a_receipt(delivery: Delivery) -> None:
    client = Client()
    page = client.get(f"/d/{delivery.token}")
    assert page.status_code == 200
    assert "Raportti 2024" in page.content.decode()
    delivery.refresh_from_db()
    assert delivery.opened_at is not None
    assert delivery.downloaded_at is None
    file = delivery.release.files.get()
    assert client.get(f"/d/{delivery.token}/{file.pk}").content == PDF
    delivery.refresh_from_db()
    assert delivery.downloaded_at is not None


def test_the_link_is_kept_out_of_search_engines_and_logs(delivery: Delivery) -> None:
    for address in (f"/d/{delivery.token}", "/d/none"):
        page = Client().get(address)
        assert "noindex" in page["X-Robots-Tag"]
        assert page["Referrer-Policy"] == "no-referrer"
        assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize("header", ["Sec-Purpose", "Purpose", "X-Moz"])
def test_fetching_in_advance_is_no_receipt(delivery: Delivery, header: str) -> None:
    Client().get(f"/d/{delivery.token}", headers={header: "prefetch"})
    Client().head(f"/d/{delivery.token}")
    delivery.refresh_from_db()
    assert delivery.opened_at is None


def test_the_coordinator_looking_is_no_receipt(louna: Louna, delivery: Delivery) -> None:
    louna.client("coordinator").get(f"/d/{delivery.token}")
    louna.client("coordinator").get(f"/deliveries/{delivery.pk}/")
    delivery.refresh_from_db()
    assert delivery.opened_at is None
    louna.client("director").get(f"/deliveries/{delivery.pk}/")
    delivery.refresh_from_db()
    assert delivery.opened_at is not None


def test_closed_old_and_unknown_links_look_alike(louna: Louna, delivery: Delivery) -> None:
    file = delivery.release.files.get()
    unknown = Client().get("/d/unknown")
    louna.client("coordinator").post(f"/deliveries/{delivery.pk}/revoke/")
    closed = Client().get(f"/d/{delivery.token}")
    assert unknown.status_code == closed.status_code == 410
    assert "Raportti" not in closed.content.decode()
    assert Client().get(f"/d/{delivery.token}/{file.pk}").status_code == 410
    Delivery.objects.update(revoked_at=None)
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=366)):
        assert Client().get(f"/d/{delivery.token}").status_code == 410


def test_closing_a_link_can_be_undone(louna: Louna, delivery: Delivery) -> None:
    client = louna.client("coordinator")
    page = client.post(f"/deliveries/{delivery.pk}/revoke/", follow=True).content.decode()
    assert f'action="/deliveries/{delivery.pk}/reopen/"' in page
    client.post(f"/deliveries/{delivery.pk}/reopen/")
    assert Client().get(f"/d/{delivery.token}").status_code == 200
    assert delivery.token not in str(list(AuditEvent.objects.values()))


def test_sending_again_does_not_repeat_within_a_day(louna: Louna, delivery: Delivery) -> None:
    count = OutgoingMail.objects.count()
    for _ in range(2):
        louna.client("coordinator").post(f"/deliveries/{delivery.pk}/resend/")
    assert OutgoingMail.objects.count() == count + 1


def test_the_director_passes_on_and_it_is_logged(louna: Louna, delivery: Delivery) -> None:
    client = louna.client("director")
    page = client.post(
        f"/deliveries/{delivery.pk}/",
        {"to": "Sivistyslautakunta", "date": "14.1.2025"},
        follow=True,
    ).content.decode()
    assert "Sivistyslautakunta" in page
    passed = delivery.passed_on.get()
    assert (passed.to, passed.date) == ("Sivistyslautakunta", dt.date(2025, 1, 14))
    assert AuditEvent.objects.filter(action="release.pass-on", municipality="834").exists()
    register = louna.client("coordinator").get("/deliveries/?vuosi=2024&state=passed-on")
    assert "Director" in register.content.decode()


def test_passing_on_works_behind_the_link_for_its_recipient_only(
    louna: Louna, delivery: Delivery
) -> None:
    client = Client()
    client.post(f"/d/{delivery.token}", {"to": "Kunnanhallitus", "date": "14.1.2025"})
    assert delivery.passed_on.get().by == louna.people["director"]
    director = louna.people["director"]
    director.valid_to = dt.date(2025, 1, 13)
    director.save()
    page = client.post(f"/d/{delivery.token}", {"to": "Toinen", "date": "14.1.2025"})
    assert 'name="to"' not in page.content.decode()
    assert delivery.passed_on.count() == 1


def test_passing_on_can_be_taken_back(louna: Louna, delivery: Delivery) -> None:
    client = louna.client("director")
    fields = {"to": "Sivistyslautakunta", "date": "14.1.2025"}
    page = client.post(f"/deliveries/{delivery.pk}/", fields, follow=True).content.decode()
    undo = f"/deliveries/{delivery.pk}/passed/{delivery.passed_on.get().pk}/undo/"
    assert f'action="{undo}"' in page
    client.post(undo)
    assert not delivery.passed_on.exists()


def test_a_day_to_come_is_refused(louna: Louna, delivery: Delivery) -> None:
    page = louna.client("director").post(
        f"/deliveries/{delivery.pk}/", {"to": "Lautakunta", "date": "15.1.2025"}
    )
    assert page.status_code == 422
    assert not delivery.passed_on.exists()


def test_to_whom_is_needed(louna: Louna, delivery: Delivery) -> None:
    page = louna.client("director").post(
        f"/deliveries/{delivery.pk}/", {"to": "", "date": "14.1.2025"}
    )
    assert page.status_code == 422
    assert not delivery.passed_on.exists()


def test_who_has_not_opened_is_visible(louna: Louna, delivery: Delivery) -> None:
    Client().get(f"/d/{delivery.token}")
    page = louna.client("coordinator").get("/deliveries/?vuosi=2024&state=waiting")
    text = page.content.decode()
    assert "1 ei vielä avattu" in text
    assert "Other-Director" in text.partition("<table")[2]
    assert ">Director<" not in text.partition("<table")[2]


def test_others_deliveries_are_not_there(louna: Louna, delivery: Delivery) -> None:
    file = delivery.release.files.get()
    client = louna.client("other-director")
    assert client.get(f"/deliveries/{delivery.pk}/").status_code == 404
    assert client.get(f"/deliveries/{delivery.pk}/files/{file.pk}").status_code == 404
    assert client.post(f"/deliveries/{delivery.pk}/", {"to": "x"}).status_code == 404


def test_a_newer_version_and_its_reason_are_told(louna: Louna, delivery: Delivery) -> None:
    version_two(louna)
    page = louna.client("director").get(f"/deliveries/{delivery.pk}/").content.decode()
    assert "Yksi työ puuttui" in page


def test_a_genuine_file_is_known_without_showing_what_is_in_it(
    louna: Louna, delivery: Delivery
) -> None:
    page = Client().post("/tarkista/", {"file": SimpleUploadedFile("x.pdf", PDF)})
    assert "Aito ja uusin versio" in page.content.decode()
    version_two(louna)
    page = Client().post("/tarkista/", {"sha256": SHA.upper()})
    text = page.content.decode()
    assert "uudempi versio on olemassa" in text
    assert "works" not in text


def test_a_changed_file_is_not_known(delivery: Delivery) -> None:
    page = Client().post("/tarkista/", {"file": SimpleUploadedFile("x.pdf", PDF + b" ")})
    assert "Ei tunnisteta" in page.content.decode()
    assert "Raportti 2024" not in page.content.decode()


@pytest.mark.parametrize("fields", [{}, {"sha256": "abc"}])
def test_nothing_to_check_is_told(delivery: Delivery, fields: dict[str, str]) -> None:
    assert Client().post("/tarkista/", fields).status_code == 422


def test_a_checked_file_is_not_stored(
    delivery: Delivery, monkeypatch: pytest.MonkeyPatch, instance: object
) -> None:
    monkeypatch.setattr("kimppa.desk.hashing.LARGEST", 1000)
    before = sorted(str(path) for path in instance.rglob("*"))  # type: ignore[attr-defined]
    small = Client().post("/tarkista/", {"file": SimpleUploadedFile("x.pdf", b"x" * 1000)})
    assert small.status_code == 200
    assert sorted(str(path) for path in instance.rglob("*")) == before  # type: ignore[attr-defined]


def test_a_file_that_is_too_large_is_refused(
    delivery: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kimppa.desk.hashing.LARGEST", 1000)
    page = Client().post("/tarkista/", {"file": SimpleUploadedFile("x.pdf", b"x" * 1001)})
    assert page.status_code == 422
    assert "50 Mt" in page.content.decode()


def test_checks_are_limited(delivery: Delivery) -> None:
    for _ in range(30):
        assert Client().post("/tarkista/", {"sha256": SHA}).status_code == 200
    assert Client().post("/tarkista/", {"sha256": SHA}).status_code == 429


def test_the_check_form_needs_its_token(delivery: Delivery) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/tarkista/", {"sha256": SHA}).status_code == 403


def test_the_cover_note_opens_in_a_mail_program() -> None:
    note = cover_note(
        title="Raportti & liite",
        year=2024,
        municipality="Ypäjä",
        provisional=True,
        sender="Kirjastonjohtaja, Ypäjä",
        check_url="https://kimppa.example/tarkista/",
    )
    assert note.mailto.startswith("mailto:?subject=Raportti%20%26%20liite")
    assert "%0D%0A" in note.mailto
    assert " " not in note.mailto
    assert "https://kimppa.example/tarkista/" in note.body
