"""The one seam through which Kimppa asks other servers.

Two clients, told apart by who chose the address:

* `guarded(allow)` for addresses that **people give** (webhooks, feeds, links): every hop is
  checked by `sources.guard`, the connection goes to the checked address, no proxy is used.
* `plain()` for addresses that **the installation fixes** (Matomo, Finna, vendors): no check, so
  that services on the inside can be read. Never hand it an address from a form.

Both limit time, size and redirects and name themselves.
"""

import socket
import threading
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Self

import httpx2

from kimppa.sources.guard import ForbiddenAddressError, Guard, guard

USER_AGENT = "Kimppa/1 (library consortium desk)"
_RETRY_STATUSES = frozenset({502, 503, 504})


class OutboundError(Exception):
    """The other server could not be asked; the message is fit for staff to read."""


class UnknownHostError(OutboundError):
    """No server has the name of the address."""


class TooLargeError(OutboundError):
    """The answer is larger than it may be."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds to connect, for each read and in all; bytes of an answer; hops; further tries."""

    connect: float = 5
    read: float = 10
    total: float = 30
    size: int = 2_000_000
    redirects: int = 3
    retries: int = 0
    pause: float = 0.5


@dataclass(frozen=True, slots=True)
class Reply:
    """What the other server answered, read whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    url: str

    @property
    def good(self) -> bool:
        """Whether the status says that it went well."""
        return 200 <= self.status < 300


class Http:
    """A client; use as a context manager. Raises OutboundError and ForbiddenAddressError."""

    def __init__(self, transport: httpx2.BaseTransport, limits: Limits) -> None:
        self.limits = limits
        self.client = httpx2.Client(
            transport=transport,
            timeout=httpx2.Timeout(limits.read, connect=limits.connect),
            max_redirects=limits.redirects,
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.client.close()

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Reply:
        """Read an address: redirects are followed, passing trouble is met by trying again."""
        for attempt in range(self.limits.retries):
            try:
                reply = self._send_request("GET", url, None, headers, follow=True)
            except OutboundError:
                pass
            else:
                if reply.status not in _RETRY_STATUSES:
                    return reply
            time.sleep(self.limits.pause * 2**attempt)
        return self._send_request("GET", url, None, headers, follow=True)

    def post(self, url: str, body: bytes, headers: Mapping[str, str] | None = None) -> Reply:
        """Send once: no redirect is followed and nothing is repeated."""
        return self._send_request("POST", url, body, headers, follow=False)

    def _send_request(
        self,
        method: str,
        url: str,
        body: bytes | None,
        headers: Mapping[str, str] | None,
        *,
        follow: bool,
    ) -> Reply:
        with _deadline(self.limits.total) as deadline:
            try:
                request = self.client.build_request(
                    method,
                    url,
                    content=body,
                    headers=headers,
                    extensions={"trace": deadline.watch},
                )
                response = self.client.send(request, stream=True, follow_redirects=follow)
                try:
                    content = self._read(response)
                finally:
                    response.close()
            except httpx2.InvalidURL as error:
                raise ForbiddenAddressError("this is no address") from error
            except _UnknownHost as error:
                raise UnknownHostError(str(error)) from error
            except httpx2.HTTPError as error:
                raise OutboundError(
                    deadline.failure or f"{type(error).__name__}: {error}"
                ) from error
            if deadline.failure:  # the end of an answer of unknown length looks like this
                raise OutboundError(deadline.failure)
        return Reply(response.status_code, dict(response.headers), content, str(response.url))

    def _read(self, response: httpx2.Response) -> bytes:
        """The raw bytes: a packed answer is not unpacked, so none can swell."""
        content = bytearray()
        for chunk in response.iter_raw():
            content += chunk
            if len(content) > self.limits.size:
                raise TooLargeError(f"the answer is larger than {self.limits.size} bytes")
        return bytes(content)


class _Deadline:
    """Cuts the connection when the time is over, whatever the other server is doing: each read
    has a limit of its own, but an answer that comes byte by byte has no end."""

    def __init__(self, seconds: float) -> None:
        self.failure = ""
        self._seconds = seconds
        self._socket: socket.socket | None = None
        self._lock = threading.Lock()

    def watch(self, event: str, info: dict[str, Any]) -> None:
        """Told by the client of what it does; a new connection is the one to cut."""
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            with self._lock:
                self._socket = info["return_value"].get_extra_info("socket")
                if self.failure:
                    self._shut_socket()

    def end(self) -> None:
        """The time is over."""
        with self._lock:
            self.failure = f"the answer took more than {self._seconds:g} seconds"
            self._shut_socket()

    def _shut_socket(self) -> None:
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)


@contextmanager
def _deadline(seconds: float) -> Iterator[_Deadline]:
    deadline = _Deadline(seconds)
    timer = threading.Timer(seconds, deadline.end)
    timer.daemon = True
    timer.start()
    try:
        yield deadline
    finally:
        timer.cancel()


class _UnknownHost(httpx2.ConnectError):
    """The name has no address."""


class _GuardedTransport(httpx2.BaseTransport):
    """Connects to an address that the guard has checked; certificate and Host stay the name's."""

    def __init__(self, checker: Guard) -> None:
        self.guard = checker
        # A connection is not kept: the same address may serve several names.
        self.inner = httpx2.HTTPTransport(
            trust_env=False, limits=httpx2.Limits(max_keepalive_connections=0)
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Check, then try the addresses in turn."""
        url = request.url
        if url.userinfo:
            raise ForbiddenAddressError("an address with a user name is not asked")
        try:
            addresses = self.guard.addresses(url.scheme, url.host, url.port)
        except OSError as error:
            raise _UnknownHost(f"{url.host} was not found", request=request) from error
        for address in addresses[:-1]:
            try:
                return self.inner.handle_request(_pinned(request, address))
            except httpx2.ConnectError:
                continue
        return self.inner.handle_request(_pinned(request, addresses[-1]))

    def close(self) -> None:
        self.inner.close()


def _pinned(request: httpx2.Request, address: str) -> httpx2.Request:
    """The request to the address itself. `Host` was set when the request was made."""
    return httpx2.Request(
        request.method,
        request.url.copy_with(host=address),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": request.url.host},
    )


def guarded(allow: Collection[str] = (), limits: Limits | None = None) -> Http:
    """For addresses that people give. `allow` are "host:port" of named internal servers."""
    return Http(_GuardedTransport(guard(allow)), limits or Limits())


def plain_client(limits: Limits | None = None) -> Http:
    """For addresses that the installation fixes; GETs are tried three times."""
    return Http(httpx2.HTTPTransport(trust_env=True), limits or Limits(retries=2))
