"""Where a request comes in: who it is from, its id, one line in the log, one count."""

import logging
import re
import secrets
from collections.abc import Callable, Iterable
from time import perf_counter
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from kimppa.operations import logs
from kimppa.operations.front.cache import ROUTE
from kimppa.operations.front.client import Proxies, settle
from kimppa.operations.front.pages import Headers

REQUEST_ID = "kimppa.request-id"
PERSON = "kimppa.person"
_ID_PATTERN = re.compile(r"[A-Za-z0-9._-]{8,64}")
_QUIET = ("/static/", "/healthz", "/metrics")
logger = logging.getLogger("kimppa.access")

type Count = Callable[[str, str, int, float], None]


class Entry:
    """A WSGI application that notes what the inner one answered, and how long it took.

    The time is until the answer is made; sending it is the server's.
    """

    def __init__(self, inner: WSGIApplication, *, proxies: Proxies, count: Count) -> None:
        """`count(method, route, status, seconds)` is called once for each request."""
        self._inner = inner
        self._proxies = proxies
        self._count = count

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        start_time = perf_counter()
        settle(environ, self._proxies)
        environ[REQUEST_ID] = ident = request_id(environ)
        logs.current.set(ident)
        status = 500

        def note_status(line: str, headers: Headers, exc_info: Any = None) -> Any:
            nonlocal status
            status = int(line[:3])
            return start(line, [*headers, ("X-Request-ID", ident)])

        try:
            return self._inner(environ, note_status)
        finally:
            self._note(environ, status, perf_counter() - start_time)
            logs.current.set("")

    def _note(self, environ: WSGIEnvironment, status: int, seconds: float) -> None:
        method = environ["REQUEST_METHOD"]
        path = environ.get("PATH_INFO", "")
        self._count(method, environ.get(ROUTE, ""), status, seconds)
        if status < 500 and path.startswith(_QUIET):
            return
        ms = round(seconds * 1000, 1)
        masked_path = logs.mask(path)
        person = environ.get(PERSON)
        fields = {
            "method": method,
            "path": masked_path,
            "status": status,
            "ms": ms,
            "person": person,
        }
        logger.info("%s %s %s %s ms", method, masked_path, status, ms, extra={"fields": fields})


def request_id(environ: WSGIEnvironment) -> str:
    """The id that a trusted proxy gave (`settle` has removed all others), or a new one."""
    ident = str(environ.pop("HTTP_X_REQUEST_ID", ""))
    return ident if _ID_PATTERN.fullmatch(ident) else secrets.token_hex(8)
