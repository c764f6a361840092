"""Single sign-on, against a real OpenID provider process and against one that forges."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jwt
import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Person
from kimppa.core.signin.models import SignIn
from kimppa.desk.tests.conftest import Louna
from kimppa.desk.tests.openidprovider import (
    Forger,
    forging_provider,
    free_port,
    mock_provider,
    provider,
)

# Where a lock or a constraint keeps two apart, the test says every_database.
pytestmark = pytest.mark.on_sqlite
START = "/sign-in/with/forssa/"
BACK = f"{START}back/"
USERS: tuple[dict[str, Any], ...] = (
    {"sub": "u1", "email": "director@example.org", "email_verified": True},
    {"sub": "u2", "email": "Staff@Example.org", "email_verified": False},
    {"sub": "u3", "email": "nobody@example.org", "email_verified": True},
    {"sub": "u4", "email": "staff@example.org"},
)


@pytest.fixture(scope="module")
def mock() -> Iterator[str]:
    with mock_provider(*USERS) as address:
        yield address


@pytest.fixture
def forger() -> Iterator[Forger]:
    with forging_provider() as running:
        yield running


def go(client: Client, subject: str, *, target: str = "") -> Any:
    """Through the mock as a browser goes: to it, choosing who one is, and back."""
    sent = client.get(START, {"next": target} if target else {})
    assert sent.status_code == 302
    with requests.Session() as browser:
        answer = browser.post(sent.url, data={"sub": subject}, allow_redirects=False, timeout=10)
    back = urlsplit(answer.headers["Location"])
    assert f"{back.scheme}://{back.netloc}" == "http://localhost:8000"
    assert back.path == BACK
    return client.get(f"{back.path}?{back.query}")


def forged(client: Client, forger: Forger, target: str = "", **claims: Any) -> Any:
    """Through the forger: whatever it is told to sign comes back."""
    forger.claims |= claims
    sent = client.get(START, {"next": target} if target else {})
    forger.asked = dict(parse_qsl(urlsplit(sent.url).query))
    return client.get(BACK, {"code": "c", "state": forger.asked["state"]})


def reasons() -> list[str]:
    return list(SignIn.objects.filter(outcome="refused").values_list("reason", flat=True))


@pytest.mark.every_database
def test_the_button_leads_through_the_provider_to_the_page_asked_for(
    louna: Louna, client: Client, mock: str, settings: Any
) -> None:
    settings.KIMPPA_OIDC = (provider(mock, titles=("Kirjaudu Forssan tunnuksella", "", "")),)
    page = client.get("/sign-in/?next=/deliveries/").text
    assert "Kirjaudu Forssan tunnuksella" in page
    assert 'href="/sign-in/with/forssa/?next=%2Fdeliveries%2F"' in page
    came = go(client, "u1", target="/deliveries/")
    assert (came.status_code, came.url) == (302, "/deliveries/")
    assert "Director" in client.get("/me/").text
    row = SignIn.objects.get(outcome="in")
    assert (row.person, row.way, row.provider) == (louna.people["director"], "sso", "forssa")
    assert AuditEvent.objects.filter(action="person.sso-tie").count() == 1


def test_no_account_is_made_and_the_page_says_whom_to_ask(
    louna: Louna, client: Client, mock: str, settings: Any
) -> None:
    settings.KIMPPA_OIDC = (provider(mock),)
    people = Person.objects.count()
    page = go(client, "u3")
    assert page.status_code == 403
    assert "coordinator@example.org" in page.text
    assert Person.objects.count() == people
    assert not SocialAccount.objects.exists()
    assert client.get("/me/").status_code == 302
    assert reasons() == ["unknown"]


def test_an_address_that_is_not_verified_opens_nothing(
    louna: Louna, client: Client, mock: str, settings: Any
) -> None:
    for trusting in ({}, {"trusts_email": True, "domains": ("example.org",)}):
        settings.KIMPPA_OIDC = (provider(mock, **trusting),)
        assert go(client, "u2").status_code == 403  # it says that it is not
    settings.KIMPPA_OIDC = (provider(mock),)
    assert go(client, "u4").status_code == 403  # it says nothing
    assert reasons() == ["unproved"] * 3


def test_a_trusted_provider_is_believed_within_its_domains(
    louna: Louna, client: Client, mock: str, settings: Any
) -> None:
    settings.KIMPPA_OIDC = (provider(mock, trusts_email=True, domains=("forssa.fi",)),)
    assert go(client, "u4").status_code == 403
    assert reasons() == ["domain"]
    settings.KIMPPA_OIDC = (provider(mock, trusts_email=True, domains=("example.org",)),)
    assert go(client, "u4").status_code == 302
    assert "Staff" in client.get("/me/").text


@pytest.mark.every_database
def test_whose_time_has_ended_is_refused_also_when_tied(
    louna: Louna, client: Client, mock: str, settings: Any
) -> None:
    settings.KIMPPA_OIDC = (provider(mock),)
    assert go(client, "u1").status_code == 302
    director = louna.people["director"]
    director.valid_to = "2025-01-13"
    director.save()
    assert go(Client(), "u1").status_code == 403
    assert client.get("/me/").status_code == 302
    director.valid_to, director.is_active = None, False
    director.save()
    assert go(Client(), "u1").status_code == 403
    assert reasons() == ["ended", "ended"]


@pytest.mark.every_database
def test_after_the_first_time_the_address_decides_nothing(
    louna: Louna, client: Client, forger: Forger, settings: Any
) -> None:
    """An address that somebody else at the provider takes over (nOAuth) is no way in."""
    settings.KIMPPA_OIDC = (provider(forger.issuer),)
    assert forged(client, forger).status_code == 302
    assert forged(Client(), forger, sub="attacker").status_code == 403
    assert reasons() == ["other-subject"]
    moved = Client()
    assert forged(moved, forger, sub="user-1", email="new@example.org").status_code == 302
    assert "director@example.org" in moved.get("/me/").text


def test_the_exchange_is_protected(
    louna: Louna, client: Client, forger: Forger, settings: Any
) -> None:
    settings.KIMPPA_OIDC = (provider(forger.issuer),)
    sent = dict(parse_qsl(urlsplit(client.get(START).url).query))
    assert sent["code_challenge_method"] == "S256"
    assert sent["redirect_uri"] == f"http://localhost:8000{BACK}"
    assert len(sent["nonce"]) >= 32
    assert forged(client, forger).status_code == 302
    assert len(forger.token_request["code_verifier"]) >= 43
    # a state works once, and only in the browser in which it began
    used = {"code": "c", "state": forger.asked["state"]}
    assert Client().get(BACK, used).status_code == 403
    assert Client().get(BACK, {"code": "c", "state": "made-up"}).status_code == 403
    assert Client().get(BACK, {"code": "c"}).status_code == 403


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "another-client"},
        {"aud": ["kimppa", "another"]},
        {"azp": "another-client"},
        {"nonce": "of-another-sign-in"},
        {"nonce": None},
        {"exp": 1_700_000_000},
        {"exp": None},
        {"iat": 9_000_000_000},
        {"sub": None},
        {"sub": 7},
    ],
    ids=str,
)
def test_a_token_that_is_not_for_us_now_opens_nothing(
    louna: Louna, client: Client, forger: Forger, settings: Any, claims: dict[str, Any]
) -> None:
    settings.KIMPPA_OIDC = (provider(forger.issuer),)
    assert forged(client, forger, **claims).status_code == 403
    assert reasons() == ["token"]
    assert client.get("/me/").status_code == 302


@pytest.mark.parametrize("algorithm", ["RS256", "HS256", "none"])
def test_a_token_signed_by_somebody_else_opens_nothing(
    louna: Louna, client: Client, forger: Forger, settings: Any, algorithm: str
) -> None:
    settings.KIMPPA_OIDC = (provider(forger.issuer),)
    keys = {
        "RS256": rsa.generate_private_key(65537, 2048),
        "HS256": "a" * 40,
        "none": "",
    }
    forger.algorithm, forger.signing_key = algorithm, keys[algorithm]
    if algorithm == "none":
        forger.signing_key = None
        forger.token = lambda: jwt.encode({"sub": "user-1"}, None, algorithm="none")  # type: ignore[method-assign]
    assert forged(client, forger).status_code == 403
    assert reasons() == ["token"]


def test_a_provider_that_describes_itself_as_another_is_refused(
    louna: Louna, client: Client, forger: Forger, settings: Any
) -> None:
    settings.KIMPPA_OIDC = (provider(forger.issuer),)
    forger.config = {"issuer": "https://evil.example"}
    assert forged(client, forger, iss="https://evil.example").status_code == 403
    forger.config = {"issuer": "https://login.example/{tenantid}/v2.0"}
    assert forged(client, forger).status_code == 403


def test_a_provider_of_many_tenants_lets_in_those_named(
    louna: Louna, client: Client, forger: Forger, settings: Any
) -> None:
    settings.KIMPPA_OIDC = (provider(forger.issuer, tenants=("t-1",), subject_claim="oid"),)
    forger.config = {"issuer": f"{forger.issuer}/{{tenantid}}/v2.0"}
    ours = {"tid": "t-1", "iss": f"{forger.issuer}/t-1/v2.0", "oid": "o"}
    other = {"tid": "t-2", "iss": f"{forger.issuer}/t-2/v2.0", "oid": "o"}
    mixed = {"tid": "t-1", "iss": f"{forger.issuer}/t-2/v2.0", "oid": "o"}
    assert forged(Client(), forger, **other).status_code == 403
    assert forged(Client(), forger, **mixed).status_code == 403
    assert forged(client, forger, **ours).status_code == 302


def test_an_address_that_only_the_users_own_page_tells_counts(
    louna: Louna, client: Client, forger: Forger, settings: Any
) -> None:
    settings.KIMPPA_OIDC = (provider(forger.issuer),)
    forger.userinfo = {"sub": "other", "email": "director@example.org", "email_verified": True}
    assert forged(client, forger, email=None, email_verified=None).status_code == 403
    forger.userinfo["sub"] = "user-1"
    assert forged(client, forger).status_code == 302


def test_an_outage_gives_a_plain_page_and_other_ways_stay(
    louna: Louna, client: Client, forger: Forger, settings: Any
) -> None:
    settings.KIMPPA_OIDC = (provider(f"http://127.0.0.1:{free_port()}"),)
    page = client.get(START)
    assert page.status_code == 502
    assert "/sign-in/" in page.text
    # it answered at the beginning and is down at the end
    settings.KIMPPA_OIDC = (provider(forger.issuer),)
    forger.config = {"token_endpoint": f"http://127.0.0.1:{free_port()}/"}
    assert forged(client, forger).status_code == 502
    fields = {"email": "director@example.org", "password": "correct horse battery"}
    assert client.post("/sign-in/", fields).status_code == 302


def test_breaking_off_at_the_provider_is_told(
    louna: Louna, client: Client, forger: Forger, settings: Any
) -> None:
    settings.KIMPPA_OIDC = (provider(forger.issuer),)
    state = dict(parse_qsl(urlsplit(client.get(START).url).query))["state"]
    page = client.get(BACK, {"error": "access_denied", "state": state})
    assert page.status_code == 403
    assert reasons() == ["cancelled"]


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_no_other_site_is_led_to_after_single_sign_on(
    louna: Louna, client: Client, forger: Forger, settings: Any, target: str
) -> None:
    settings.KIMPPA_OIDC = (provider(forger.issuer),)
    assert forged(client, forger, target).url == "/"


def test_the_session_is_new_after_single_sign_on(
    louna: Louna, client: Client, forger: Forger, settings: Any
) -> None:
    settings.KIMPPA_OIDC = (provider(forger.issuer),)
    client.get(START)
    planted = client.session
    planted["planted"] = "x"
    planted.save()
    key = planted.session_key
    forged(client, forger)
    assert client.session.session_key != key
    assert "planted" not in client.session


def test_an_unknown_provider_is_no_page(louna: Louna, client: Client) -> None:
    assert client.get("/sign-in/with/other/").status_code == 404
    assert client.get("/sign-in/with/other/back/").status_code == 404
