"""Pages for anonymous visitors, answered before Django is asked.

Kept: what a GET without cookie and authorization got from an address that a room has declared
(`Area.cached`), when it is a whole 200 answer that sets no cookie, has no CSP nonce and does not
forbid it. For thirty seconds, and only until somebody writes: every write moves the consortium's
version (`core.changes`), and a page lives no longer than the version it was made under.
"""

import threading
from collections.abc import Callable, Hashable, Iterable
from itertools import chain
from time import monotonic
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from kimppa.operations.front.pages import Headers, Page, Pages, best_encoding, preferences

LIFE_SECONDS = 30.0
GRACE_SECONDS = 30.0  # how long a page that has outlived its time serves while one makes it anew
WAIT_SECONDS = 10.0
LARGEST = 2 * 1024 * 1024
LANGUAGES = ("fi", "sv", "en")
ROUTE = "kimppa.route"
# Personal links, signing in and the watchers' page are never kept, whatever a room declares.
NEVER = ("/d/", "/sign-in/", "/sign-out/", "/healthz", "/metrics", "/calendar/")
_VARIES = {"cookie", "accept-language", "accept-encoding", "authorization"}

type Hit = Callable[[str, str, int], None]


class CachedPrefixError(Exception):
    """A room wants pages kept that must never be."""


class Cache:
    """A WSGI application that answers from memory what it can, and asks the inner one else."""

    def __init__(
        self,
        inner: WSGIApplication,
        *,
        prefixes: Iterable[str],
        version: Callable[[], object],
        hit: Hit,
        pages: Pages | None = None,
    ) -> None:
        """`version` is asked at every request: it must be cheap. `hit(method, route, status)` is
        told of what was answered from memory; the rest is the inner one's to count.

        Raises CachedPrefixError.
        """
        self.prefixes = check_prefixes(prefixes)
        self.pages = Pages() if pages is None else pages
        self._inner = inner
        self._version = version
        self._hit = hit

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if not self.serves(environ):
            return self._inner(environ, start)
        key = key_of(environ)
        page = self.fresh(key)
        if page is not None:
            page.used = True
            status, body = send(page, environ, start)
            self._hit(environ["REQUEST_METHOD"], page.route, status)
            return body
        answer = self._make_once(key, environ, start)
        return send(answer, environ, start)[1] if isinstance(answer, Page) else answer

    def serves(self, environ: WSGIEnvironment) -> bool:
        """Whether the request is one that a kept page may answer: it asks as anybody would.

        Written out, for it is asked thousands of times a second. Range asks for a part.
        """
        return (
            environ["PATH_INFO"].startswith(self.prefixes)
            and environ["REQUEST_METHOD"] in ("GET", "HEAD")
            and "HTTP_COOKIE" not in environ
            and "HTTP_AUTHORIZATION" not in environ
            and "HTTP_HX_REQUEST" not in environ
            and "HTTP_RANGE" not in environ
        )

    def fresh(self, key: Hashable) -> Page | None:
        """The page if it is kept and nothing has been written since it was made."""
        page = self.pages.get(key)
        if page is None or page.version != self._version():
            return None
        age = monotonic() - page.created
        if age < LIFE_SECONDS:
            return page
        # One visitor makes it anew; meanwhile the others get the old one, of the same version.
        return page if age < LIFE_SECONDS + GRACE_SECONDS and self.pages.busy(key) else None

    def _make_once(
        self, key: Hashable, environ: WSGIEnvironment, start: StartResponse
    ) -> Page | Iterable[bytes]:
        """The page made and kept, by us or by whoever began before; or an answer not to keep."""
        page_made: threading.Event | None = self.pages.begin(key)
        if page_made is not None:
            page_made.wait(WAIT_SECONDS)
            return self.fresh(key) or self._inner(environ, start)
        try:
            return self._make_page(key, environ, start)
        finally:
            self.pages.end(key)

    def _make_page(
        self, key: Hashable, environ: WSGIEnvironment, start: StartResponse
    ) -> Page | Iterable[bytes]:
        version = self._version()  # before the page is made: see `Page`
        request = dict(environ)
        request |= {"REQUEST_METHOD": "GET", "HTTP_ACCEPT_LANGUAGE": language_of(environ)}
        for name in ("HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"):
            request.pop(name, None)
        response = _Response()
        body = self._inner(request, response)
        content = whole_body(body) if response.may_be_kept() else None
        if not isinstance(content, bytes):
            start(response.status, response.headers)
            answer = body if content is None else content
            return _without_body(answer) if environ["REQUEST_METHOD"] == "HEAD" else answer
        page = Page(response.headers_kept(), content, version, monotonic(), request.get(ROUTE, ""))
        self.pages.store(key, page)
        return page


