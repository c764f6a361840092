"""Somebody at the other end of the wire, with a cookie jar and nothing of Django."""

import http.client
import re
import socket
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Visitor:
    """Asks one connection after another; `host` may be a Unix socket's path."""

    port: int = 0
    unix: Path | None = None
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, headers=headers)

    def post(self, path: str, form: dict[str, str], **headers: str) -> Answer:
        body = urlencode(form | {"csrfmiddlewaretoken": self.token}).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.ask("POST", path, body, kind | headers)

    def sign_in(self, link: str) -> None:
        """By a link that the program has printed; then fetch a form's token."""
        answer = self.get(link[link.index("/sign-in/") :].strip())
        assert answer.status == 302, answer.text
        found = _TOKEN.search(self.get("/tasks/add/").text)
        assert found, "no form on the page"
        self.token = found[1]

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """One request. Raises OSError or HTTPException when the server is gone."""
        connection = self._connection()
        told = dict(headers or {})
        if self.cookies:
            told["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            connection.request(method, path, body, told)
            answer = connection.getresponse()
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie":
                    self.cookies |= {k: v.value for k, v in SimpleCookie(value).items()}
            got = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, got, answer.read())
        finally:
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        if self.unix is None:
            return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection = http.client.HTTPConnection("localhost", timeout=30)
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.settimeout(30)
        try:
            connection.sock.connect(str(self.unix))
        except OSError:
            connection.close()
            raise
        return connection
