"""Signing in with a real browser: passkeys of a virtual device, codes, single sign-on.

The desk is the real server; the OpenID provider is a process of its own; the passkeys are those
of Chromium's virtual authenticator (Chrome DevTools Protocol, domain WebAuthn).
"""

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, CDPSession, Page

from kimppa.desk.tests.openidprovider import mock_provider
from tests.databases import asked, copy_instance, empty_instance
from tests.journeys.browser import LOOKS, Look, axe, opened, overflow, structure
from tests.journeys.instance import Instance, free_port
from tests.journeys.steps import follow, new_page, press, send

pytestmark = pytest.mark.browser
EMAIL = "paakayttaja@example.org"
PASSWORD = "neljä tyyntä tammikuuta"
MADE = f"""
from kimppa.core.consortium.models import Person
from kimppa.core.signin.actions import sign_in_link
person = Person.objects.get(email={EMAIL!r})
person.set_password({PASSWORD!r})
person.save()
print(sign_in_link(person))
"""
LOOK = LOOKS[0]
WIDE = Look("fi", "dark", 1280)


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    known = {"sub": "u1", "email": EMAIL, "email_verified": True}
    with mock_provider(known, {"sub": "u2", "email": "x@example.org"}) as address:
        yield address


class Signed(Instance):
    """An instance that people reach by a name, since passkeys belong to names."""

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"


@pytest.fixture(scope="module")
def instance(
    provider: str, shared: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Signed]:
    settings = {
        "KIMPPA_OIDC": "forssa",
        "KIMPPA_OIDC_FORSSA_ISSUER": provider,
        "KIMPPA_OIDC_FORSSA_CLIENT_ID": "kimppa",
        "KIMPPA_OIDC_FORSSA_CLIENT_SECRET": "salaisuus",
        "KIMPPA_OIDC_FORSSA_TITLE": "Kirjaudu Forssan kaupungin tunnuksella",
        "KIMPPA_SECOND_FACTOR": "coordinator",
    }
    home = copy_instance(empty_instance(shared), tmp_path_factory.mktemp("signed") / "home")
    made = Signed(home, free_port(), settings)
    made.run("setup", "--name", "Louna-kirjastot", "--email", EMAIL)
    with made.served():
        yield made


@pytest.fixture
def link(instance: Signed) -> str:
    """A one-time link to the coordinator, who begins with nothing."""
    for table in ("mfa_authenticator", "socialaccount_socialaccount", "core_try"):
        asked(instance.home, f"DELETE FROM {table}")
    return instance.run("django", "shell", "-c", MADE).strip().splitlines()[-1]


def faults(page: Page, look: Look = LOOK) -> list[str]:
    return [*axe(page), *overflow(page), *structure(page, look.language)]


