"""The own account."""

import datetime as dt
import re

import time_machine
from django.test import Client

from kimppa.core.signin.actions import sign_in_link
from kimppa.core.yearclock.models import CalendarFeed
from kimppa.desk.tests.conftest import Louna

NOW = dt.datetime(2026, 11, 25, 12, 0, 0, tzinfo=dt.UTC)
OLD, NEW = "correct horse battery", "neljä tyyntä tammikuuta"


def test_the_password_is_changed_and_other_browsers_are_signed_out(louna: Louna) -> None:
    here, elsewhere = louna.client("staff"), louna.client("staff")
    fields = {"password-present": OLD, "password-new": NEW}
    assert here.post("/me/password/", fields).status_code == 302
    assert here.get("/me/").status_code == 200
    assert elsewhere.get("/me/").status_code == 302
    signed = Client().post("/sign-in/", {"email": "staff@example.org", "password": NEW})
    assert signed.status_code == 302


def test_a_wrong_present_and_a_weak_new_password_are_refused(louna: Louna) -> None:
    client = louna.client("staff")
    for fields in (
        {"password-present": "wrong", "password-new": NEW},
        {"password-present": OLD, "password-new": "short"},
        {"password-present": OLD, "password-new": "staff@example.org"},
    ):
        assert client.post("/me/password/", fields).status_code == 422
    assert louna.people["staff"].check_password(OLD)


def test_whoever_has_no_password_sets_one_without_the_old(louna: Louna) -> None:
    staff = louna.people["staff"]
    staff.set_unusable_password()
    staff.save()
    client = louna.client("staff")
    assert "password-present" not in client.get("/me/").content.decode()
    client.post("/me/password/", {"password-new": NEW})
    staff.refresh_from_db()
    assert staff.check_password(NEW)


def test_whoever_has_forgotten_the_password_comes_by_a_link_and_sets_a_new_one(
    louna: Louna,
) -> None:
    staff = louna.people["staff"]
    with time_machine.travel(NOW, tick=False) as clock:
        client = Client()
        client.get(sign_in_link(staff))
        assert "password-present" not in client.get("/me/").text
        clock.shift(901)  # too long ago
        assert client.post("/me/password/", {"password-new": NEW}).url.startswith("/me/confirm/")
        staff.refresh_from_db()
        client.get(sign_in_link(staff))
        assert client.post("/me/password/", {"password-new": NEW}).url == "/me/"
    staff.refresh_from_db()
    assert staff.check_password(NEW)


def test_the_language_changes_at_once(louna: Louna) -> None:
    client = louna.client("staff")
    page = client.post("/me/language/", {"language-language": "sv"}, follow=True)
    assert '<html lang="sv"' in page.content.decode()
    assert client.post("/me/language/", {"language-language": "xx"}).status_code == 422


def test_how_often_the_letter_comes_is_chosen(louna: Louna) -> None:
    client = louna.client("staff")
    page = client.get("/me/").text
    assert re.search(r'value="mondays"[^>]*(selected|checked)', page)
    page = client.post("/me/letters/", {"letters-rhythm": "never"}, follow=True).text
    assert re.search(r'value="never"[^>]*(selected|checked)', page)
    assert client.post("/me/letters/", {"letters-rhythm": "hourly"}).status_code == 422
    louna.people["staff"].refresh_from_db()
    assert louna.people["staff"].rhythm == "never"


def test_a_calendar_address_is_made_and_closed(louna: Louna) -> None:
    client = louna.client("staff")
    client.post("/me/calendar/")
    feed = CalendarFeed.objects.get()
    address = f"/calendar/{feed.token}.ics"
    assert address in client.get("/me/").content.decode()
    assert Client().get(address).status_code == 200
    assert louna.client("director").post(f"/me/calendar/{feed.pk}/revoke/").status_code == 404
    client.post(f"/me/calendar/{feed.pk}/revoke/")
    assert Client().get(address).status_code == 404
    assert address not in client.get("/me/").content.decode()