class _Response:
    """Notes what the inner application says of its answer."""

    def __init__(self) -> None:
        self.status = ""
        self.headers: Headers = []

    def __call__(self, status: str, headers: Headers, exc_info: Any = None) -> Any:
        self.status, self.headers = status, headers
        return self._write

    @staticmethod
    def _write(_data: bytes) -> None:
        raise NotImplementedError("an application before Django may not use write()")

    def may_be_kept(self) -> bool:
        """Whether the answer is for everybody."""
        fields: dict[str, str] = {}
        for name, text in self.headers:
            fields[name.lower()] = f"{fields.get(name.lower(), '')},{text}".strip(",")
        control = fields.get("cache-control", "").lower()
        varies = {word.strip().lower() for word in fields.get("vary", "").split(",")} - {""}
        return (
            self.status.startswith("200")
            and "set-cookie" not in fields
            and "content-encoding" not in fields
            and "no-store" not in control
            and "private" not in control
            and varies <= _VARIES
            and "'nonce-" not in fields.get("content-security-policy", "")
        )

    def headers_kept(self) -> Headers:
        """The headers with what caches further out must know."""
        headers = [(k, v) for k, v in self.headers if k.lower() != "vary"]
        vary = ",".join(v for k, v in self.headers if k.lower() == "vary")
        words = [word.strip() for word in vary.split(",") if word.strip()]
        words += [w for w in ("Accept-Encoding", "Accept-Language", "Cookie") if w not in words]
        if not any(k.lower() == "cache-control" for k, _v in headers):
            # Browsers keep it too, and ask each time whether it still holds: a 304 costs little.
            headers.append(("Cache-Control", "public, no-cache"))
        return [*headers, ("Vary", ", ".join(words))]


def check_prefixes(prefixes: Iterable[str]) -> tuple[str, ...]:
    """The prefixes. Raises CachedPrefixError for one that could let something personal be kept."""
    unique_prefixes = tuple(dict.fromkeys(prefixes))
    for prefix in unique_prefixes:
        whole_word = prefix.startswith("/") and prefix.endswith("/") and prefix != "/"
        if not whole_word or any(n.startswith(prefix) or prefix.startswith(n) for n in NEVER):
            raise CachedPrefixError(f"pages under {prefix!r} must not be kept for everybody")
    return unique_prefixes


def key_of(environ: WSGIEnvironment) -> Hashable:
    """What an answer may depend on. The forwarded scheme stands as the visitor's side wrote it:
    where it is not believed, it only parts pages that are alike."""
    return (
        environ.get("HTTP_HOST", ""),
        environ["wsgi.url_scheme"],
        environ.get("HTTP_X_FORWARDED_PROTO", ""),
        environ["PATH_INFO"],
        environ.get("QUERY_STRING", ""),
        language_of(environ),
    )


_languages: dict[str, str] = {}
_encodings: dict[str, str] = {}
_MOST_WORDS = 500


def language_of(environ: WSGIEnvironment) -> str:
    """The page language for an Accept-Language header. Django gets to see only the result, so
    the page is in the language of its key."""
    return _recall(_languages, environ.get("HTTP_ACCEPT_LANGUAGE", ""), _language)


def encoding_of(environ: WSGIEnvironment) -> str:
    """The encoding for an Accept-Encoding header."""
    return _recall(_encodings, environ.get("HTTP_ACCEPT_ENCODING", ""), best_encoding)


def _recall(memory: dict[str, str], header: str, reader: Callable[[str], str]) -> str:
    answer = memory.get(header)
    if answer is None:
        answer = reader(header[:500])
        if len(memory) < _MOST_WORDS:
            memory[header] = answer
    return answer


def _language(header: str) -> str:
    languages = sorted(preferences(header), key=lambda preference: -preference[1])
    for name, quality in languages:
        code = name.partition("-")[0]
        if quality > 0 and code in LANGUAGES:
            return code
    return LANGUAGES[0]


def send(page: Page, environ: WSGIEnvironment, start: StartResponse) -> tuple[int, list[bytes]]:
    """Status and body of the page, or that the visitor's own copy still holds."""
    answer = page.answer(encoding_of(environ))
    tags = environ.get("HTTP_IF_NONE_MATCH")
    if tags is not None and matches(tags, answer.etag):
        start("304 Not Modified", answer.not_modified)
        return 304, []
    start("200 OK", answer.headers)
    return 200, [] if environ["REQUEST_METHOD"] == "HEAD" else [answer.body]


def matches(header: str, etag: str) -> bool:
    """Whether an If-None-Match header names the tag; weak comparison, RFC 9110 §13.1.2."""
    if header.strip() == "*":
        return True
    return etag in (word.strip().removeprefix("W/") for word in header.split(","))


def whole_body(body: Iterable[bytes]) -> bytes | Iterable[bytes]:
    """The body as bytes; or, when it is too large to keep, all of it still to be sent."""
    if isinstance(body, list):
        return b"".join(body)
    parts: list[bytes] = []
    size = 0
    pieces = iter(body)
    for piece in pieces:
        parts.append(piece)
        size += len(piece)
        if size > LARGEST:
            return _Rest(chain(parts, pieces), body)
    _close(body)
    return b"".join(parts)


class _Rest:
    """What remains to be sent, closing the whole when done."""

    def __init__(self, pieces: Iterable[bytes], body: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._body = body

    def __iter__(self) -> "_Rest":
        return self

    def __next__(self) -> bytes:
        return next(self._pieces)

    def close(self) -> None:
        _close(self._body)


def _without_body(body: Iterable[bytes]) -> list[bytes]:
    _close(body)
    return []


def _close(body: Iterable[bytes]) -> None:
    closing = getattr(body, "close", None)
    if closing is not None:
        closing()
