"""The one way out, against real servers on loopback."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from kimppa.sources import http
from kimppa.sources.guard import ForbiddenAddressError, Guard
from kimppa.sources.http import Http, Limits, OutboundError, TooLargeError, guarded, plain_client


class Answers(BaseHTTPRequestHandler):
    """What the other side does, by path; what it was asked is kept."""

    asked: list[tuple[str, str]]
    failures: int

    def do_GET(self) -> None:
        type(self).asked.append((self.path, self.headers["Host"]))
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "http://169.254.169.254/latest/meta-data/")
            self.end_headers()
            return
        if self.path == "/round":
            self.send_response(302)
            self.send_header("Location", "/round")
            self.end_headers()
            return
        if self.path == "/flaky" and type(self).failures > 0:
            type(self).failures -= 1
            self.send_response(503)
            self.end_headers()
            return
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"x" * (3_000_000 if self.path == "/large" else 5))

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_args: object) -> None:
        """Quiet."""


@pytest.fixture
def server() -> Iterator[tuple[type[Answers], int]]:
    kind = type("Kind", (Answers,), {"asked": [], "failures": 0})
    with ThreadingHTTPServer(("127.0.0.1", 0), kind) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield kind, running.server_address[1]
        running.shutdown()
        thread.join()


def test_loopback_is_asked_only_when_it_is_named(server: tuple[type[Answers], int]) -> None:
    kind, port = server
    with guarded() as client, pytest.raises(ForbiddenAddressError):
        client.get(f"http://127.0.0.1:{port}/")
    assert kind.asked == []
    with guarded([f"127.0.0.1:{port}"]) as client:
        assert client.get(f"http://127.0.0.1:{port}/").body == b"xxxxx"


def test_a_redirect_is_checked_like_the_first_address(server: tuple[type[Answers], int]) -> None:
    _kind, port = server
    with guarded([f"127.0.0.1:{port}"]) as client, pytest.raises(ForbiddenAddressError):
        client.get(f"http://127.0.0.1:{port}/away")


def test_a_round_of_redirects_ends(server: tuple[type[Answers], int]) -> None:
    kind, port = server
    with guarded([f"127.0.0.1:{port}"]) as client, pytest.raises(OutboundError):
        client.get(f"http://127.0.0.1:{port}/round")
    assert len(kind.asked) == Limits().redirects + 1


def test_a_post_follows_no_redirect(server: tuple[type[Answers], int]) -> None:
    _kind, port = server
    with guarded([f"127.0.0.1:{port}"]) as client:
        assert client.post(f"http://127.0.0.1:{port}/away", b"{}").status == 302


def test_the_name_is_looked_up_once_and_kept_in_the_request(
    server: tuple[type[Answers], int],
) -> None:
    """A name that leads elsewhere at the second look-up (DNS rebinding) changes nothing."""
    kind, port = server
    looked: list[str] = []

    def lookup(host: str, _port: int) -> list[str]:
        looked.append(host)
        return ["127.0.0.1"] if len(looked) == 1 else ["10.0.0.1"]

    guard = Guard(frozenset({f"receiver.example:{port}"}), lookup)
    with Http(http._GuardedTransport(guard), Limits()) as client:
        assert client.get(f"http://receiver.example:{port}/a").good
    assert looked == ["receiver.example"]
    assert kind.asked == [("/a", f"receiver.example:{port}")]


def test_an_answer_that_is_too_large_is_not_read(server: tuple[type[Answers], int]) -> None:
    _kind, port = server
    with guarded([f"127.0.0.1:{port}"]) as client, pytest.raises(TooLargeError):
        client.get(f"http://127.0.0.1:{port}/large")


def test_an_address_with_a_password_is_refused() -> None:
    with guarded() as client, pytest.raises(ForbiddenAddressError):
        client.get("https://user:secret@example.org/")


@pytest.mark.parametrize("url", ["http://①②⑦.⓪.⓪.①/", "http://[::ffff:7f00:1]/", "http://0/"])
def test_odd_addresses_are_refused(url: str) -> None:
    with guarded() as client, pytest.raises(ForbiddenAddressError):
        client.get(url)


def test_a_closed_port_is_an_error_in_words(unused_tcp_port: int) -> None:
    with (
        guarded([f"127.0.0.1:{unused_tcp_port}"]) as client,
        pytest.raises(OutboundError, match="ConnectError"),
    ):
        client.get(f"http://127.0.0.1:{unused_tcp_port}/")


def test_a_fixed_address_is_tried_again(server: tuple[type[Answers], int]) -> None:
    kind, port = server
    kind.failures = 2
    with plain_client(Limits(retries=2, pause=0)) as client:
        assert client.get(f"http://127.0.0.1:{port}/flaky").good
    assert len(kind.asked) == 3


@pytest.mark.parametrize(
    "begun", [b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"]
)
def test_an_answer_that_comes_byte_by_byte_is_cut_off(begun: bytes) -> None:
    """Each read is quick enough, so only the limit on the whole can end it."""
    left, breath = threading.Event(), threading.Event()

    def drip(listening: socket.socket) -> None:
        connection, _address = listening.accept()
        with connection, suppress(OSError):
            connection.recv(4096)
            connection.sendall(begun)
            while not breath.wait(0.02):
                connection.sendall(b"x")
        left.set()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=drip, args=(listening,), daemon=True)
        thread.start()
        port = listening.getsockname()[1]
        limits = Limits(read=30, total=0.3)
        with (
            guarded([f"127.0.0.1:{port}"], limits) as client,
            pytest.raises(OutboundError, match=r"more than 0\.3 seconds"),
        ):
            client.post(f"http://127.0.0.1:{port}/", b"{}")
        assert left.wait(30)
        thread.join(30)