def device(page: Page) -> CDPSession:
    """A device with a PIN that its owner gives at once."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return session


def code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def sign_out(page: Page) -> None:
    page.goto("/me/")
    with new_page(page):
        page.locator("form[action='/sign-out/']").first.evaluate("form => form.submit()")


def test_a_passkey_is_made_signs_in_and_is_removed(
    instance: Signed, link: str, browser: Browser
) -> None:
    with opened(browser, instance.url, {}, LOOK) as page:
        device(page)
        page.goto(link)
        assert page.url.endswith("/me/second-step/")  # the role needs one before anything else
        assert faults(page) == []
        follow(page, "Käytä pääsyavainta")
        assert faults(page) == []
        page.get_by_label("Pääsyavaimen nimi").fill("Työpuhelin")
        press(page, "Luo pääsyavain")
        assert page.url.endswith("/me/recovery-codes/")
        assert faults(page) == []
        press(page, "Olen pannut koodit talteen")
        assert "Työpuhelin" in page.inner_text("main")
        assert faults(page) == []
        sign_out(page)
        assert faults(page) == []
        press(page, "Kirjaudu pääsyavaimella")
        assert page.url == f"{instance.url}/"
        # as the second step after a password
        sign_out(page)
        page.get_by_label("Sähköpostiosoite").first.fill(EMAIL)
        send(page.get_by_label("Salasana"), PASSWORD)
        assert page.url.endswith("/sign-in/second/")
        assert faults(page) == []
        press(page, "Käytä pääsyavainta")
        assert page.url == f"{instance.url}/"
        page.goto("/me/confirm/")
        assert faults(page) == []
        page.goto("/me/")
        press(page, "Poista pääsyavain Työpuhelin")
        sign_out(page)
        press(page, "Kirjaudu pääsyavaimella")
        assert "Pääsyavainta ei hyväksytty" in page.inner_text("main")
        assert faults(page) == []


def test_a_device_that_refuses_is_told_and_other_ways_stay(
    instance: Signed, link: str, browser: Browser
) -> None:
    with opened(browser, instance.url, {}, LOOK) as page:
        session = device(page)
        page.goto("/sign-in/")
        page.get_by_role("button", name="Kirjaudu pääsyavaimella").click()
        page.get_by_text("Laite ei antanut pääsyavainta").wait_for()
        assert faults(page) == []
        assert page.get_by_role("button", name="Kirjaudu sisään").is_enabled()
        session.detach()


def test_without_scripts_the_pages_say_that_passkeys_need_them(
    instance: Signed, link: str, browser: Browser
) -> None:
    with opened(browser, instance.url, {}, LOOK, scripts=False) as page:
        page.goto("/sign-in/")
        assert "Pääsyavain tarvitsee JavaScriptin" in page.inner_text("main")
        assert not page.get_by_role("button", name="Kirjaudu pääsyavaimella").is_visible()
        page.goto(link)
        follow(page, "Käytä sovellusta")
        secret = page.inner_text("main code").replace(" ", "")
        page.get_by_role("textbox", name="Koodi").fill(code(secret))
        press(page, "Ota käyttöön")
        assert page.url.endswith("/me/recovery-codes/")


def test_an_app_is_taken_into_use_and_asked(instance: Signed, link: str, browser: Browser) -> None:
    with opened(browser, instance.url, {}, WIDE) as page:
        page.goto(link)
        follow(page, "Käytä sovellusta")
        assert faults(page, WIDE) == []
        secret = page.inner_text("main code").replace(" ", "")
        picture = page.locator("svg.k-qr").get_attribute("aria-label")
        assert picture == "Salaisuus QR-koodina; sama tekstinä on alla"
        page.get_by_role("textbox", name="Koodi").fill("000000")
        press(page, "Ota käyttöön")
        assert faults(page, WIDE) == []
        used = code(secret)
        page.get_by_role("textbox", name="Koodi").fill(used)
        press(page, "Ota käyttöön")
        (backup, *_rest) = re.findall(r"\b\d{8}\b", page.inner_text("main"))
        press(page, "Olen pannut koodit talteen")
        sign_out(page)
        page.get_by_label("Sähköpostiosoite").first.fill(EMAIL)
        send(page.get_by_label("Salasana"), PASSWORD)
        send(page.get_by_role("textbox", name="Koodi"), used)
        assert page.url.endswith("/sign-in/second/")
        assert faults(page, WIDE) == []
        send(page.get_by_role("textbox", name="Koodi"), backup)
        assert page.url == f"{instance.url}/"


def test_single_sign_on_goes_through_the_provider_and_back(
    instance: Signed, link: str, browser: Browser, provider: str
) -> None:
    with opened(browser, instance.url, {}, LOOK) as page:
        page.goto("/sign-in/?next=/people/")
        follow(page, "Kirjaudu Forssan kaupungin tunnuksella")
        assert page.url.startswith(provider)
        with new_page(page):
            page.get_by_role("button", name="Authorize as u2").click()
        assert "Kirjautuminen ei onnistunut" in page.inner_text("h1")
        assert EMAIL in page.inner_text("main")
        assert faults(page) == []
        follow(page, "Yritä uudelleen tai käytä toista tapaa")
        follow(page, "Kirjaudu Forssan kaupungin tunnuksella")
        with new_page(page):
            page.get_by_role("button", name="Authorize as u1").click()
        assert page.url.endswith("/me/second-step/")
    (kept,) = asked(instance.home, "SELECT extra_data FROM socialaccount_socialaccount")
    assert json.loads(kept) == {}
