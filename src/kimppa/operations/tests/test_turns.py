"""Who waits for a slow visitor's bytes keeps nobody else from being answered."""

import io
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from kimppa.operations.front.client import subscriber
from kimppa.operations.front.turns import FORM, SPARE, THREADS, Turns, Waiting, threads
from kimppa.operations.management.commands import serve as command
from kimppa.operations.tests.wsgi import Inner, ask, environ_of

WAIT = 20


class Slow(io.BytesIO):
    """A body whose bytes come only when the test lets them."""

    def __init__(self, body: bytes, *, slow_from: int = 0) -> None:
        super().__init__(body)
        self.slow_from, self.asked, self.come = slow_from, threading.Event(), threading.Event()

    def read(self, size: int | None = -1) -> bytes:
        if self.tell() >= self.slow_from:
            self.asked.set()
            assert self.come.wait(WAIT)
        return super().read(size)


class Sender:
    """One who posts in a thread of their own."""

    def __init__(self, application: Any, body: Slow, address: str = "198.51.100.7") -> None:
        self.body, self.got = body, []
        length = str(len(body.getvalue()))
        told: dict[str, Any] = {"CONTENT_LENGTH": length, "wsgi.input": body}
        self.thread = threading.Thread(
            target=lambda: self.got.append(
                ask(application, "/", "POST", REMOTE_ADDR=address, **told)
            )
        )
        self.thread.start()
        assert body.asked.wait(WAIT)

    def end(self) -> int:
        self.body.come.set()
        self.thread.join(WAIT)
        return int(self.got[0].status)


@pytest.fixture
def sent() -> Iterator[list[Sender]]:
    """Those who post; all have ended when the test has."""
    senders: list[Sender] = []
    yield senders
    for one in senders:
        one.end()


def reading(environ: dict[str, Any]) -> None:
    """As Django reads an upload: piece by piece."""
    environ["read"] = b"".join(iter(lambda: environ["wsgi.input"].read(1000), b""))


def test_a_slow_form_takes_no_turn(sent: list[Sender]) -> None:
    turns = Turns(Inner(), working=1)
    sent.append(Sender(turns, Slow(b"a=1")))
    assert ask(turns, "/").status == 200
    assert ask(turns, "/", "POST", body=b"a=2").status == 200
    assert sent[0].end() == 200


def test_a_slow_upload_gives_its_turn_back_and_arrives_whole(sent: list[Sender]) -> None:
    inner = Inner(before=reading)
    turns = Turns(inner, working=1)
    body = bytes(range(256)) * (FORM // 256 + 10)
    sent.append(Sender(turns, Slow(body, slow_from=FORM)))
    assert ask(turns, "/").status == 200
    assert sent[0].end() == 200
    assert [one["read"] for one in inner.asked if one["REQUEST_METHOD"] == "POST"] == [body]
    assert ask(turns, "/").status == 200  # the one turn has come back


def test_one_visitor_cannot_have_all_that_may_wait(sent: list[Sender]) -> None:
    turns = Turns(Inner(), working=1, waiting=Waiting(most=3, each=2))
    sent += [Sender(turns, Slow(b"a=1")) for _time in range(2)]
    refused = ask(turns, "/", "POST", body=b"a=1")
    assert (refused.status, refused.headers["retry-after"]) == (503, "10")
    assert "Mitään ei tallennettu" in refused.body.decode()
    assert ask(turns, "/", "POST", body=b"a=1", REMOTE_ADDR="192.0.2.1").status == 200
    sent.append(Sender(turns, Slow(b"a=1"), "192.0.2.1"))
    assert ask(turns, "/", "POST", body=b"a=1", REMOTE_ADDR="192.0.2.2").status == 503
    assert ask(turns, "/").status == 200
    assert [one.end() for one in sent] == [200, 200, 200]
    assert ask(turns, "/", "POST", body=b"a=1").status == 200


def test_a_fault_gives_the_turn_back() -> None:
    def fail(environ: dict[str, Any]) -> None:
        reading(environ)
        raise LookupError

    turns = Turns(Inner(before=fail), working=1, waiting=Waiting(most=1, each=1))
    for size in (10, 2 * FORM):
        with pytest.raises(LookupError):
            ask(turns, "/", "POST", body=b"x" * size)
    turns._inner = Inner()
    assert ask(turns, "/", "POST", body=b"x").status == 200


def test_lines_go_on_past_what_was_read_first() -> None:
    lines: list[bytes] = []

    def read(environ: dict[str, Any]) -> None:
        lines.extend(iter(environ["wsgi.input"].readline, b""))

    body = b"x" * (FORM - 2) + b"abc\nde\n"
    environ = environ_of("/", "POST", body)
    list(Turns(Inner(before=read), working=1)(environ, lambda *_told: None))
    assert lines == [b"x" * (FORM - 2) + b"abc\n", b"de\n"]


@pytest.mark.parametrize(
    ("address", "who"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", ""),
    ],
)
def test_a_visitor_is_known_by_what_one_subscriber_gets(address: str, who: str) -> None:
    assert subscriber(address) == who


def test_the_server_tells_its_processes_how_many_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are forked when the settings are read already, so it is told by the environment."""
    told: dict[str, Any] = {}

    class Server:
        def __init__(self, _application: str, **settings: Any) -> None:
            told.update(settings)

        def serve(self) -> None:
            told["working"] = threads()

    monkeypatch.setenv(THREADS, "2")
    monkeypatch.setattr(command, "Granian", Server)
    command._run_server(host="127.0.0.1", port=1, unix_socket=None, workers=1, threads=5)
    assert (told["working"], told["blocking_threads"]) == (5, 5 + SPARE)
