"""A small IMAP server for the tests: one account, folders of letters, in a thread of its own.

It speaks what RFC 3501 asks of LOGIN, AUTHENTICATE XOAUTH2, EXAMINE, UID SEARCH, UID FETCH and
LOGOUT, with literals; anything else is BAD.
"""

import base64
import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Mail:
    """What the server holds, and what it has been asked."""

    user: str = "palaute"
    secret: str = "salasana"
    letters: dict[int, bytes] = field(default_factory=dict)
    validity: int = 7
    asked: list[str] = field(default_factory=list)
    breaks_at: int = 0  # a letter at which the connection is cut
    port: int = 0

    def put(self, data: bytes) -> int:
        number = max(self.letters, default=0) + 1
        self.letters[number] = data
        return number


class Handler(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True

    def handle(self) -> None:
        self.say("* OK ready")
        while line := self.rfile.readline():
            text = line.decode("latin-1").strip()
            tag, _space, rest = text.partition(" ")
            word = rest.split(" ")[0].upper()
            self.mail.asked.append(rest)
            if word == "UID":
                word = " ".join(rest.upper().split(" ")[:2])
            act = getattr(self, f"do_{word.replace(' ', '_').lower()}", None)
            if act is None:
                self.say(f"{tag} BAD what?")
            elif not act(tag, rest):
                return

    @property
    def mail(self) -> Mail:
        return self.server.mail  # type: ignore[attr-defined]

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def do_capability(self, tag: str, _rest: str) -> bool:
        self.say("* CAPABILITY IMAP4rev1 AUTH=XOAUTH2")
        self.say(f"{tag} OK done")
        return True

    def do_login(self, tag: str, rest: str) -> bool:
        words = re.findall(r'"([^"]*)"|(\S+)', rest)
        given = [a or b for a, b in words][1:]
        right = given == [self.mail.user, self.mail.secret]
        self.say(f"{tag} OK done" if right else f"{tag} NO wrong")
        return True

    def do_authenticate(self, tag: str, _rest: str) -> bool:
        self.say("+ ")
        told = base64.b64decode(self.rfile.readline()).decode()
        wanted = f"user={self.mail.user}\x01auth=Bearer {self.mail.secret}\x01\x01"
        self.say(f"{tag} OK done" if told == wanted else f"{tag} NO wrong")
        return True

    def do_examine(self, tag: str, rest: str) -> bool:
        if "INBOX" not in rest:
            self.say(f"{tag} NO no such folder")
            return True
        self.say(f"* {len(self.mail.letters)} EXISTS")
        self.say(f"* OK [UIDVALIDITY {self.mail.validity}] ok")
        self.say(f"{tag} OK [READ-ONLY]")
        return True

    def do_uid_search(self, tag: str, rest: str) -> bool:
        last = max(self.mail.letters, default=0)
        if match := re.search(r"UID (\d+):\*", rest):
            found = [n for n in self.mail.letters if n >= int(match[1]) or n == last]
        else:
            wanted = [int(word) for word in rest.split()[-1].split(",")]
            found = [n for n in self.mail.letters if n in wanted]
        self.say(f"* SEARCH {' '.join(map(str, found))}")
        self.say(f"{tag} OK done")
        return True

    def do_uid_fetch(self, tag: str, rest: str) -> bool:
        match = re.match(r"UID FETCH (\d+) \((RFC822.SIZE|BODY\.PEEK\[\]<0\.(\d+)>)\)", rest)
        assert match
        number = int(match[1])
        if number == self.mail.breaks_at:
            return False
        letter = self.mail.letters.get(number)
        if letter is not None and match[3]:
            data = letter[: int(match[3])]
            self.wfile.write(f"* 1 FETCH (UID {number} BODY[]<0> {{{len(data)}}}\r\n".encode())
            self.wfile.write(data + b")\r\n")
        elif letter is not None:
            self.say(f"* 1 FETCH (UID {number} RFC822.SIZE {len(letter)})")
        self.say(f"{tag} OK done")
        return True

    def do_logout(self, tag: str, _rest: str) -> bool:
        self.say("* BYE")
        self.say(f"{tag} OK done")
        return False


@contextmanager
def imap_server() -> Iterator[Mail]:
    """A server on loopback until the block ends; `port` tells where."""
    mail = Mail()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.mail = mail  # type: ignore[attr-defined]
        mail.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield mail
        finally:
            server.shutdown()
            thread.join()
