"""Signing in, as people see it."""

import pytest
from django.test import Client
from django.urls import reverse

from kimppa.core.mail.models import OutgoingMail
from kimppa.core.signin.actions import sign_in_link
from kimppa.core.signin.models import SignIn
from kimppa.desk.tests.conftest import Louna

SIGN_IN = "/sign-in/"
RIGHT = {"email": "director@example.org", "password": "correct horse battery"}


def test_a_page_asks_to_sign_in_and_leads_back(louna: Louna, client: Client) -> None:
    asked = client.get("/deliveries/")
    assert asked.url == "/sign-in/?next=/deliveries/"
    page = client.get(asked.url)
    assert 'name="next" value="/deliveries/"' in page.content.decode()
    answer = client.post(SIGN_IN, RIGHT | {"next": "/deliveries/"})
    assert answer.url == "/deliveries/"
    assert client.get("/deliveries/").status_code == 200


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"]
)
def test_no_other_site_is_led_to(louna: Louna, client: Client, address: str) -> None:
    assert client.post(SIGN_IN, RIGHT | {"next": address}).url == "/"


@pytest.mark.parametrize(
    "address", ["abc", "2024-02-30", "?x", "#", "\0", "\0/", "%00", "me/", "http://testserver/me/"]
)
def test_what_is_no_path_of_the_site_leads_home(louna: Louna, client: Client, address: str) -> None:
    assert client.post(SIGN_IN, RIGHT | {"next": address}).url == "/"
    if "\0" not in address:  # refused in every query
        assert client.get(SIGN_IN, {"next": address}).url == "/"
    assert client.post("/ui/scheme/", {"next": address}).url == "/"


def test_a_wrong_password_is_told_without_telling_which_part_is_wrong(
    louna: Louna, client: Client
) -> None:
    known = client.post(SIGN_IN, RIGHT | {"password": "wrong"})
    unknown = client.post(SIGN_IN, {"email": "nobody@example.org", "password": "wrong"})
    assert known.status_code == unknown.status_code == 422
    for page in (known, unknown):
        assert "eivät täsmää" in page.content.decode()


def test_too_many_tries_are_told_how_long_to_wait(louna: Louna, client: Client) -> None:
    for _ in range(5):
        client.post(SIGN_IN, RIGHT | {"password": "wrong"})
    page = client.post(SIGN_IN, RIGHT)
    assert page.status_code == 422
    assert "15 minuuttia" in page.content.decode()


def test_the_session_is_new_after_signing_in(louna: Louna, client: Client) -> None:
    client.get(SIGN_IN)
    session = client.session
    session["planted"] = "x"
    session.save()
    client.cookies["sessionid"] = session.session_key
    client.post(SIGN_IN, RIGHT)
    assert client.cookies["sessionid"].value != session.session_key
    assert "planted" not in client.session


def test_whoever_is_past_validity_is_signed_out_at_the_next_page(louna: Louna) -> None:
    client = louna.client("staff")
    assert client.get("/work/").status_code == 200
    staff = louna.people["staff"]
    staff.valid_to = "2025-01-13"
    staff.save()
    assert client.get("/work/").status_code == 302
    refused = client.post(SIGN_IN, {**RIGHT, "email": staff.email})
    assert refused.status_code == 422


def test_a_link_signs_in_once(louna: Louna, client: Client) -> None:
    path = sign_in_link(louna.people["director"])
    assert client.head(path).status_code == 410
    assert client.get(path, headers={"Sec-Purpose": "prefetch"}).status_code == 410
    assert client.get(path).url == "/"
    assert client.get("/").status_code == 200
    again = Client().get(path)
    assert again.status_code == 410
    assert "käytetty" in again.content.decode()


def test_a_mailed_link_waits_for_its_button(louna: Louna, client: Client) -> None:
    client.post(reverse("desk:send-link"), {"link-email": "staff@example.org"})
    words = OutgoingMail.objects.get().body.split()
    path = next(word for word in words if "/sign-in/" in word).removeprefix("http://localhost:8000")
    page = client.get(path)
    assert "Staff" in page.content.decode()
    assert client.get("/work/").status_code == 302
    assert client.post(path).url == "/"
    assert client.get("/work/").status_code == 200


def test_known_and_unknown_addresses_get_the_same_answer(louna: Louna, client: Client) -> None:
    answers = [
        client.post(reverse("desk:send-link"), {"link-email": email}, follow=True).content.decode()
        for email in ("staff@example.org", "nobody@example.org")
    ]
    assert all("kirjautumislinkki on matkalla" in answer for answer in answers)
    assert OutgoingMail.objects.count() == 1


def test_signing_out_needs_a_button_and_ends_the_session(louna: Louna) -> None:
    client = louna.client("staff")
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").url == SIGN_IN
    assert client.get("/work/").status_code == 302
    assert SignIn.objects.filter(outcome="out").count() == 1


def test_sign_ins_are_in_the_log_without_secrets(louna: Louna, client: Client) -> None:
    path = sign_in_link(louna.people["director"])
    client.get(path)
    Client().post(SIGN_IN, RIGHT)
    log = str(list(SignIn.objects.values()))
    assert "link" in log
    assert "password" in log
    assert path.rpartition("/")[2] not in log
    assert RIGHT["password"] not in log


def test_forms_from_other_sites_are_refused(louna: Louna) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(SIGN_IN, RIGHT).status_code == 403
    client.force_login(louna.people["staff"])
    assert client.post("/log-work/", {"title": "Opastin"}).status_code == 403


def test_pages_follow_the_persons_language(louna: Louna, client: Client) -> None:
    staff = louna.people["staff"]
    staff.language = "sv"
    staff.save()
    client.force_login(staff)
    page = client.get("/work/", headers={"Accept-Language": "fi"})
    assert '<html lang="sv"' in page.content.decode()
