"""Codes of an app and recovery codes: taking them into use, and being asked at sign-in."""

import datetime as dt
import re
import time
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from kimppa.core.audit.models import AuditEvent
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.signin.actions import sign_in_link
from kimppa.core.signin.models import SignIn
from kimppa.desk.tests.conftest import Louna
from kimppa.desk.tests.openidprovider import forging_provider, provider
from kimppa.desk.tests.test_sso import forged

# Where a lock keeps a code from being used twice, the test says every_database.
pytestmark = pytest.mark.on_sqlite
PASSWORD = "correct horse battery"
NOW = dt.datetime(2026, 11, 25, 12, 0, 0, tzinfo=dt.UTC)


def code(secret: str, *, steps: int = 0) -> str:
    """What the app shows now (RFC 6238), or `steps` half minutes from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def secret_of(page: str) -> str:
    found = re.search(r"otpauth://[^\"]*secret=([A-Z2-7]+)", page)
    assert found
    return found.group(1)


def set_up(client: Client) -> str:
    """Take an app into use as its person does; the secret that it got."""
    secret = secret_of(client.get("/me/app/").text)
    assert client.post("/me/app/", {"code": code(secret)}).url == "/me/recovery-codes/"
    return secret


def by_password(client: Client, who: str = "director") -> Any:
    return client.post("/sign-in/", {"email": f"{who}@example.org", "password": PASSWORD})


def is_in(client: Client) -> bool:
    return client.get("/me/").status_code == 200


@pytest.mark.every_database
def test_an_app_is_taken_into_use_and_asked_at_sign_in(louna: Louna) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        secret = set_up(louna.client("director"))
        clock.shift(60)
        client = Client()
        assert by_password(client).url == "/sign-in/second/"
        assert not is_in(client)
        page = client.get("/sign-in/second/")
        assert 'autocomplete="one-time-code"' in page.text
        assert client.post("/sign-in/second/", {"code": code(secret)}).url == "/"
        assert is_in(client)
    row = SignIn.objects.filter(outcome="in").latest("pk")
    assert (row.way, row.factor) == ("password", "totp")
    letter = OutgoingMail.objects.get()
    assert letter.to == "director@example.org"
    assert "Todennussovellus otettiin käyttöön" in letter.body


def test_the_picture_is_the_secret_and_needs_no_script_and_no_style(louna: Louna) -> None:
    page = louna.client("director").get("/me/app/").text
    secret = secret_of(page)
    assert " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)) in page
    start = page.index('<svg class="k-qr"')
    picture = page[start : page.index("</svg>", start)]
    assert 'role="img"' in picture
    assert "style" not in picture
    assert secret not in str(list(Authenticator.objects.values()))


def test_a_wrong_first_code_takes_nothing_into_use(louna: Louna) -> None:
    client = louna.client("director")
    client.get("/me/app/")
    page = client.post("/me/app/", {"code": "000000"})
    assert page.status_code == 422
    assert not Authenticator.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_the_secret_is_not_readable_in_the_database(louna: Louna) -> None:
    secret = set_up(louna.client("director"))
    assert secret not in str(list(Authenticator.objects.values()))
    assert secret not in str(list(AuditEvent.objects.values()))


@pytest.mark.every_database
def test_a_used_code_is_refused_and_so_is_an_older_one(louna: Louna) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        secret = set_up(louna.client("director"))
        clock.shift(60)
        used, older = code(secret), code(secret, steps=-1)
        first, second = Client(), Client()
        by_password(first)
        assert first.post("/sign-in/second/", {"code": used}).status_code == 302
        by_password(second)
        for stale in (used, older):
            assert second.post("/sign-in/second/", {"code": stale}).status_code == 422
        assert not is_in(second)


@pytest.mark.parametrize(("steps", "taken"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_clocks_may_differ_by_half_a_minute(louna: Louna, steps: int, taken: bool) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        secret = set_up(louna.client("director"))
        clock.shift(600)
        client = Client()
        by_password(client)
        shown = client.post("/sign-in/second/", {"code": code(secret, steps=steps)})
        assert (shown.status_code == 302) is taken


@pytest.mark.every_database
def test_guessing_codes_locks_the_person_whatever_the_browser(louna: Louna) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        secret = set_up(louna.client("director"))
        clock.shift(60)
        for _ in range(5):
            client = Client()
            by_password(client)
            client.post("/sign-in/second/", {"code": "000000"})
        client = Client()
        by_password(client)
        page = client.post("/sign-in/second/", {"code": code(secret)})
        assert page.status_code == 422
        assert "15 minuuttia" in page.text
        clock.shift(901)
        by_password(client)
        assert client.post("/sign-in/second/", {"code": code(secret)}).status_code == 302
    assert SignIn.objects.filter(reason="code").count() == 6


def test_no_other_address_leads_past_the_second_step(louna: Louna) -> None:
    set_up(louna.client("director"))
    client = Client()
    by_password(client)
    for path in ("/", "/me/", "/deliveries/", "/api/v1/me", "/me/app/", "/me/confirm/"):
        answer = client.get(path)
        assert answer.status_code in (302, 401, 403, 404), path
    assert client.post("/me/calendar/").url.startswith("/sign-in/")
    assert not SignIn.objects.filter(outcome="in").exists()


def test_a_link_asks_for_the_second_step_too_and_is_used_up(louna: Louna) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        secret = set_up(louna.client("director"))
        clock.shift(60)
        louna.people["director"].refresh_from_db()
        path = sign_in_link(louna.people["director"])
        client = Client()
        assert client.get(path).url == "/sign-in/second/"
        assert not is_in(client)
        assert Client().get(path).status_code == 410
        assert client.post("/sign-in/second/", {"code": code(secret)}).status_code == 302
        assert is_in(client)


def test_single_sign_on_asks_unless_the_provider_is_strong(louna: Louna, settings: Any) -> None:
    set_up(louna.client("director"))
    with forging_provider() as forger:
        settings.KIMPPA_OIDC = (provider(forger.issuer),)
        client = Client()
        assert forged(client, forger).url == "/sign-in/second/"
        assert not is_in(client)
        settings.KIMPPA_OIDC = (provider(forger.issuer, strong=True),)
        assert forged(client, forger).url == "/"
        assert is_in(client)


def test_the_first_step_waits_ten_minutes_and_not_after_a_new_password(louna: Louna) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        secret = set_up(louna.client("director"))
        clock.shift(60)
        client, other = Client(), Client()
        by_password(client)
        by_password(other)
        clock.shift(601)
        assert client.post("/sign-in/second/", {"code": code(secret)}).url == "/sign-in/"
        by_password(client)
        director = louna.people["director"]
        director.set_password("jotain aivan muuta nyt")
        director.save()
        assert client.post("/sign-in/second/", {"code": code(secret)}).url == "/sign-in/"
        assert not is_in(client)


def test_the_second_step_leads_to_the_page_asked_for(louna: Louna) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        secret = set_up(louna.client("director"))
        clock.shift(60)
        client = Client()
        fields = {"email": "director@example.org", "password": PASSWORD, "next": "/deliveries/"}
        client.post("/sign-in/", fields)
        assert client.post("/sign-in/second/", {"code": code(secret)}).url == "/deliveries/"


@pytest.mark.every_database
def test_recovery_codes_are_shown_once_and_work_once(louna: Louna) -> None:
    own = louna.client("director")
    set_up(own)
    shown = re.findall(r"<code>(\d{8})</code>", own.get("/me/recovery-codes/").text)
    assert len(set(shown)) == 10
    file = own.get("/me/recovery-codes/file")
    assert file["Content-Disposition"].startswith("attachment")
    assert all(one in file.text for one in shown)
    own.post("/me/recovery-codes/kept/")
    assert shown[0] not in own.get("/me/recovery-codes/").text
    assert own.get("/me/recovery-codes/file").status_code == 302
    client = Client()
    by_password(client)
    spaced = f" {shown[0][:4]} {shown[0][4:]} "
    assert client.post("/sign-in/second/", {"code": spaced}).status_code == 302
    again = Client()
    by_password(again)
    assert again.post("/sign-in/second/", {"code": shown[0]}).status_code == 422
    assert "9 käyttämätöntä" in client.get("/me/").text


@pytest.mark.every_database
def test_new_recovery_codes_put_the_old_ones_out_of_use(louna: Louna) -> None:
    own = louna.client("director")
    set_up(own)
    old = re.findall(r"<code>(\d{8})</code>", own.get("/me/recovery-codes/").text)
    own.post("/me/recovery-codes/")
    new = re.findall(r"<code>(\d{8})</code>", own.get("/me/recovery-codes/").text)
    assert not set(old) & set(new)
    client = Client()
    by_password(client)
    assert client.post("/sign-in/second/", {"code": old[0]}).status_code == 422
    assert client.post("/sign-in/second/", {"code": new[0]}).status_code == 302


def test_removing_the_last_factor_removes_the_codes_and_ends_other_browsers(louna: Louna) -> None:
    own, elsewhere = louna.client("director"), louna.client("director")
    set_up(own)
    assert not is_in(elsewhere)  # it was begun without the factor
    app = Authenticator.objects.get(type="totp")
    assert louna.client("staff").post(f"/me/factors/{app.pk}/remove/").status_code == 404
    own.post(f"/me/factors/{app.pk}/remove/")
    assert not Authenticator.objects.exists()
    assert is_in(own)
    assert by_password(Client()).url == "/"
    actions = list(AuditEvent.objects.filter(action__startswith="person.factor"))
    assert [event.action for event in reversed(actions)] == [
        "person.factor-add",
        "person.factor-remove",
    ]


def test_sensitive_steps_ask_again_after_a_while(louna: Louna) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        client = louna.client("director")
        clock.shift(901)
        for path in ("/me/app/", "/me/passkey/"):
            assert client.get(path).url.startswith("/me/confirm/?next=")
        assert client.post("/me/calendar/").url == "/me/confirm/?next=%2Fme%2F"
        page = client.post("/me/confirm/", {"password": "wrong", "next": "/me/app/"})
        assert page.status_code == 422
        confirmed = client.post("/me/confirm/", {"password": PASSWORD, "next": "/me/app/"})
        assert confirmed.url == "/me/app/"
        secret = set_up(client)
        clock.shift(901)
        # whoever has a factor shows it: the password alone is not enough any more
        assert client.post("/me/confirm/", {"password": PASSWORD}).status_code == 422
        assert client.post("/me/confirm/", {"code": code(secret)}).url == "/me/"
        assert client.get("/me/recovery-codes/").status_code == 200


def test_confirming_leads_to_no_other_site_and_is_limited(louna: Louna) -> None:
    client = louna.client("director")
    fields = {"password": PASSWORD, "next": "https://evil.example/"}
    assert client.post("/me/confirm/", fields).url == "/me/"
    for _ in range(5):
        client.post("/me/confirm/", {"password": "wrong"})
    assert "15 minuuttia" in client.post("/me/confirm/", {"password": PASSWORD}).text


def test_whoever_has_neither_password_nor_factor_signs_in_anew(louna: Louna) -> None:
    director = louna.people["director"]
    director.set_unusable_password()
    director.save()
    with time_machine.travel(NOW, tick=False) as clock:
        client = louna.client("director")
        clock.shift(901)
        refused = client.post("/me/password/", {"password-new": "neljä tyyntä tammikuuta"})
        assert refused.url.startswith("/me/confirm/")
        assert 'action="/sign-out/"' in client.get("/me/confirm/?next=/me/app/").text
        out = client.post("/sign-out/", {"next": "/me/app/"})
        assert out.url == "/sign-in/?next=%2Fme%2Fapp%2F"
    director.refresh_from_db()
    assert not director.has_usable_password()


def test_whose_role_needs_a_factor_is_led_to_one_first(louna: Louna, settings: Any) -> None:
    settings.KIMPPA_SECOND_FACTOR = "coordinator"
    assert is_in(louna.client("director"))
    client = Client()
    assert by_password(client, "coordinator").url == "/"
    for path in ("/", "/people/", "/me/", "/audit/"):
        assert client.get(path).url == "/me/second-step/"
    assert client.post("/tasks/add/", {"title": "x"}).url == "/me/second-step/"
    assert "/me/app/" in client.get("/me/second-step/").text
    set_up(client)
    assert client.get("/people/").status_code == 200
    settings.KIMPPA_SECOND_FACTOR = "all"
    assert louna.client("staff").get("/work/").url == "/me/second-step/"


def test_a_strong_provider_is_factor_enough(louna: Louna, settings: Any) -> None:
    settings.KIMPPA_SECOND_FACTOR = "all"
    with forging_provider() as forger:
        settings.KIMPPA_OIDC = (provider(forger.issuer, strong=True),)
        client = Client()
        forged(client, forger)
        assert is_in(client)
        settings.KIMPPA_OIDC = (provider(forger.issuer),)
        client = Client()
        forged(client, forger)
        assert client.get("/me/").url == "/me/second-step/"


def test_the_coordinator_removes_anothers_lost_factor(louna: Louna) -> None:
    elsewhere = louna.client("director")
    set_up(elsewhere)
    OutgoingMail.objects.all().delete()
    coordinator = louna.client("coordinator")
    director = louna.people["director"]
    page = coordinator.get(f"/people/{director.pk}/sign-in/")
    assert "Todennussovellus" in page.text
    coordinator.post(f"/people/{director.pk}/sign-in/reset/")
    assert not Authenticator.objects.exists()
    assert not is_in(elsewhere)
    assert by_password(Client()).url == "/"
    event = AuditEvent.objects.get(action="person.reset-factors")
    assert event.by_name == "Coordinator"
    assert "Coordinator" in OutgoingMail.objects.get().body
    assert coordinator.post(f"/undo/{event.pk}/", follow=True).status_code in (200, 404, 422)
    director.refresh_from_db()


def test_nobody_removes_the_own_lost_factor_so(louna: Louna) -> None:
    client = louna.client("coordinator")
    set_up(client)
    me = louna.people["coordinator"]
    assert "/sign-in/reset/" not in client.get(f"/people/{me.pk}/sign-in/").text
    client.post(f"/people/{me.pk}/sign-in/reset/")
    assert Authenticator.objects.filter(user_id=me.pk).exists()


def test_another_key_of_the_instance_opens_no_factor(louna: Louna, settings: Any) -> None:
    """Codes made under the old key fail plainly; the coordinator can take them away."""
    with time_machine.travel(NOW, tick=False) as clock:
        secret = set_up(louna.client("director"))
        clock.shift(60)
        settings.SECRET_KEY = "another" * 10
        client = Client()
        by_password(client)
        assert client.post("/sign-in/second/", {"code": code(secret)}).status_code == 422
        assert not is_in(client)
