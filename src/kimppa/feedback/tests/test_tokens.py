"""A mailbox whose access token renews itself: real renewals, real IMAP, and what is told if not."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from conftest import Louna
from kimppa.core.connections.actions import add
from kimppa.feedback.models import Mailbox, Ticket
from kimppa.feedback.tasks import read_mailboxes
from kimppa.feedback.tests.conftest import signed_in, text_of
from kimppa.feedback.tests.test_mailboxes import letter, server
from kimppa.sources.tests.imapserver import Mail
from kimppa.sources.tests.tokenserver import Tokens, token_server

__all__ = ["server"]  # a fixture


@pytest.fixture
def tokens(server: Mail, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tokens]:
    monkeypatch.setenv("KIMPPA_SOURCE_SECRET_UUSIJA", "uusija")
    monkeypatch.setenv("KIMPPA_SOURCE_SECRET_ASIAKAS", "asiakas")
    with token_server() as found:
        settings.KIMPPA_OUTBOUND_ALLOW = [*settings.KIMPPA_OUTBOUND_ALLOW, found.allow]
        found.gives = lambda access: setattr(server, "secret", access)
        yield found


@pytest.fixture
def box(louna: Louna, server: Mail, tokens: Tokens) -> Mailbox:
    server.put(letter())
    return add(
        Mailbox,
        by=louna.coordinator,
        title="Palaute",
        kind="imap-refresh",
        host="127.0.0.1",
        port=server.port,
        user="palaute",
        secret_name="UUSIJA",
        token_url=tokens.address,
        client_id="kimppa",
        client_secret_name="ASIAKAS",
        scope="posti",
    )


def told(box: Mailbox, louna: Louna) -> str:
    """What the mailbox's page says after a reading."""
    read_mailboxes()
    return text_of(signed_in(louna.coordinator).get(box.get_absolute_url()))


def test_each_reading_renews_its_access_token(box: Mailbox, server: Mail, tokens: Tokens) -> None:
    assert read_mailboxes() == 1
    server.put(letter("Toinen"))
    assert read_mailboxes() == 1
    assert Ticket.objects.count() == 2
    assert (
        tokens.asked
        == [
            {
                "grant_type": "refresh_token",
                "refresh_token": "uusija",
                "client_id": "kimppa",
                "client_secret": "asiakas",
                "scope": "posti",
            }
        ]
        * 2
    )


def test_a_new_refresh_token_is_kept_and_a_newer_given_one_wins(
    box: Mailbox, server: Mail, tokens: Tokens, instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens.turning = True
    assert read_mailboxes() == 1
    kept = instance / "source-secrets" / "UUSIJA.renewed"
    assert "uusija-1" in kept.read_text()
    assert kept.stat().st_mode & 0o077 == 0
    server.put(letter("Toinen"))
    assert read_mailboxes() == 1
    tokens.refresh = "annettu"
    monkeypatch.setenv("KIMPPA_SOURCE_SECRET_UUSIJA", "annettu")
    server.put(letter("Kolmas"))
    assert read_mailboxes() == 1
    assert [one["refresh_token"] for one in tokens.asked] == ["uusija", "uusija-1", "annettu"]


def test_the_given_token_is_tried_when_the_kept_one_has_ended(
    box: Mailbox, tokens: Tokens, louna: Louna
) -> None:
    tokens.turning = True
    read_mailboxes()
    tokens.refresh = "uusija"
    assert "Haettu" in told(box, louna)


def test_an_ended_consent_is_told_plainly_and_nothing_is_lost(
    box: Mailbox, server: Mail, tokens: Tokens, louna: Louna
) -> None:
    tokens.refresh = "muu"
    page = told(box, louna)
    assert "Haku ei onnistunut" in page
    assert "suostumus on päättynyt" in page
    assert "The token has expired." in page
    assert "uusija" not in page
    inbox = text_of(signed_in(louna.coordinator).get("/feedback/"))
    assert "Postilaatikkoa Palaute ei voitu lukea" in inbox
    tokens.refresh = "uusija"
    assert read_mailboxes() == 1
    assert "ei voitu lukea" not in text_of(signed_in(louna.coordinator).get("/feedback/"))


@pytest.mark.parametrize(
    ("says", "words"),
    [
        ((401, b'{"error": "invalid_client"}'), "asiakastunnusta tai sen salaisuutta ei hyväksytä"),
        ((400, b'{"error": "invalid_scope"}'), "ei vastaa niin kuin pitäisi"),
        ((200, b"<html>"), "ei vastaa niin kuin pitäisi"),
        ((200, b'{"access_token": 7}'), "ei vastaa niin kuin pitäisi"),
        ((302, b""), "ei vastaa niin kuin pitäisi"),
        ((200, b"[" * 100_000), "ei vastaa niin kuin pitäisi"),
        ((200, b"x" * 300_000), "osoite ei vastaa"),
    ],
)
def test_whatever_the_service_answers_is_told(
    box: Mailbox, tokens: Tokens, louna: Louna, says: tuple[int, bytes], words: str
) -> None:
    tokens.says = says
    assert words in told(box, louna)


def test_secrets_go_nowhere_inside_or_in_the_clear(
    box: Mailbox, tokens: Tokens, louna: Louna, settings: Settings
) -> None:
    settings.KIMPPA_OUTBOUND_ALLOW = settings.KIMPPA_OUTBOUND_ALLOW[:1]
    assert "https://" in told(box, louna)
    Mailbox.objects.update(token_url=f"https://127.0.0.1:{tokens.port}/token")
    assert "ei saa kysyä" in told(box, louna)
    assert not tokens.asked


def test_the_form_asks_for_what_renewing_needs(louna: Louna) -> None:
    client = signed_in(louna.coordinator)
    given = {
        "title": "Palaute", "kind": "imap-refresh", "host": "imap.example.org", "port": 993,
        "user": "palaute", "secret_name": "UUSIJA", "folder": "INBOX",
    }  # fmt: skip
    page = client.post("/feedback/mailboxes/add/", given)
    assert page.status_code == 422
    assert "Uusiminen tarvitsee tämän" in text_of(page)
    assert set(page.context["form"].errors) == {"token_url", "client_id"}
    given |= {"token_url": "http://example.org/token", "client_id": "kimppa"}
    assert "https://" in text_of(client.post("/feedback/mailboxes/add/", given))
    given["token_url"] = "https://example.org/token"
    given["client_secret_name"] = "väärä nimi"
    assert client.post("/feedback/mailboxes/add/", given).status_code == 422
    given["client_secret_name"] = "ASIAKAS"
    page = text_of(client.post("/feedback/mailboxes/add/", given, follow=True))
    assert "https://example.org/token" in page
    assert "UUSIJA, ASIAKAS" in page
