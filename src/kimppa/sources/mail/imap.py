"""Reading a mailbox by IMAP, without changing anything in it.

    with opened(Account(host="…", user="…", secret="…")) as box:
        for uid, data in box.after(last, validity): …

Letters are asked for by their numbers (UID), which only grow while the box keeps its UIDVALIDITY;
a box that has been made anew is read from its beginning. Nothing is marked or moved.
"""

import imaplib
import re
import ssl
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any, Final

from kimppa.sources.errors import FetchError
from kimppa.sources.guard import is_public, look_up
from kimppa.sources.mail.letter import LARGEST

TIMEOUT: Final = 30
AT_ONCE: Final = 500
SECURE: Final = 993
CLEAR: Final = 143  # the port of connections in the clear
_FOLDER = re.compile(r"[^\x00-\x1f\x7f\"\\]{1,200}")


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


class Box:
    """An open mailbox."""

    def __init__(self, connection: imaplib.IMAP4, validity: int) -> None:
        self._connection, self.validity = connection, validity

    def after(self, last: int, validity: int) -> Iterator[tuple[int, bytes]]:
        """Letters with a larger number than the last, in order; each cut at 10 MB.

        Raises FetchError when the server does not do what it should.
        """
        start = last + 1 if validity == self.validity else 1
        told = _asked(self._connection.uid("SEARCH", f"UID {start}:*"))
        words = b" ".join(one for one in told if isinstance(one, bytes)).split()
        # "n:*" gives the last letter even when its number is smaller than n.
        numbers = sorted({int(word) for word in words if word.isdigit() and int(word) >= start})
        for number in numbers[:AT_ONCE]:
            parts = _asked(
                self._connection.uid("FETCH", str(number), f"(BODY.PEEK[]<0.{LARGEST}>)")
            )
            data = next((part[1] for part in parts if isinstance(part, tuple)), None)
            if isinstance(data, bytes):
                yield number, data


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
        found = [ip_address(one) for one in look_up(host, port)]
    except (OSError, ValueError, UnicodeError) as error:
        raise FetchError("unreachable", host=host, detail=str(error)[:200]) from error
    if not all(is_public(one) for one in found):
        raise FetchError("bad-address", address=host, detail="it is on the inside")


@contextmanager
def opened(account: Account) -> Iterator[Box]:
    """The mailbox until the block ends. Raises FetchError: unreachable, refused, missing."""
    if not _FOLDER.fullmatch(account.folder):
        raise FetchError("missing", host=account.host, status="IMAP")
    connection = _connected(account)
    try:
        _let_in(connection, account)
        try:
            _asked(connection.select(f'"{account.folder}"', readonly=True))
        except FetchError as error:
            raise FetchError("missing", host=account.host, status="IMAP") from error
        yield Box(connection, _validity(connection))
    except (OSError, imaplib.IMAP4.error) as error:
        raise FetchError(
            "unreachable", host=account.host, detail=str(error)[:200], passing=True
        ) from error
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            connection.logout()
        with suppress(OSError):
            connection.shutdown()  # a broken connection is not closed by taking leave


def _connected(account: Account) -> imaplib.IMAP4:
    try:
        if account.tls:
            context = ssl.create_default_context()
            return imaplib.IMAP4_SSL(
                account.host, account.port, ssl_context=context, timeout=TIMEOUT
            )
        return imaplib.IMAP4(account.host, account.port, timeout=TIMEOUT)
    except (OSError, imaplib.IMAP4.error) as error:
        raise FetchError(
            "unreachable", host=account.host, detail=str(error)[:200], passing=True
        ) from error


def _let_in(connection: imaplib.IMAP4, account: Account) -> None:
    word = f"user={account.user}\x01auth=Bearer {account.secret}\x01\x01".encode()
    try:
        if account.token:
            connection.authenticate("XOAUTH2", lambda _challenge: word)
        else:
            connection.login(account.user, account.secret)
    except imaplib.IMAP4.error as error:
        raise FetchError("refused", host=account.host, status="IMAP") from error


def _validity(connection: imaplib.IMAP4) -> int:
    _name, told = connection.response("UIDVALIDITY")
    word = told[0] if told else None
    return int(word) if isinstance(word, bytes) and word.isdigit() else 0


def _asked(answer: tuple[str, list[Any]]) -> list[Any]:
    """What the server told. Raises FetchError unless it agreed."""
    state, told = answer
    if state != "OK":
        detail = " ".join(one.decode("utf-8", "replace") for one in told if isinstance(one, bytes))
        raise FetchError("unreachable", host="IMAP", detail=detail[:200], passing=True)
    return told
