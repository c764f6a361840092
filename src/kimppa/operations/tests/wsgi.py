"""A WSGI application to stand before, and a way to ask it."""

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from wsgiref.util import setup_testing_defaults

type Headers = list[tuple[str, str]]
PAGE = b"<p>Kirjasto on auki.</p>" * 100


@dataclass
class Got:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Inner:
    """Answers as told, and remembers what it was asked."""

    status: str = "200 OK"
    headers: Headers = field(default_factory=list)
    body: Iterable[bytes] = (PAGE,)
    asked: list[dict[str, Any]] = field(default_factory=list)
    before: Callable[[dict[str, Any]], object] = lambda environ: None

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        self.asked.append(environ)
        self.before(environ)
        start(self.status, [("Content-Type", "text/html; charset=utf-8"), *self.headers])
        return self.body


def environ_of(
    path: str = "/", method: str = "GET", body: bytes = b"", **more: Any
) -> dict[str, Any]:
    """A request. Headers are given as in WSGI: HTTP_COOKIE="a=b"; None takes one away."""
    environ: dict[str, Any] = {}
    setup_testing_defaults(environ)
    path, _, query = path.partition("?")
    environ |= {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query}
    environ |= {"REMOTE_ADDR": "198.51.100.7", "wsgi.input": io.BytesIO(body)}
    if body:
        environ["CONTENT_LENGTH"] = str(len(body))
    environ |= more
    return {name: value for name, value in environ.items() if value is not None}


def ask(application: Any, path: str = "/", method: str = "GET", **more: Any) -> Got:
    """Send a request and read the answer to its end."""
    told: list[Any] = []
    pieces = application(
        environ_of(path, method, **more),
        lambda status, headers, exc=None: told.append((status, headers)),
    )
    body = b"".join(pieces)
    if hasattr(pieces, "close"):
        pieces.close()
    status, headers = told[-1]
    return Got(int(status[:3]), {name.lower(): value for name, value in headers}, body)
