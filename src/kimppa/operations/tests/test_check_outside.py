"""`kimppa check` of what answers elsewhere: our public address, OpenID providers."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.conf import LazySettings

from kimppa.core.signin.providers import Provider
from kimppa.operations.diagnosis import network
from kimppa.operations.tests.test_check import FAULT, OK, only, told


class Elsewhere:
    """A web server on loopback that answers with what is set."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.status = 200
        self.body = b"{}"


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(place.status)
            self.send_header("Content-Length", str(len(place.body)))
            self.end_headers()
            self.wfile.write(place.body)

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        place = Elsewhere(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield place
        server.shutdown()
        thread.join()


def test_our_own_address_is_asked_only_when_that_is_wanted(
    settings: LazySettings, elsewhere: Elsewhere
) -> None:
    settings.KIMPPA_PUBLIC_URL = elsewhere.url
    assert told(network.from_outside) == []
    assert only(network.from_outside, public=True) == (OK, f"{elsewhere.url}/healthz vastaa.")
    elsewhere.status = 502
    assert "HTTP 502. Tarkista nimi nimipalvelussa" in only(network.from_outside, public=True)[1]


def test_a_name_that_leads_nowhere(settings: LazySettings, unused_tcp_port: int) -> None:
    settings.KIMPPA_PUBLIC_URL = f"http://127.0.0.1:{unused_tcp_port}"
    assert only(network.from_outside, public=True)[0] == FAULT


def provider(issuer: str) -> Provider:
    return Provider(name="forssa", issuer=issuer, client_id="x", client_secret="x")


def test_without_single_sign_on_there_is_nothing_to_ask() -> None:
    assert told(network.sign_in_providers) == []


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (404, {}, "HTTP 404"),
        (200, {}, "KeyError"),
        (200, [], "TypeError"),
        (200, {"issuer": "https://muu.example"}, "kutsuu itseään nimellä https://muu.example"),
    ],
)
def test_a_provider_that_does_not_describe_itself(
    settings: LazySettings, elsewhere: Elsewhere, status: int, body: object, words: str
) -> None:
    settings.KIMPPA_OIDC = (provider(elsewhere.url),)
    elsewhere.status, elsewhere.body = 200, json.dumps({"issuer": elsewhere.url}).encode()
    assert only(network.sign_in_providers) == (OK, "Kirjautumisen palvelu forssa vastaa.")
    elsewhere.status, elsewhere.body = status, json.dumps(body).encode()
    level, text = only(network.sign_in_providers)
    assert level == FAULT
    assert words in text
