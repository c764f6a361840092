"""A mail server that is broken or means harm takes neither our time nor our memory."""

import itertools
import re
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kimppa.sources.errors import FetchError
from kimppa.sources.mail import deadline, imap
from kimppa.sources.mail.letter import LargeLetterError, NoLetterError
from kimppa.sources.tests.imapserver import imap_server
from tests.examples import drawn

type Answer = Callable[[], Iterator[bytes]]


class Server(socketserver.ThreadingTCPServer):
    """Says what a script tells it to, by the beginning of a command."""

    daemon_threads = True

    def __init__(self, script: dict[str, Answer]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.script = script


class Handler(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True
    server: Server

    def handle(self) -> None:
        with suppress(OSError):
            self.say(b"", self.server.script.get("greeting", once(b"* OK ready\r\n")))
            while line := self.rfile.readline():
                tag, _space, rest = line.strip().partition(b" ")
                self.say(tag, self.answer_to(rest.decode()))

    def answer_to(self, command: str) -> Answer:
        for word, answer in self.server.script.items():
            if command.startswith(word):
                return answer
        said = {
            "CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n",
            "EXAMINE": b"* OK [UIDVALIDITY 7] ok\r\n",
        }
        return once(said.get(command.split()[0], b""), b"{tag} OK done\r\n")

    def say(self, tag: bytes, answer: Answer) -> None:
        """`{tag}` stands for the tag of the command."""
        for part in answer():
            self.wfile.write(part.replace(b"{tag}", tag))


@contextmanager
def scripted(script: dict[str, Answer]) -> Iterator[imap.Account]:
    """A server of that script."""
    with Server(script) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            port = server.server_address[1]
            yield imap.Account("127.0.0.1", "a", "b", port=port, tls=False)
        finally:
            server.shutdown()
            thread.join()


def reading(account: imap.Account) -> str:
    """How a reading of that mailbox fails."""
    try:
        with imap.open_mailbox(account) as box:
            box.after(0, 0)
            box.fetch(1)
    except FetchError as error:
        return error.code
    return ""


def once(*parts: bytes) -> Answer:
    return lambda: iter(parts)


def forever(*parts: bytes) -> Answer:
    return lambda: itertools.cycle(parts)


@pytest.fixture
def quick_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every look at the clock takes a second of the reading's time."""
    seconds = itertools.count()
    monkeypatch.setattr(deadline, "monotonic", lambda: float(next(seconds)))
    monkeypatch.setattr(imap, "READING", 200)


@pytest.mark.usefixtures("quick_clock")
@pytest.mark.parametrize(
    "script",
    [
        {"greeting": forever(b"*")},
        {"CAPABILITY": forever(b"* ")},
        {"LOGIN": forever(b"*")},
        {"EXAMINE": forever(b"* OK ")},
        {"UID SEARCH": lambda: itertools.chain([b"* SEARCH"], itertools.repeat(b" 1"))},
    ],
    ids=lambda script: next(iter(script)),
)
def test_a_server_that_trickles_ends_at_the_deadline(
    script: dict[str, Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    """However little it sends at a time: each byte read is a second of the deadline."""
    monkeypatch.setattr(deadline, "CHUNK", 1)
    with scripted(script) as account:
        assert reading(account) == "slow"


@pytest.mark.parametrize(
    "script",
    [
        {"greeting": forever(b"x" * 1000)},
        {"greeting": forever(b"* OK ready\r\n" * 100)},
        {"LOGIN": forever(b"* 1 EXISTS\r\n" * 100)},
        {"EXAMINE": forever(b"* FLAGS (" + b"x " * 500 + b")\r\n")},
        {"UID SEARCH": forever(b"* SEARCH 1 2 3\r\n" * 1000)},
        {"UID SEARCH": lambda: itertools.chain([b"* SEARCH"], itertools.repeat(b" 12345" * 9999))},
        {"UID FETCH": once(b"* 1 FETCH (BODY[] {99999999999999999999}\r\n")},
        {"UID FETCH": once(b"* 1 FETCH (BODY[] {9999999999}\r\n")},
        {"UID FETCH": forever(b"* 1 FETCH (FLAGS ())\r\n" * 1000)},
    ],
    ids=lambda script: next(iter(script)),
)
def test_an_answer_without_end_is_cut_off(
    script: dict[str, Answer],
) -> None:
    with scripted(script) as account:
        assert reading(account) in ("endless", "unreachable")


def test_numbers_that_are_none_are_left_out_and_few_are_given_at_once() -> None:
    many = b" ".join(b"%d" % number for number in range(1, 3000))
    odd = b"* SEARCH -1 1x " + many + b"\r\n"
    answer = once(odd, b"{tag} OK done\r\n")
    with scripted({"UID SEARCH": answer}) as account, imap.open_mailbox(account) as box:
        assert box.after(0, 0) == list(range(1, imap.AT_ONCE + 1))
        assert box.after(2500, 7)[0] == 2501


@pytest.mark.parametrize("number", [b"4294967296", b"9999999999", b"9" * 5000])
def test_a_number_over_32_bits_is_a_broken_answer(number: bytes) -> None:
    """Taken as the last one it would hide every letter that comes after it."""
    answer = once(b"* SEARCH 1 " + number + b"\r\n", b"{tag} OK done\r\n")
    with scripted({"UID SEARCH": answer}) as account:
        assert reading(account) == "unreachable"
    answer = once(b"* SEARCH 1 4294967295\r\n", b"{tag} OK done\r\n")
    with scripted({"UID SEARCH": answer}) as account, imap.open_mailbox(account) as box:
        assert box.after(0, 0) == [1, 2**32 - 1]


OTHER = b"* 1 FETCH (UID 12 RFC822.SIZE 99999999 BODY[]<0> {4}\r\nmuu!)\r\n"
OTHER_BEHIND = b"* 1 FETCH (BODY[]<0> {4}\r\nmuu! UID 2)\r\n"
OWN = b"* 2 FETCH (BODY[]<0> {3}\r\noma UID 1)\r\n"


@pytest.mark.parametrize("other", [OTHER, OTHER_BEHIND], ids=["before", "behind"])
def test_another_letter_than_the_wanted_is_not_taken(other: bytes) -> None:
    done = b"{tag} OK done\r\n"
    with (
        scripted({"UID FETCH": once(other, done)}) as account,
        imap.open_mailbox(account) as box,
        pytest.raises(NoLetterError),
    ):
        box.fetch(1)
    with (
        scripted({"UID FETCH": once(other, OWN, done)}) as account,
        imap.open_mailbox(account) as box,
    ):
        assert box.fetch(1) == b"oma"


def test_a_letters_size_is_asked_before_it_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap, "LARGEST", 1000)
    monkeypatch.setattr(imap, "HEAD", 100)
    with imap_server() as mail:
        mail.put(b"Subject: x\r\n\r\n" + b"y" * 2000)
        account = imap.Account("127.0.0.1", mail.user, mail.secret, port=mail.port, tls=False)
        with imap.open_mailbox(account) as box, pytest.raises(LargeLetterError) as caught:
            box.fetch(1)
        with imap.open_mailbox(account) as box, pytest.raises(NoLetterError):
            box.fetch(2)
    assert (caught.value.size, len(caught.value.head)) == (2014, 100)
    asked = " ".join(mail.asked)
    assert "RFC822.SIZE" in asked
    assert max(int(size) for size in re.findall(r"<0\.(\d+)>", asked)) == 1000


def test_a_break_at_the_sign_in_blames_no_secret() -> None:
    with scripted({"LOGIN": once(b"* BYE\r\n")}) as account:
        assert reading(account) == "unreachable"


line = st.sampled_from(
    [
        b"* SEARCH 1 2\r\n",
        b"* 1 FETCH (UID 1 RFC822.SIZE 5)\r\n",
        b"{tag} OK done\r\n",
        b"{tag} NO never\r\n",
    ]
)
noise = st.binary(max_size=40).map(lambda data: data + b"\r\n")
literal = st.integers(0, 50).map(lambda n: b"* 1 FETCH (BODY[] {%d}\r\n" % n + b"x" * n + b")\r\n")


@settings(max_examples=drawn(40), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(line | noise | literal, max_size=6))
def test_whatever_a_server_says_is_an_answer_or_a_plain_failure(lines: list[bytes]) -> None:
    said = once(*lines, b"{tag} BAD that is all\r\n")
    with (
        scripted({"UID": said}) as account,
        suppress(FetchError, LargeLetterError, NoLetterError),
        imap.open_mailbox(account) as box,
    ):
        box.after(0, 0)
        assert isinstance(box.fetch(1), bytes)
