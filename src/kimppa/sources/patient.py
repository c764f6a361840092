"""A client that asks one service many times: it pauses between requests and retries by waiting.

    with patient(allow=settings.KIMPPA_OUTBOUND_ALLOW, stop=run.stop_asked) as client:
        page = client.ask(address, read)

Addresses are checked by the guard: `allow` names the intranet hosts ("host:port") that whoever
runs the server lets through. A password goes over https only, or to such a host.
"""

import datetime as dt
import json
import time
from base64 import b64encode
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from kimppa.sources.errors import FetchError
from kimppa.sources.guard import PORTS, ForbiddenAddressError
from kimppa.sources.http import Http, Limits, OutboundError, Reply, TooLargeError, guarded

PAGES: Final = Limits(connect=10, read=60, total=300, size=64_000_000)
_PASSING: Final = frozenset({429, 500, 502, 503, 504})
_SLICE: Final = 1.0  # seconds after which a wait asks whether to stop


@dataclass(frozen=True, slots=True)
class Patience:
    """How an address is tried: `tries` in all; the pause in seconds before the next try, doubled
    each time up to `longest`; `between` seconds between requests. Who asks us to wait longer than
    `longest` is asked again by a later run, not waited for.
    """

    tries: int = 5
    first: float = 2
    longest: float = 300
    between: float = 0.5
    wait: Callable[[float], None] = time.sleep


@dataclass(frozen=True, slots=True)
class Login:
    """A name and a secret for HTTP Basic."""

    user: str
    secret: str = field(repr=False)

    def header(self) -> str:
        return "Basic " + b64encode(f"{self.user}:{self.secret}".encode()).decode("ascii")


class PatientClient:
    """See the module. `stop()` is asked before each request and each second of a wait; when it
    says True, FetchError "stopped" is raised.
    """

    def __init__(
        self,
        http: Http,
        *,
        allow: Collection[str] = (),
        login: Login | None = None,
        patience: Patience | None = None,
        stop: Callable[[], bool] = lambda: False,
        headers: dict[str, str] | None = None,
    ) -> None:
        self.http = http
        self.patience = patience or Patience()
        self._allow = {host.strip().lower() for host in allow}
        self._login = login
        self._stop = stop
        self._headers = headers or {}
        self._asked = False

    def ask[T](
        self, url: str, read: Callable[[Reply], T], *, form: Mapping[str, str] | None = None
    ) -> T:
        """The value of `read(reply)`, which may raise a passing FetchError to be asked again.

        A `form` is sent by POST and may hold a secret; use it only for requests that change
        nothing. Raises FetchError: the last one when all tries are used.
        """
        headers = self._headers_for(url, secret=form is not None)
        for attempt in range(1, self.patience.tries + 1):
            if self._asked:
                self.rest(self.patience.between)
            self._ask_to_go_on()
            self._asked = True
            try:
                return read(self._ask_once(url, headers, form))
            except FetchError as error:
                pause = error.after or self.patience.first * 2 ** (attempt - 1)
                if not error.passing or attempt == self.patience.tries:
                    raise
                if error.after > self.patience.longest:
                    raise
            self.rest(min(pause, self.patience.longest))
        raise AssertionError("at least one try is made")

    def rest(self, seconds: float) -> None:
        """Wait, unless asked to stop."""
        remaining = seconds
        while remaining > 0:
            self._ask_to_go_on()
            self.patience.wait(min(remaining, _SLICE))
            remaining -= _SLICE

    def _ask_to_go_on(self) -> None:
        if self._stop():
            raise FetchError("stopped")

    def _ask_once(self, url: str, headers: dict[str, str], form: Mapping[str, str] | None) -> Reply:
        host = host_of(url)
        try:
            if form is None:
                reply = self.http.get(url, headers)
            else:
                form_headers = {**headers, "Content-Type": "application/x-www-form-urlencoded"}
                reply = self.http.post(url, urlencode(form).encode(), form_headers)
        except ForbiddenAddressError as error:
            raise FetchError("bad-address", address=url, detail=str(error)) from error
        except TooLargeError as error:
            limit = self.http.limits.size // 1_000_000
            raise FetchError("too-large", limit=limit) from error
        except OutboundError as error:
            detail = str(error)
            raise FetchError("unreachable", passing=True, host=host, detail=detail) from error
        if not reply.good:
            raise _refusal(reply, host)
        return reply

    def _headers_for(self, url: str, *, secret: bool) -> dict[str, str]:
        if self._login is None and not secret:
            return self._headers
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").lower(), parts.port or PORTS.get(parts.scheme, 0)
        except ValueError as error:
            raise FetchError("bad-address", address=url, detail=str(error)) from error
        if parts.scheme != "https" and f"{host}:{port}" not in self._allow:
            raise FetchError("password-in-clear", host=host)
        if self._login is None:
            return self._headers
        return {**self._headers, "Authorization": self._login.header()}


def json_of(host: str, reply: Reply) -> Any:
    """What a reply of the host says in JSON. Raises FetchError "not-json"."""
    try:
        return json.loads(reply.body)
    except (ValueError, RecursionError) as error:
        raise FetchError("not-json", host=host, detail=str(error)) from error


def host_of(url: str) -> str:
    """The host of an address, for people to read."""
    try:
        return urlsplit(url).hostname or url
    except ValueError:
        return url


def _refusal(reply: Reply, host: str) -> FetchError:
    status = reply.status
    if status in _PASSING:
        seconds = retry_after(reply.headers)
        if seconds:
            return FetchError("busy", passing=True, after=seconds, host=host)
        return FetchError("status", passing=True, host=host, status=status)
    if status in {401, 403}:
        return FetchError("refused", host=host, status=status)
    if status in {404, 410}:
        return FetchError("missing", host=host, status=status)
    return FetchError("status", host=host, status=status)


def retry_after(headers: Mapping[str, str]) -> int:
    """The seconds that Retry-After asks for; 0 when it says nothing.

    A date is measured from the answer's own Date, so that no two clocks are compared.
    """
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdecimal():
        return int(text[:9])
    retry_at, answered_at = _moment(text), _moment(headers.get("date", ""))
    return max(0, int((retry_at - answered_at).total_seconds())) if retry_at and answered_at else 0


def _moment(text: str) -> dt.datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


@contextmanager
def patient(
    *,
    allow: Collection[str] = (),
    login: Login | None = None,
    patience: Patience | None = None,
    stop: Callable[[], bool] = lambda: False,
    limits: Limits = PAGES,
    headers: dict[str, str] | None = None,
) -> Iterator[PatientClient]:
    """A patient client of addresses that people give; closed at the end."""
    with guarded(allow, limits) as http:
        yield PatientClient(
            http, allow=allow, login=login, patience=patience, stop=stop, headers=headers
        )
