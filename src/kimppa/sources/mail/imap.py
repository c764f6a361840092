"""Reading a mailbox by IMAP, without changing anything in it.

    with opened(Account(host="…", user="…", secret="…")) as box:
        for uid in box.after(last, validity):
            data = box.fetch(uid)

Letters are asked for by their numbers (UID), which only grow while the box keeps its UIDVALIDITY;
a box that has been made anew is read from its beginning. Nothing is marked or moved.

A reading has a deadline, and every answer a size: a server that is broken or means harm ends with
a FetchError, and takes neither our time nor our memory.
"""

import imaplib
import io
import re
import ssl
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from ipaddress import ip_address
from itertools import pairwise
from typing import Any, Final

from kimppa.sources.errors import FetchError
from kimppa.sources.guard import is_public, look_up
from kimppa.sources.mail.deadline import BoundedInput, Deadline, TooMuchError, TooSlowError, connect
from kimppa.sources.mail.letter import HEAD, LARGEST, LargeLetterError, NoLetterError

READING: Final = 60  # seconds that one reading may take in all
AT_ONCE: Final = 500
SECURE: Final = 993
CLEAR: Final = 143  # the port of connections in the clear
_FOLDER = re.compile(r"[^\x00-\x1f\x7f\"\\]{1,200}")
_TALK: Final = 256 * 1024  # bytes of an answer that holds no letter
_NUMBERS: Final = 8 * 1024 * 1024  # bytes of a list of numbers: some million letters
_TALK_BESIDE: Final = 64 * 1024  # bytes that a server may say beside a letter
_UID = re.compile(rb"[0-9]{1,10}")
_LARGEST_UID: Final = 2**32 - 1  # RFC 3501, 2.3.1.1
_LETTER = re.compile(rb"\bUID ([0-9]+)", re.IGNORECASE)
_SIZE = re.compile(rb"RFC822\.SIZE ([0-9]{1,18})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Account:
    """Where the mailbox is. `token`: the secret is an access token of OAuth 2 (XOAUTH2).

    Without `tls` the connection is in the clear: for a server on the same machine alone.
    """

    host: str
    user: str
    secret: str
    port: int = SECURE
    folder: str = "INBOX"
    token: bool = False
    tls: bool = True


class Connection(imaplib.IMAP4):
    """IMAP4 over a connection with a deadline and a size for each answer."""

    def __init__(self, account: Account, deadline: Deadline) -> None:
        self._account, self._deadline = account, deadline
        super().__init__(account.host, account.port)

    def open(self, host: str = "", port: int = CLEAR, timeout: float | None = None) -> None:
        """Part of the interface of IMAP4; the deadline stands for the timeout."""
        self.host, self.port = host, port
        self.sock = connect(host, port, self._deadline)
        if self._account.tls:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=host)
        self._bounded = BoundedInput(self.sock, self._deadline, _TALK)
        self._input = io.BufferedReader(self._bounded)

    def read(self, size: int) -> bytes:
        if size > LARGEST:
            raise TooMuchError("the server announces more than a letter may have")
        return self._input.read(size)

    def readline(self) -> bytes:
        return self._input.readline(_NUMBERS)

    def shutdown(self) -> None:
        self.sock.close()

    def ask(self, command: str, *words: str, size: int = _TALK) -> list[Any]:
        """Send a UID command; the answer, of at most `size` bytes. Raises FetchError."""
        self.untagged_responses.clear()
        self._bounded.allow(size)
        with _as_fetch_errors(self.host):
            return _responses_of(self.uid(command, *words))


class Box:
    """An open mailbox."""

    def __init__(self, connection: Connection, deadline: Deadline) -> None:
        self._connection, self._deadline = connection, deadline
        self.validity = _validity(connection)

    def is_late(self) -> bool:
        """Whether the time of this reading is over."""
        return self._deadline.is_over()

    def after(self, last_number: int, validity: int) -> list[int]:
        """The first AT_ONCE numbers larger than the last, in order. Raises FetchError."""
        first_number = last_number + 1 if validity == self.validity else 1
        # "n:*" gives the last letter even when its number is smaller than n.
        return [number for number in self._search(f"{first_number}:*") if number >= first_number][
            :AT_ONCE
        ]

    def present(self, numbers: Iterable[int]) -> set[int]:
        """Those of the numbers whose letters are still in the mailbox. Raises FetchError."""
        words = [str(number) for number in sorted(numbers)]
        numbers_texts = [
            ",".join(words[index : index + AT_ONCE]) for index in range(0, len(words), AT_ONCE)
        ]
        return {number for numbers_text in numbers_texts for number in self._search(numbers_text)}

    def _search(self, numbers: str) -> list[int]:
        answer = self._connection.ask("SEARCH", f"UID {numbers}", size=_NUMBERS)
        words = b" ".join(response for response in answer if isinstance(response, bytes)).split()
        if any(word.isdigit() and not _is_uid(word) for word in words):
            # Letters behind such a number would never be asked for.
            detail = "a number of a letter is larger than 32 bits"
            raise FetchError("unreachable", host=self._connection.host, detail=detail, passing=True)
        return sorted({int(word) for word in words if _is_uid(word)})

    def fetch(self, number: int) -> bytes:
        """The bytes of a letter. Raises LargeLetterError, NoLetterError, FetchError."""
        answer = self._connection.ask("FETCH", str(number), "(RFC822.SIZE)")
        responses = [
            response
            for response in answer
            if isinstance(response, bytes) and _is_of(response, number)
        ]
        sizes = [_SIZE.search(response) for response in responses]
        size = max((int(match[1]) for match in sizes if match), default=0)
        if size > LARGEST:
            raise LargeLetterError(size, self._beginning(number, HEAD))
        return self._beginning(number, LARGEST)

    def _beginning(self, number: int, size: int) -> bytes:
        """The beginning of a letter."""
        word = f"(BODY.PEEK[]<0.{size}>)"
        answer = self._connection.ask("FETCH", str(number), word, size=size + _TALK_BESIDE)
        for response, following in pairwise([*answer, b""]):
            # What stands behind a literal, such as its UID, is a row of its own.
            if isinstance(response, tuple):
                words = response[0] + (b" " + following if isinstance(following, bytes) else b"")
                if isinstance(response[1], bytes) and _is_of(words, number):
                    return response[1]
        raise NoLetterError(str(number))


