"""Slow visitors: they are waited for, and nobody waits for them."""

import selectors
import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from kimppa.operations.front.turns import EACH
from tests.serving.conftest import Start
from tests.serving.server import Server, wait_for

COOKIE = "a" * 32
HEAD = (
    f"POST /sign-in/ HTTP/1.1\r\nHost: localhost\r\nCookie: csrftoken={COOKIE}\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 80\r\n\r\n"
    f"csrfmiddlewaretoken={COOKIE}&email="
).encode()
REST = b"a" * 80
MANY = 20  # several times the threads that the server has


@pytest.fixture
def slow() -> Iterator[ExitStack]:
    """Holds connections open until the test is over."""
    with ExitStack() as held:
        yield held


def begin(server: Server, held: ExitStack) -> socket.socket:
    """A form of which a part is sent."""
    address = ("127.0.0.1", server.instance.port)
    connection = held.enter_context(socket.create_connection(address, timeout=30))
    connection.sendall(HEAD)
    return connection


def ready(connections: list[socket.socket]) -> list[socket.socket]:
    """Those that have been answered; unlike `select` it takes any number of open files."""
    with selectors.DefaultSelector() as selector:
        for one in connections:
            selector.register(one, selectors.EVENT_READ, one)
        return [key.data for key, _events in selector.select(0)]


def test_forms_that_never_end_stop_no_page(start: Start, slow: ExitStack) -> None:
    server = start("--workers", "1")
    connections = [begin(server, slow) for _one in range(MANY)]
    told = '"path": "/sign-in/", "status": 503'
    refused = MANY - EACH
    wait_for(lambda: server.log.read_text(encoding="utf-8").count(told) == refused)
    for _time in range(5):
        assert server.visitor().get("/sign-in/").status == 200
    answered = ready(connections)
    assert len(answered) == refused
    waited_for = [one for one in connections if one not in answered]
    for connection in waited_for:
        connection.sendall(REST)
    assert {one.recv(12) for one in waited_for} == {b"HTTP/1.1 422"}