def _is_uid(word: bytes) -> bool:
    return bool(_UID.fullmatch(word)) and int(word) <= _LARGEST_UID


def _is_of(words: bytes, number: int) -> bool:
    """Whether an answer is of that letter; one that names none is."""
    match = _LETTER.search(words)
    return match is None or match[1].lstrip(b"0") == b"%d" % number


def check_host(host: str, port: int, allow: Collection[str]) -> None:
    """Refuse what is not open to asking: other ports than 993, and machines of the inside, unless
    whoever runs the server has named them ("host:port"). Raises FetchError.

    A name that changes its address a moment later leads nowhere: the certificate is of the name.
    """
    if f"{host.lower()}:{port}" in allow:
        return
    if port != SECURE:
        raise FetchError("bad-address", address=host, detail=f"port {port} is not open to asking")
    try:
        addresses = [ip_address(address) for address in look_up(host, port)]
    except (OSError, ValueError, UnicodeError) as error:
        raise FetchError("unreachable", host=host, detail=str(error)[:200]) from error
    if not all(is_public(address) for address in addresses):
        raise FetchError("bad-address", address=host, detail="it is on the inside")


@contextmanager
def open_mailbox(account: Account) -> Iterator[Box]:
    """The mailbox until the block ends. Raises FetchError: unreachable, refused, missing, slow,
    endless."""
    if not _FOLDER.fullmatch(account.folder):
        raise FetchError("missing", host=account.host, status="IMAP")
    deadline = Deadline(READING)
    with _as_fetch_errors(account.host):
        connection = Connection(account, deadline)
        try:
            _log_in(connection, account)
            try:
                _responses_of(connection.select(f'"{account.folder}"', readonly=True))
            except FetchError as error:
                raise FetchError("missing", host=account.host, status="IMAP") from error
            yield Box(connection, deadline)
        finally:
            with suppress(OSError, imaplib.IMAP4.error):
                connection.logout()
            with suppress(OSError):
                connection.shutdown()  # a broken connection is not closed by taking leave


@contextmanager
def _as_fetch_errors(host: str) -> Iterator[None]:
    """Make a FetchError of what goes wrong on the way."""
    try:
        yield
    except TooSlowError as error:
        raise FetchError("slow", host=host, detail=str(error), passing=True) from error
    except TooMuchError as error:
        raise FetchError("endless", host=host, detail=str(error), passing=True) from error
    except (OSError, imaplib.IMAP4.error) as error:
        detail = str(error)[:200]
        raise FetchError("unreachable", host=host, detail=detail, passing=True) from error


def _log_in(connection: imaplib.IMAP4, account: Account) -> None:
    word = f"user={account.user}\x01auth=Bearer {account.secret}\x01\x01".encode()
    try:
        if account.token:
            connection.authenticate("XOAUTH2", lambda _challenge: word)
        else:
            connection.login(account.user, account.secret)
    except imaplib.IMAP4.abort:
        raise  # the connection broke: nobody has judged the secret
    except imaplib.IMAP4.error as error:
        raise FetchError("refused", host=account.host, status="IMAP") from error


def _validity(connection: imaplib.IMAP4) -> int:
    _name, answer = connection.response("UIDVALIDITY")
    word = answer[0] if answer else None
    return int(word) if isinstance(word, bytes) and _UID.fullmatch(word) else 0


def _responses_of(answer: tuple[str, list[Any]]) -> list[Any]:
    """What the server told. Raises FetchError unless it agreed."""
    state, responses = answer
    if state != "OK":
        detail = " ".join(
            line.decode("utf-8", "replace") for line in responses if isinstance(line, bytes)
        )
        raise FetchError("unreachable", host="IMAP", detail=detail[:200], passing=True)
    return responses
